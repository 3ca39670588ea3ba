"""`/api/v1/assistant/…` for staff: conversations handed over, and answers that were not liked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.assistant.sessions.desk import AtDesk
from app.assistant.sessions.limits import SmallBody
from app.assistant.sessions.records import HandoffState, RegressionState
from app.assistant.sessions.views import (
    ByView,
    Confirmed,
    HandoffFileView,
    RegressionView,
    StaffHandoffView,
    handoff_file_view,
    regression_view,
    staff_handoff_view,
)
from app.web.dependencies import Served
from app.web.staff import staff_only

router = APIRouter(
    prefix="/api/v1/assistant",
    tags=["conversations, for staff"],
    route_class=SmallBody,
    dependencies=[Depends(staff_only)],
)

Page = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/handoffs", summary="Conversations handed over, oldest first")
def queue(at: AtDesk, state: HandoffState = HandoffState.WAITING, page: Page = 1) -> list[StaffHandoffView]:
    return [staff_handoff_view(one) for one in at.handoffs.waiting(state, page)]


@router.get("/handoffs/{handoff_no}", summary="One of them with its transcript")
def handoff(at: AtDesk, handoff_no: str) -> HandoffFileView:
    return handoff_file_view(*at.handoffs.find(handoff_no))


@router.post("/handoffs/{handoff_no}/take", summary="Take it")
def take(at: AtDesk, handoff_no: str, done: ByView) -> StaffHandoffView:
    return staff_handoff_view(at.handoffs.take(handoff_no, done.by))


@router.post("/handoffs/{handoff_no}/close", summary="Close it")
def close(at: AtDesk, handoff_no: str, done: ByView) -> StaffHandoffView:
    return staff_handoff_view(at.handoffs.close(handoff_no, done.by))


@router.get("/regressions", summary="Answers that were not liked, oldest first")
def regressions(at: AtDesk, state: RegressionState = RegressionState.OPEN, page: Page = 1) -> list[RegressionView]:
    return [regression_view(one) for one in at.ratings.regressions(state, page)]


@router.post("/regressions/{regression_id}/confirm", summary="The answer was wrong: say what is right")
def confirm(at: AtDesk, served: Served, regression_id: str, said: Confirmed) -> RegressionView:
    return regression_view(at.ratings.confirm(regression_id, said.by, said.clauses, served.corpus.clauses))


@router.post("/regressions/{regression_id}/dismiss", summary="The answer was right")
def dismiss(at: AtDesk, regression_id: str, done: ByView) -> RegressionView:
    return regression_view(at.ratings.dismiss(regression_id, done.by))
