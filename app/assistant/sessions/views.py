"""Conversations as the API takes and shows them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.assistant.question import MAX_QUESTION_CHARS
from app.assistant.sessions.records import About, Handoff, HandoffState, Regression, RegressionState, Thumb, Turn
from app.assistant.sessions.records import TurnState as State
from app.assistant.sessions.replies import Reply
from app.assistant.sessions.typed import visible
from retrieval.passages import Audience

if TYPE_CHECKING:
    from pydantic.config import JsonDict

Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(visible)]


def _given(*examples: JsonDict) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [*examples]})


class Begun(BaseModel):
    """What the asker says of themselves; it shortens the answers, and all of it may be left out."""

    model_config = _given({"applicant": "individual_business", "region": "310115"}, {})

    applicant: Audience | None = None
    region: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] | None = None


class BegunView(BaseModel):
    """`token` is told this once; send it as `Authorization: Bearer TOKEN` with everything of this conversation."""

    session_id: str
    token: str
    idle_days: int


class AskedTurn(BaseModel):
    """One question, as of `on` (today in Shanghai when left out). The same `key` again is the same turn."""

    model_config = _given({"question": "仅销售预包装食品备案要什么材料？", "on": "2026-11-21", "key": "1"})

    question: Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION_CHARS)]
    on: Annotated[dt.date, Field(ge=dt.date(1949, 10, 1), le=dt.date(2199, 12, 31))] | None = None
    key: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,64}$")] | None = None


class RatingGiven(BaseModel):
    model_config = _given({"thumb": "down", "word": "没有说明要几份复印件"})

    thumb: Thumb
    word: Line = ""


class TurnView(BaseModel):
    """`reply` is empty until the turn is answered; `failure` is the code of a question that can't be used."""

    number: int
    question: str
    asked_at: dt.datetime
    on: dt.date
    about: About
    state: State
    reply: Reply | None
    failure: str
    rating: RatingGiven | None


class SignIn(BaseModel):
    """`applicant_key` is the 统一社会信用代码 or the 公民身份号码 that the application named."""

    model_config = _given({"case_no": "ZB20260302-0A1B2C3D4E", "applicant_key": "91310117MY0000004E"})

    case_no: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    applicant_key: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class SignedInView(BaseModel):
    case_no: str


class HandoffAsked(BaseModel):
    """`contact` is shown to staff until they close it."""

    model_config = _given({"note": "想问问分店要不要另外备案", "contact": "clerk@example.com"}, {})

    note: Line = ""
    contact: Annotated[str, StringConstraints(max_length=100), AfterValidator(visible)] = ""


class HandoffReplyView(BaseModel):
    """What a member of staff answered in the conversation."""

    number: int
    said_at: dt.datetime
    said: str


class HandoffView(BaseModel):
    handoff_no: str
    state: HandoffState
    asked_at: dt.datetime
    taken_at: dt.datetime | None
    closed_at: dt.datetime | None
    replies: list[HandoffReplyView]


class ConversationView(BaseModel):
    session_id: str
    begun_at: dt.datetime
    signed_in_case_no: str | None
    turns: list[TurnView]
    handoffs: list[HandoffView]


class StaffHandoffView(HandoffView):
    """`taken_by` and `closed_by` are who did it, as `staff:<account id>`, or `applicant`."""

    note: str
    contact: str
    taken_by: str | None
    closed_by: str | None


class HandoffFileView(StaffHandoffView):
    """`turns` as they were when a person was asked for, and `added` what was asked later."""

    turns: list[TurnView]
    added: list[TurnView]


class Confirmed(BaseModel):
    """One of `clauses` should have been cited; with none, the assistant should have abstained."""

    model_config = _given({"clauses": ["guide.prepackaged-food-filing#materials"]}, {})

    clauses: Annotated[list[Annotated[str, StringConstraints(max_length=200)]], Field(max_length=20)] = []


class RegressionView(BaseModel):
    regression_id: str
    state: RegressionState
    reported_at: dt.datetime
    on: dt.date
    turns: list[str]
    reply: Reply
    word: str
    judged_by: str | None
    judged_at: dt.datetime | None


def turn_view(turn: Turn) -> TurnView:
    rating = turn.rating and RatingGiven(thumb=turn.rating.thumb, word=turn.rating.word)
    return TurnView(
        number=turn.number,
        question=turn.question,
        asked_at=turn.asked_at,
        on=turn.asked_on,
        about=turn.about,
        state=turn.state,
        reply=turn.reply,
        failure=turn.failure,
        rating=rating,
    )


def handoff_view(one: Handoff) -> HandoffView:
    return HandoffView(
        handoff_no=one.handoff_no,
        state=one.state,
        asked_at=one.asked_at,
        taken_at=one.taken_at,
        closed_at=one.closed_at,
        replies=[
            HandoffReplyView(number=reply.number, said_at=reply.said_at, said=reply.said) for reply in one.replies
        ],
    )


def staff_handoff_view(one: Handoff) -> StaffHandoffView:
    shown = handoff_view(one).model_dump()
    return StaffHandoffView(**shown, note=one.note, contact=one.contact, taken_by=one.taken_by, closed_by=one.closed_by)


def handoff_file_view(one: Handoff, turns: list[Turn], added: list[Turn]) -> HandoffFileView:
    return HandoffFileView(
        **staff_handoff_view(one).model_dump(),
        turns=[turn_view(turn) for turn in turns],
        added=[turn_view(turn) for turn in added],
    )


def regression_view(one: Regression) -> RegressionView:
    return RegressionView(
        regression_id=one.regression_id,
        state=one.state,
        reported_at=one.reported_at,
        on=one.asked_on,
        turns=list(one.turns),
        reply=one.reply,
        word=one.word,
        judged_by=one.judged_by,
        judged_at=one.judged_at,
    )
