"""Opens a case for a change: held until the transaction ends, by who may change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.accounts.principal import Action
from app.audit import service as audit
from app.cases.errors import CaseTaken
from app.cases.scope import CaseScope, no_such, require
from app.cases.states import CaseState, Mover
from app.db.tables import case

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.accounts.principal import Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """A case as it stands at the beginning of a change."""

    scope: CaseScope
    state: CaseState
    received_on: date
    assigned_to: str | None
    is_escalated: bool
    is_review_requested: bool

    @property
    def case_no(self) -> str:
        return self.scope.case_no


def open_case(connection: Connection, case_no: str) -> OpenCase:
    """The case, or NotFound.

    The audit chain is held first, as by everybody who locks a case.
    """
    audit.hold(connection)
    columns = (
        case.c.owner, case.c.district, case.c.item_id, case.c.state, case.c.received_on, case.c.assigned_to,
        case.c.escalated_at, case.c.review_requested_at,
    )  # fmt: skip
    row = connection.execute(select(*columns).where(case.c.case_no == case_no).with_for_update()).first()
    if row is None:
        raise no_such(case_no)
    return OpenCase(
        scope=CaseScope(case_no=case_no, owner=row.owner, district=row.district, item_id=row.item_id),
        state=CaseState(row.state),
        received_on=date.fromisoformat(row.received_on),
        assigned_to=row.assigned_to,
        is_escalated=row.escalated_at is not None,
        is_review_requested=row.review_requested_at is not None,
    )


def open_for_staff(connection: Connection, who: Principal, action: Action, case_no: str) -> OpenCase:
    """The case, for a member of staff who is permitted the action on it and who is in nobody's way.

    Raises:
        NotFound: there is no such case, or it is not theirs to work on.
        CaseTaken: somebody else works on it.
    """
    found = open_case(connection, case_no)
    require(who, action, found.scope)
    if not who.is_staff:
        raise no_such(case_no)
    if found.assigned_to not in {None, who.id}:
        raise CaseTaken(case_no)
    return found


def open_for_either(connection: Connection, who: Principal, case_no: str) -> tuple[OpenCase, Mover]:
    """The case, for a reviewer or an approver of it, and which of them `who` is."""
    found = open_case(connection, case_no)
    is_reviewer = who.may(Action.REVIEW_CASE, found.scope.district, found.scope.item_id)
    action, mover = (Action.REVIEW_CASE, Mover.REVIEWER) if is_reviewer else (Action.APPROVE_CASE, Mover.APPROVER)
    return open_for_staff(connection, who, action, case_no), mover


def open_for_owner(connection: Connection, who: Principal, case_no: str) -> OpenCase:
    """The case, for whoever sent it in."""
    found = open_case(connection, case_no)
    require(who, Action.CHANGE_CASE, found.scope)
    return found
