"""The schemes that zen-engine and OpenFisca can say without loss: of facts that are known, with no list of records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from approval_rules.bases import Growth
from approval_rules.conditions.language import Condition, Operator, OtherFact, Sentence, atoms
from approval_rules.matching.on_day import on_day
from approval_rules.values import NUMBERS, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from approval_rules.amounts import AmountSpec
    from approval_rules.schemes import Scheme

MOST: Final = 20
"""So many schemes are compared: the first by id."""
_KINDS: Final = NUMBERS | {
    ValueType.DATE,
    ValueType.REGION,
    ValueType.BOOLEAN,
    ValueType.CHOICE,
    ValueType.CHOICES,
}
_OPERATORS: Final = frozenset(Operator) - {Operator.MENTIONS, Operator.LISTS, Operator.MATCHES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One scheme of one day, ready to be written in another language; `rows` are the conditions of its amounts."""

    scheme: Scheme
    condition: Condition
    amount: AmountSpec
    rows: tuple[Condition | None, ...]


def subset(schemes: Sequence[Scheme], on: date, most: int = MOST) -> tuple[Said, ...]:
    """The first of those in force that pay a figure and that every peer can say."""
    return tuple(_sayable(schemes, on))[:most]


def _sayable(schemes: Sequence[Scheme], on: date) -> Iterator[Said]:
    for scheme in schemes:
        version = scheme.version_on(on)
        if version is None or not version.amount.rows:
            continue
        rows = tuple(None if row.condition is None else on_day(row.condition, on) for row in version.amount.rows)
        said = Said(scheme=scheme, condition=on_day(version.eligible.condition, on), amount=version.amount, rows=rows)
        if _is_sayable(said):
            yield said


def _is_sayable(said: Said) -> bool:
    conditions = [one for one in (said.condition, *said.rows) if one is not None]
    sentences = [atom for condition in conditions for atom in atoms(condition)]
    bases = (row.of for row in said.amount.rows)
    return all(isinstance(base, str | Growth | None) for base in bases) and all(
        isinstance(one, Sentence)
        and one.value_type in _KINDS
        and one.operator in _OPERATORS
        and (not isinstance(one.operand, OtherFact) or one.operand.span is None)
        for one in sentences
    )
