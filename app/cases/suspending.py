"""中止: the clocks stand still while something else has to happen first, such as a hearing or an inspection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cases.deferring import accepted_state
from app.cases.events import EventKind
from app.cases.grounds import require_reason
from app.cases.opening import open_for_either
from app.cases.reviewing import rounds_of
from app.cases.states import CaseState
from app.cases.transitions import Step, move
from app.db.engine import transaction
from app.masking import masked

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from app.accounts.principal import Principal
    from app.clock import Clock


def suspend(engine: Engine, clock: Clock, who: Principal, case_no: str, reason: str) -> int:
    """Have the case wait; returns the number of the event.

    Raises:
        NotFound, CaseTaken, IllegalTransition, BadGrounds: nothing is changed.
    """
    with transaction(engine) as connection:
        opened, mover = open_for_either(connection, who, case_no)
        said = {"reason": masked(require_reason(reason))}
        step = Step(
            to=CaseState.SUSPENDED,
            by=mover,
            actor=who.id,
            kind=EventKind.CASE_SUSPENDED,
            content=said,
            shown=said,
            assigned_to=opened.assigned_to,
        )
        return move(connection, clock.now(), opened, step)


def resume(engine: Engine, clock: Clock, who: Principal, case_no: str) -> int:
    """Go on where the case was suspended; returns the number of the event.

    Raises:
        NotFound, CaseTaken, IllegalTransition: nothing is changed.
        CalendarMissing: a clock would end in a year without a calendar.
    """
    with transaction(engine) as connection:
        opened, mover = open_for_either(connection, who, case_no)
        step = Step(
            to=suspended_from(connection, case_no),
            by=mover,
            actor=who.id,
            kind=EventKind.CASE_RESUMED,
            assigned_to=opened.assigned_to,
        )
        return move(connection, clock.now(), opened, step)


def suspended_from(connection: Connection, case_no: str) -> CaseState:
    """The state from which it was suspended: reviewed while nobody has ruled on its last review."""
    rounds = rounds_of(connection, case_no)
    is_reviewed = bool(rounds) and rounds[-1].ruling is None
    return CaseState.REVIEWED if is_reviewed else accepted_state(connection, case_no)
