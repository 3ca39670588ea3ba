"""Accounts and what they are granted, as they are stored."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.accounts.principal import Grant, Principal, Role
from app.db.tables import account, account_grant

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, RowMapping

ACCOUNTS: Final = (
    account.c.account_id, account.c.name, account.c.title, account.c.state, account.c.password_hash,
    account.c.totp_secret, account.c.totp_used_step, account.c.issuer, account.c.subject,
)  # fmt: skip


class AccountState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"
    """Signs in no more; what it did stays under its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who signs in.

    Attributes:
        name: what is typed to sign in; `title` is what is shown to others.
        issuer: of the sign-in service that vouches for it; with no subject yet, its first sign-in there fixes it.
    """

    account_id: str
    name: str
    title: str
    state: AccountState
    grants: tuple[Grant, ...]
    password_hash: str | None
    totp_secret: str | None
    totp_used_step: int | None
    issuer: str | None
    subject: str | None

    @property
    def is_applicant(self) -> bool:
        return any(grant.role is Role.APPLICANT for grant in self.grants)

    def principal(self) -> Principal:
        kind = "applicant" if self.is_applicant else "staff"
        return Principal(id=f"{kind}:{self.account_id}", name=self.title, grants=self.grants)


def account_of(connection: Connection, row: RowMapping) -> Account:
    """The account of a row of `ACCOUNTS`, with its grants."""
    mine = select(account_grant).where(account_grant.c.account_id == row["account_id"])
    return _account(row, connection.execute(mine).mappings())


def find_account(connection: Connection, *, name: str) -> Account | None:
    row = connection.execute(select(*ACCOUNTS).where(account.c.name == name)).mappings().first()
    return None if row is None else account_of(connection, row)


def account_by_id(connection: Connection, account_id: str) -> Account | None:
    row = connection.execute(select(*ACCOUNTS).where(account.c.account_id == account_id)).mappings().first()
    return None if row is None else account_of(connection, row)


def every_account(connection: Connection) -> list[Account]:
    grants: dict[str, list[RowMapping]] = {}
    for grant in connection.execute(select(account_grant)).mappings():
        grants.setdefault(grant["account_id"], []).append(grant)
    rows = connection.execute(select(*ACCOUNTS).order_by(account.c.name)).mappings()
    return [_account(row, grants.get(row["account_id"], ())) for row in rows]


def _account(row: RowMapping, granted: Iterable[RowMapping]) -> Account:
    grants = [Grant(role=Role(one["role"]), district=one["district"], item_id=one["item_id"]) for one in granted]
    return Account(
        account_id=row["account_id"],
        name=row["name"],
        title=row["title"],
        state=AccountState(row["state"]),
        grants=tuple(sorted(grants, key=lambda one: (one.role, one.district, one.item_id))),
        password_hash=row["password_hash"],
        totp_secret=row["totp_secret"],
        totp_used_step=row["totp_used_step"],
        issuer=row["issuer"],
        subject=row["subject"],
    )
