"""`/api/v1/assistant/…` for staff: conversations handed over, and answers that were not liked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.accounts.principal import Action, Principal
from app.assistant.sessions.desk import AtDesk
from app.assistant.sessions.limits import SmallBody
from app.assistant.sessions.records import HandoffState, RegressionState
from app.assistant.sessions.views import (
    Confirmed,
    HandoffFileView,
    RegressionView,
    StaffHandoffView,
    handoff_file_view,
    regression_view,
    staff_handoff_view,
)
from app.web.dependencies import Served
from app.web.who import Permitted

router = APIRouter(prefix="/api/v1/assistant", tags=["conversations, for staff"], route_class=SmallBody)

Clerk = Annotated[Principal, Depends(Permitted(Action.SERVE_CONVERSATION))]
"""Whoever takes, closes or judges does it under their account's id."""
Page = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/handoffs", summary="Conversations handed over, oldest first")
def queue(
    at: AtDesk, _clerk: Clerk, state: HandoffState = HandoffState.WAITING, page: Page = 1
) -> list[StaffHandoffView]:
    return [staff_handoff_view(one) for one in at.handoffs.waiting(state, page)]


@router.get("/handoffs/{handoff_no}", summary="One of them with its transcript")
def handoff(at: AtDesk, _clerk: Clerk, handoff_no: str) -> HandoffFileView:
    return handoff_file_view(*at.handoffs.find(handoff_no))


@router.post("/handoffs/{handoff_no}/take", summary="Take it")
def take(at: AtDesk, clerk: Clerk, handoff_no: str) -> StaffHandoffView:
    return staff_handoff_view(at.handoffs.take(handoff_no, clerk.id))


@router.post("/handoffs/{handoff_no}/close", summary="Close it")
def close(at: AtDesk, clerk: Clerk, handoff_no: str) -> StaffHandoffView:
    return staff_handoff_view(at.handoffs.close(handoff_no, clerk.id))


@router.get("/regressions", summary="Answers that were not liked, oldest first")
def regressions(
    at: AtDesk, _clerk: Clerk, state: RegressionState = RegressionState.OPEN, page: Page = 1
) -> list[RegressionView]:
    return [regression_view(one) for one in at.ratings.regressions(state, page)]


@router.post("/regressions/{regression_id}/confirm", summary="The answer was wrong: say what is right")
def confirm(at: AtDesk, served: Served, clerk: Clerk, regression_id: str, said: Confirmed) -> RegressionView:
    return regression_view(at.ratings.confirm(regression_id, clerk.id, said.clauses, served.corpus.clauses))


@router.post("/regressions/{regression_id}/dismiss", summary="The answer was right")
def dismiss(at: AtDesk, clerk: Clerk, regression_id: str) -> RegressionView:
    return regression_view(at.ratings.dismiss(regression_id, clerk.id))
