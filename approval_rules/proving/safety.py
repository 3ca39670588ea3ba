"""That nothing approves which must not: no fact in doubt, no paper that is missing, no rule that fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import z3

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth
from approval_rules.decide import Problem, ProblemCode
from approval_rules.evidence import Support
from approval_rules.items import Automation
from approval_rules.language_words import Both
from approval_rules.proving import words
from approval_rules.proving.case import Finding
from approval_rules.proving.search import Found, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from approval_rules.items import Rule
    from approval_rules.proving.case import Subject
    from approval_rules.proving.search import Example


def _not_at_all(_example: Example) -> None:
    """Nothing simple makes it so."""


@dataclass(frozen=True, slots=True)
class _Suspect:
    """Something that may never be so of a case that is approved.

    `spoilt` is a case in order made so, where that is simple: it is put to the engine whatever the solver says.
    """

    term: z3.BoolRef
    words: Callable[[Example], Both]
    spoilt: Callable[[Example], Example | None] = _not_at_all


def no_doubt(subject: Subject, in_order: Example | None) -> Finding:
    """No case is approved in which something needed is in doubt.

    A fact that the item names must be well supported. One that only a rule reads may be stated by nobody, as long as no
    rule needs it: a rule that does is unknown, and then nothing is approved either.
    """
    suspects = [*_doubts_of_facts(subject), *_doubts_of_rules(subject), *_doubts_of_papers(subject)]
    finding = never(subject, suspects, in_order)
    switches = [one for one, approves in subject.gate.switches.items() if approves and one is not Automation.UNATTENDED]
    told = [Both(f"开关为 {one} 时仍会核准", f"approves although the switch is {one}") for one in switches]
    return Finding.of([*finding.because, *told], []) if told else finding


def no_failed_rule(subject: Subject, against: Iterable[tuple[Rule, Example]]) -> Finding:
    """No case is approved in which any rule is false. `against` are cases in which one rule is false and no other."""
    suspects = [_Suspect(subject.world.rules[rule.id].false, _failed(subject, rule)) for rule in subject.version.rules]
    finding = never(subject, suspects, None)
    seen = [_failed(subject, rule)(example) for rule, example in against if subject.approves(example)]
    return Finding.of([*finding.because, *seen], []) if seen else finding


def never(subject: Subject, suspects: list[_Suspect], in_order: Example | None) -> Finding:
    cases = [] if in_order is None else [(one, one.spoilt(in_order)) for one in suspects]
    spoilt = [one.words(case) for one, case in cases if case is not None and subject.approves(case)]
    approves = subject.world.approves
    if subject.search.whether(approves, z3.Or([one.term for one in suspects])) is Found.NONE:
        return Finding.of(spoilt, [])
    refuted, open_ = [], []
    for one in suspects:
        if subject.search.whether(approves, one.term) is Found.NONE:
            continue
        examples = subject.search.examples(approves, one.term)
        if examples is None:
            open_.append(NOT_FOUND)
        elif subject.approves(examples[0]):
            refuted.append(one.words(examples[0]))
        else:
            open_.append(words.sentence(DECIDED_OTHERWISE, what=one.words(examples[0])))
    return Finding.of([*spoilt, *refuted], open_)


NOT_FOUND: Final = Both(
    "求解器没有在时限内得出结论，也没有找到例子", "the solver neither proved it in time nor found an example"
)
DECIDED_OTHERWISE: Final = Both(
    "模型与引擎不一致，引擎并非如此：{what}", "the model differs from the engine, which does not: {what}"
)
_STILL: Final = Both("{what}时仍会核准", "approves although {what}")
_STILL_WITH: Final = Both("{what}时仍会核准：{facts}", "approves although {what}: {facts}")


def _doubts_of_facts(subject: Subject) -> Iterator[_Suspect]:
    version, world = subject.version, subject.world
    for fact in version.facts:
        for support in subject.gate.states(fact):
            is_missing_elsewhere = support is Support.MISSING and fact not in version.decisive
            is_other = fact not in version.decisive_facts and support is not Support.CONTRADICTED
            if support is not Support.AGREED and not is_missing_elsewhere and not is_other:
                yield _Suspect(
                    world.has(fact, support), _in_doubt(subject, fact, support), _stated(subject, fact, support)
                )


def _in_doubt(subject: Subject, fact: str, support: Support) -> Callable[[Example], Both]:
    spec = subject.version.facts[fact]
    return lambda _example: words.sentence(_STILL, what=words.fact_in(spec, support))


def _stated(subject: Subject, fact: str, support: Support) -> Callable[[Example], Example]:
    return lambda example: restated(subject, example, fact, support)


def restated(subject: Subject, example: Example, fact: str, support: Support) -> Example:
    """The same case with one fact supported otherwise."""
    case = example.case
    rest = tuple(one for one in case.readings if one.fact != fact)
    more = said(subject.world.model, fact, support, (example.values[fact], None), case.received_on)
    supports = {**example.supports, fact: support}
    return replace(example, case=replace(case, readings=(*rest, *more)), supports=supports)


def _doubts_of_rules(subject: Subject) -> Iterator[_Suspect]:
    for rule in subject.version.rules:
        unknown = subject.world.rules[rule.id].having(Truth.UNKNOWN)
        yield _Suspect(unknown, _undecided(subject, rule))
        for fact in subject.version.condition_facts[rule.id]:
            yield _Suspect(unknown, _undecided(subject, rule), _unless_needless(subject, rule, fact))
    if subject.version.amount is not None:
        told = words.sentence(_STILL, what=Both("金额无法确定", "the amount is not known"))
        yield _Suspect(z3.Not(subject.world.amount_is_known), lambda _example: told)


def _unless_needless(subject: Subject, rule: Rule, fact: str) -> Callable[[Example], Example | None]:
    """The case in which nobody states the fact, if the rule can't be told without it."""

    def spoil(example: Example) -> Example | None:
        known = {name: value for name, value in example.values.items() if name != fact}
        is_told = evaluate(rule.condition, known, subject.calendar).truth is not Truth.UNKNOWN
        return None if is_told else restated(subject, example, fact, Support.MISSING)

    return spoil


def _undecided(subject: Subject, rule: Rule) -> Callable[[Example], Both]:
    how = Both("无法判断", "can't be told")
    return _about_rule(subject, rule, how)


def _failed(subject: Subject, rule: Rule) -> Callable[[Example], Both]:
    return _about_rule(subject, rule, Both("不成立", "is false"))


def _about_rule(subject: Subject, rule: Rule, how: Both) -> Callable[[Example], Both]:
    what = Both(words.rule_in(rule).zh + how.zh, f"{words.rule_in(rule).en} {how.en}")
    names = subject.version.condition_facts[rule.id]
    return lambda example: words.sentence(
        _STILL_WITH, what=what, facts=words.facts_of(names, subject.version.facts, example)
    )


def _doubts_of_papers(subject: Subject) -> Iterator[_Suspect]:
    world = subject.world
    for material in subject.version.materials:
        name = words.material_in(material)
        needed = z3.Not(world.hangs_on(material).false)
        absent = words.sentence(_STILL, what=Both(f"缺少{name.zh}", f"{name.en} is missing"))
        faulty = words.sentence(_STILL, what=Both(f"{name.zh}不可用", f"{name.en} can't be used"))
        is_always = material.required == "always"
        yield _Suspect(
            z3.And(needed, z3.Not(world.has_upload(material))),
            _always(absent),
            _without(material.id) if is_always else _not_at_all,
        )
        yield _Suspect(z3.And(world.has_upload(material), world.has_fault(material)), _always(faulty))
    for code in ProblemCode:
        told = words.sentence(_STILL, what=Both(f"有待核对的问题（{code}）", f"there is a problem ({code})"))
        yield _Suspect(world.problem(code), _always(told), _with_problem(code))


def _always(told: Both) -> Callable[[Example], Both]:
    return lambda _example: told


def _without(material: str) -> Callable[[Example], Example]:
    def spoil(example: Example) -> Example:
        presented = tuple(one for one in example.case.presented if one.material != material)
        return replace(example, case=replace(example.case, presented=presented))

    return spoil


def _with_problem(code: ProblemCode) -> Callable[[Example], Example]:
    problem = Problem(code=code, message="样例")
    return lambda example: replace(example, case=replace(example.case, problems=(problem,)))
