"""The states of a case, and the one table of how it may go from each to the next."""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    DRAFT = "draft"
    RECEIVED = "received"
    """Waiting for a person, with the machine's proposal; or for its documents to be read."""
    CORRECTION_REQUESTED = "correction_requested"
    ACCEPTED = "accepted"
    ACCEPTED_WITH_DEFERRAL = "accepted_with_deferral"
    NOT_ACCEPTED = "not_accepted"
    REVIEWED = "reviewed"
    GRANTED = "granted"
    """Approved, unattended or by two people."""
    REFUSED = "refused"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"
    SUSPENDED = "suspended"
