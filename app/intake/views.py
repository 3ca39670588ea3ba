"""A decision as the API shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from approval_rules.conditions.language import Truth
from approval_rules.items import Outcome
from approval_rules.verdict import check_to_json

if TYPE_CHECKING:
    from app.flows.approve import Decided

AUTOMATED = "本结果由系统自动作出。您有权要求说明理由，并可一步申请由工作人员复核（个人信息保护法第二十四条）。"


class CheckView(BaseModel):
    """One check: what it says, whether it holds, on which facts, and by which clause."""

    rule: str
    says: str
    holds: Truth
    leads_to: Outcome
    facts: dict[str, str | int | bool | list[str] | None]
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

    model_config = ConfigDict(json_schema_extra={"examples": []})

    case_no: str | None
    outcome: Outcome
    proposal: Outcome
    amount_cny: str | None
    checks: list[CheckView]
    item_version: str
    dossier_sha256: str
    advice: list[AdviceView] = []
    notice: str = AUTOMATED


def decision_view(decided: Decided) -> DecisionView:
    verdict = decided.verdict
    return DecisionView(
        case_no=decided.case_no,
        outcome=verdict.outcome,
        proposal=verdict.proposal,
        amount_cny=None if verdict.amount_cny is None else str(verdict.amount_cny),
        checks=[CheckView.model_validate(check_to_json(check)) for check in verdict.checks],
        item_version=decided.item_version,
        dossier_sha256=decided.dossier_sha256,
        advice=[AdviceView(file=file, **one.to_json()) for file, one in decided.advice],
    )
