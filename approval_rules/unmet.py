"""Why a condition does not hold: what was asked of each fact and what it is, and which facts are missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, assert_never

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import (
    NEGATED,
    AllOf,
    AnyOf,
    Condition,
    Counted,
    Not,
    OtherFact,
    Quantified,
    Quantifier,
    Sentence,
    Truth,
    facts_read,
)
from approval_rules.conditions.saying import Saying, predicate, said
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Language, shown, title_of, together

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from approval_rules.calendar import Calendar
    from approval_rules.conditions.evaluating import Step
    from approval_rules.values import Value

    Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fact that stands in the way: what was asked of it and what it is, both as people read them."""

    fact: str
    title: str
    required: str
    actual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """One requirement that does not hold; of several alternatives, the findings name every one that failed."""

    reason: str
    findings: tuple[Finding, ...]
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingFact:
    fact: str
    title: str


def unmet(condition: Condition, facts: Facts, clause: str) -> tuple[Unmet, ...]:
    """Each requirement of the condition that is known to fail; empty when none is."""
    if isinstance(condition, AllOf):
        return tuple(one for part in condition.parts for one in unmet(part, facts, clause))
    answer = evaluate(condition, facts)
    if answer.truth is not Truth.FALSE:
        return ()
    how = Saying(vocabulary=load_vocabulary(), language=Language.ZH, facts=facts)
    found = findings(condition, answer.trace, how)
    return (
        Unmet(
            reason=f"要求：{said(condition, how)}。目前：{told(found, how.language)}。", findings=found, clause=clause
        ),
    )


def findings(condition: Condition, trace: Iterable[Step], how: Saying) -> tuple[Finding, ...]:
    """What stands in the way of a condition that was found false.

    Args:
        trace: the steps of that condition, in the order written.
    """
    return tuple(dict.fromkeys(_finding(step, how) for step in _at_fault(condition, iter(trace), blamed=Truth.FALSE)))


def told(found: Iterable[Finding], language: Language) -> str:
    """What the facts are, each once."""
    mark, stop = ("：", "，") if language is Language.ZH else (": ", ", ")
    return stop.join(dict.fromkeys(f"{one.title}{mark}{one.actual}" for one in found))


def missing_facts(condition: Condition | None, facts: Facts, calendar: Calendar | None = None) -> tuple[str, ...]:
    """The facts without which the condition can't be judged, in the order it names them; empty when it can."""
    return () if condition is None else tuple(dict.fromkeys(_missing(condition, facts, calendar)))


def titled(names: Iterable[str]) -> tuple[MissingFact, ...]:
    vocabulary = load_vocabulary()
    return tuple(MissingFact(fact=name, title=vocabulary[name].title) for name in names)


def _at_fault(condition: Condition, steps: Iterator[Step], *, blamed: Truth) -> Iterator[Step]:
    """The steps whose truth is the blamed one; under a `not`, those whose truth is the other. Takes each step once."""
    match condition:
        case Sentence() | Quantified() | Counted():
            step = next(steps)
            if step.truth is blamed:
                yield step
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _at_fault(part, steps, blamed=blamed)
        case Not(part):
            yield from _at_fault(part, steps, blamed=NEGATED[blamed])
        case _:
            assert_never(condition)


def _missing(condition: Condition, facts: Facts, calendar: Calendar | None) -> Iterator[str]:
    if evaluate(condition, facts, calendar).truth is not Truth.UNKNOWN:
        return
    match condition:
        case Sentence():
            other = [condition.operand.fact] if isinstance(condition.operand, OtherFact) else []
            yield from (name for name in (*condition.subject, *other) if name not in facts)
        case Quantified() | Counted():
            yield from _missing_of_records(condition, facts)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _missing(part, facts, calendar)
        case Not(part):
            yield from _missing(part, facts, calendar)
        case _:
            assert_never(condition)


def _missing_of_records(condition: Quantified | Counted, facts: Facts) -> list[str]:
    """The list itself where it is missing or its rows are not complete; or what its rows are held against."""
    others = sorted(name for name in facts_read(condition) - {condition.fact} if name not in facts)
    return others if others and condition.fact in facts else [condition.fact, *others]


def _finding(step: Step, how: Saying) -> Finding:
    spec = how.vocabulary[step.atom.fact]
    title = title_of(spec, how.language)
    if not isinstance(step.atom, Sentence):
        actual = _found_among(step, step.atom, how)
        return Finding(fact=step.atom.fact, title=title, required=said(step.atom, how), actual=actual)
    actual = _UNKNOWN[how.language]
    if step.actual is not None:
        typed = spec.model_copy(update={"type": step.atom.value_type})
        actual = shown(step.actual, typed, how.language, names=how.names)
    if len(step.atom.subject) > 1:
        title = _SUM[how.language].format(together([how.title(one) for one in step.atom.subject], how.language))
    return Finding(fact=step.atom.fact, title=title, required=predicate(step.atom, how), actual=actual)


def _found_among(step: Step, atom: Quantified | Counted, how: Saying) -> str:
    """How many records are as asked; under `every`, which ones are not."""
    unit = how.vocabulary[atom.fact].unit or "条"
    if step.actual is None:
        return _UNKNOWN[how.language]
    if isinstance(atom, Quantified) and atom.quantifier is Quantifier.EVERY:
        places = "、".join(map(str, step.rows)) if how.language is Language.ZH else ", ".join(map(str, step.rows))
        return _NOT_SO[how.language].format(places, unit=unit)
    return _SO_MANY[how.language].format(step.actual, unit=unit)


_UNKNOWN: Final = {Language.ZH: "不详", Language.EN: "not known"}
_SUM: Final = {Language.ZH: "{}之和", Language.EN: "sum of {}"}
_NOT_SO: Final = {Language.ZH: "第{}{unit}不符合", Language.EN: "not so for number {}"}
_SO_MANY: Final = {Language.ZH: "{}{unit}符合", Language.EN: "{} as described"}
