"""Explains a stored decision in plain words, in Chinese and in English; decides nothing anew.

Whoever is concerned by an automated decision may ask for its reasons and for a person (cn.law.pipl.2021#art-24).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from approval_rules.conditions.language import Truth
from approval_rules.items import Outcome
from approval_rules.language_words import NO_NAMES, Both, Language
from approval_rules.telling.amounts import reckoned
from approval_rules.telling.checks import Telling, met, reason
from approval_rules.telling.due import Due, due
from approval_rules.telling.explanation import AmountTold, Explanation
from approval_rules.telling.sources import used_facts
from approval_rules.telling.stored import StoredDecision

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from approval_rules.calendar import Calendar

ASK_BASIS: Final = "cn.law.pipl.2021#art-24"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What an explanation needs beside the dossier.

    Attributes:
        case_no: None for a pre-check.
        is_automated: the machine decided; False when a person did.
        is_with_person: a person was asked for.
        today: the day on which it is explained; deadlines count from it.
        calendar: that of today, so that a newly published year counts.
        clause_titles: what the caller calls a clause, by its id.
        names: what items are called, by their ids.
    """

    case_no: str | None
    decided_on: date
    today: date
    calendar: Calendar
    is_automated: bool = True
    is_with_person: bool = False
    clause_titles: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Both] = field(default_factory=lambda: NO_NAMES)


def explain(dossier: bytes, occasion: Occasion) -> Explanation:
    """The explanation of a decision, from its dossier.

    Raises:
        UnexplainedDossier: it is no dossier that this release can read.
    """
    decision = StoredDecision.read(dossier)
    telling = Telling(decision=decision, clause_titles=occasion.clause_titles, names=occasion.names)
    version, is_approved = decision.version, decision.outcome is Outcome.APPROVE
    return Explanation(
        case_no=occasion.case_no,
        item=version.item,
        item_title=Both(version.title, version.title_en),
        item_version=version.id,
        received_on=decision.received_on,
        decided_on=occasion.decided_on,
        is_automated=occasion.is_automated,
        outcome=decision.outcome,
        proposal=decision.proposal,
        result=_result(decision, occasion),
        next_step=_next_step(decision),
        reasons=tuple(reason(one, one.reason, telling) for one in decision.checks if one.reason is not None),
        met=tuple(met(one, telling) for one in decision.checks if one.holds is Truth.TRUE and not one.fact),
        facts=tuple(used_facts(version, decision.weighed, occasion.names)),
        amount=_amount(decision, telling),
        deadlines=() if is_approved or not occasion.is_automated else _deadlines(decision, occasion),
        ask=_ask(decision, occasion),
        ask_basis=telling.cited((ASK_BASIS,)),
    )


def _result(decision: StoredDecision, occasion: Occasion) -> Both:
    if decision.outcome is Outcome.APPROVE:
        kind = "pre-check" if occasion.case_no is None else "automatic" if occasion.is_automated else "by a person"
        return _APPROVED[kind]
    template = _PRE_CHECKED if occasion.case_no is None else _HANDED_OVER
    proposal = _PROPOSALS[decision.proposal]
    return Both(template.zh.format(proposal.zh), template.en.format(proposal.en))


def _asks_for_corrections(decision: StoredDecision) -> bool:
    return any(one.leads_to is Outcome.CORRECT for one in decision.checks)


def _next_step(decision: StoredDecision) -> Both:
    if decision.outcome is Outcome.APPROVE:
        return _NOTHING_LEFT
    is_mixed = decision.proposal is Outcome.ESCALATE and _asks_for_corrections(decision)
    return _CORRECT_AND_WAIT if is_mixed else _NEXT[decision.proposal]


def _amount(decision: StoredDecision, telling: Telling) -> AmountTold | None:
    """The stored amount; its steps are told when they lead to that very amount."""
    spec, cny = decision.version.amount, decision.amount_cny
    if spec is None or cny is None:
        return None
    zh, en = (reckoned(spec, telling.how(language)) for language in Language)
    steps: tuple[Both, ...] = ()
    if zh is not None and en is not None and zh.cny == en.cny == cny:
        steps = tuple(Both(one, other) for one, other in zip(zh.steps, en.steps, strict=True))
    return AmountTold(cny=cny, steps=steps, basis=telling.cited(spec.basis))


def _deadlines(decision: StoredDecision, occasion: Occasion) -> tuple[Due, ...]:
    return due(
        decision.version.limits,
        received_on=decision.received_on,
        is_complete=not _asks_for_corrections(decision) and decision.proposal is not Outcome.NOT_ACCEPT,
        today=occasion.today,
        calendar=occasion.calendar,
    )


def _ask(decision: StoredDecision, occasion: Occasion) -> Both:
    if occasion.case_no is None:
        return _ASK_BEFORE
    if occasion.is_with_person or decision.outcome is not Outcome.APPROVE:
        return _WITH_PERSON
    return Both(_ASK_AFTER.zh.format(occasion.case_no), _ASK_AFTER.en.format(occasion.case_no))


_APPROVED: Final = {
    "automatic": Both(
        "已核准。这个决定由系统自动作出，没有人参与；全部审查要点都符合。",
        "Approved. The decision was made automatically, without a person; everything that is checked holds.",
    ),
    "by a person": Both("已核准。这个决定由工作人员作出。", "Approved. The decision was made by a member of staff."),
    "pre-check": Both(
        "预检：全部审查要点都符合，现在提交可以自动核准。预检不保存任何内容。",
        "Pre-check: everything that is checked holds; handed in now, it is approved automatically. Nothing was stored.",
    ),
}
_HANDED_OVER: Final = Both(
    "没有自动核准，已交给工作人员办理；规则的建议是：{}。系统只能核准，拒绝只能由工作人员决定。",
    "Not approved automatically, and handed to a member of staff; the rules propose: {}. The machine can only approve;"
    " a refusal is for a person to decide.",
)
_PRE_CHECKED: Final = Both(
    "预检：现在提交不会自动核准，会交给工作人员办理；规则的建议是：{}。预检不保存任何内容。",
    "Pre-check: handed in now, it is not approved automatically and goes to a member of staff; the rules propose: {}."
    " Nothing was stored.",
)
_PROPOSALS: Final = {
    Outcome.APPROVE: Both("核准", "approve"),
    Outcome.CORRECT: Both("由申请人补正", "have it corrected by the applicant"),
    Outcome.ESCALATE: Both("由工作人员核对", "have it checked by a person"),
    Outcome.NOT_ACCEPT: Both("不予受理", "do not accept it"),
}
_NOTHING_LEFT: Final = Both("您不用再做什么。", "There is nothing left for you to do.")
_CORRECT_AND_WAIT: Final = Both(
    "请先按下面列出的理由改正可以改正的；其余的由工作人员核对。",
    "Please correct what can be corrected of what is listed below; a member of staff checks the rest.",
)
_NEXT: Final = {
    Outcome.APPROVE: Both(
        "您不用再做什么，请等工作人员作出决定。", "There is nothing for you to do; please wait for the decision."
    ),
    Outcome.CORRECT: Both(
        "请按下面列出的全部理由一次改正，再重新提交。",
        "Please correct everything that is listed below, and hand it in again.",
    ),
    Outcome.ESCALATE: Both(
        "请等工作人员核对；工作人员需要材料时会告诉您。",
        "Please wait until it is checked; you are told if more is needed.",
    ),
    Outcome.NOT_ACCEPT: Both(
        "请看下面的理由；是否受理由工作人员决定。",
        "Please read the reasons below; whether it is accepted is for a person to decide.",
    ),
}
_ASK_BEFORE: Final = Both(
    "提交时勾选“请由工作人员办理，不要自动办理”，就不会自动作出决定。",
    "Tick the box that asks for a person when you hand it in, and nothing is decided automatically.",
)
_WITH_PERSON: Final = Both(
    "这个办件已经在工作人员那里，不会再自动作出决定。您有权要求工作人员说明。",
    "The case is with a member of staff already. You may ask them for an explanation.",
)
_ASK_AFTER: Final = Both(
    "您有权要求说明，也有权不接受只由机器作出的决定：在办件 {0} 的页面上点“申请人工复核”，"
    "或者向 /api/v1/cases/{0}/review-requests 发一个 POST 请求，一步就会转给工作人员。",
    "You may ask for an explanation, and need not accept a decision that only a machine made: press the button on the"
    " page of case {0}, or send one POST to /api/v1/cases/{0}/review-requests, and a person looks at it.",
)
