"""What harms nobody and may not have been meant: rows that are never reached, parts that make no difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from approval_rules.conditions.language import AllOf, AnyOf, Condition, Not
from approval_rules.conditions.saying import say
from approval_rules.language_words import Both, both, in_quotes
from approval_rules.proving import words
from approval_rules.proving.search import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from approval_rules.items import Rule
    from approval_rules.proving.case import Subject


def remarks_on(subject: Subject) -> Iterator[Both]:
    if subject.search.whether(subject.world.approves, subject.world.model.in_force()) is Found.NONE:
        return
    yield from _unreached_rows(subject)
    for rule in subject.version.rules:
        yield from _idle_parts(subject, rule)


def _unreached_rows(subject: Subject) -> Iterator[Both]:
    spec, world = subject.version.amount, subject.world
    if spec is None:
        return
    for number, reached in enumerate(world.reaching(spec), start=1):
        if subject.search.whether(world.approves, reached, world.model.in_force()) is Found.NONE:
            yield Both(
                f"金额表第{number}行在可以核准的情形里永远用不到",
                f"row {number} of the amounts is never used in a case that is approved",
            )


def _idle_parts(subject: Subject, rule: Rule) -> Iterator[Both]:
    """Parts of a rule without which it would say the same of every case in which all else is in order."""
    world = subject.world
    others = [term for name, term in world.checks.items() if name not in {rule.id, "amount.known"}]
    terms = world.rules[rule.id]
    for part, rest in _without_one(rule.condition):
        other = world.answer(rest)
        differs = z3.Or(z3.And(terms.true, other.false), z3.And(terms.false, other.true))
        if subject.search.whether(*others, differs, world.model.in_force()) is Found.NONE:
            yield _idle(subject, rule, part)


def _idle(subject: Subject, rule: Rule, part: Condition) -> Both:
    said = both(lambda language: say(part, subject.version.facts, language))
    name = words.rule_in(rule)
    return Both(f"{name.zh}里的{in_quotes(said.zh)}没有作用", f"in {name.en}, {in_quotes(said.en)} makes no difference")


def _without_one(condition: Condition) -> Iterator[tuple[Condition, Condition]]:
    """Each part of what is joined, with the condition that lacks it."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for place, part in enumerate(parts):
                rest = parts[:place] + parts[place + 1 :]
                if rest:
                    yield part, type(condition)(rest)
                for inner, changed in _without_one(part):
                    yield inner, type(condition)((*parts[:place], changed, *parts[place + 1 :]))
        case Not(part):
            for inner, changed in _without_one(part):
                yield inner, Not(changed)
        case _:
            return
