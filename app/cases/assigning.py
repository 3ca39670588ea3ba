"""Who works on a case: whoever takes it, or whom it is assigned to. Two people can't take the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from app.accounts.principal import Action, Grant, Principal, Role
from app.accounts.store import AccountState
from app.cases.errors import CaseMovedOn, CaseTaken, IllegalTransition, NotAssignable
from app.cases.events import EventKind, tell
from app.cases.opening import open_case
from app.cases.scope import require
from app.cases.states import ENDS
from app.db.engine import transaction
from app.db.tables import account, account_grant, case

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

    from app.cases.opening import OpenCase
    from app.clock import Clock

STAFF = "staff:"
"""How the id of a member of staff begins; the rest is that of the account."""


def take(engine: Engine, clock: Clock, who: Principal, case_no: str) -> None:
    """Take the case; taking one's own again changes nothing.

    Raises:
        NotFound: there is no such case for them.
        CaseTaken: somebody else was faster.
    """
    with transaction(engine) as connection:
        opened = _opened(connection, who, case_no)
        if opened.assigned_to not in {None, who.id}:
            raise CaseTaken(case_no)
        _give(connection, clock.now(), who, opened, who.id)


def assign(engine: Engine, clock: Clock, who: Principal, case_no: str, to: str) -> None:
    """Give the case to another member of staff, whoever had it.

    Args:
        to: `staff:<account id>`.

    Raises:
        NotFound: there is no such case for them.
        NotAssignable: that person may not work on it.
    """
    with transaction(engine) as connection:
        opened = _opened(connection, who, case_no)
        _require_assignable(connection, opened, to)
        _give(connection, clock.now(), who, opened, to)


def release(engine: Engine, clock: Clock, who: Principal, case_no: str) -> None:
    """Put the case back for anybody; one that nobody has is left as it is.

    Raises:
        NotFound: there is no such case for them.
        CaseTaken: it is somebody else's; only an approver may take it from them.
    """
    with transaction(engine) as connection:
        opened = _opened(connection, who, case_no)
        is_approver = who.may(Action.APPROVE_CASE, opened.scope.district, opened.scope.item_id)
        if opened.assigned_to not in {None, who.id} and not is_approver:
            raise CaseTaken(case_no)
        _give(connection, clock.now(), who, opened, None)


def _opened(connection: Connection, who: Principal, case_no: str) -> OpenCase:
    opened = open_case(connection, case_no)
    require(who, Action.ASSIGN_CASE, opened.scope)
    if opened.state in ENDS:
        raise IllegalTransition(opened.state, opened.state, "it is over, and nobody has to work on it")
    return opened


def _give(connection: Connection, at: datetime, who: Principal, opened: OpenCase, to: str | None) -> None:
    """Compare and set: whoever it was assigned to when it was opened still has it, or nothing is changed."""
    if opened.assigned_to == to:
        return
    changed = connection.execute(
        update(case)
        .where(case.c.case_no == opened.case_no, case.c.assigned_to.is_not_distinct_from(opened.assigned_to))
        .values(assigned_to=to)
    )
    if changed.rowcount != 1:
        raise CaseMovedOn(opened.case_no)
    kind = EventKind.CASE_RELEASED if to is None else EventKind.CASE_ASSIGNED
    content = {"from": opened.assigned_to or "", "to": to or ""}
    tell(
        connection, at=at, actor=who.id, kind=kind, case_no=opened.case_no, owner=opened.scope.owner,
        content=content, shown={},
    )  # fmt: skip


def _require_assignable(connection: Connection, opened: OpenCase, to: str) -> None:
    wanted = (
        select(account_grant)
        .join(account, account.c.account_id == account_grant.c.account_id)
        .where(account.c.account_id == to.removeprefix(STAFF), account.c.state == AccountState.ACTIVE.value)
    )
    rows = connection.execute(wanted).all() if to.startswith(STAFF) else []
    grants = tuple(Grant(role=Role(row.role), district=row.district, item_id=row.item_id) for row in rows)
    other = Principal(id=to, name="", grants=grants)
    place = (opened.scope.district, opened.scope.item_id)
    if not any(other.may(action, *place) for action in (Action.REVIEW_CASE, Action.APPROVE_CASE)):
        raise NotAssignable(f"'{to[:60]}' is no member of staff who may work on {opened.case_no}; name another")
