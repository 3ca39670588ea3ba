"""How far cases are, for those who wait for them: clocks, corrections asked for, what is to come, the next day due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select, union_all

from app.cases.clock_rows import clocks_of
from app.cases.correcting import corrections_of
from app.cases.deferring import deferrals_of
from app.db.engine import reading
from app.db.tables import case_clock, case_correction, case_deferral

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Engine

    from app.cases.clocks import CaseClock
    from app.cases.correcting import CorrectionRound
    from app.cases.deferring import Deferral


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    clocks: tuple[CaseClock, ...]
    corrections: tuple[CorrectionRound, ...]
    deferrals: tuple[Deferral, ...]

    @property
    def due_on(self) -> date | None:
        """By when the office has to act; None while no clock runs."""
        return min((one.due_on for one in self.clocks if one.is_running), default=None)

    @property
    def open_correction(self) -> CorrectionRound | None:
        """The round that the applicant has not answered."""
        last = self.corrections[-1] if self.corrections else None
        return last if last is not None and last.answered_at is None else None

    @property
    def awaited(self) -> tuple[Deferral, ...]:
        """Materials that are still to come, the one due first at the head."""
        open_ones = (one for one in self.deferrals if one.filed_at is None)
        return tuple(sorted(open_ones, key=lambda one: one.due_on))


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDays:
    """Of one case: by when its applicant has to act, and by when the office; None where nobody has to."""

    applicant: date | None = None
    office: date | None = None


def progress_of(engine: Engine, case_no: str) -> Progress:
    with reading(engine) as connection:
        return Progress(
            clocks=clocks_of(connection, case_no),
            corrections=corrections_of(connection, case_no),
            deferrals=deferrals_of(connection, case_no),
        )


def due_days(engine: Engine, case_nos: Collection[str]) -> Mapping[str, DueDays]:
    """Of each of the cases, in one look."""
    runs = (case_clock.c.ended_on.is_(None), case_clock.c.stopped_on.is_(None))
    asked = select(case_correction.c.case_no, case_correction.c.due_on.label("due_on")).where(
        case_correction.c.case_no.in_(case_nos), case_correction.c.answered_at.is_(None)
    )
    awaited = select(case_deferral.c.case_no, case_deferral.c.deferral_due_on.label("due_on")).where(
        case_deferral.c.case_no.in_(case_nos), case_deferral.c.filed_at.is_(None)
    )
    both = union_all(asked, awaited).subquery()
    theirs = select(both.c.case_no, func.min(both.c.due_on).label("due_on")).group_by(both.c.case_no)
    ours = (
        select(case_clock.c.case_no, func.min(case_clock.c.due_on).label("due_on"))
        .where(case_clock.c.case_no.in_(case_nos), *runs)
        .group_by(case_clock.c.case_no)
    )
    with reading(engine) as connection:
        of_applicant = {row.case_no: date.fromisoformat(row.due_on) for row in connection.execute(theirs)}
        of_office = {row.case_no: date.fromisoformat(row.due_on) for row in connection.execute(ours)}
    return {one: DueDays(applicant=of_applicant.get(one), office=of_office.get(one)) for one in case_nos}
