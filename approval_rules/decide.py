"""Decides a case: a pure function of an item version, what was read, and the day of receipt.

The same input gives the same bytes out. `approve` needs every check true; nothing else can lead to it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from approval_rules.canonical import canonical_json
from approval_rules.conditions import Condition, Truth, evaluate, facts_read
from approval_rules.evidence import Reading, Support, Weighed, weigh
from approval_rules.items import Automation, ItemVersion, Outcome, Rule
from approval_rules.values import Value, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from approval_rules.facts import FactSpec

ENGINE = "1"
"""Raised when the meaning of a dossier changes; replay refuses a dossier of another engine."""

ORDER = tuple(Outcome)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presented:
    """A material as presented: the uploads that serve as it (SHA-256), or why none does."""

    material: str
    uploads: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """Everything a decision may look at."""

    received_on: date
    presented: tuple[Presented, ...]
    readings: tuple[Reading, ...]
    problems: tuple[str, ...] = ()
    """What the reading side could not settle (a register that is down, say); any of them hands over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was checked. `leads_to` is what its failure leads to; it is `approve` when it holds."""

    rule: str
    says: str
    holds: Truth
    leads_to: Outcome
    facts: tuple[tuple[str, Value | None], ...]
    basis: tuple[str, ...]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`outcome` is the worst of the checks; `proposal` is what it would be if the item were switched to unattended."""

    outcome: Outcome
    proposal: Outcome
    checks: tuple[Check, ...]
    amount_cny: int | None


def decide(version: ItemVersion, case: CaseFacts) -> Verdict:
    """What the rules say of this case, with every check that was made, in a fixed order."""
    weighed = weigh(
        sorted(
            {*version.decisive_facts(), *(reading.fact for reading in case.readings if reading.fact in version.facts)}
        ),
        case.readings,
        version.facts,
        case.received_on,
        version.max_age_days,
    )
    checks = (
        *_material_checks(version, case),
        *_problem_checks(version, case),
        *_evidence_checks(version, weighed),
        *(_rule_check(version, rule, weighed) for rule in version.rules),
    )
    proposal = _worst(checks)
    switch = _switch_check(version)
    amount = _amount(version, weighed) if proposal is Outcome.APPROVE else None
    if version.amount and amount is None and proposal is Outcome.APPROVE:
        checks, proposal = (*checks, _no_amount(version)), Outcome.ESCALATE
    return Verdict(outcome=_worst((*checks, switch)), proposal=proposal, checks=(*checks, switch), amount_cny=amount)


def dossier(version: ItemVersion, case: CaseFacts, verdict: Verdict) -> bytes:
    """The whole decision as canonical JSON: what was known, the rules as pinned, and what followed."""
    return canonical_json(
        {
            "engine": ENGINE,
            "item_version": version.model_dump(mode="json", by_alias=True),
            "received_on": case.received_on,
            "presented": [
                {"material": one.material, "uploads": list(one.uploads), "problem": one.problem}
                for one in case.presented
            ],
            "problems": list(case.problems),
            "readings": [reading_to_json(reading) for reading in case.readings],
            "verdict": verdict_to_json(verdict),
        }
    )


def dossier_sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def reading_to_json(reading: Reading) -> dict[str, object]:
    return {
        "fact": reading.fact,
        "value": None if reading.value is None else to_json(reading.value),
        "kind": reading.kind.value,
        "source": reading.source,
        "reference": reading.reference,
        "as_of": reading.as_of.isoformat(),
        "raw": reading.raw,
    }


def check_to_json(check: Check) -> dict[str, object]:
    return {
        "rule": check.rule,
        "says": check.says,
        "holds": check.holds.value,
        "leads_to": check.leads_to.value,
        "facts": {name: None if value is None else to_json(value) for name, value in check.facts},
        "basis": list(check.basis),
        "message": check.message,
    }


def verdict_to_json(verdict: Verdict) -> dict[str, object]:
    return {
        "outcome": verdict.outcome.value,
        "proposal": verdict.proposal.value,
        "amount_cny": None if verdict.amount_cny is None else str(verdict.amount_cny),
        "checks": [check_to_json(check) for check in verdict.checks],
    }


def _worst(checks: tuple[Check, ...]) -> Outcome:
    return max((check.leads_to for check in checks), key=ORDER.index, default=Outcome.ESCALATE)


def _material_checks(version: ItemVersion, case: CaseFacts) -> Iterator[Check]:
    presented = {one.material: one for one in case.presented}
    for material in version.materials:
        one = presented.get(material.id, Presented(material=material.id, problem="未提交"))
        is_there = bool(one.uploads) and not one.problem
        if material.required or one.problem:
            yield Check(
                rule=f"material.{material.id}",
                says=f"已提交材料“{material.title}”且可以读取",
                holds=Truth.TRUE if is_there else Truth.FALSE,
                leads_to=Outcome.APPROVE if is_there else Outcome.CORRECT,
                facts=(),
                basis=tuple(version.basis),
                message="" if is_there else f"材料“{material.title}”：{one.problem}。请补交清晰、完整的材料。",
            )


def _problem_checks(version: ItemVersion, case: CaseFacts) -> Iterator[Check]:
    for number, problem in enumerate(case.problems, start=1):
        yield Check(
            rule=f"evidence.problem-{number}",
            says="核验所需的数据均已取得",
            holds=Truth.UNKNOWN,
            leads_to=Outcome.ESCALATE,
            facts=(),
            basis=tuple(version.evidence_basis),
            message=f"{problem}，转人工核对。",
        )


def _evidence_checks(version: ItemVersion, weighed: Mapping[str, Weighed]) -> Iterator[Check]:
    """The gate: the facts the item names, every fact a rule reads, and any fact on which sources differ.

    A fact that a rule reads and nobody stated is left to the rule: it is unknown exactly when it needs the fact.
    """
    read = set(version.decisive_facts())
    for fact, found in weighed.items():
        is_guarded = fact in version.decisive or (fact in read and found.support is not Support.MISSING)
        if not is_guarded and found.support is not Support.CONTRADICTED:
            continue
        is_supported = found.support is Support.AGREED
        spec = version.facts[fact]
        title = spec.title
        yield Check(
            rule=f"evidence.{fact}",
            says=_supported_by(spec),
            holds=Truth.TRUE if is_supported else Truth.UNKNOWN,
            leads_to=Outcome.APPROVE if is_supported else Outcome.ESCALATE,
            facts=tuple((f"{fact}@{reading.source}", reading.value) for reading in found.readings),
            basis=tuple(version.evidence_basis),
            message="" if is_supported else f"“{title}”{_WHY[found.support]}，转人工核对。",
        )


def _supported_by(spec: FactSpec) -> str:
    """In plain words; the facts of the check name the source itself."""
    if spec.declared_in:
        return f"“{spec.title}”由申请人在申请表中作出，事后核查"
    if spec.known_only_by:
        return f"“{spec.title}”由唯一掌握它的一方记录，且在时效内"
    return f"“{spec.title}”有两个以上相互独立且一致的来源，其中至少一个为权威登记"


_WHY = {
    Support.AGREED: "",
    Support.ONE_SOURCE: "只有一个来源，无法相互印证",
    Support.NO_AUTHORITY: "没有权威登记信息可以印证",
    Support.CONTRADICTED: "在不同来源中不一致",
    Support.UNREAD: "在提交的材料中未能可靠读取",
    Support.STALE: "的登记信息已超过允许的时效",
    Support.MISSING: "没有任何来源",
}


def _rule_check(version: ItemVersion, rule: Rule, weighed: Mapping[str, Weighed]) -> Check:
    condition = version.condition(rule)
    truth = _truth(condition, weighed)
    facts = tuple((fact, _first(weighed.get(fact))) for fact in sorted(facts_read(condition)))
    leads_to = {Truth.TRUE: Outcome.APPROVE, Truth.FALSE: rule.otherwise, Truth.UNKNOWN: Outcome.ESCALATE}[truth]
    message = {
        Truth.TRUE: "",
        Truth.FALSE: _filled(rule.notice, facts),
        Truth.UNKNOWN: f"无法自动判断“{rule.says}”，转人工核对。",
    }[truth]
    return Check(
        rule=rule.id,
        says=rule.says,
        holds=truth,
        leads_to=leads_to,
        facts=facts,
        basis=tuple(rule.basis),
        message=message,
    )


def _truth(condition: Condition, weighed: Mapping[str, Weighed]) -> Truth:
    """The truth that every supported wording of every fact gives; unknown as soon as two differ."""
    usable = {
        fact: weighed[fact].values
        for fact in facts_read(condition)
        if fact in weighed and weighed[fact].support is Support.AGREED
    }
    worlds = (dict(zip(usable, values, strict=True)) for values in product(*usable.values()))
    truths = {evaluate(condition, world).truth for world in worlds}
    return truths.pop() if len(truths) == 1 else Truth.UNKNOWN


def _first(found: Weighed | None) -> Value | None:
    return found.values[0] if found is not None and found.values else None


def _filled(notice: str, facts: tuple[tuple[str, Value | None], ...]) -> str:
    for name, value in facts:
        notice = notice.replace("{" + name + "}", "未知" if value is None else str(to_json(value)))
    return notice


def _switch_check(version: ItemVersion) -> Check:
    is_on = version.automation is Automation.UNATTENDED
    return Check(
        rule="switch.unattended",
        says="本事项已开通无人干预自动办理",
        holds=Truth.TRUE if is_on else Truth.FALSE,
        leads_to=Outcome.APPROVE if is_on else Outcome.ESCALATE,
        facts=(),
        basis=tuple(version.basis),
        message=""
        if is_on
        else "本事项由工作人员审核后办结" + (f"：{version.uncertain}" if version.uncertain else "。"),
    )


def _amount(version: ItemVersion, weighed: Mapping[str, Weighed]) -> int | None:
    """The first row that is true, when every row before it is false; otherwise not known."""
    for row, condition in version.amount_rows():
        truth = _truth(condition, weighed)
        if truth is not Truth.FALSE:
            return row.cny if truth is Truth.TRUE else None
    return None


def _no_amount(version: ItemVersion) -> Check:
    return Check(
        rule="amount.known",
        says="可以确定金额",
        holds=Truth.UNKNOWN,
        leads_to=Outcome.ESCALATE,
        facts=(),
        basis=tuple(version.basis),
        message="没有一档金额可以确定适用，转人工核对。",
    )
