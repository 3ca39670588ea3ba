"""What waits for staff: the cases of their districts and items, escalated ones first, then by the day they are due."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, exists, func, literal, or_, select, tuple_
from sqlalchemy import case as either

from app.accounts.principal import Action
from app.cases.errors import BadCursor
from app.cases.scope import within_grants
from app.cases.states import ACCEPTED, ENDS, CaseState
from app.db.engine import reading
from app.db.tables import case, case_clock, case_commitment, case_review, decision, decision_reason
from approval_rules.items import Outcome

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Engine

    from app.accounts.principal import Principal

PAGE_CASES: Final = 50
_SOON: Final = timedelta(days=5)
_NEVER: Final = "9999-12-31"
_FIRST, _LATER = "0", "1"


class QueueView(StrEnum):
    WAITING = "waiting"
    """All that somebody has to act on, taken or not."""
    UNASSIGNED = "unassigned"
    MINE = "mine"
    TO_APPROVE = "to_approve"
    """Reviewed by somebody else."""
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedCase:
    """One line of a queue; `due_on` is the earliest last day of a clock that runs, None when none does."""

    case_no: str
    item_id: str
    state: CaseState
    outcome: Outcome | None
    district: str
    applicant_name: str
    received_on: date
    due_on: date | None
    assigned_to: str | None
    is_escalated: bool
    review_requested: bool


class Urgency(StrEnum):
    LATE = "late"
    SOON = "soon"
    """Due within five days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFilter:
    """What a queue is narrowed to; an empty one narrows nothing.

    Attributes:
        assigned_to: an account as the log names it.
        reason: a code of why the machine handed the case over.
        words: the beginning of a case number, or the whole number of a company or person.
    """

    item_id: str = ""
    district: str = ""
    state: CaseState | None = None
    assigned_to: str = ""
    reason: str = ""
    urgency: Urgency | None = None
    words: str = ""


NO_FILTER: Final = QueueFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """`next_cursor` is None on the last page."""

    cases: tuple[QueuedCase, ...]
    next_cursor: str | None


_DUE: Final = (
    select(func.min(case_clock.c.due_on))
    .where(case_clock.c.case_no == case.c.case_no, case_clock.c.ended_on.is_(None), case_clock.c.stopped_on.is_(None))
    .correlate(case)
    .scalar_subquery()
)
_PLACE: Final = (
    either((case.c.escalated_at.is_not(None), _FIRST), else_=_LATER),
    func.coalesce(_DUE, _NEVER),
    case.c.received_at,
    case.c.case_no,
)
"""By what a queue is sorted; the last makes it unique."""

_SHOWN: Final = (
    case.c.case_no,
    case.c.item_id,
    case.c.district,
    case.c.state,
    case.c.applicant_name,
    case.c.received_on,
    case.c.assigned_to,
    case.c.escalated_at,
    case.c.review_requested_at,
    decision.c.outcome,
    _DUE.label("due_on"),
)
_TO_CHECK: Final = exists().where(case_commitment.c.case_no == case.c.case_no, case_commitment.c.checked_at.is_(None))
_ENDED: Final = case.c.state.in_(sorted(one.value for one in ENDS))
_WAITING: Final = or_(
    case.c.state.in_(sorted(one.value for one in {CaseState.RECEIVED, CaseState.REVIEWED} | ACCEPTED)),
    and_(case.c.state == CaseState.GRANTED.value, case.c.review_requested_at.is_not(None)),
    and_(case.c.escalated_at.is_not(None), or_(~_ENDED, _TO_CHECK)),
)
_BEING_READ: Final = and_(
    case.c.state == CaseState.RECEIVED.value, decision.c.case_no.is_(None), case.c.escalated_at.is_(None)
)
"""Nobody's yet: the machine has its documents."""


def queue(  # noqa: PLR0913  whose queue, which of it, and from where
    engine: Engine,
    who: Principal,
    view: QueueView,
    cursor: str | None = None,
    most: int = PAGE_CASES,
    *,
    only: QueueFilter = NO_FILTER,
    on: date = date.min,
) -> QueuePage:
    """One page of what waits in the districts and for the items of `who`.

    Args:
        on: today, for what is late.

    Raises:
        BadCursor: the cursor is not one that a page before gave.
    """
    wanted = (
        select(*_SHOWN, *_PLACE)
        .outerjoin(decision, decision.c.case_no == case.c.case_no)
        .where(_theirs(who), _seen_in(view, who), ~_BEING_READ, *_kept_by(only, on))
        .order_by(*_PLACE)
        .limit(most + 1)
    )
    if cursor is not None:
        wanted = wanted.where(tuple_(*_PLACE) > tuple_(*(literal(one) for one in _place_of(cursor))))
    with reading(engine) as connection:
        rows = connection.execute(wanted).all()
    places = [tuple(row)[-len(_PLACE) :] for row in rows]
    return QueuePage(
        cases=tuple(_queued(row) for row in rows[:most]),
        next_cursor=_cursor_of(places[most - 1]) if len(rows) > most else None,
    )


def waiting_count(
    engine: Engine, who: Principal, view: QueueView, *, only: QueueFilter = NO_FILTER, on: date = date.min
) -> int:
    wanted = (
        select(func.count())
        .select_from(case.outerjoin(decision, decision.c.case_no == case.c.case_no))
        .where(_theirs(who), _seen_in(view, who), ~_BEING_READ, *_kept_by(only, on))
    )
    with reading(engine) as connection:
        return int(connection.execute(wanted).scalar_one())


def _theirs(who: Principal) -> ColumnElement[bool]:
    return within_grants(who, [Action.READ_CASE], case.c.district, case.c.item_id)


def _kept_by(only: QueueFilter, on: date) -> list[ColumnElement[bool]]:
    kept: list[ColumnElement[bool]] = []
    if only.item_id:
        kept.append(case.c.item_id == only.item_id)
    if only.district:
        kept.append(case.c.district == only.district)
    if only.state is not None:
        kept.append(case.c.state == only.state.value)
    if only.assigned_to:
        kept.append(case.c.assigned_to == only.assigned_to)
    if only.reason:
        why = decision_reason.c
        kept.append(exists().where(why.case_no == case.c.case_no, why.reason == only.reason))
    if only.urgency is Urgency.LATE:
        kept.append(on.isoformat() > _DUE)
    elif only.urgency is Urgency.SOON:
        kept.append(_DUE.between(on.isoformat(), (on + _SOON).isoformat()))
    if only.words:
        starts = case.c.case_no.startswith(only.words.upper(), autoescape=True)
        kept.append(or_(starts, case.c.applicant_key == only.words.upper()))
    return kept


def _seen_in(view: QueueView, who: Principal) -> ColumnElement[bool]:
    match view:
        case QueueView.WAITING:
            return _WAITING
        case QueueView.UNASSIGNED:
            return and_(_WAITING, case.c.assigned_to.is_(None), case.c.state != CaseState.REVIEWED.value)
        case QueueView.MINE:
            return and_(case.c.assigned_to == who.id, ~_ENDED)
        case QueueView.TO_APPROVE:
            own = exists().where(
                case_review.c.case_no == case.c.case_no,
                case_review.c.ruling.is_(None),
                case_review.c.reviewer_id == who.id,
            )
            return and_(case.c.state == CaseState.REVIEWED.value, ~own)
        case QueueView.ESCALATED:
            return and_(_WAITING, case.c.escalated_at.is_not(None))


def _queued(row: Any) -> QueuedCase:  # noqa: ANN401  a row of ten columns has no useful type
    return QueuedCase(
        case_no=row.case_no,
        item_id=row.item_id,
        district=row.district,
        state=CaseState(row.state),
        outcome=None if row.outcome is None else Outcome(row.outcome),
        applicant_name=row.applicant_name,
        received_on=date.fromisoformat(row.received_on),
        due_on=None if row.due_on is None else date.fromisoformat(row.due_on),
        assigned_to=row.assigned_to,
        is_escalated=row.escalated_at is not None,
        review_requested=row.review_requested_at is not None,
    )


def _cursor_of(place: tuple[str, ...]) -> str:
    return base64.urlsafe_b64encode("|".join(place).encode()).decode()


def _place_of(cursor: str) -> list[str]:
    try:
        place = base64.b64decode(cursor, altchars=b"-_", validate=True).decode("ascii").split("|")
    except ValueError as error:
        raise BadCursor(_BAD_CURSOR) from error
    if len(place) != len(_PLACE) or any("\0" in one for one in place):
        raise BadCursor(_BAD_CURSOR)
    return place


_BAD_CURSOR: Final = "this is no place in the list; begin at its first page"
