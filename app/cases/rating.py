"""好差评: what an applicant thinks of the service, in five grades, once the case is decided."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, insert, select

from app.audit import service as audit
from app.cases.scope import no_such
from app.cases.states import CaseState
from app.clock import SHANGHAI
from app.db.engine import reading
from app.db.tables import case, service_rating
from app.db.together import write_together
from app.errors import AppError, BadInput

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Select

    from app.clock import Clock

RATED: Final = "service_rated"
MOST_CHARS: Final = 500
CHANGED_WITHIN: Final = timedelta(hours=24)
"""So long after it was given, a rating may be given anew; its time counts from the first."""
RATEABLE: Final = frozenset({CaseState.GRANTED, CaseState.REFUSED, CaseState.NOT_ACCEPTED})
"""Decided; a closed case was, if it has a result."""


class Grade(StrEnum):
    """The five grades of 好差评, best first."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIRLY_SATISFIED = "fairly_satisfied"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"

    @property
    def number(self) -> int:
        """As it is stored: 5 is the best, 1 the worst."""
        return 5 - list(Grade).index(self)

    @classmethod
    def of(cls, number: int) -> Grade:
        return list(cls)[5 - number]


class RatingReason(StrEnum):
    """What a rating is given for."""

    FAST = "fast"
    CLEAR = "clear"
    EASY = "easy"
    FRIENDLY = "friendly"
    SLOW = "slow"
    UNCLEAR = "unclear"
    TOO_MUCH_ASKED = "too_much_asked"
    HARD_TO_USE = "hard_to_use"
    UNFRIENDLY = "unfriendly"
    NO_ANSWER = "no_answer"


class NotRateable(AppError):
    """Only a decided case can be rated, and a rating changed within a day. Wait for the decision, or leave it."""

    code = "not_rateable"
    status = HTTPStatus.CONFLICT


class BadRating(BadInput):
    """A rating needs one of the five grades and at most five hundred characters."""

    code = "bad_rating"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRating:
    """What the applicant says."""

    grade: Grade
    reasons: tuple[RatingReason, ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRating:
    """`comment` is empty when nothing was written, or it was erased."""

    grade: Grade
    reasons: tuple[RatingReason, ...]
    comment: str
    created_at: datetime

    def may_change(self, now: datetime) -> bool:
        return now < self.created_at + CHANGED_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingCount:
    item_id: str
    district: str
    grade: Grade
    ratings: int


def rating_of(engine: Engine, case_no: str) -> ServiceRating | None:
    """The rating of the case, if it has one."""
    with reading(engine) as connection:
        return _rating(connection, case_no)


def is_rateable(engine: Engine, clock: Clock, case_no: str) -> bool:
    """It is decided and not erased, and was not rated more than a day ago."""
    with reading(engine) as connection:
        row = connection.execute(_standing(case_no)).first()
        given = _rating(connection, case_no)
    if row is None or row.erased_at is not None or not _is_decided(row.state, row.result):
        return False
    return given is None or given.may_change(clock.now())


def rate(engine: Engine, clock: Clock, case_no: str, given: GivenRating, by: str = "applicant") -> None:
    """Rate the case, or change the rating within a day.

    Raises:
        NotFound: there is no such case.
        NotRateable: it is not decided, or was rated more than a day ago.
        BadRating: the comment is too long.
    """
    comment = given.comment.strip()
    if len(comment) > MOST_CHARS:
        raise BadRating(f"comment: at most {MOST_CHARS} characters, not {len(comment)}")
    now = clock.now()

    def write(connection: Connection) -> None:
        audit.hold(connection)
        row = connection.execute(_standing(case_no).with_for_update()).first()
        if row is None:
            raise no_such(case_no)
        if row.erased_at is not None or not _is_decided(row.state, row.result):
            raise NotRateable(f"{case_no} is not decided: it can be rated once it is")
        before = _rating(connection, case_no)
        if before is not None and not before.may_change(now):
            raise NotRateable(f"{case_no} was rated on {before.created_at.astimezone(SHANGHAI).date()}; that stands")
        connection.execute(delete(service_rating).where(service_rating.c.case_no == case_no))
        connection.execute(
            insert(service_rating).values(
                case_no=case_no,
                grade=given.grade.number,
                reasons=json.dumps([one.value for one in dict.fromkeys(given.reasons)]),
                comment=comment or None,
                item_id=row.item_id,
                district=row.district,
                created_at=(before.created_at if before else now).isoformat(),
            )
        )
        content = {"grade": given.grade.number, "changed": before is not None}
        audit.append(connection, at=now, actor=by, event=RATED, subject=case_no, content=content)

    write_together(engine, write)


def rating_counts(engine: Engine, since: date, until: date) -> list[RatingCount]:
    """How often each grade was given by item and district, from one day in Shanghai to another, both included."""
    first, end = _midnight(since), _midnight(until + timedelta(days=1))
    by = (service_rating.c.item_id, service_rating.c.district, service_rating.c.grade)
    wanted = (
        select(*by, func.count().label("ratings"))
        .where(service_rating.c.created_at >= first, service_rating.c.created_at < end)
        .group_by(*by)
        .order_by(service_rating.c.item_id, service_rating.c.district, service_rating.c.grade.desc())
    )
    with reading(engine) as connection:
        rows = connection.execute(wanted).all()
    return [
        RatingCount(item_id=row.item_id, district=row.district, grade=Grade.of(row.grade), ratings=row.ratings)
        for row in rows
    ]


def _is_decided(state: str, result: str | None) -> bool:
    return state in RATEABLE or (state == CaseState.CLOSED and result in RATEABLE)


def _standing(case_no: str) -> Select[tuple[str, str | None, str, str, str | None]]:
    columns = (case.c.state, case.c.result, case.c.item_id, case.c.district, case.c.erased_at)
    return select(*columns).where(case.c.case_no == case_no)


def _rating(connection: Connection, case_no: str) -> ServiceRating | None:
    row = connection.execute(select(service_rating).where(service_rating.c.case_no == case_no)).first()
    if row is None:
        return None
    return ServiceRating(
        grade=Grade.of(row.grade),
        reasons=tuple(RatingReason(one) for one in json.loads(row.reasons)),
        comment=row.comment or "",
        created_at=datetime.fromisoformat(row.created_at),
    )


def _midnight(day: date) -> str:
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC).isoformat()
