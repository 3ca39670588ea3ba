"""How a fact comes to be supported as it is: for every support, the readings of a case that has it.

What `weigh` makes of them is not asked here: a reading is stale because its day says so, whatever the engine thinks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from approval_rules.conditions.verifying.samples import another
from approval_rules.evidence import Reading, SourceKind, Support
from approval_rules.facts import load_namespaces

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from approval_rules.facts import FactSpec
    from approval_rules.items import ItemVersion
    from approval_rules.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A fact that a version may meet, the value that it is said to have, and the day of receipt."""

    version: ItemVersion
    fact: str
    value: Value
    on: date

    @property
    def spec(self) -> FactSpec:
        return self.version.facts[self.fact]

    def by(self, kind: SourceKind, source: str) -> Reading:
        return Reading(
            fact=self.fact, value=self.value, kind=kind, source=source, reference="proof", as_of=self.on, raw="?"
        )


def readings(stated: Stated, support: Support) -> tuple[Reading, ...] | None:
    """What the sources say when the fact has that support; None where a fact of its kind never has it."""
    return _STATED[support](stated)


def reworded(stated: Stated, wordings: tuple[Value, ...]) -> tuple[Reading, ...]:
    """What the sources say when they agree, each in one of the wordings in turn."""
    whole = [*_agreed(stated), stated.by(SourceKind.DOCUMENT, "another_document")]
    return tuple(replace(one, value=wordings[place % len(wordings)]) for place, one in enumerate(whole))


def _missing(_stated: Stated) -> tuple[Reading, ...]:
    return ()


def _agreed(stated: Stated) -> tuple[Reading, ...]:
    spec = stated.spec
    if spec.declared_in:
        return (stated.by(SourceKind.FORM, spec.declared_in),)
    if spec.known_only_by:
        return (_authority(stated),)
    return (stated.by(SourceKind.FORM, "form"), _authority(stated))


def _authority(stated: Stated) -> Reading:
    """The register of the fact's namespace, or the service itself where there is none."""
    spaces = load_namespaces()
    space = stated.fact.partition(".")[0]
    register = stated.spec.known_only_by or (spaces[space].register_id if space in spaces else "")
    if register in {"", "system"}:
        return stated.by(SourceKind.SYSTEM, "system")
    return stated.by(SourceKind.REGISTER, register)


def _one_source(stated: Stated) -> tuple[Reading, ...] | None:
    if stated.spec.declared_in or stated.spec.known_only_by:
        return None
    return (_authority(stated),)


def _no_authority(stated: Stated) -> tuple[Reading, ...]:
    return (stated.by(SourceKind.DOCUMENT, "document"),)


def _contradicted(stated: Stated) -> tuple[Reading, ...] | None:
    other = another(stated.value, stated.spec)
    if other is None or stated.spec.agree_on_answer:
        return None
    return (*_agreed(stated), replace(stated.by(SourceKind.DOCUMENT, "document"), value=other))


def _unread(stated: Stated) -> tuple[Reading, ...]:
    return (*_agreed(stated), replace(stated.by(SourceKind.DOCUMENT, "document"), value=None))


def _stale(stated: Stated) -> tuple[Reading, ...]:
    """As agreed, but the register's record is a day too old; where none can be, one of a register not to be used."""
    ages, since = stated.version.max_age_days, (stated.on - date.min).days
    agreed = _agreed(stated)
    old = [
        replace(one, as_of=stated.on - timedelta(days=ages.get(one.source, 0) + 1))
        for one in agreed
        if one.kind is SourceKind.REGISTER and ages.get(one.source, 0) < since
    ]
    rest = [one for one in agreed if one.kind is not SourceKind.REGISTER]
    return (*rest, *(old or [stated.by(SourceKind.REGISTER, "another_register")]))


_STATED: Final[Mapping[Support, Callable[[Stated], tuple[Reading, ...] | None]]] = {
    Support.AGREED: _agreed,
    Support.ONE_SOURCE: _one_source,
    Support.NO_AUTHORITY: _no_authority,
    Support.CONTRADICTED: _contradicted,
    Support.UNREAD: _unread,
    Support.STALE: _stale,
    Support.MISSING: _missing,
}
