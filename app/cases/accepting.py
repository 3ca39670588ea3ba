"""Taking an application in for review, or not; and by law, when nobody told in time what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.principal import Action
from app.cases.committing import Commitment, keep_commitments
from app.cases.events import EventKind
from app.cases.grounds import Grounds, require_grounds
from app.cases.opening import open_for_staff
from app.cases.states import CaseState, Mover
from app.cases.transitions import Step, move
from app.clock import today
from app.db.engine import transaction

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import date, datetime

    from sqlalchemy import Connection, Engine

    from app.accounts.principal import Principal
    from app.cases.opening import OpenCase
    from app.clock import Clock

OFFICE = "office"
"""As the audit log writes who moves a case when a time runs out."""


def accept(engine: Engine, clock: Clock, who: Principal, case_no: str, commitments: tuple[Commitment, ...] = ()) -> int:
    """Take the application in: from today the clocks of the decision run. Returns the number of the event.

    Args:
        commitments: what the applicant committed to in place of a material, to be checked later.

    Raises:
        NotFound, CaseTaken, IllegalTransition, NotReplaceable: nothing is changed.
    """
    with transaction(engine) as connection:
        opened = open_for_staff(connection, who, Action.REVIEW_CASE, case_no)
        step = Step(
            to=CaseState.ACCEPTED,
            by=Mover.REVIEWER,
            actor=who.id,
            kind=EventKind.CASE_ACCEPTED,
            content={"commitments": [one.material for one in commitments]},
            assigned_to=who.id,
        )
        number = move(connection, clock.now(), opened, step)
        keep_commitments(connection, case_no, commitments, today(clock))
        return number


def not_accept(
    engine: Engine, clock: Clock, who: Principal, case_no: str, grounds: Grounds, known: Container[str]
) -> int:
    """Refuse to take it in, with the reason and its clauses. Returns the number of the event.

    Args:
        known: the clauses of the corpus.

    Raises:
        NotFound, CaseTaken, IllegalTransition, BadGrounds: nothing is changed.
    """
    with transaction(engine) as connection:
        opened = open_for_staff(connection, who, Action.REVIEW_CASE, case_no)
        require_grounds(connection, case_no, grounds, known)
        step = Step(
            to=CaseState.NOT_ACCEPTED,
            by=Mover.REVIEWER,
            actor=who.id,
            kind=EventKind.CASE_NOT_ACCEPTED,
            content=grounds.told(),
            shown=grounds.refusal(),
        )
        return move(connection, clock.now(), opened, step)


def accept_by_law(connection: Connection, at: datetime, opened: OpenCase, counts_from: date) -> int:
    """Take it in because the time to tell what is missing ran out; returns the number of the event.

    It counts as accepted from the day of receipt. Source: cn.law.admin-licensing.2019#art-32.

    Raises:
        IllegalTransition: the case is no longer waiting.
    """
    step = Step(
        to=CaseState.ACCEPTED,
        by=Mover.OFFICE,
        actor=OFFICE,
        kind=EventKind.CASE_ACCEPTED,
        content={"by_law": True, "accepted_on": counts_from.isoformat()},
        shown={"by_law": True, "accepted_on": counts_from.isoformat()},
        assigned_to=opened.assigned_to,
        counts_from=counts_from,
    )
    return move(connection, at, opened, step)
