"""Accounts and keys as administrators see them: no hash and no secret, but for a new one's once."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.accounts.keys import MOST_DAYS, MOST_OVERLAP_DAYS, KeyWanted
from app.accounts.principal import Action, Grant, Role
from app.accounts.store import AccountState

if TYPE_CHECKING:
    from app.accounts.keys import ApiKey
    from app.accounts.store import Account

District = Annotated[str, StringConstraints(pattern=r"^([0-9]{6})?$")]
ItemId = Annotated[str, StringConstraints(max_length=80)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Days = Annotated[int, Field(ge=1, le=MOST_DAYS)]


class GrantView(BaseModel):
    """A role for one district and one item; an empty one means every one."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"role": "reviewer", "district": "310117", "item": "prepackaged-food-filing"}]},
    )

    role: Role
    district: District = ""
    item: ItemId = ""

    def grant(self) -> Grant:
        return Grant(role=self.role, district=self.district, item_id=self.item)


class AccountWanted(BaseModel):
    """`title` is the name that colleagues see. With `oidc`, the account waits for its first sign-in at the service."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "li.ming", "title": "黎明", "grants": [{"role": "reviewer", "district": "310117"}]}]
        },
    )

    name: Name
    title: Name
    grants: Annotated[list[GrantView], Field(min_length=1, max_length=100)]
    oidc: bool = False


class SubjectGiven(BaseModel):
    """Who the account is at the sign-in service: the `sub` of its id tokens."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"subject": "u-4711"}]})

    subject: Annotated[str, StringConstraints(min_length=1, max_length=200)]


class AccountView(BaseModel):
    account_id: str
    name: str
    title: str
    state: AccountState
    grants: list[GrantView]
    has_password: bool
    has_one_time_codes: bool
    issuer: str | None
    subject: str | None

    @classmethod
    def of(cls, one: Account) -> Self:
        grants = [GrantView(role=grant.role, district=grant.district, item=grant.item_id) for grant in one.grants]
        return cls(
            account_id=one.account_id,
            name=one.name,
            title=one.title,
            state=one.state,
            grants=grants,
            has_password=one.password_hash is not None,
            has_one_time_codes=one.totp_secret is not None,
            issuer=one.issuer,
            subject=one.subject,
        )


class PasswordTokenView(BaseModel):
    """`token` is told this once: with it the owner sets a password at /staff/set-password, within a day."""

    account_id: str
    token: str


class KeyWantedView(BaseModel):
    """What a key is for. With no districts or items it is good for every one."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"client": "portal", "scopes": ["submit", "follow_case"], "days": 90}]},
    )

    client: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,60}$")]
    scopes: Annotated[list[Action], Field(min_length=1, max_length=20)]
    districts: Annotated[list[District], Field(max_length=100)] = []
    items: Annotated[list[ItemId], Field(max_length=100)] = []
    days: Days = 90

    def wanted(self) -> KeyWanted:
        return KeyWanted(
            client=self.client,
            scopes=tuple(dict.fromkeys(self.scopes)),
            districts=tuple(dict.fromkeys(self.districts)),
            items=tuple(dict.fromkeys(self.items)),
            days=self.days,
        )


class Rotation(BaseModel):
    """`days` that the new key is good for, `overlap_days` that the old one goes on working."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"days": 90, "overlap_days": 7}]})

    days: Days = 90
    overlap_days: Annotated[int, Field(ge=0, le=MOST_OVERLAP_DAYS)] = 7


class KeyView(BaseModel):
    key_id: str
    client: str
    scopes: list[Action]
    districts: list[str]
    items: list[str]
    created_by: str
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None
    used_on: dt.date | None

    @classmethod
    def of(cls, key: ApiKey) -> Self:
        return cls(
            key_id=key.key_id,
            client=key.client,
            scopes=list(key.scopes),
            districts=list(key.districts),
            items=list(key.items),
            created_by=key.created_by,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
            used_on=None if key.used_on is None else dt.date.fromisoformat(key.used_on),
        )


class NewKeyView(BaseModel):
    """`secret` is told this once; the system sends it as `Authorization: Bearer SECRET`."""

    key: KeyView
    secret: str
