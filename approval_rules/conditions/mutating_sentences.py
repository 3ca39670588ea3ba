"""Small mistakes in one sentence: its operator's neighbour, its limit one unit off, a value lost or one too many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from approval_rules.conditions.language import Condition, Not, Operator, OtherFact, Sentence
from approval_rules.conditions.meaning import short, short_operand
from approval_rules.spans import Span
from approval_rules.texts import Normalisation
from approval_rules.values import DATES, NUMBERS, ValueType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from approval_rules.conditions.language import Operand
    from approval_rules.facts import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A condition with one small change.

    Attributes:
        says: what was changed; `example` which worked example would tell it.
        only_for: the value that a fact has to have for the two to differ; None where no single value decides.
    """

    condition: Condition
    says: str
    example: str
    only_for: tuple[str, str] | None = None


def change(before: Condition, after: Condition, example: str, only_for: tuple[str, str] | None = None) -> Changed:
    says = f"{short(before)} → {short(after)}"
    return Changed(condition=after, says=says, example=example, only_for=only_for)


def changed_sentence(sentence: Sentence, vocabulary: Vocabulary) -> Iterator[Changed]:
    if sentence.operator in FLIPPED:
        example = (
            f"an example with {' + '.join(sentence.subject)} exactly on the limit ({short_operand(sentence.operand)})"
        )
        yield change(sentence, replace(sentence, operator=FLIPPED[sentence.operator]), example)
        for operand in _moved(sentence):
            beside = f"{example}, and one with the last value beyond it"
            yield change(sentence, replace(sentence, operand=operand), beside)
    else:
        yield change(sentence, Not(sentence), f"an example in which {short(sentence)} does not hold")
        yield from _of_wording(sentence)
        yield from _of_values(sentence, vocabulary)
    if len(sentence.subject) > 1:
        for name in sentence.subject:
            fewer = replace(sentence, subject=tuple(one for one in sentence.subject if one != name))
            yield change(sentence, fewer, f"an example in which {name} makes the difference")


def _of_wording(sentence: Sentence) -> Iterator[Changed]:
    """How texts and lists are compared."""
    operand, subject = sentence.operand, sentence.subject[0]
    if sentence.operator in _NEIGHBOUR:
        other = _NEIGHBOUR[sentence.operator]
        example = f"an example that satisfies only one of {sentence.operator} and {other} of {subject}"
        yield change(sentence, replace(sentence, operator=other), example)
    if sentence.operator is Operator.STARTS_WITH and isinstance(operand, str) and len(operand) > 1:
        example = f"an example in which {subject} starts with {operand[:-1]} and not with {operand}"
        yield change(sentence, replace(sentence, operand=operand[:-1]), example)
    if isinstance(operand, OtherFact) and operand.under is not None:
        under = _LAXER_OR_STRICTER[operand.under]
        example = (
            f"an example in which {subject} and {operand.fact} differ in what {operand.under} leaves out of account"
        )
        yield change(sentence, replace(sentence, operand=replace(operand, under=under)), example)


def _of_values(sentence: Sentence, vocabulary: Vocabulary) -> Iterator[Changed]:
    """A value lost or one too many, a region taken too wide."""
    operand, subject = sentence.operand, sentence.subject[0]
    values = [str(one) for one in operand] if isinstance(operand, tuple) else [str(operand)]
    for value in values if len(values) > 1 else ():
        fewer = tuple(one for one in values if one != value)
        without = replace(sentence, operand=fewer)
        yield change(sentence, without, f"an example with {subject}: {value}", (subject, value))
    if sentence.operator in {Operator.IS, Operator.ONE_OF}:
        for value in vocabulary[subject].choices:
            if value not in values:
                more = replace(sentence, operator=Operator.ONE_OF, operand=(*values, value))
                yield change(sentence, more, f"an example with {subject}: {value}", (subject, value))
    if sentence.operator is Operator.WITHIN:
        for place, region in enumerate(values):
            wider = _wider(region)
            if wider is not None:
                example = f"an example with {subject} outside {region} and within {wider}"
                yield change(
                    sentence, replace(sentence, operand=(*values[:place], wider, *values[place + 1 :])), example
                )


def _wider(region: str) -> str | None:
    """The region one level up: 310115 → 310100 → 310000 → 000000, the whole country; None above that."""
    if len(region) != 6 or not region.strip("0"):  # noqa: PLR2004  GB/T 2260
        return None
    stem = region
    while stem.endswith("00"):
        stem = stem[:-2]
    return stem[:-2].ljust(6, "0")


def _moved(sentence: Sentence) -> Iterator[Operand]:
    """The limit one unit up and one unit down."""
    operand = sentence.operand
    if isinstance(operand, OtherFact):
        yield from _moved_other(operand, sentence.value_type)
    elif sentence.value_type in DATES and isinstance(operand, date):
        yield from (operand + timedelta(days=1), operand - timedelta(days=1))
    elif sentence.value_type in NUMBERS and isinstance(operand, int | Decimal):
        unit = UNITS[sentence.value_type]
        yield from (operand + unit, operand - unit)


def _moved_other(operand: OtherFact, kind: ValueType) -> Iterator[Operand]:
    if operand.times is not None:
        yield from (
            replace(operand, times=operand.times + UNIT_OF_TIMES),
            replace(operand, times=operand.times - UNIT_OF_TIMES),
        )
    if kind not in DATES:
        return
    span = operand.span or Span()
    unit = "workdays" if span.workdays else "months" if span.months and not span.days else "days"
    for step in (1, -1):
        yield replace(operand, span=replace(span, **{unit: getattr(span, unit) + step}))


UNITS: Final[dict[ValueType, int | Decimal]] = {
    ValueType.INTEGER: 1,
    ValueType.MONEY_CNY: Decimal("0.01"),
    ValueType.NUMBER: Decimal("0.01"),
    ValueType.SHARE: Decimal("0.001"),
}
UNIT_OF_TIMES: Final = Decimal("0.001")

FLIPPED: Final = {
    Operator.AT_LEAST: Operator.MORE_THAN,
    Operator.MORE_THAN: Operator.AT_LEAST,
    Operator.AT_MOST: Operator.LESS_THAN,
    Operator.LESS_THAN: Operator.AT_MOST,
    Operator.ON_OR_AFTER: Operator.AFTER,
    Operator.AFTER: Operator.ON_OR_AFTER,
    Operator.ON_OR_BEFORE: Operator.BEFORE,
    Operator.BEFORE: Operator.ON_OR_BEFORE,
}
_NEIGHBOUR: Final = {
    Operator.MENTIONS: Operator.LISTS,
    Operator.LISTS: Operator.MENTIONS,
    Operator.INCLUDES_ANY: Operator.INCLUDES_ALL,
    Operator.INCLUDES_ALL: Operator.INCLUDES_ANY,
}
_LAXER_OR_STRICTER: Final = {
    Normalisation.EXACT: Normalisation.PRINTED,
    Normalisation.PRINTED: Normalisation.EXACT,
    Normalisation.NAME: Normalisation.PRINTED,
    Normalisation.ADDRESS: Normalisation.PRINTED,
}
