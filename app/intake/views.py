"""A decision as the API shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from pydantic import BaseModel, ConfigDict

from app.cases.states import CaseState
from approval_rules.conditions.language import Truth
from approval_rules.items import Outcome
from approval_rules.language_words import masked
from approval_rules.verdict import Reason, told_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.config import JsonDict

    from app.cases.service import CaseFile
    from app.flows.approve import Decided

AUTOMATED = "本结果由系统自动作出。您有权要求说明理由，并可一步申请由工作人员复核（个人信息保护法第二十四条）。"

DECISION_EXAMPLE: Final[JsonDict] = {
    "case_no": "ZB20260302-0A1B2C3D4E",
    "outcome": "escalate",
    "proposal": "escalate",
    "amount_cny": "2000",
    "checks": [
        {
            "rule": "company-operating",
            "says": "企业登记状态为存续（在营）",
            "holds": "false",
            "leads_to": "escalate",
            "reason": "rule_failed",
            "facts": {"company.status": "cancelled"},
            "basis": ["cn.law.food-safety.2021#art-35"],
            "message": "企业登记状态为 cancelled，需由工作人员核实后办理。",
        }
    ],
    "item_version": "prepackaged-food-filing@2024-05-10+792df14dc5a8",
    "dossier_sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "advice": [],
    "notice": AUTOMATED,
}

Cell: TypeAlias = str | int | bool | list[str]


class CheckView(BaseModel):
    """One check: what it says, whether it holds, on which facts, and by which clause.

    `reason` says for machines why it does not hold; null when it does. Identity numbers are shown in part.
    """

    rule: str
    says: str
    holds: Truth
    leads_to: Outcome
    reason: Reason | None
    facts: dict[str, Cell | list[dict[str, Cell]] | None]
    basis: list[str]
    message: str


class AdviceView(BaseModel):
    """What would make a better photo of one page of a file."""

    file: str
    page: int
    code: str
    message: str
    message_zh: str


class DecisionView(BaseModel):
    """`outcome` is `approve` or what a person is asked to look at; `proposal` is what the rules alone say."""

    model_config = ConfigDict(json_schema_extra={"examples": [DECISION_EXAMPLE]})

    case_no: str | None
    outcome: Outcome
    proposal: Outcome
    amount_cny: str | None
    checks: list[CheckView]
    item_version: str
    dossier_sha256: str
    advice: list[AdviceView] = []
    notice: str = AUTOMATED


class ReceivedView(BaseModel):
    """Taken in and kept; its documents are read next. Ask for the case, or follow the events."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"case_no": "ZB20260302-0A1B2C3D4E", "state": "received"}]}
    )

    case_no: str
    state: CaseState = CaseState.RECEIVED


def decision_view(decided: Decided) -> DecisionView:
    verdict = decided.verdict
    return DecisionView(
        case_no=decided.case_no,
        outcome=verdict.outcome,
        proposal=verdict.proposal,
        amount_cny=None if verdict.amount_cny is None else str(verdict.amount_cny),
        checks=[_check_view(told_of(check)) for check in verdict.checks],
        item_version=decided.item_version,
        dossier_sha256=decided.dossier_sha256,
        advice=[AdviceView(file=file, **one.to_json()) for file, one in decided.advice],
    )


def stored_decision_view(found: CaseFile, item_version: str) -> DecisionView:
    """The decision of a stored case as it stands now; advice on photos was told once and is not kept."""
    verdict = found.content["verdict"]
    return DecisionView(
        case_no=found.summary.case_no,
        outcome=verdict["outcome"],
        proposal=verdict["proposal"],
        amount_cny=found.amount_cny,
        checks=[_check_view(check) for check in verdict["checks"]],
        item_version=item_version,
        dossier_sha256=found.dossier_sha256,
    )


def _check_view(check: Mapping[str, Any]) -> CheckView:
    """Everything else in a check are words of the item."""
    told = {"facts": _masked(check["facts"]), "message": masked(check["message"])}
    return CheckView.model_validate({**check, **told})


def _masked(plain: object) -> object:
    """The same plain data, with every identity number in it shown in part."""
    if isinstance(plain, dict):
        return {key: _masked(value) for key, value in plain.items()}
    if isinstance(plain, list):
        return [_masked(one) for one in plain]
    return masked(plain) if isinstance(plain, str) else plain
