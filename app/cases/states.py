"""The states of a case, and the one table of how it may go from each to the next, by whom, and by which clause."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.cases.errors import IllegalTransition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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


class Mover(StrEnum):
    """Who brings a case from one state to the next."""

    MACHINE = "machine"
    APPLICANT = "applicant"
    """Or the system that sent the case in."""
    REVIEWER = "reviewer"
    APPROVER = "approver"
    OFFICE = "office"
    """Nobody: a time that the law sets ran out."""


ACCEPTED: Final = frozenset({CaseState.ACCEPTED, CaseState.ACCEPTED_WITH_DEFERRAL})
"""Taken in for review."""
AGAINST: Final = frozenset({CaseState.NOT_ACCEPTED, CaseState.REFUSED, CaseState.RETURNED})
"""What only a person brings about."""
DECIDED: Final = frozenset({CaseState.GRANTED, CaseState.REFUSED, CaseState.NOT_ACCEPTED})
ENDS: Final = frozenset({CaseState.CLOSED, CaseState.WITHDRAWN, CaseState.RETURNED})
"""Where nothing follows."""

_LAW: Final = "cn.law.admin-licensing.2019"
RECEIVING, DECIDING_AT_ONCE, DECIDING, ISSUING = (f"{_LAW}#art-{article}" for article in (32, 34, 38, 44))

_STAFF: Final = frozenset({Mover.REVIEWER, Mover.APPROVER})
_REVIEWER: Final = frozenset({Mover.REVIEWER})
_APPROVER: Final = frozenset({Mover.APPROVER})
_APPLICANT: Final = frozenset({Mover.APPLICANT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One line of the table.

    Attributes:
        basis: the clauses it rests on, where the corpus holds one; the office's own order otherwise.
    """

    frm: CaseState
    to: CaseState
    by: frozenset[Mover]
    basis: tuple[str, ...] = ()


def _line(frm: CaseState, to: CaseState, by: frozenset[Mover], *basis: str) -> Transition:
    return Transition(frm=frm, to=to, by=by, basis=basis)


def _table() -> Iterator[Transition]:
    s = CaseState
    yield from (
        _line(s.DRAFT, s.RECEIVED, _APPLICANT),
        _line(s.RECEIVED, s.GRANTED, frozenset({Mover.MACHINE}), DECIDING_AT_ONCE),
        _line(s.RECEIVED, s.CORRECTION_REQUESTED, _REVIEWER, RECEIVING),
        _line(s.CORRECTION_REQUESTED, s.RECEIVED, _APPLICANT, RECEIVING),
        _line(s.RECEIVED, s.ACCEPTED, _REVIEWER | {Mover.OFFICE}, RECEIVING),
        _line(s.RECEIVED, s.ACCEPTED_WITH_DEFERRAL, _REVIEWER),
        _line(s.RECEIVED, s.NOT_ACCEPTED, _REVIEWER, RECEIVING),
        _line(s.ACCEPTED, s.REVIEWED, _REVIEWER, DECIDING_AT_ONCE),
        _line(s.ACCEPTED_WITH_DEFERRAL, s.REVIEWED, _REVIEWER, DECIDING_AT_ONCE),
        _line(s.REVIEWED, s.ACCEPTED, _APPROVER),
        _line(s.REVIEWED, s.ACCEPTED_WITH_DEFERRAL, _APPROVER),
        _line(s.REVIEWED, s.GRANTED, _APPROVER, DECIDING),
        _line(s.REVIEWED, s.REFUSED, _APPROVER, DECIDING),
        _line(s.RECEIVED, s.RETURNED, _STAFF),
        _line(s.CORRECTION_REQUESTED, s.RETURNED, _STAFF),
        _line(s.ACCEPTED, s.SUSPENDED, _STAFF),
        _line(s.ACCEPTED_WITH_DEFERRAL, s.SUSPENDED, _STAFF),
        _line(s.REVIEWED, s.SUSPENDED, _STAFF),
        _line(s.SUSPENDED, s.ACCEPTED, _STAFF),
        _line(s.SUSPENDED, s.ACCEPTED_WITH_DEFERRAL, _STAFF),
        _line(s.SUSPENDED, s.REVIEWED, _STAFF),
        _line(s.GRANTED, s.CLOSED, _STAFF, ISSUING),
        _line(s.REFUSED, s.CLOSED, _STAFF, DECIDING),
        _line(s.NOT_ACCEPTED, s.CLOSED, _STAFF, RECEIVING),
    )
    yield from (_line(frm, s.WITHDRAWN, _APPLICANT) for frm in _UNDECIDED)


_UNDECIDED: Final = (
    CaseState.DRAFT,
    CaseState.RECEIVED,
    CaseState.CORRECTION_REQUESTED,
    CaseState.ACCEPTED,
    CaseState.ACCEPTED_WITH_DEFERRAL,
    CaseState.REVIEWED,
    CaseState.SUSPENDED,
)
"""An applicant may take an application back until it is decided."""

TRANSITIONS: Final[Mapping[tuple[CaseState, CaseState], Transition]] = {(one.frm, one.to): one for one in _table()}


def transition(frm: CaseState, to: CaseState, by: Mover) -> Transition:
    """The line of the table for this step.

    Raises:
        IllegalTransition: there is none, or it is not for them to take.
    """
    found = TRANSITIONS.get((frm, to))
    if found is None:
        raise IllegalTransition(frm, to, _where_to(frm))
    if by not in found.by:
        raise IllegalTransition(frm, to, f"only {' or '.join(sorted(found.by))} may do that, and not {by}")
    return found


def _where_to(frm: CaseState) -> str:
    nexts = [to.value for start, to in TRANSITIONS if start is frm]
    return f"from there it may go to {', '.join(nexts)}" if nexts else "nothing follows on it"
