"""`/api/v1/answers`: a question in, exact quotes out, or an abstention."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.assistant.question import MAX_QUESTION_CHARS
from app.assistant.reply import Answer
from app.clock import today
from app.flows.answer import answer
from app.web.dependencies import Served

router = APIRouter(prefix="/api/v1", tags=["answers"])

Turn = Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION_CHARS)]


class Asked(BaseModel):
    """One conversation; its last question is answered, as of `on` (today in Shanghai when left out)."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"questions": ["仅销售预包装食品备案要什么材料？"], "on": "2026-11-21"}]},
    )

    questions: Annotated[list[Turn], Field(min_length=1, max_length=20)]
    on: date | None = None


class CitationView(BaseModel):
    """`quote` stands byte for byte in the clause."""

    clause: str
    title: str
    quote: str
    url: str | None
    read_on: date


class AnswerView(BaseModel):
    answer: str
    citations: list[CitationView]
    abstained: bool
    reason: str
    notice: str
    on: date


@router.post("/answers", summary="Answer a question with exact quotes, or abstain")
def ask(served: Served, asked: Asked) -> AnswerView:
    found = answer(asked.questions, on=asked.on or today(served.office.clock), assistant=served.assistant)
    return _view(found)


def _view(found: Answer) -> AnswerView:
    return AnswerView(
        answer=found.answer,
        citations=[
            CitationView(clause=one.clause, title=one.title, quote=one.quote, url=one.url, read_on=one.read_on)
            for one in found.citations
        ],
        abstained=found.abstained,
        reason=found.reason,
        notice=found.notice,
        on=found.on,
    )
