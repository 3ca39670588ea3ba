"""What happened to a case: one audit entry and one event for those who follow it, in the caller's transaction."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.audit import service as audit
from app.db.tables import case_event
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection


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
    """Write the entry and the event; returns the number that both carry.

    Numbers rise in the order of commits: whoever has read up to one misses nothing before it.

    Args:
        owner: who sent the case in, as `case.owner` holds it.
        content: for the audit log.
        shown: for the case's owner: no personal data.
    """
    number = audit.append(connection, at=at, actor=actor, event=kind.value, subject=case_no, content=content)
    connection.execute(
        insert(case_event).values(
            number=number,
            case_no=case_no,
            owner=owner,
            kind=kind.value,
            at=at.isoformat(),
            content=canonical_json(shown).decode(),
        )
    )
    return number
