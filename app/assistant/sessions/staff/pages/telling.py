"""Conversations that were handed over, and answers that were not liked, as their pages show them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.assistant.sessions.staff.pages.wording import waited
from app.assistant.sessions.store import turns_from_json
from app.clock import SHANGHAI

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from app.assistant.sessions.records import Handoff, HandoffReply, Regression, Turn
    from approval_rules.language_words import Both

LONG_S: Final = 30 * 60
"""Somebody who waits longer is marked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """A hand-off in the queue.

    Attributes:
        waited: until it was taken or closed, or until now.
        last: what was asked last before a person was asked for; empty when nothing.
    """

    one: Handoff
    asked_at: str
    waited: Both
    is_long: bool
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One of the three: a question with its answer, what staff answered, or neither, where a person was asked for."""

    at: datetime
    turn: Turn | None = None
    reply: HandoffReply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was typed into the form of a poor answer."""

    regression_id: str
    clauses: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PoorAnswer:
    """`expected`: the clauses of which one should have been quoted; empty where it should not have been answered."""

    one: Regression
    question: str
    earlier: tuple[str, ...]
    reported_at: str
    judged_at: str
    expected: tuple[str, ...]


def queued(handoff: Handoff, now: datetime) -> Queued:
    turns = turns_from_json(handoff.transcript)
    time = (handoff.taken_at or handoff.closed_at or now) - handoff.asked_at
    return Queued(
        one=handoff,
        asked_at=clock_time(handoff.asked_at),
        waited=waited(time),
        is_long=time.total_seconds() >= LONG_S,
        last=turns[-1].question if turns else "",
    )


def told(handoff: Handoff, turns: Sequence[Turn], added: Sequence[Turn]) -> list[Said]:
    """Everything that was said, in the order it was said."""
    before = [Said(at=turn.asked_at, turn=turn) for turn in turns]
    after = [Said(at=turn.asked_at, turn=turn) for turn in added]
    answered = [Said(at=reply.said_at, reply=reply) for reply in handoff.replies]
    return [*before, Said(at=handoff.asked_at), *sorted([*after, *answered], key=lambda one: one.at)]


def judged_rows(found: Iterable[Regression]) -> list[PoorAnswer]:
    return [
        PoorAnswer(
            one=one,
            question=one.turns[-1] if one.turns else "",
            earlier=one.turns[:-1],
            reported_at=clock_time(one.reported_at),
            judged_at="" if one.judged_at is None else clock_time(one.judged_at),
            expected=tuple(json.loads(one.expected or "{}").get("clauses", ())),
        )
        for one in found
    ]


def clock_time(instant: datetime) -> str:
    """The day and minute in Shanghai."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def people_of(handoffs: Iterable[Handoff]) -> set[str | None]:
    """Whose names are shown with them."""
    return {
        name for one in handoffs for name in (one.taken_by, one.closed_by, *(reply.said_by for reply in one.replies))
    }
