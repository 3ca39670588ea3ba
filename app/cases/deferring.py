"""容缺受理: an application taken in although a material that the item lets wait is still to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from app.accounts.principal import Action
from app.cases.committing import Commitment, keep_commitments
from app.cases.errors import NotDeferrable
from app.cases.events import EventKind, tell
from app.cases.opening import open_case, open_for_staff
from app.cases.pinned import pinned_item
from app.cases.scope import require
from app.cases.states import CaseState, Mover
from app.cases.transitions import Step, move
from app.clock import today
from app.db.engine import transaction
from app.db.tables import case_deferral
from app.errors import NotFound
from approval_rules.calendar import load_calendar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine

    from app.accounts.principal import Principal
    from app.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferral:
    """A material that may come later; `filed_at` is None until it is there."""

    material: str
    due_on: date
    filed_at: str | None = None


def accept_with_deferral(
    engine: Engine,
    clock: Clock,
    who: Principal,
    case_no: str,
    materials: tuple[str, ...],
    commitments: tuple[Commitment, ...] = (),
) -> int:
    """Take the application in; each of the materials is due when the item says. Returns the number of the event.

    Raises:
        NotFound, CaseTaken, IllegalTransition, NotReplaceable: nothing is changed.
        NotDeferrable: the item does not let one of the materials wait, or none is named.
    """
    on = today(clock)
    with transaction(engine) as connection:
        opened = open_for_staff(connection, who, Action.REVIEW_CASE, case_no)
        deferred = _deferred(connection, case_no, materials, on)
        due = {material: due_on.isoformat() for material, due_on in deferred.items()}
        step = Step(
            to=CaseState.ACCEPTED_WITH_DEFERRAL,
            by=Mover.REVIEWER,
            actor=who.id,
            kind=EventKind.CASE_ACCEPTED_WITH_DEFERRAL,
            content={"deferral_due_on": due, "commitments": [one.material for one in commitments]},
            shown={"deferral_due_on": due},
            assigned_to=who.id,
        )
        number = move(connection, clock.now(), opened, step)
        for material, due_on in due.items():
            row = {"case_no": case_no, "material": material, "deferral_due_on": due_on}
            connection.execute(insert(case_deferral).values(**row))
        keep_commitments(connection, case_no, commitments, on)
        return number


def file_deferred(engine: Engine, clock: Clock, who: Principal, case_no: str, material: str) -> int:
    """Write down that the material is there; returns the number of the event.

    Raises:
        NotFound: there is no such case for them, or nothing by that name is awaited.
    """
    now = clock.now()
    with transaction(engine) as connection:
        opened = open_case(connection, case_no)
        require(who, Action.REVIEW_CASE, opened.scope)
        changed = connection.execute(
            update(case_deferral)
            .where(
                case_deferral.c.case_no == case_no,
                case_deferral.c.material == material,
                case_deferral.c.filed_at.is_(None),
            )
            .values(filed_at=now.isoformat())
        )
        if changed.rowcount != 1:
            raise NotFound(f"{case_no} awaits no material '{material[:80]}'")
        said = {"material": material}
        return tell(
            connection, at=now, actor=who.id, kind=EventKind.DEFERRAL_FILED, case_no=case_no,
            owner=opened.scope.owner, content=said, shown=said,
        )  # fmt: skip


def deferrals_of(connection: Connection, case_no: str) -> tuple[Deferral, ...]:
    wanted = select(case_deferral).where(case_deferral.c.case_no == case_no).order_by(case_deferral.c.material)
    return tuple(
        Deferral(material=row.material, due_on=date.fromisoformat(row.deferral_due_on), filed_at=row.filed_at)
        for row in connection.execute(wanted)
    )


def accepted_state(connection: Connection, case_no: str) -> CaseState:
    """In which of its two states an accepted case is, or was before it was reviewed or suspended."""
    return CaseState.ACCEPTED_WITH_DEFERRAL if deferrals_of(connection, case_no) else CaseState.ACCEPTED


def _deferred(connection: Connection, case_no: str, materials: tuple[str, ...], on: date) -> Mapping[str, date]:
    if not materials:
        raise NotDeferrable("name the materials that may come later; with none, accept the application")
    known, calendar = pinned_item(connection, case_no).materials, load_calendar()
    due = {}
    for material in materials:
        workdays = known[material].deferrable_workdays if material in known else None
        if workdays is None:
            raise NotDeferrable(
                f"the item does not say that '{material[:80]}' may be filed later; ask for it as a correction"
            )
        due[material] = calendar.plus_workdays(on, workdays)
    return due
