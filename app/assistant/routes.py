"""`/api/v1/answers`: a question in, exact quotes out, or an abstention. Nothing of it is kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.assistant.known import Known
from app.assistant.question import MAX_QUESTION_CHARS
from app.assistant.sessions.replies import AnswerView, answer_view
from app.clock import today
from app.flows.answer import answer
from app.web.dependencies import Served
from retrieval.passages import Audience

router = APIRouter(prefix="/api/v1", tags=["answers"])

Turn = Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION_CHARS)]


class Asked(BaseModel):
    """One conversation; its last question is answered, as of `on` (today in Shanghai when left out).

    `applicant` and `region` say who asks, where that is known.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"questions": ["仅销售预包装食品备案要什么材料？"], "on": "2026-11-21"}]},
    )

    questions: Annotated[list[Turn], Field(min_length=1, max_length=20)]
    on: date | None = None
    applicant: Audience | None = None
    region: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = None


@router.post("/answers", summary="Answer a question with exact quotes, or abstain")
def ask(served: Served, asked: Asked) -> AnswerView:
    found = answer(
        asked.questions,
        on=asked.on or today(served.office.clock),
        assistant=served.assistant,
        known=Known(applicant=asked.applicant, region=asked.region),
    )
    return answer_view(found)
