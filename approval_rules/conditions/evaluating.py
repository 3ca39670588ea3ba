"""Evaluates a condition: its truth on the facts of one case, with what every sentence of it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from functools import lru_cache, reduce
from typing import TYPE_CHECKING, Any, Final, TypeAlias, assert_never

from approval_rules.conditions.language import (
    NEGATED,
    AllOf,
    AnyOf,
    Atom,
    Condition,
    Counted,
    Not,
    Operator,
    OtherFact,
    Quantified,
    Quantifier,
    Sentence,
    Truth,
)
from approval_rules.errors import CalendarMissing
from approval_rules.spans import shift
from approval_rules.texts import Normalisation, normalised
from approval_rules.values import DATES, TEXTS, Permanent, Row, Value, ValueType, comparable, listed

if TYPE_CHECKING:
    from approval_rules.calendar import Calendar

Facts: TypeAlias = Mapping[str, Value]


@dataclass(slots=True)
class Step:
    """What one sentence found.

    `actual` and `required` are None when not known. Of records, `actual` is how many surely satisfy the condition,
    and `rows` are the numbers from 1 of those that surely do (under `every`: that do not surely).
    """

    atom: Atom
    actual: Value | None
    required: Value | None
    truth: Truth
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The truth of a condition and the step of every sentence in it, in the order written."""

    truth: Truth
    trace: tuple[Step, ...]


Evaluator: TypeAlias = Callable[[Facts, "Calendar | None", list[Step]], Truth]
"""Gives the truth, and adds to the list the step of every sentence in the order written."""


def evaluate(condition: Condition, facts: Facts, calendar: Calendar | None = None) -> Answer:
    """The condition's truth. Without a calendar, whatever counts working days is unknown."""
    steps: list[Step] = []
    truth = evaluator(condition)(facts, calendar, steps)
    return Answer(truth=truth, trace=tuple(steps))


@lru_cache(maxsize=4096)
def evaluator(condition: Condition) -> Evaluator:
    """The condition made ready to be asked many times."""
    match condition:
        case Sentence():
            return _sentence(condition)
        case Quantified():
            return _quantified(condition)
        case Counted():
            return _counted(condition)
        case AllOf(parts):
            return _combined(parts, decided_by=Truth.FALSE)
        case AnyOf(parts):
            return _combined(parts, decided_by=Truth.TRUE)
        case Not(part):
            inner = evaluator(part)
            return lambda facts, calendar, steps: NEGATED[inner(facts, calendar, steps)]
        case _:
            assert_never(condition)


def _combined(parts: tuple[Condition, ...], *, decided_by: Truth) -> Evaluator:
    """Every part is asked, so that the trace is whole; one part decides, and one unknown part leaves the rest open."""
    ready = tuple(evaluator(part) for part in parts)
    otherwise = NEGATED[decided_by]

    def run(facts: Facts, calendar: Calendar | None, steps: list[Step]) -> Truth:
        truth = otherwise
        for part in ready:
            one = part(facts, calendar, steps)
            if one is decided_by:
                truth = decided_by
            elif one is Truth.UNKNOWN and truth is otherwise:
                truth = Truth.UNKNOWN
        return truth

    return run


def _sentence(sentence: Sentence) -> Evaluator:
    key, test = _key_of(sentence), _TESTS[sentence.operator]
    actual_of, required_of = _subject(sentence), _required(sentence)
    fixed = None if isinstance(sentence.operand, OtherFact) else _fixed_key(sentence, sentence.operand)

    true, false, unknown = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

    def run(facts: Facts, calendar: Calendar | None, steps: list[Step]) -> Truth:
        actual, required = actual_of(facts), required_of(facts, calendar)
        truth = unknown
        if actual is not None and required is not None:
            truth = true if test(key(actual), key(required) if fixed is None else fixed) else false
        steps.append(Step(sentence, actual, required, truth))
        return truth

    return run


def _subject(sentence: Sentence) -> Callable[[Facts], Value | None]:
    if len(sentence.subject) == 1:
        fact = sentence.fact
        return lambda facts: facts.get(fact)
    names, is_whole = sentence.subject, sentence.value_type is ValueType.INTEGER

    def total(facts: Facts) -> Value | None:
        values: list[Any] = [facts.get(name) for name in names]
        if None in values:
            return None
        exact: Value = sum(values) if is_whole else reduce(_EXACT.add, values)
        return exact

    return total


def _required(sentence: Sentence) -> Callable[[Facts, Calendar | None], Value | None]:
    operand = sentence.operand
    if not isinstance(operand, OtherFact):
        return lambda _facts, _calendar: operand
    return lambda facts, calendar: _of_other(operand, facts.get(operand.fact), calendar)


def _of_other(operand: OtherFact, value: Value | None, calendar: Calendar | None) -> Value | None:
    if value is None or isinstance(value, Permanent):
        return value
    if operand.times is not None:
        return _EXACT.multiply(_number(value), operand.times)
    if operand.span is None:
        return value
    if not isinstance(value, date):
        return None
    try:
        return shift(value, operand.span, calendar)
    except (CalendarMissing, ValueError, OverflowError):  # no such day, or nobody can say which it is
        return None


_EXACT: Final = Context(prec=100)
"""Rounds no sum and no product of numbers that `values.parse` admits."""


def _number(value: Value) -> int | Decimal:
    if isinstance(value, Permanent | str | tuple | date):
        raise TypeError(f"{value!r} is no number, though the condition was checked")
    return value


def _quantified(condition: Quantified) -> Evaluator:
    ready, is_every = evaluator(condition.condition), condition.quantifier is Quantifier.EVERY

    def run(facts: Facts, calendar: Calendar | None, steps: list[Step]) -> Truth:
        truths = _row_truths(ready, facts.get(condition.fact), facts, calendar)
        if truths is None:
            steps.append(Step(condition, None, None, Truth.UNKNOWN))
            return Truth.UNKNOWN
        decided_by = Truth.FALSE if is_every else Truth.TRUE
        truth = NEGATED[decided_by]
        if decided_by in truths:
            truth = decided_by
        elif Truth.UNKNOWN in truths:
            truth = Truth.UNKNOWN
        rows = tuple(number for number, one in enumerate(truths, start=1) if (one is Truth.TRUE) is not is_every)
        steps.append(Step(condition, truths.count(Truth.TRUE), None, truth, rows))
        return truth

    return run


def _counted(condition: Counted) -> Evaluator:
    ready = None if condition.where is None else evaluator(condition.where)
    test, number = _TESTS[condition.operator], condition.number

    def run(facts: Facts, calendar: Calendar | None, steps: list[Step]) -> Truth:
        truths = _row_truths(ready, facts.get(condition.fact), facts, calendar)
        if truths is None:
            steps.append(Step(condition, None, number, Truth.UNKNOWN))
            return Truth.UNKNOWN
        sure = truths.count(Truth.TRUE)
        possible = {test(count, number) for count in range(sure, sure + truths.count(Truth.UNKNOWN) + 1)}
        truth = Truth.UNKNOWN if len(possible) > 1 else Truth.TRUE if possible.pop() else Truth.FALSE
        rows = tuple(number for number, one in enumerate(truths, start=1) if one is Truth.TRUE)
        steps.append(Step(condition, sure, number, truth, rows))
        return truth

    return run


def count_records(condition: Condition | None, rows: Value, facts: Facts, calendar: Calendar | None) -> int | None:
    """How many records satisfy the condition; None when that can't be said for certain."""
    truths = _row_truths(None if condition is None else evaluator(condition), rows, facts, calendar)
    return None if truths is None or Truth.UNKNOWN in truths else truths.count(Truth.TRUE)


def _row_truths(
    ready: Evaluator | None, rows: Value | None, facts: Facts, calendar: Calendar | None
) -> list[Truth] | None:
    if not isinstance(rows, tuple):
        return None
    if ready is None:
        return [Truth.TRUE] * len(rows)
    return [ready({**facts, **dict(row.cells)}, calendar, []) for row in rows if isinstance(row, Row)]


def _fixed_key(sentence: Sentence, operand: Value) -> Any:  # noqa: ANN401  what the operator's test compares
    if isinstance(operand, tuple):
        if sentence.value_type in TEXTS:
            return frozenset(str(comparable(str(one), sentence.value_type)) for one in operand)
        return frozenset(operand)
    return _key_of(sentence)(operand)


def _key_of(sentence: Sentence) -> Callable[[Any], Any]:
    """What of a value the operator's test compares: a number, a day, a text without what printers vary."""
    kind = sentence.value_type
    if sentence.operator is Operator.MATCHES and isinstance(sentence.operand, OtherFact):
        under = sentence.operand.under or Normalisation.PRINTED
        return lambda text: normalised(text, under)
    if kind in DATES:
        return _day
    if kind in TEXTS:
        return _folded
    return lambda value: value


_NEVER: Final = 10**9
"""An open term ends after every date."""


def _day(value: Value) -> int:
    return value.toordinal() if isinstance(value, date) else _NEVER


@lru_cache(maxsize=65_536)
def _folded(text: str) -> str:
    return str(comparable(text, ValueType.TEXT))


def _lies_within(code: str, regions: frozenset[str]) -> bool:
    return any(code.startswith(region_stem(region)) for region in regions)


@lru_cache(maxsize=4096)
def region_stem(region: str) -> str:
    """The part of a code that all codes below it share: 31 of 310000, 310115 of itself; GB/T 2260 goes in pairs."""
    stem = region
    while len(stem) > 2 and len(stem) <= 6 and stem.endswith("00"):  # noqa: PLR2004  province, city, district
        stem = stem[:-2]
    return stem if region.strip("0") else ""


_TESTS: Final[Mapping[Operator, Callable[[Any, Any], bool]]] = {
    Operator.IS: lambda left, right: left == right,
    Operator.ONE_OF: lambda left, right: str(left) in right,
    Operator.AT_LEAST: lambda left, right: left >= right,
    Operator.ON_OR_AFTER: lambda left, right: left >= right,
    Operator.AT_MOST: lambda left, right: left <= right,
    Operator.ON_OR_BEFORE: lambda left, right: left <= right,
    Operator.MORE_THAN: lambda left, right: left > right,
    Operator.AFTER: lambda left, right: left > right,
    Operator.LESS_THAN: lambda left, right: left < right,
    Operator.BEFORE: lambda left, right: left < right,
    Operator.MENTIONS: lambda left, right: right in left,
    Operator.LISTS: lambda left, right: right in listed(left),
    Operator.STARTS_WITH: lambda left, right: left.startswith(right),
    Operator.WITHIN: _lies_within,
    Operator.MATCHES: lambda left, right: left == right,
    Operator.INCLUDES: lambda left, right: right in left,
    Operator.INCLUDES_ANY: lambda left, right: not right.isdisjoint(left),
    Operator.INCLUDES_ALL: lambda left, right: right <= set(left),
}
