"""A turn as server-sent events. They follow from the stored turn alone, so that any of them can be sent again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.assistant.sessions.records import Turn
    from app.assistant.sessions.replies import Reply

KEEP_ALIVE: Final = b": still here\n\n"
RETRY_MS: Final = 2000
"""After so long a browser that lost the stream asks for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`number` counts from 1 in its turn; None for an event that is not part of the turn and is not sent again."""

    number: int | None
    name: str
    data: Mapping[str, object]

    def encoded(self) -> bytes:
        """As it goes over the wire: JSON in one line, nothing of it outside the data."""
        lines = [f"event: {self.name}", f"data: {json.dumps(self.data, ensure_ascii=False)}"]
        if self.number is not None:
            lines.append(f"id: {self.number}")
        if self.number == 1:
            lines.append(f"retry: {RETRY_MS}")
        return ("\n".join(lines) + "\n\n").encode()


def events_of(turn: Turn, after: int = 0) -> list[Event]:
    """The events of a settled turn that follow the one with that number."""
    pieces = [("begun", _begun(turn)), *(_told(turn.reply, turn) if turn.reply else [_failed(turn)])]
    events = [Event(number=at, name=name, data=data) for at, (name, data) in enumerate(pieces, 1)]
    return events[after:]


def gave_up(code: str, detail: str) -> Event:
    """Said when the turn can't be answered now: asking again may help."""
    return Event(number=None, name="failed", data={"code": code, "detail": detail, "again": True})


def _begun(turn: Turn) -> dict[str, object]:
    return {
        "turn": turn.number,
        "question": turn.question,
        "on": turn.asked_on.isoformat(),
        "about": turn.about.value,
    }


def _told(reply: Reply, turn: Turn) -> Iterator[tuple[str, dict[str, object]]]:
    plain = reply.model_dump(mode="json")
    if reply.plain:
        yield "plain", {"text": reply.plain}
    for line in reply.answer.split("\n"):
        yield "sentence", {"text": line}
    for citation in plain["citations"]:
        yield "citation", citation
    if reply.clarification is not None:
        yield "clarification", plain["clarification"]
    if reply.topics:
        yield "topics", {"topics": plain["topics"]}
    if reply.suggestions:
        yield "suggestions", {"suggestions": plain["suggestions"]}
    kept = ("abstained", "reason", "doubt", "notice", "looked_for", "needs_sign_in")
    yield "done", {"turn": turn.number, **{name: plain[name] for name in kept}}


def _failed(turn: Turn) -> tuple[str, dict[str, object]]:
    return "failed", {
        "code": turn.failure,
        "detail": "the question can't be used; put it in other words",
        "again": False,
    }
