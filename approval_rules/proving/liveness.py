"""That some case is approved, and that every rule can by itself stand in the way of that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from approval_rules.conditions.language import Truth
from approval_rules.language_words import Both, both, in_quotes, title_of, together
from approval_rules.proving import words
from approval_rules.proving.case import Finding
from approval_rules.proving.safety import DECIDED_OTHERWISE, NOT_FOUND
from approval_rules.proving.search import Found

if TYPE_CHECKING:
    import z3

    from approval_rules.items import Rule
    from approval_rules.proving.case import Subject
    from approval_rules.proving.search import Example

_NOTHING: Final = Both("没有一种情形可以核准：{why}", "no case can be approved: {why}")
_DEAD: Final = Both("{rule}不会单独不成立：{why}", "{rule} never fails alone: {why}")
_AMOUNT: Final = "amount.known"


def something_approves(subject: Subject) -> tuple[Finding, Example | None]:
    """The case that shows it, if there is one."""
    period = subject.world.model.in_force()
    examples = subject.search.examples(subject.world.approves, period)
    if examples is not None:
        if subject.approves(examples[0]):
            return Finding.of([], []), examples[0]
        told = Both("模型会核准的情形", "approves a case that the model approves")
        return Finding.of([], [words.sentence(DECIDED_OTHERWISE, what=told)]), None
    if subject.search.whether(subject.world.approves, period) is not Found.NONE:
        return Finding.of([], [NOT_FOUND]), None
    needed = subject.search.reasons(_by_weight(subject.world.checks), period)
    why = NOT_FOUND if needed is None else _conflict(subject, needed)
    return Finding.of([words.sentence(_NOTHING, why=why)], []), None


def _by_weight(checks: dict[str, z3.BoolRef]) -> dict[str, z3.BoolRef]:
    """What tells least first: it is left out of a reason first."""
    return dict(sorted(checks.items(), key=lambda one: not one[0].startswith(("evidence.", "problem."))))


def _conflict(subject: Subject, needed: list[str]) -> Both:
    """What the named checks, of which no case fulfils all, keep each other from."""
    rules = [rule for rule in subject.version.rules if rule.id in needed]
    parts = [words.rule_in(rule) for rule in rules]
    if _AMOUNT in needed:
        parts.append(Both("金额可以确定", "the amount is known"))
    evidence = [name for name in needed if name.startswith("evidence.")]
    parts += [_title(subject, name.removeprefix("evidence.")) for name in evidence]
    without = [fact for rule in rules for fact in subject.version.condition_facts[rule.id] if _is_mute(subject, fact)]
    told = both(lambda language: together([part.in_(language) for part in parts], language))
    how = Both("不能同时成立", "can't hold together") if len(parts) > 1 else Both("永远不成立", "can never hold")
    why = [Both(told.zh + how.zh, f"{told.en} {how.en}")]
    for fact in without:
        title = _title(subject, fact)
        why.append(Both(f"{title.zh}没有可用的来源", f"no source of {title.en} may be used"))
    return Both("，".join(one.zh for one in why), ", ".join(one.en for one in why))


def _is_mute(subject: Subject, fact: str) -> bool:
    gate = subject.gate
    return not any(gate.usable[fact, support] for support in gate.states(fact))


def _title(subject: Subject, fact: str) -> Both:
    return both(lambda language: in_quotes(title_of(subject.version.facts[fact], language)))


@dataclass(slots=True)
class Stops:
    """What came of looking for cases in which one rule alone is false."""

    finding: Finding
    examples: list[tuple[Rule, Example]] = field(default_factory=list)
    remarks: list[Both] = field(default_factory=list)


def every_rule_can_stop(subject: Subject) -> Stops:
    """Of every rule, a case in which it is false and all else is in order."""
    stops = Stops(Finding.of([], []))
    refuted: list[Both] = []
    open_: list[Both] = []
    for rule in subject.version.rules:
        others = {name: term for name, term in subject.world.checks.items() if name != rule.id}
        false = subject.world.rules[rule.id].false
        example = _alone(subject, others, false)
        if example is None and _AMOUNT in others:
            del others[_AMOUNT]
            example = _alone(subject, others, false)
            if example is not None:
                stops.remarks.append(_stopped_by_amount(rule))
        if example is not None:
            stops.examples.append((rule, example))
            open_ += _decided_otherwise(subject, rule, example)
        elif subject.search.whether(*others.values(), false, subject.world.model.in_force()) is Found.NONE:
            refuted.append(_dead(subject, rule, others, false))
        else:
            open_.append(_open(rule))
    stops.finding = Finding.of(refuted, open_)
    return stops


def _alone(subject: Subject, others: dict[str, z3.BoolRef], false: z3.BoolRef) -> Example | None:
    examples = subject.search.examples(*others.values(), false, subject.world.model.in_force())
    return examples[0] if examples else None


def _decided_otherwise(subject: Subject, rule: Rule, example: Example) -> list[Both]:
    """Nothing, when the engine says of the example what the model says: this rule is false, and nothing else fails."""
    verdict = subject.decide(subject.version, example.case)
    failed = {check.rule: check.holds for check in verdict.checks if check.holds is not Truth.TRUE}
    if failed == {rule.id: Truth.FALSE}:
        return []
    name = words.rule_in(rule)
    told = Both(f"只有{name.zh}不成立", f"says that {name.en} alone is false")
    return [words.sentence(DECIDED_OTHERWISE, what=told)]


def _dead(subject: Subject, rule: Rule, others: dict[str, z3.BoolRef], false: z3.BoolRef) -> Both:
    needed = subject.search.reasons(_by_weight(others), false, subject.world.model.in_force())
    if needed is None:
        return words.sentence(_DEAD, rule=words.rule_in(rule), why=NOT_FOUND)
    implying = [other for other in subject.version.rules if other.id in needed]
    if not implying:
        return words.sentence(
            _DEAD, rule=words.rule_in(rule), why=Both("它在任何情形下都不会不成立", "it is false of no case")
        )
    told = words.rules_in(implying)
    why = Both(f"{told.zh}成立时它总成立", f"it holds whenever {told.en} {'do' if len(implying) > 1 else 'does'}")
    return words.sentence(_DEAD, rule=words.rule_in(rule), why=why)


def _open(rule: Rule) -> Both:
    name = words.rule_in(rule)
    return Both(f"{name.zh}：{NOT_FOUND.zh}", f"{name.en}: {NOT_FOUND.en}")


def _stopped_by_amount(rule: Rule) -> Both:
    name = words.rule_in(rule)
    return Both(f"{name.zh}不成立时金额也总是无法确定", f"whenever {name.en} is false, the amount is not known either")
