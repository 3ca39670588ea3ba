"""Whose a case is, and who may do what with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, false, or_, select, true

from app.accounts.principal import ALLOWED, ANYWHERE, Role
from app.db.tables import case
from app.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement, Connection

    from app.accounts.principal import Action, Principal


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseScope:
    """What permission hangs on: `owner` is the principal who sent the case in, `district` six digits or empty."""

    case_no: str
    owner: str
    district: str
    item_id: str


def scope_of(connection: Connection, case_no: str) -> CaseScope:
    """Whose the case is, or NotFound."""
    wanted = select(case.c.case_no, case.c.owner, case.c.district, case.c.item_id).where(case.c.case_no == case_no)
    row = connection.execute(wanted).first()
    if row is None:
        raise no_such(case_no)
    return CaseScope(case_no=row.case_no, owner=row.owner, district=row.district, item_id=row.item_id)


def require(who: Principal, action: Action, scope: CaseScope) -> None:
    """Let through who may do it with this case.

    A system acts on the cases that it sent in; an applicant on any whose number they know, which can't be guessed;
    staff on those of their districts and items. Raises NotFound otherwise: that a case exists is told to nobody else.
    """
    own = Role.SYSTEM not in who.roles or scope.owner == who.id
    if not (own and who.may(action, scope.district, scope.item_id)):
        raise no_such(scope.case_no)


def within_grants(
    who: Principal, actions: Collection[Action], district: ColumnElement[str], item_id: ColumnElement[str]
) -> ColumnElement[bool]:
    """The rows for which `who` is permitted one of the actions, as `Principal.may` has it."""
    asked = [one for one in actions if who.scopes is None or one in who.scopes]
    grants = [grant for grant in who.grants if not ALLOWED[grant.role].isdisjoint(asked)]
    return or_(false(), *(_within(district, one.district, item_id, one.item_id) for one in grants))


def _within(
    district: ColumnElement[str], of_district: str, item_id: ColumnElement[str], of_item: str
) -> ColumnElement[bool]:
    places = [] if of_district == ANYWHERE else [district == of_district]
    items = [] if of_item == ANYWHERE else [item_id == of_item]
    return and_(true(), *places, *items)


def no_such(case_no: str) -> NotFound:
    return NotFound(f"there is no case '{case_no[:40]}'")
