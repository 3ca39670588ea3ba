"""What staff send and get about cases, as the API has it."""

from __future__ import annotations

import datetime as dt
from datetime import date
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.cases.clocks import ClockName, is_provisional
from app.cases.committing import Commitment, CommitmentResult
from app.cases.correcting import Notice
from app.cases.grounds import Grounds
from app.cases.reviewing import Opinion, Ruling
from app.cases.states import CaseState
from app.intake.json_text import check_text
from approval_rules.calendar import load_calendar
from approval_rules.clauses import Clause
from approval_rules.items import Outcome

if TYPE_CHECKING:
    from app.cases.clocks import CaseClock
    from app.cases.queues import QueuedCase
    from app.review.viewing import StaffCase

_NO: Final = "ZB20260302-0A1B2C3D4E"
_CLAUSE: Final = "cn.law.admin-licensing.2019#art-38"

_FROM: Final = ConfigDict(from_attributes=True)

Words = Annotated[
    str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True), AfterValidator(check_text)
]
MaybeWords = Annotated[str, StringConstraints(max_length=2000, strip_whitespace=True), AfterValidator(check_text)]
MaterialId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,79}$")]
Clauses = Annotated[list[Clause], Field(max_length=20)]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AssigneeGiven(_Given):
    model_config = ConfigDict(json_schema_extra={"examples": [{"to": "staff:4f1c2d3e5a6b7c8d"}]})

    to: Annotated[str, StringConstraints(pattern=r"^staff:[0-9a-z]{1,40}$")]


class CommitmentGiven(_Given):
    """What the applicant committed to in place of a material, or, with `form`, in the application form."""

    material: MaterialId
    commitment: Words
    check_due_on: date

    def read(self) -> Commitment:
        return Commitment(material=self.material, text=self.commitment, check_due_on=self.check_due_on)


class AcceptanceGiven(_Given):
    model_config = ConfigDict(json_schema_extra={"examples": [{"commitments": []}]})

    commitments: Annotated[list[CommitmentGiven], Field(max_length=20)] = []


class DeferralGiven(AcceptanceGiven):
    """The materials that may come later; when each is due the item says."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"materials": ["premises_plan"], "commitments": []}]})

    materials: Annotated[list[MaterialId], Field(min_length=1, max_length=20)]


class GroundsGiven(_Given):
    """Why not, and by which clauses."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "不属于本机关职权范围", "basis": [_CLAUSE]}]})

    reason: Words
    basis: Clauses

    def read(self) -> Grounds:
        return Grounds(reason=self.reason, basis=tuple(self.basis))


class NoticeGiven(_Given):
    """Everything that is to be corrected, at once. A second list needs its reason."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"points": ["申请表没有签字"], "due_on": "2026-03-20"}]})

    points: Annotated[list[Words], Field(min_length=1, max_length=50)]
    due_on: date
    reason: MaybeWords = ""
    is_late: Annotated[bool, Field(description="A point could have been told the first time.")] = False

    def read(self) -> Notice:
        return Notice(points=tuple(self.points), due_on=self.due_on, reason=self.reason, is_late=self.is_late)


class ReviewGiven(_Given):
    """To refuse needs a reason and at least one clause."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"opinion": "grant", "reason": "材料齐全", "basis": []}]})

    opinion: Opinion
    reason: MaybeWords = ""
    basis: Clauses = []

    def read(self) -> Grounds:
        return Grounds(reason=self.reason, basis=tuple(self.basis))


class RulingGiven(_Given):
    """To send back needs a reason."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"ruling": "send_back", "reason": "请核对经营场所"}]})

    ruling: Ruling
    reason: MaybeWords = ""


class ReasonGiven(_Given):
    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "等待现场核查"}]})

    reason: Words


class NoteGiven(_Given):
    model_config = ConfigDict(json_schema_extra={"examples": [{"note": "凭证已送达"}]})

    note: MaybeWords = ""


class CheckGiven(_Given):
    model_config = ConfigDict(json_schema_extra={"examples": [{"result": "kept"}]})

    result: CommitmentResult


class ChangedView(BaseModel):
    """How the case stands after the change; `event` is the number of the event, null where nothing moved."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"case_no": _NO, "state": "accepted", "event": 412}]})

    case_no: str
    state: CaseState
    event: int | None


class QueuedCaseView(BaseModel):
    case_no: str
    item: str
    title: str
    state: CaseState
    outcome: Outcome | None
    applicant_name: str
    received_on: date
    due_on: date | None
    assigned_to: str | None
    is_escalated: bool
    review_requested: bool

    @classmethod
    def of(cls, one: QueuedCase, title: str, name: str) -> QueuedCaseView:
        return cls(
            case_no=one.case_no,
            item=one.item_id,
            title=title,
            state=one.state,
            outcome=one.outcome,
            applicant_name=name,
            received_on=one.received_on,
            due_on=one.due_on,
            assigned_to=one.assigned_to,
            is_escalated=one.is_escalated,
            review_requested=one.review_requested,
        )


class QueuePageView(BaseModel):
    """`next` is the `cursor` of the next page, null on the last."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"cases": [], "next": None}]})

    cases: list[QueuedCaseView]
    next: str | None


class CaseClockView(BaseModel):
    """A clock in working days; provisional while a year that it counts through has no published calendar."""

    name: ClockName
    workdays: int
    started_on: date
    due_on: date
    stopped_on: date | None
    stopped_workdays: int
    ended_on: date | None
    is_provisional: bool

    @classmethod
    def of(cls, one: CaseClock) -> CaseClockView:
        return cls(
            name=one.name,
            workdays=one.workdays,
            started_on=one.started_on,
            due_on=one.due_on,
            stopped_on=one.stopped_on,
            stopped_workdays=one.stopped_workdays,
            ended_on=one.ended_on,
            is_provisional=is_provisional(one, load_calendar()),
        )


class CorrectionView(BaseModel):
    model_config = _FROM

    round: int
    points: list[str]
    due_on: date
    requested_at: dt.datetime
    answered_at: dt.datetime | None


class DeferralView(BaseModel):
    model_config = _FROM

    material: str
    due_on: date
    filed_at: dt.datetime | None


class CommitmentView(BaseModel):
    material: str
    commitment: str
    check_due_on: date
    result: CommitmentResult | None


class ReviewView(BaseModel):
    model_config = _FROM

    round: int
    reviewer_id: str
    opinion: Opinion
    reason: str
    basis: list[str]
    approver_id: str | None
    ruling: Ruling | None
    ruling_reason: str | None


class StaffCaseView(BaseModel):
    """A case with all that people did with it; `form` is empty for who may only watch, `nexts` what you may do."""

    case_no: str
    item: str
    title: str
    state: CaseState
    state_since: dt.datetime | None
    result: CaseState | None
    outcome: Outcome | None
    district: str
    received_on: date
    applicant_name: str
    form: dict[str, str]
    assigned_to: str | None
    escalated_at: dt.datetime | None
    review_requested: bool
    clocks: list[CaseClockView]
    corrections: list[CorrectionView]
    deferrals: list[DeferralView]
    commitments: list[CommitmentView]
    reviews: list[ReviewView]
    nexts: list[CaseState]

    @classmethod
    def of(cls, one: StaffCase) -> StaffCaseView:
        return cls(
            case_no=one.case_no,
            item=one.item_id,
            title=one.title,
            state=one.state,
            state_since=None if one.state_since is None else dt.datetime.fromisoformat(one.state_since),
            result=one.result,
            outcome=one.outcome,
            district=one.district,
            received_on=one.received_on,
            applicant_name=one.applicant_name,
            form=dict(one.form),
            assigned_to=one.assigned_to,
            escalated_at=None if one.escalated_at is None else dt.datetime.fromisoformat(one.escalated_at),
            review_requested=one.review_requested,
            clocks=[CaseClockView.of(clock) for clock in one.clocks],
            corrections=[CorrectionView.model_validate(round_) for round_ in one.corrections],
            deferrals=[DeferralView.model_validate(deferral) for deferral in one.deferrals],
            commitments=[
                CommitmentView(
                    material=kept.commitment.material,
                    commitment=kept.commitment.text,
                    check_due_on=kept.commitment.check_due_on,
                    result=kept.result,
                )
                for kept in one.commitments
            ],
            reviews=[ReviewView.model_validate(round_) for round_ in one.reviews],
            nexts=list(one.nexts),
        )
