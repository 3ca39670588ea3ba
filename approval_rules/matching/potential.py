"""The most that a table of amounts may pay, given what is known: nothing that can become known makes it more."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Final, assert_never

from approval_rules.amounts import FEN, AmountSpec, Row, Take
from approval_rules.bases import Base, Growth, base_value, counted_of
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import AllOf, Condition, Operator, Sentence, Truth
from approval_rules.conditions.parsing import Stated
from approval_rules.facts import load_vocabulary
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from approval_rules.values import Value

    Facts = Mapping[str, Value]


def most_amount(spec: AmountSpec, facts: Facts, given: Condition | None = None) -> Decimal | None:
    """The highest figure in yuan that the table may give; None when it gives none, or when nothing limits it.

    Every row that applies or may apply counts, with its cap, or with the greatest value that what it is taken of may
    have. Limits that the sentences of `given` and of the row set to a fact which is not known are limits here as well.

    Args:
        given: what holds whenever the table is read, such as the conditions of its scheme.
    """
    rows = _open_rows(spec, facts)
    each = [_most_of(row, facts, given) for row in rows]
    if not each:
        return None
    known = [one for one in each if one is not None]
    if len(known) < len(each):
        most = spec.cap
    else:
        total = max(known) if spec.take is Take.FIRST else sum(known, Decimal(0))
        most = total if spec.cap is None else min(total, spec.cap)
    return None if most is None else most.quantize(FEN, ROUND_HALF_UP, _EXACT)


def _open_rows(spec: AmountSpec, facts: Facts) -> list[Row]:
    rows = list[Row]()
    for row in spec.rows:
        truth = Truth.TRUE if row.condition is None else evaluate(row.condition, facts).truth
        if truth is not Truth.FALSE:
            rows.append(row)
        if truth is Truth.TRUE and spec.take is Take.FIRST:
            break
    return rows


def _most_of(row: Row, facts: Facts, given: Condition | None) -> Decimal | None:
    if row.fixed is not None:
        return row.fixed if row.cap is None else min(row.fixed, row.cap)
    factor = row.per_head if row.per_head is not None else row.rate
    if row.of is None or factor is None:
        raise TypeError("a row that is not fixed has a factor and a base, as its reader has made sure")
    base = _most_base(row.of, facts, [*_held(given), *_held(row.condition)])
    if base is None:
        return row.cap
    most = _EXACT.multiply(base, factor)
    return most if row.cap is None else min(most, row.cap)


def _most_base(base: Base, facts: Facts, held: list[Sentence]) -> Decimal | None:
    exact = base_value(base, facts)
    if exact is not None:
        return exact
    match base:
        case str():
            most = _ceiling(base, facts, held)
        case Growth():
            most = _most_growth(base, facts, held)
        case Stated():
            rows = facts.get(counted_of(base).fact)
            most = Decimal(len(rows)) if isinstance(rows, tuple) else None
        case _:
            assert_never(base)
    return None if most is None else max(most, Decimal(0))


def _most_growth(base: Growth, facts: Facts, held: list[Sentence]) -> Decimal | None:
    most, before = _ceiling(base.fact, facts, held), facts.get(base.over)
    if before is None and load_vocabulary()[base.over].may_be_negative:
        return None
    least = Decimal(before) if isinstance(before, int | Decimal) else Decimal(0)
    return None if most is None else _EXACT.subtract(most, least)


def _ceiling(fact: str, facts: Facts, held: list[Sentence]) -> Decimal | None:
    """The greatest value that a fact may have; its value, where it is known."""
    value = facts.get(fact)
    if isinstance(value, int | Decimal):
        return Decimal(value)
    limits = [limit for one in held if one.subject == (fact,) and (limit := _limit(one, facts)) is not None]
    if load_vocabulary()[fact].type is ValueType.SHARE:
        limits.append(Decimal(1))
    return min(limits, default=None)


def _limit(sentence: Sentence, facts: Facts) -> Decimal | None:
    if sentence.operator not in {Operator.AT_MOST, Operator.LESS_THAN, Operator.IS}:
        return None
    (step,) = evaluate(sentence, facts).trace
    return Decimal(step.required) if isinstance(step.required, int | Decimal) else None


def _held(condition: Condition | None) -> Iterator[Sentence]:
    """The sentences that all hold when the condition does."""
    if isinstance(condition, Sentence):
        yield condition
    elif isinstance(condition, AllOf):
        for part in condition.parts:
            yield from _held(part)


_EXACT: Final = Context(prec=100)
