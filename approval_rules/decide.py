"""Decides a case: a pure function of an item version, what was read, and the day of receipt.

The same input gives the same bytes out. `approve` needs every check true; nothing else can lead to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import TYPE_CHECKING, Final

from approval_rules.amounts import amount_of
from approval_rules.conditions.evaluating import evaluator
from approval_rules.conditions.language import Truth
from approval_rules.evidence import Reading, Support, Weighed, weigh
from approval_rules.items import Automation, ItemVersion, Outcome, RequiredWhen
from approval_rules.language_words import bare
from approval_rules.verdict import Check, Reason, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from approval_rules.calendar import Calendar
    from approval_rules.conditions.evaluating import Evaluator, Step
    from approval_rules.conditions.language import Condition
    from approval_rules.facts import FactSpec
    from approval_rules.items import Material, Rule
    from approval_rules.values import Value


# Members that every decision asks dozens of times: Python 3.11 is slow to look up a member of an enum.
_TRUE, _FALSE, _UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
_APPROVE, _CORRECT, _ESCALATE = Outcome.APPROVE, Outcome.CORRECT, Outcome.ESCALATE
_AGREED, _CONTRADICTED, _MISSING = Support.AGREED, Support.CONTRADICTED, Support.MISSING


class ProblemCode(StrEnum):
    """What the reading side could not settle."""

    FORM_INCOMPLETE = "form_incomplete"
    KEY_UNREAD = "key_unread"
    REGISTER_DOWN = "register_down"
    NO_RECORD = "no_record"
    ASKED_FOR_PERSON = "asked_for_person"
    FILE_ELSEWHERE = "file_elsewhere"
    PAYOUT_DOUBT = "payout_doubt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that hands the case over whatever the rules say; `message` is a Chinese phrase without a stop."""

    code: ProblemCode
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A material as presented: the uploads that serve as it (SHA-256), or why none does."""

    material: str
    uploads: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """Everything a decision may look at. `calendar` holds the years in which working days may be counted."""

    received_on: date
    presented: tuple[Presented, ...]
    readings: tuple[Reading, ...]
    problems: tuple[Problem, ...] = ()
    calendar: Calendar | None = None


def decide(version: ItemVersion, case: CaseFacts) -> Verdict:
    """What the rules say of this case, with every check that was made, in a fixed order."""
    known = _known(version, case)
    checks = [
        *_material_checks(version, case, known),
        *_problem_checks(version, case),
        *_evidence_checks(version, known),
        *(_rule_check(rule, version.condition_facts[rule.id], known, version.facts) for rule in version.rules),
    ]
    amount = None
    proposal = _worst(checks)
    if version.amount is not None and proposal is _APPROVE:
        amount = amount_of(version.amount, known.world, case.calendar).cny
        if amount is None:
            checks.append(_no_amount(version))
            proposal = _ESCALATE
    switch = _switch_check(version)
    checks.append(switch)
    return Verdict(outcome=_worst(checks), proposal=proposal, checks=tuple(checks), amount_cny=amount)


@dataclass(frozen=True, slots=True)
class _Known:
    """What may be used: `world` has the facts of one supported value, `wordings` those of several.

    `stated` has what was read first of every fact, supported or not.
    """

    weighed: Mapping[str, Weighed]
    world: dict[str, Value]
    wordings: dict[str, tuple[Value, ...]]
    stated: dict[str, Value]
    calendar: Calendar | None


def _known(version: ItemVersion, case: CaseFacts) -> _Known:
    named = {one.fact for one in case.readings} & version.facts.keys()
    facts = sorted(named.union(version.decisive_facts))
    weighed = weigh(facts, case.readings, version.facts, case.received_on, version.max_age_days)
    known = _Known(weighed, {}, {}, {}, case.calendar)
    for fact, found in weighed.items():
        if found.values:
            known.stated[fact] = found.values[0]
        if found.support is _AGREED and len(found.values) == 1:
            known.world[fact] = found.values[0]
        elif found.support is _AGREED:
            known.wordings[fact] = found.values
    return known


def _answer(ask: Evaluator, facts: tuple[str, ...], known: _Known) -> tuple[Truth, tuple[Step, ...]]:
    """The truth that every supported wording of every fact gives; unknown as soon as two differ."""
    steps: list[Step] = []
    several = {fact: known.wordings[fact] for fact in facts if fact in known.wordings} if known.wordings else {}
    if not several:
        return ask(known.world, known.calendar, steps), tuple(steps)
    truths = set()
    for wording in product(*several.values()):
        steps = []
        truths.add(ask({**known.world, **dict(zip(several, wording, strict=True))}, known.calendar, steps))
    return truths.pop() if len(truths) == 1 else _UNKNOWN, tuple(steps)


_ORDER: Final = {outcome: place for place, outcome in enumerate(Outcome)}


def _worst(checks: list[Check]) -> Outcome:
    others = [check.leads_to for check in checks if check.leads_to is not _APPROVE]
    return max(others, key=_ORDER.__getitem__, default=_APPROVE if checks else _ESCALATE)


def _held(
    rule: str,
    says: str,
    facts: tuple[tuple[str, Value | None], ...],
    basis: tuple[str, ...],
    trace: tuple[Step, ...] = (),
) -> Check:
    """A check that holds: it leads to approve, and there is nothing to tell."""
    return Check(rule, says, _TRUE, _APPROVE, facts, basis, "", None, trace)


def _material_checks(version: ItemVersion, case: CaseFacts, known: _Known) -> Iterator[Check]:
    presented = {one.material: one for one in case.presented}
    for material in version.materials:
        one = presented.get(material.id) or Presented(material=material.id, problem="未提交")
        is_there = bool(one.uploads) and not one.problem
        if not is_there and not one.uploads and not _is_required(material, known):
            continue
        rule, says = f"material.{material.id}", f"已提交材料“{material.title}”且可以读取"
        if is_there:
            yield _held(rule, says, (), tuple(version.basis))
            continue
        yield Check(
            rule=rule,
            says=says,
            holds=_FALSE,
            leads_to=_CORRECT,
            facts=(),
            basis=tuple(version.basis),
            message=f"材料“{material.title}”：{one.problem or '未提交'}。请补交清晰、完整的材料。",
            reason=Reason.MATERIAL_UNUSABLE if one.uploads else Reason.MATERIAL_MISSING,
        )


def _is_required(material: Material, known: _Known) -> bool:
    """A material that hangs on a fact is asked for unless it is certain that it need not be."""
    if isinstance(material.required, RequiredWhen):
        condition: Condition = material.required.when.condition
        return _answer(evaluator(condition), tuple(known.wordings), known)[0] is not _FALSE
    return material.required == "always"


def _problem_checks(version: ItemVersion, case: CaseFacts) -> Iterator[Check]:
    for number, problem in enumerate(case.problems, start=1):
        is_form = problem.code is ProblemCode.FORM_INCOMPLETE
        yield Check(
            rule=f"form.problem-{number}" if is_form else f"evidence.problem-{number}",
            says="申请表填写完整、正确" if is_form else "核验所需的数据均已取得",
            holds=_FALSE if is_form else _UNKNOWN,
            leads_to=_CORRECT if is_form else _ESCALATE,
            facts=(),
            basis=tuple(version.basis if is_form else version.evidence_basis),
            message=f"{problem.message}，请更正后提交。" if is_form else f"{problem.message}，转人工核对。",
            reason=Reason(problem.code.value),
        )


def _evidence_checks(version: ItemVersion, known: _Known) -> Iterator[Check]:
    """The gate: the facts the item names, every fact a rule reads, and any fact on which sources differ.

    A fact that a rule reads and nobody stated is left to the rule: it is unknown exactly when it needs the fact.
    """
    basis, decisive, read = tuple(version.evidence_basis), set(version.decisive), set(version.decisive_facts)
    for fact, found in known.weighed.items():
        support = found.support
        is_guarded = fact in decisive or (fact in read and support is not _MISSING)
        if not is_guarded and support is not _CONTRADICTED:
            continue
        spec = version.facts[fact]
        rule, says = f"evidence.{fact}", _supported_by(spec, found)
        stated = tuple([(f"{fact}@{reading.source}", reading.value) for reading in found.readings])
        if support is _AGREED:
            yield _held(rule, says, stated, basis)
            continue
        yield Check(
            rule=rule,
            says=says,
            holds=_UNKNOWN,
            leads_to=_ESCALATE,
            facts=stated,
            basis=basis,
            message=f"“{spec.title}”{_WHY[support]}，转人工核对。",
            reason=Reason(support.value),
        )


def _supported_by(spec: FactSpec, found: Weighed) -> str:
    """In plain words; the facts of the check name the source itself."""
    if spec.declared_in:
        return f"“{spec.title}”由申请人在申请表中作出，事后核查"
    if spec.known_only_by:
        return f"“{spec.title}”由唯一掌握它的一方记录，且在时效内"
    explained = "；材料上识读存疑的形近字以登记信息为准" if found.is_explained else ""
    return f"“{spec.title}”有两个以上相互独立且一致的来源，其中至少一个为权威登记{explained}"


_WHY = {
    Support.ONE_SOURCE: "只有一个来源，无法相互印证",
    Support.NO_AUTHORITY: "没有权威登记信息可以印证",
    Support.CONTRADICTED: "在不同来源中不一致",
    Support.UNREAD: "在提交的材料中未能可靠读取",
    Support.STALE: "的登记信息已超过允许的时效",
    Support.MISSING: "没有任何来源",
}


def _rule_check(rule: Rule, names: tuple[str, ...], known: _Known, specs: Mapping[str, FactSpec]) -> Check:
    truth, trace = _answer(rule.ask, names, known)
    facts = tuple([(fact, known.stated.get(fact)) for fact in names])
    if truth is _TRUE:
        return _held(rule.id, rule.says, facts, tuple(rule.basis), trace)
    is_false = truth is _FALSE
    unknown = f"无法自动判断“{rule.says}”，转人工核对。"
    return Check(
        rule=rule.id,
        says=rule.says,
        holds=truth,
        leads_to=rule.otherwise if is_false else _ESCALATE,
        facts=facts,
        basis=tuple(rule.basis),
        message=_filled(rule.notice, dict(facts), specs) if is_false else unknown,
        reason=Reason.RULE_FAILED if is_false else Reason.RULE_UNKNOWN,
        trace=trace,
    )


def _filled(notice: str, facts: Mapping[str, Value | None], specs: Mapping[str, FactSpec]) -> str:
    """The notice with the facts it names in braces put in, as people read them."""
    for name, value in facts.items():
        notice = notice.replace("{" + name + "}", "未知" if value is None else bare(value, specs[name]))
    return notice


def _switch_check(version: ItemVersion) -> Check:
    is_on = version.automation is Automation.UNATTENDED
    return Check(
        rule="switch.unattended",
        says="本事项已开通无人干预自动办理",
        holds=_TRUE if is_on else _FALSE,
        leads_to=_APPROVE if is_on else _ESCALATE,
        facts=(),
        basis=tuple(version.basis),
        message="" if is_on else _why_not_on(version),
        reason=None if is_on else Reason.NOT_UNATTENDED,
    )


def _why_not_on(version: ItemVersion) -> str:
    if version.switched is None:
        return "本事项由工作人员审核后办结" + (f"：{version.uncertain}" if version.uncertain else "。")
    if version.switched.on is None:
        return "暂时无法确定本事项是否开通自动办理，由工作人员审核后办结。"
    on = version.switched.on
    return f"自{on.year}年{on.month}月{on.day}日起，本事项由工作人员审核后办结。"


def _no_amount(version: ItemVersion) -> Check:
    return Check(
        rule="amount.known",
        says="可以确定金额",
        holds=_UNKNOWN,
        leads_to=_ESCALATE,
        facts=(),
        basis=tuple(version.basis),
        message="没有一档金额可以确定适用，转人工核对。",
        reason=Reason.AMOUNT_UNKNOWN,
    )
