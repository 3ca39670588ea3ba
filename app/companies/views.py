"""A company's profile as the API shows it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self, cast

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from app.companies.profile import Silence
from app.registries.service import register_title
from app.subsidies.profile import NAMESPACE
from approval_rules.facts import load_vocabulary
from approval_rules.values import to_json

if TYPE_CHECKING:
    from app.companies.profile import BusinessProfile, FactSource, ProfileFact, SilentRegister
    from app.companies.statements import Statement


class CompanyView(BaseModel):
    """`status` is null when the company register does not tell it today."""

    uscc: str
    name: str
    status: str | None


class SourceView(BaseModel):
    """`version` 0: of a source that counts none, or there is no record. `read_at` is null where there is none."""

    register_id: str = Field(serialization_alias="register")
    title: str
    version: int
    as_of: dt.date
    read_at: dt.datetime | None

    @classmethod
    def of(cls, one: FactSource) -> Self:
        return cls(
            register_id=one.register,
            title=register_title(one.register),
            version=one.version,
            as_of=one.as_of,
            read_at=dt.datetime.fromisoformat(one.read_at) if one.read_at else None,
        )


class ProfileFactView(BaseModel):
    """`is_absence`: that the register has no record is what tells it; that proves nothing."""

    fact: str
    title: str
    value: JsonValue
    sources: list[SourceView]
    is_absence: bool

    @classmethod
    def of(cls, one: ProfileFact) -> Self:
        return cls(
            fact=bare(one.fact),
            title=load_vocabulary()[one.fact].title,
            value=cast("JsonValue", to_json(one.value)),
            sources=[SourceView.of(source) for source in one.sources],
            is_absence=one.is_absence,
        )


class StatementView(BaseModel):
    """`is_used`: no record tells the fact. `is_contradicted`: a record, or that there is none, tells otherwise."""

    fact: str
    title: str
    value: JsonValue
    stated_on: dt.date
    is_used: bool
    is_contradicted: bool

    @classmethod
    def of(cls, one: Statement, profile: BusinessProfile) -> Self:
        return cls(
            fact=bare(one.fact),
            title=load_vocabulary()[one.fact].title,
            value=cast("JsonValue", to_json(one.value)),
            stated_on=one.stated_on,
            is_used=one.fact in profile.stated,
            is_contradicted=one.fact in profile.contradicted,
        )


class SilentRegisterView(BaseModel):
    register_id: str = Field(serialization_alias="register")
    title: str
    reason: Silence
    as_of: dt.date | None
    message: str

    @classmethod
    def of(cls, one: SilentRegister) -> Self:
        return cls(
            register_id=one.register,
            title=register_title(one.register),
            reason=one.reason,
            as_of=one.as_of,
            message=one.message,
        )


class ProfileView(CompanyView):
    """What records tell, what the company states, and which registers tell nothing. `on`: the day in Shanghai."""

    on: dt.date
    has_ended: bool
    facts: list[ProfileFactView]
    statements: list[StatementView]
    silent: list[SilentRegisterView]

    @classmethod
    def of(cls, profile: BusinessProfile) -> Self:
        return cls(
            uscc=profile.uscc,
            name=profile.name,
            status=profile.status,
            on=profile.on,
            has_ended=profile.has_ended,
            facts=[ProfileFactView.of(one) for one in profile.facts.values()],
            statements=[StatementView.of(one, profile) for one in profile.statements.values()],
            silent=[SilentRegisterView.of(one) for one in profile.silent],
        )


class Stated(BaseModel):
    """Facts by name, as listed by `/profile-fields`; null is left out."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"facts": {"employees": 60, "annual_revenue_cny": "1200000.00"}}]},
    )

    facts: dict[str, JsonValue] = Field(min_length=1, max_length=500)


def bare(fact: str) -> str:
    """The name under which a profile holds the fact."""
    return fact.removeprefix(f"{NAMESPACE}.")
