"""What is kept of a conversation: the session, its turns, what was thought of them, and who took it over."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.assistant.sessions.replies import Reply
    from retrieval.passages import Audience


class About(StrEnum):
    """What a turn asks about, which decides who answers it."""

    TEXTS = "texts"
    """Laws, guides and schemes: answered by quotes."""
    OWN_CASE = "own_case"
    """The asker's own case: answered from the case, after sign-in."""
    OWN_SCHEMES = "own_schemes"
    """What the asker's own company can get: answered by matching what is known and said, with a question back."""


class TurnState(StrEnum):
    ACCEPTED = "accepted"
    """Written down; the answer is made when it is next asked for, at once or after a restart."""
    ANSWERED = "answered"
    FAILED = "failed"
    """The question can't be used, and asking again would not change that."""


class Thumb(StrEnum):
    UP = "up"
    DOWN = "down"


class HandoffState(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    CLOSED = "closed"


class RegressionState(StrEnum):
    """What staff made of an answer that somebody did not like."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One conversation; `applicant` and `region` are what the asker said of themselves, None where nothing.

    `signed_in_case_no` is the one case that somebody signed in to, at `signed_in_at`; `sign_in.py` says for how long.
    """

    session_id: str
    token_sha256: str
    begun_at: datetime
    used_at: datetime
    applicant: Audience | None
    region: str | None
    signed_in_case_no: str | None = None
    signed_in_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    thumb: Thumb
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One question and what was replied.

    Attributes:
        number: counts from 1 in its conversation.
        key: the asker's own name for it; the same one again is the same turn.
        question: as asked, without what identifies a person.
        asked_on: the day it is answered for.
        case_no: the case that the reply tells of, if any.
        reply: None until it is answered.
        failure: the code of the problem of a turn that failed; empty otherwise.
    """

    number: int
    key: str | None
    asked_at: datetime
    asked_on: date
    question: str
    about: About
    case_no: str | None
    state: TurnState
    reply: Reply | None
    failure: str
    rating: Rating | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffReply:
    """What a member of staff answered. `number` counts from 1 in its hand-off."""

    number: int
    said_by: str
    said_at: datetime
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """A conversation handed to a person; `transcript` holds the turns as they were when it was asked for."""

    handoff_no: str
    session_id: str
    state: HandoffState
    asked_at: datetime
    note: str
    contact: str
    transcript: str
    taken_by: str | None
    taken_at: datetime | None
    closed_by: str | None
    closed_at: datetime | None
    replies: tuple[HandoffReply, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """An answer that somebody did not like, with the questions that led to it, oldest first."""

    regression_id: str
    state: RegressionState
    reported_at: datetime
    asked_on: date
    turns: tuple[str, ...]
    reply: Reply
    word: str
    expected: str | None
    judged_by: str | None
    judged_at: datetime | None
    note: str = ""
