"""What happened to a case: one audit entry and one event for those who follow it, in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert

from app.audit import service as audit
from app.audit.entries import NewEntry
from app.db.tables import case_event
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

_INSERT: Final = insert(case_event)


class EventKind(StrEnum):
    CASE_RECEIVED = "case_received"
    """Taken in; its documents are still to be read."""
    CASE_GRANTED = "case_granted"
    CASE_HANDED_OVER = "case_handed_over"
    REVIEW_REQUESTED = "review_requested"
    CORRECTION_REQUESTED = "correction_requested"
    CORRECTION_ANSWERED = "correction_answered"
    CASE_ACCEPTED = "case_accepted"
    CASE_ACCEPTED_WITH_DEFERRAL = "case_accepted_with_deferral"
    CASE_NOT_ACCEPTED = "case_not_accepted"
    CASE_REVIEWED = "case_reviewed"
    CASE_SENT_BACK = "case_sent_back"
    """By the approver, for another review."""
    CASE_REFUSED = "case_refused"
    CASE_SUSPENDED = "case_suspended"
    CASE_RESUMED = "case_resumed"
    CASE_WITHDRAWN = "case_withdrawn"
    CASE_RETURNED = "case_returned"
    CASE_CLOSED = "case_closed"
    CASE_ASSIGNED = "case_assigned"
    CASE_RELEASED = "case_released"
    CASE_ESCALATED = "case_escalated"
    DEFERRAL_FILED = "deferral_filed"
    COMMITMENT_CHECKED = "commitment_checked"
    CASE_ERASED = "case_erased"
    """What it held of people is gone; its state and its hashes stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """What happened to a case.

    Attributes:
        owner: who sent the case in, as `case.owner` holds it.
        content: for the audit log.
        shown: for the case's owner: no personal data.
    """

    at: datetime
    actor: str
    kind: EventKind
    case_no: str
    owner: str
    content: Mapping[str, object]
    shown: Mapping[str, object]


def tell(  # noqa: PLR0913  what an event is made of
    connection: Connection,
    *,
    at: datetime,
    actor: str,
    kind: EventKind,
    case_no: str,
    owner: str,
    content: Mapping[str, object],
    shown: Mapping[str, object],
) -> int:
    """Write the entry and the event, with what `NewEvent` has; returns the number that both carry.

    Numbers rise in the order of commits: whoever has read up to one misses nothing before it.
    """
    event = NewEvent(at=at, actor=actor, kind=kind, case_no=case_no, owner=owner, content=content, shown=shown)
    return tell_all(connection, [event])[0]


def tell_all(connection: Connection, events: Sequence[NewEvent]) -> list[int]:
    """Several at once, in their order."""
    entries = [
        NewEntry(at=one.at, actor=one.actor, event=one.kind.value, subject=one.case_no, content=one.content)
        for one in events
    ]
    numbers = audit.append_all(connection, entries)
    connection.execute(_INSERT, [_row(number, one) for number, one in zip(numbers, events, strict=True)])
    return numbers


def _row(number: int, event: NewEvent) -> dict[str, object]:
    return {
        "number": number,
        "case_no": event.case_no,
        "owner": event.owner,
        "kind": event.kind.value,
        "at": event.at.isoformat(),
        "content": canonical_json(event.shown).decode(),
    }
