"""Small mistakes in a condition, each made once: one sentence changed, a part lost, all taken for any.

Worked examples that are worth their name tell every one of them from the condition as written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from approval_rules.conditions.language import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    Not,
    Quantified,
    Quantifier,
    Sentence,
    row_vocabulary,
)
from approval_rules.conditions.meaning import meaning, short, value_among
from approval_rules.conditions.mutating_sentences import FLIPPED, Changed, change, changed_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from approval_rules.facts import Vocabulary


def changed(condition: Condition, vocabulary: Vocabulary) -> Iterator[Changed]:
    """Every condition that differs from this one by one small change and means something else, each meaning once."""
    seen = {meaning(condition)}
    for one in _changed(condition, vocabulary):
        what = meaning(one.condition)
        if what not in seen:
            seen.add(what)
            yield one


def _changed(condition: Condition, vocabulary: Vocabulary) -> Iterator[Changed]:
    match condition:
        case Sentence():
            yield from changed_sentence(condition, vocabulary)
        case Quantified():
            yield from _of_quantified(condition, vocabulary)
        case Counted():
            yield from _of_count(condition, vocabulary)
        case AllOf(parts) | AnyOf(parts):
            yield from _of_parts(condition, parts, vocabulary)
        case Not(part):
            yield change(condition, part, f"an example in which {short(part)} does not hold")
            for one in _changed(part, vocabulary):
                yield replace(one, condition=Not(one.condition))
        case _:
            assert_never(condition)


def _of_parts(condition: AllOf | AnyOf, parts: tuple[Condition, ...], vocabulary: Vocabulary) -> Iterator[Changed]:
    kind, other = (AllOf, AnyOf) if isinstance(condition, AllOf) else (AnyOf, AllOf)
    for place, part in enumerate(parts):
        rest = (*parts[:place], *parts[place + 1 :])
        for one in _changed(part, vocabulary):
            if not _is_settled(one, rest, by=kind is AnyOf):
                yield replace(one, condition=kind((*parts[:place], one.condition, *parts[place + 1 :])))
        if rest:
            alone = "does not hold" if kind is AllOf else "holds"
            yield Changed(
                condition=kind(rest) if len(rest) > 1 else rest[0],
                says=f"a part dropped: {short(part)}",
                example=f"an example in which, of the parts, {short(part)} alone {alone}",
            )
    words = {AllOf: "all_of", AnyOf: "any_of"}
    yield Changed(
        condition=other(parts),
        says=f"{words[kind]} → {words[other]}: {short(condition)}",
        example="an example in which one part holds and another does not",
    )


def _is_settled(one: Changed, others: tuple[Condition, ...], *, by: bool) -> bool:
    """Whether another part decides the whole for the one value that the change is about, so that nothing differs."""
    wanted = one.only_for
    return wanted is not None and any(value_among(other, wanted) is by for other in others)


def _of_quantified(condition: Quantified, vocabulary: Vocabulary) -> Iterator[Changed]:
    turned = Quantifier.EVERY if condition.quantifier is Quantifier.SOME else Quantifier.SOME
    example = f"an example with two records of {condition.fact}, one of which does not satisfy the condition"
    yield change(condition, replace(condition, quantifier=turned), example)
    for one in _changed(condition.condition, row_vocabulary(vocabulary[condition.fact], vocabulary)):
        yield replace(one, condition=replace(condition, condition=one.condition))


def _of_count(condition: Counted, vocabulary: Vocabulary) -> Iterator[Changed]:
    if condition.operator in FLIPPED:
        for operator, number in (
            (FLIPPED[condition.operator], condition.number),
            (condition.operator, condition.number + 1),
            (condition.operator, condition.number - 1),
        ):
            example = f"an example with exactly {condition.number} such records, and one with one more or fewer"
            yield change(condition, replace(condition, operator=operator, number=number), example)
    else:
        yield change(condition, Not(condition), f"an example with exactly {condition.number} records")
    if condition.where is None:
        return
    example = f"an example with a record of {condition.fact} for which {short(condition.where)} does not hold"
    yield change(condition, replace(condition, where=None), example)
    for one in _changed(condition.where, row_vocabulary(vocabulary[condition.fact], vocabulary)):
        yield replace(one, condition=replace(condition, where=one.condition))
