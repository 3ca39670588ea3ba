"""Companies drawn on and around every limit of schemes, some of their facts not known: truths vary with each."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, Final

from approval_rules.bases import facts_named
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import OtherFact, Sentence, Truth, atoms
from approval_rules.facts import load_vocabulary
from approval_rules.matching.on_day import on_day
from approval_rules.schemes import RECEIVED_ON
from approval_rules.values import DATES, NUMBERS, PERMANENT, TEXTS, Value, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from random import Random

    from approval_rules.conditions.language import Condition
    from approval_rules.facts import FactSpec
    from approval_rules.schemes import Scheme, SchemeVersion

_UNITS: Final = {
    ValueType.INTEGER: (Decimal(1),),
    ValueType.MONEY_CNY: (Decimal("0.01"), Decimal("0.0001")),
    ValueType.SHARE: (Decimal("0.0001"), Decimal("0.000000000001")),
    ValueType.NUMBER: (Decimal(1), Decimal("0.000001")),
}
_ODD: Final = ("0", "0.0001", "0.01", "0.1", "0.5", "1", "33.3333", "1234.5678", "99999999999999.9999")
"""Numbers that are rounded half up, or are near no limit."""
_REGIONS: Final = ("310101", "310113", "310114", "310115", "310120", "330106", "3１０115")
_KEPT: Final = 0.85
"""So often a fact is drawn such that a sentence of the scheme in view holds: else few companies would be eligible."""
_KNOWN: Final = 0.93


class NearLimits:
    """Draws the facts of companies for the schemes in force on one day."""

    def __init__(self, schemes: Sequence[Scheme], on: date) -> None:
        self._on = on
        self._versions = [version for scheme in schemes if (version := scheme.version_on(on)) is not None]
        self._values = {name: tuple(dict.fromkeys(values)) for name, values in self._every_value().items()}

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(self._values)

    def company(self, chance: Random) -> dict[str, Value]:
        """The facts of one company, with one of the schemes in view."""
        facts = {name: chance.choice(values) for name, values in self._values.items()}
        for atom in atoms(chance.choice(self._versions).eligible.condition):
            if isinstance(atom, Sentence) and chance.random() < _KEPT:
                facts.update(self._such_that(on_day(atom, self._on), facts, chance))
        return {name: value for name, value in facts.items() if chance.random() < _KNOWN}

    def _such_that(self, sentence: Condition, facts: Mapping[str, Value], chance: Random) -> Mapping[str, Value]:
        """A value of the sentence's fact of which it is true, where one is drawn."""
        if not isinstance(sentence, Sentence):
            return {}
        known = {**facts, RECEIVED_ON: self._on}
        true = [one for one in self._values[sentence.fact] if _is_true(sentence, {**known, sentence.fact: one})]
        return {sentence.fact: chance.choice(true)} if true else {}

    def _every_value(self) -> dict[str, list[Value]]:
        vocabulary = load_vocabulary()
        names = sorted({name for version in self._versions for name in version.facts} - {RECEIVED_ON})
        values = {name: list(_of_kind(vocabulary[name])) for name in names}
        for version in self._versions:
            for name, limit in chain(_limits(version, self._on), _caps(version)):
                if name in values:
                    values[name] += [
                        one for one in _around(limit, vocabulary[name].type) if _fits(one, vocabulary[name])
                    ]
        return {name: found for name, found in values.items() if found}


def _is_true(sentence: Sentence, facts: Mapping[str, Value]) -> bool:
    return evaluate(sentence, facts).truth is Truth.TRUE


def _limits(version: SchemeVersion, on: date) -> Iterator[tuple[str, Value]]:
    """What a fact is held against, wherever the version does so."""
    conditions = (version.eligible.condition, *(row.condition for row in version.amount.rows))
    for atom in (atom for one in conditions if one is not None for atom in atoms(on_day(one, on))):
        if not isinstance(atom, Sentence) or atom.value_type is ValueType.CHOICES:
            continue
        operand = atom.operand
        if not isinstance(operand, OtherFact):
            limits: tuple[Any, ...] = operand if isinstance(operand, tuple) else (operand,)
            yield from ((name, limit) for name in atom.subject for limit in limits)


def _caps(version: SchemeVersion) -> Iterator[tuple[str, Value]]:
    """The bases at which a cap is reached."""
    for row in version.amount.rows:
        factor = row.rate if row.rate is not None else row.per_head
        for cap in (row.cap, version.amount.cap):
            if row.of is not None and factor and cap is not None:
                yield from ((name, (cap / factor).quantize(Decimal("0.01"))) for name in facts_named(row.of))


def _around(limit: Value, kind: ValueType) -> Iterator[Value]:
    if isinstance(limit, date):
        yield from (limit + timedelta(days) for days in (-1, 0, 1))
    elif kind in NUMBERS and isinstance(limit, int | Decimal):
        exact = Decimal(limit).to_integral_value() if kind is ValueType.INTEGER else Decimal(limit)
        found = [exact, *(exact + unit for unit in _UNITS[kind]), *(exact - unit for unit in _UNITS[kind])]
        yield from map(int, found) if kind is ValueType.INTEGER else found
    elif kind in TEXTS and isinstance(limit, str):
        yield from (limit, f" {limit}", limit[:-1])
    else:
        yield limit


def _of_kind(spec: FactSpec) -> Iterator[Value]:
    """Values of a fact of this kind, whatever the schemes ask."""
    match spec.type:
        case ValueType.BOOLEAN:
            yield from (True, False)
        case ValueType.CHOICE:
            yield from spec.choices
        case ValueType.CHOICES:
            several = sorted(spec.choices)
            yield from (
                (),
                tuple(several),
                *((one,) for one in several),
                *pairwise(several),
            )
        case ValueType.REGION:
            yield from _REGIONS
        case ValueType.INTEGER:
            yield from (0, 1, 2, 31, 1000)
        case ValueType.SHARE:
            yield from (Decimal(one) for one in ("0", "0.0001", "0.5", "1"))
        case kind if kind in NUMBERS:
            yield from map(Decimal, _ODD)
        case kind if kind in DATES:
            yield from (
                date(1996, 2, 29),
                date(2020, 1, 1),
                *((PERMANENT,) if kind is ValueType.DATE_OR_PERMANENT else ()),
            )
        case kind if kind in TEXTS:
            yield "样例"


def _fits(value: Value, spec: FactSpec) -> bool:
    """Whether the fact may have the value: an amount is never below zero, a share never above one."""
    if spec.type not in NUMBERS or not isinstance(value, int | Decimal):
        return bool(value != "")
    least = -(10**9) if spec.may_be_negative else 0
    return least <= value <= (1 if spec.type is ValueType.SHARE else 10**14)
