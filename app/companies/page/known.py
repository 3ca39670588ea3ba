"""What is known of a company in the words of one language: its facts with their sources, and what it stated."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from app.companies.page.wording import word
from app.registries.service import register_namespace
from app.subsidies.told import bare
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Language, apart, shown, title_of
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from app.companies.profile import BusinessProfile, ProfileFact
    from app.companies.statements import Statement
    from approval_rules.values import Value

_STATUS: Final = "company.status"
_PLACES: Final = Decimal("0.0001")
"""Of a share, as it is shown: hundredths of a per cent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    title: str
    value: str
    source: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedRow:
    """`remark`: what a register says to it; empty when nothing."""

    name: str
    title: str
    value: str
    stated_on: str
    remark: str


def facts_told(profile: BusinessProfile, language: Language) -> tuple[FactRow, ...]:
    return tuple(_fact_row(one, language) for one in profile.facts.values())


def statements_told(profile: BusinessProfile, language: Language) -> tuple[StatedRow, ...]:
    return tuple(_stated_row(profile, one, language) for one in profile.statements.values())


def status_told(profile: BusinessProfile, language: Language) -> str:
    if profile.status is None:
        return word("unknown", language)
    return shown(profile.status, load_vocabulary()[_STATUS], language)


def _fact_row(one: ProfileFact, language: Language) -> FactRow:
    titles = apart((_register(source.register, language) for source in one.sources), language)
    return FactRow(
        title=title_of(load_vocabulary()[one.fact], language),
        value=_value(one.fact, one.value, language),
        source=word("absence", language).format(titles) if one.is_absence else titles,
        as_of=min(source.as_of for source in one.sources).isoformat(),
    )


def _stated_row(profile: BusinessProfile, one: Statement, language: Language) -> StatedRow:
    remark = ""
    if one.fact not in profile.stated:
        remark = word("unused" if one.fact in profile.contradicted else "replaced", language)
    elif one.fact in profile.contradicted:
        remark = word("differs", language)
    return StatedRow(
        name=bare(one.fact),
        title=title_of(load_vocabulary()[one.fact], language),
        value=_value(one.fact, one.value, language),
        stated_on=one.stated_on.isoformat(),
        remark=remark,
    )


def _value(fact: str, value: Value, language: Language) -> str:
    spec = load_vocabulary()[fact]
    if spec.type is ValueType.SHARE and isinstance(value, Decimal) and value != value.quantize(_PLACES):
        about = "约{}" if language is Language.ZH else "about {}"
        return about.format(shown(value.quantize(_PLACES), spec, language))
    return shown(value, spec, language)


def _register(register: str, language: Language) -> str:
    space = register_namespace(register)[1]
    return space.title if language is Language.ZH else space.title_en or space.title
