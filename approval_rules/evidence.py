"""The two-source gate: which facts are supported well enough to decide on.

A decisive fact needs two independent sources that agree, at least one of them authoritative. A fact that only one
register can know (`known_only_by`) needs that register, a declaration (`declared_in`) the form it is made in. Anything
unread, contradicted or stale supports nothing. Two wordings are one when printers' habits are left out of account; a
fact may say that it tolerates more (`tolerates`), and a code, an amount or a date never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from approval_rules.facts import Tolerance
from approval_rules.look_alikes import explained
from approval_rules.values import Value, comparable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from approval_rules.facts import FactSpec, Vocabulary


class SourceKind(StrEnum):
    DOCUMENT = "document"
    FORM = "form"
    REGISTER = "register"
    SYSTEM = "system"


_REGISTER: Final = SourceKind.REGISTER
"""Looked up once: every decision asks it of each reading, and Python 3.11 is slow to look up a member of an enum."""
AUTHORITATIVE: Final = (_REGISTER, SourceKind.SYSTEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One source's word on one fact.

    Attributes:
        value: None when the source was asked and could not be read; `raw` then holds what was seen.
        source: the document kind, form kind or register; two readings of one source are not independent.
        reference: where exactly: a file's SHA-256 and page, a form field, a record and its version.
        as_of: the day the source stood for; a register's freshness counts from it.
        read_at: the instant in UTC at which it was asked, as ISO text; empty where it is the receipt itself.
        doubted: of each character of the comparable value, the others that the reader took it for; empty: none.
    """

    fact: str
    value: Value | None
    kind: SourceKind
    source: str
    reference: str
    as_of: date
    raw: str = ""
    read_at: str = ""
    doubted: tuple[str, ...] = ()


class Support(StrEnum):
    AGREED = "agreed"
    ONE_SOURCE = "one_source"
    NO_AUTHORITY = "no_authority"
    CONTRADICTED = "contradicted"
    UNREAD = "unread"
    STALE = "stale"
    MISSING = "missing"


class Weighed(NamedTuple):
    """How well a fact is supported. A tuple for speed, as `verdict.Check` is.

    `values` holds one value, or several that may differ in wording (`agree_on_answer`). `is_explained` says that a
    document differed from the register in characters that its reader doubted, and that the register's value stands.
    """

    fact: str
    support: Support
    values: tuple[Value, ...]
    readings: tuple[Reading, ...]
    is_explained: bool = False


def weigh(
    facts: Iterable[str],
    readings: Sequence[Reading],
    vocabulary: Vocabulary,
    received_on: date,
    max_age_days: Mapping[str, int],
) -> dict[str, Weighed]:
    """Each fact with its support, in the order of `facts`.

    Args:
        max_age_days: per register, how many days before `received_on` its record may stand for; a register that is
            not named may not be used at all.
    """
    by_fact: dict[str, list[Reading]] = {}
    for reading in readings:
        by_fact.setdefault(reading.fact, []).append(reading)
    return {
        fact: _weigh_one(fact, vocabulary[fact], tuple(by_fact.get(fact, ())), received_on, max_age_days)
        for fact in facts
    }


def _weigh_one(
    fact: str,
    spec: FactSpec,
    readings: tuple[Reading, ...],
    received_on: date,
    max_age_days: Mapping[str, int],
) -> Weighed:
    values, is_explained = _distinct(spec, readings), False
    if len(values) > 1 and _are_explained(spec, readings):
        values = tuple(one.value for one in readings if one.kind in AUTHORITATIVE and one.value is not None)[:1]
        is_explained = True
    if not readings:
        support = Support.MISSING
    elif len(values) > 1 and not spec.agree_on_answer:
        support = Support.CONTRADICTED
    else:
        support = _counted(spec, readings, received_on, max_age_days)
    return Weighed(fact, support, values if spec.agree_on_answer else values[:1], readings, is_explained)


def _distinct(spec: FactSpec, readings: tuple[Reading, ...]) -> tuple[Value, ...]:
    """The values that were read, one of each wording, in the order read."""
    if readings and (first := readings[0].value) is not None:
        for one in readings:
            if one.value != first:
                break
        else:  # all the same to the letter, as most are
            return (first,)
    kind = spec.type
    return tuple(
        {comparable(one.value, kind): one.value for one in reversed(readings) if one.value is not None}.values()
    )[::-1]


def _are_explained(spec: FactSpec, readings: tuple[Reading, ...]) -> bool:
    """Whether all that a document says otherwise than the one recorded value is what its reader doubted."""
    if spec.tolerates is not Tolerance.LOOK_ALIKES:
        return False
    read = [(one, str(comparable(one.value, spec.type))) for one in readings if one.value is not None]
    recorded = {text for one, text in read if one.kind in AUTHORITATIVE}
    if len(recorded) != 1:
        return False
    value = recorded.pop()
    return all(
        text == value or (one.kind is SourceKind.DOCUMENT and explained(text, one.doubted, value)) for one, text in read
    )


def _counted(
    spec: FactSpec, readings: tuple[Reading, ...], received_on: date, max_age_days: Mapping[str, int]
) -> Support:
    """How well readings that do not contradict each other support a fact."""
    sources, authorities, is_stale = set(), set(), False
    for one in readings:
        if one.value is None:
            return Support.UNREAD
        sources.add(one.source)
        if one.kind is _REGISTER:
            limit = max_age_days.get(one.source)
            is_stale = is_stale or limit is None or (received_on - one.as_of).days > limit
        if one.kind in AUTHORITATIVE:
            authorities.add(one.source)
    if is_stale:
        return Support.STALE
    if spec.declared_in or spec.known_only_by:
        is_known = spec.declared_in in sources if spec.declared_in else spec.known_only_by in authorities
        return Support.AGREED if is_known else Support.NO_AUTHORITY
    if not authorities:
        return Support.NO_AUTHORITY
    return Support.AGREED if len(sources) > 1 else Support.ONE_SOURCE
