"""How far staff let the machine decide an item now: asked once for every decision, and again before a grant is kept.

The item's data says the most that there can be. Staff narrow it from a page; what then decides a case is a copy of the
version, narrowed, and that copy is what its dossier holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import bindparam, select

from app.clock import SHANGHAI
from app.db.engine import reading
from app.db.tables import item_switch
from app.errors import DatabaseUnavailable
from app.switches.errors import SwitchedOff
from approval_rules.items import Automation, Switched, narrower

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlalchemy import Connection, Engine

    from approval_rules.items import ItemVersion

log = structlog.get_logger()


class SwitchState(StrEnum):
    """Of a change: waits for a second person, holds, was replaced by a later one, or was never confirmed."""

    WAITING = "waiting"
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """How far staff let an item be decided by machine, and since when; `since` is None when nobody can tell now."""

    automation: Automation
    since: date | None

    def of(self, version: ItemVersion) -> ItemVersion:
        """What a case is decided by."""
        return version.narrowed(self.automation, Switched(on=self.since))


NOT_TOLD: Final = Position(automation=Automation.ASSISTED, since=None)
"""Where the switch can't be read, a person decides."""

_COLUMNS: Final = (item_switch.c.item_id, item_switch.c.automation, item_switch.c.in_force_since)
_IN_FORCE: Final = select(*_COLUMNS).where(
    item_switch.c.state == SwitchState.IN_FORCE.value, item_switch.c.item_id.in_(bindparam("items", expanding=True))
)


def positions(connection: Connection, item_ids: Iterable[str]) -> Mapping[str, Position]:
    """Of those items that staff ever switched, by id."""
    rows = connection.execute(_IN_FORCE, {"items": sorted(set(item_ids))})
    return {row.item_id: _position(row.automation, row.in_force_since) for row in rows}


def decided_by(engine: Engine, versions: Iterable[ItemVersion]) -> list[ItemVersion]:
    """Each version as cases are decided by it now."""
    versions = list(versions)
    found = _read(engine, {one.item for one in versions})
    if found is None:
        return [NOT_TOLD.of(one) for one in versions]
    return [one if one.item not in found else found[one.item].of(one) for one in versions]


def as_decided_by(engine: Engine, version: ItemVersion) -> ItemVersion:
    """The version as a case is decided by it now."""
    return decided_by(engine, [version])[0]


def require_open(engine: Engine, item_id: str) -> None:
    """Refuse a new application for an item that staff switched off.

    Where the switch can't be read it is let through, to a person.

    Raises:
        SwitchedOff: pre-checks and corrections go on all the same.
    """
    position = (_read(engine, {item_id}) or {}).get(item_id)
    if position is not None and position.automation is Automation.OFF:
        raise SwitchedOff(item_id, position.since)


def is_closed_to_machine(connection: Connection, item_ids: Iterable[str]) -> bool:
    """Whether staff keep any of these items from being decided by machine, as the database has it at this moment."""
    unattended, item_ids = Automation.UNATTENDED, set(item_ids)
    return bool(item_ids) and any(
        narrower(one.automation, unattended) is not unattended for one in positions(connection, item_ids).values()
    )


def _read(engine: Engine, item_ids: set[str]) -> Mapping[str, Position] | None:
    try:
        with reading(engine) as connection:
            return positions(connection, item_ids)
    except DatabaseUnavailable as error:
        log.warning("switch_not_read", code=error.code)
        return None


def _position(automation: str, since: str | None) -> Position:
    """A row that makes no sense closes too."""
    try:
        on = None if since is None else datetime.fromisoformat(since).astimezone(SHANGHAI).date()
        return Position(automation=Automation(automation), since=on)
    except ValueError:
        return NOT_TOLD
