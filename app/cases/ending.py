"""How a case ends: taken back by its applicant, returned by the office, or closed once it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cases.events import EventKind
from app.cases.grounds import require_reason
from app.cases.opening import open_for_either, open_for_owner
from app.cases.states import CaseState, Mover
from app.cases.transitions import Step, move
from app.db.engine import transaction
from app.masking import masked

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.accounts.principal import Principal
    from app.clock import Clock


def withdraw(engine: Engine, clock: Clock, who: Principal, case_no: str, reason: str = "") -> int:
    """Take the application back, as whoever sent it in may until it is decided. Returns the number of the event.

    Raises:
        NotFound, IllegalTransition: nothing is changed.
    """
    with transaction(engine) as connection:
        opened = open_for_owner(connection, who, case_no)
        step = Step(
            to=CaseState.WITHDRAWN,
            by=Mover.APPLICANT,
            actor=who.id,
            kind=EventKind.CASE_WITHDRAWN,
            content={"reason": masked(reason)},
        )
        return move(connection, clock.now(), opened, step)


def return_case(engine: Engine, clock: Clock, who: Principal, case_no: str, reason: str) -> int:
    """Give the application back undecided, with the reason. Returns the number of the event.

    Raises:
        NotFound, CaseTaken, IllegalTransition, BadGrounds: nothing is changed.
    """
    with transaction(engine) as connection:
        opened, mover = open_for_either(connection, who, case_no)
        said = {"reason": masked(require_reason(reason))}
        step = Step(
            to=CaseState.RETURNED, by=mover, actor=who.id, kind=EventKind.CASE_RETURNED, content=said, shown=said
        )
        return move(connection, clock.now(), opened, step)


def close(engine: Engine, clock: Clock, who: Principal, case_no: str, note: str = "") -> int:
    """Close a decided case. Returns the number of the event.

    Args:
        note: what was issued or answered; needed where the applicant asked for a person to look at the decision.

    Raises:
        NotFound, CaseTaken, IllegalTransition, BadGrounds: nothing is changed.
    """
    with transaction(engine) as connection:
        opened, mover = open_for_either(connection, who, case_no)
        said = {"note": masked(require_reason(note) if opened.is_review_requested else note.strip())}
        step = Step(to=CaseState.CLOSED, by=mover, actor=who.id, kind=EventKind.CASE_CLOSED, content=said, shown=said)
        return move(connection, clock.now(), opened, step)
