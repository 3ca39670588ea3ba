"""Changes of the switch of an item, by its owner: narrowing holds at once, back to unattended takes two people."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from app.accounts.principal import Action
from app.audit import service as audit
from app.clock import today
from app.db.engine import reading, transaction
from app.db.tables import item_switch
from app.errors import NotFound
from app.switches.errors import BadSwitch, BeyondData, NeedsAnother, SwitchMoved, SwitchUnchanged
from app.switches.standing import SwitchState
from approval_rules.items import Automation, narrower

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import Connection, Engine, RowMapping

    from app.accounts.principal import Principal
    from app.clock import Clock
    from approval_rules.items import Item, ItemVersion

NARROWED, WIDENED = "item_narrowed", "item_widened"
ASKED, NOT_CONFIRMED = "item_widening_asked", "item_widening_not_confirmed"
FEWEST_CHARS: Final = 4
MOST_CHARS: Final = 500
"""Of a reason."""
SHOWN: Final = 50
"""Changes of one item on a page."""

_own = item_switch.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a switch; `since` is when it took hold, None while it waits or when it never did."""

    switch_id: str
    automation: Automation
    before: Automation
    reason: str
    state: SwitchState
    asked_by: str
    created_at: str
    confirmed_by: str | None
    since: str | None
    ended_at: str | None
    ended_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the switch of an item stands.

    Attributes:
        most: what its data allows.
        now: how far the machine decides it.
        waiting: a change that a second person is to confirm.
        changes: the latest first.
    """

    item_id: str
    most: Automation
    now: Automation
    in_force: Change | None
    waiting: Change | None
    changes: tuple[Change, ...] = ()

    @property
    def choices(self) -> tuple[Automation, ...]:
        """Where it may be set from here, widest first; what waits already can't be asked for again."""
        waits = None if self.waiting is None else self.waiting.automation
        inside = [one for one in reversed(Automation) if narrower(one, self.most) is one]
        return tuple(one for one in inside if one not in {self.now, waits})


def most_allowed(item: Item, on: date) -> Automation:
    """What the data of the version in force allows, or of the last one where none is."""
    return _version(item, on).automation


def place_of(item: Item, on: date) -> str:
    """The district that an item belongs to, by which grants go."""
    return _version(item, on).region


def standing_of(engine: Engine, item: Item, on: date) -> Standing:
    """With its changes."""
    wanted = select(item_switch).where(_own.item_id == item.id).order_by(_own.created_at.desc(), _own.switch_id.desc())
    with reading(engine) as connection:
        rows = connection.execute(wanted.limit(SHOWN)).mappings().all()
        found = _standing(connection, item, on)
    return replace(found, changes=tuple(_change(row) for row in rows))


def standings_of(engine: Engine, items: Mapping[str, Item], on: date) -> dict[str, Standing]:
    """Of every item, without its changes."""
    live = select(item_switch).where(_own.state.in_([SwitchState.IN_FORCE.value, SwitchState.WAITING.value]))
    by_item: dict[str, list[Change]] = {}
    with reading(engine) as connection:
        for row in connection.execute(live).mappings():
            by_item.setdefault(row["item_id"], []).append(_change(row))
    return {one.id: _stands(one, on, by_item.get(one.id, [])) for one in items.values()}


def change(engine: Engine, clock: Clock, who: Principal, item: Item, wanted: Automation, reason: str) -> Change:
    """Set the switch; back to unattended, it waits for somebody else.

    Raises:
        NotFound: it is not for `who` to do.
        BadSwitch, BeyondData, SwitchUnchanged, SwitchMoved: nothing is changed.
    """
    _require(who, item, clock)
    reason = reason.strip()
    if not FEWEST_CHARS <= len(reason) <= MOST_CHARS:
        raise BadSwitch(f"write why, in {FEWEST_CHARS} to {MOST_CHARS} characters")
    now = clock.now()
    with transaction(engine) as connection:
        audit.hold(connection)
        stands = _standing(connection, item, today(clock))
        if narrower(wanted, stands.most) is not wanted:
            raise BeyondData(f"the data of '{item.id}' allows no more than {stands.most}")
        if wanted is stands.now:
            raise SwitchUnchanged(f"'{item.id}' is {wanted} already")
        is_wider = narrower(wanted, stands.now) is stands.now
        waits = is_wider and wanted is Automation.UNATTENDED
        if waits and stands.waiting is not None:
            raise SwitchMoved(f"a change of '{item.id}' waits to be confirmed already")
        if stands.waiting is not None:
            _end(connection, stands.waiting, SwitchState.NOT_CONFIRMED, now, who.id)
        if stands.in_force is not None and not waits:
            _end(connection, stands.in_force, SwitchState.REPLACED, now, who.id)
        row = _row(item.id, wanted, stands.now, reason, who.id, now, waits=waits)
        connection.execute(insert(item_switch).values(**row))
        event = ASKED if waits else WIDENED if is_wider else NARROWED
        _log(connection, now, who.id, event, item.id, _told(row))
    return _change(row)


def confirm(engine: Engine, clock: Clock, who: Principal, item: Item, switch_id: str) -> None:
    """Let what waits take hold.

    Raises:
        NotFound: it is not for `who` to do.
        NeedsAnother, BeyondData, SwitchMoved: nothing is changed.
    """
    _require(who, item, clock)
    now = clock.now()
    with transaction(engine) as connection:
        audit.hold(connection)
        stands = _standing(connection, item, today(clock))
        waiting = _waiting(stands, switch_id)
        if waiting.asked_by == who.id:
            raise NeedsAnother("whoever asked for it can't confirm it; another person has to")
        if narrower(waiting.automation, stands.most) is not waiting.automation:
            raise BeyondData(f"the data of '{item.id}' allows no more than {stands.most} by now")
        if stands.in_force is not None:
            _end(connection, stands.in_force, SwitchState.REPLACED, now, who.id)
        values = {"state": SwitchState.IN_FORCE.value, "confirmed_by": who.id, "in_force_since": now.isoformat()}
        connection.execute(update(item_switch).where(_own.switch_id == switch_id).values(**values))
        content = {"switch_id": switch_id, "automation": waiting.automation.value, "before": stands.now.value}
        _log(connection, now, who.id, WIDENED, item.id, content | {"asked_by": waiting.asked_by})


def refuse(engine: Engine, clock: Clock, who: Principal, item: Item, switch_id: str) -> None:
    """Leave it as it is: what waits is not confirmed; whoever asked for it may take it back so.

    Raises:
        NotFound: it is not for `who` to do.
        SwitchMoved: it waits no more.
    """
    _require(who, item, clock)
    now = clock.now()
    with transaction(engine) as connection:
        audit.hold(connection)
        waiting = _waiting(_standing(connection, item, today(clock)), switch_id)
        _end(connection, waiting, SwitchState.NOT_CONFIRMED, now, who.id)
        content = {"switch_id": switch_id, "automation": waiting.automation.value, "asked_by": waiting.asked_by}
        _log(connection, now, who.id, NOT_CONFIRMED, item.id, content)


def may_switch(who: Principal, item: Item, on: date) -> bool:
    return who.is_staff and who.may(Action.SWITCH_ITEM, place_of(item, on), item.id)


def _require(who: Principal, item: Item, clock: Clock) -> None:
    if not may_switch(who, item, today(clock)):
        raise NotFound(f"there is no item '{item.id}' of yours")


def _version(item: Item, on: date) -> ItemVersion:
    return next((one for one in item.versions if one.in_force.covers(on)), item.versions[-1])


def _standing(connection: Connection, item: Item, on: date) -> Standing:
    live = (SwitchState.IN_FORCE.value, SwitchState.WAITING.value)
    rows = connection.execute(select(item_switch).where(_own.item_id == item.id, _own.state.in_(live))).mappings()
    return _stands(item, on, [_change(row) for row in rows])


def _stands(item: Item, on: date, live: list[Change]) -> Standing:
    most = most_allowed(item, on)
    in_force = next((one for one in live if one.state is SwitchState.IN_FORCE), None)
    waiting = next((one for one in live if one.state is SwitchState.WAITING), None)
    now = most if in_force is None else narrower(in_force.automation, most)
    return Standing(item_id=item.id, most=most, now=now, in_force=in_force, waiting=waiting)


def _waiting(stands: Standing, switch_id: str) -> Change:
    if stands.waiting is None or stands.waiting.switch_id != switch_id:
        raise SwitchMoved("what was to be confirmed waits no more; look again")
    return stands.waiting


def _end(connection: Connection, one: Change, state: SwitchState, now: datetime, by: str) -> None:
    values = {"state": state.value, "ended_at": now.isoformat(), "ended_by": by}
    connection.execute(update(item_switch).where(_own.switch_id == one.switch_id).values(**values))


def _row(  # noqa: PLR0913  the columns
    item_id: str, wanted: Automation, before: Automation, reason: str, by: str, now: datetime, *, waits: bool
) -> dict[str, Any]:
    return {
        "switch_id": f"SW{secrets.token_hex(8).upper()}",
        "item_id": item_id,
        "automation": wanted.value,
        "automation_before": before.value,
        "reason": reason,
        "state": (SwitchState.WAITING if waits else SwitchState.IN_FORCE).value,
        "asked_by": by,
        "created_at": now.isoformat(),
        "confirmed_by": None,
        "in_force_since": None if waits else now.isoformat(),
        "ended_at": None,
        "ended_by": None,
    }


def _told(row: Mapping[str, Any]) -> dict[str, object]:
    """Without the reason, which is free text; its hash shows whether it stayed."""
    return {
        "switch_id": row["switch_id"],
        "automation": row["automation"],
        "before": row["automation_before"],
        "reason_sha256": hashlib.sha256(row["reason"].encode()).hexdigest(),
    }


def _log(
    connection: Connection, at: datetime, actor: str, event: str, item_id: str, content: Mapping[str, object]
) -> None:
    audit.append(connection, at=at, actor=actor, event=event, subject=item_id, content=content)


def _change(row: Mapping[str, Any] | RowMapping) -> Change:
    return Change(
        switch_id=row["switch_id"],
        automation=Automation(row["automation"]),
        before=Automation(row["automation_before"]),
        reason=row["reason"],
        state=SwitchState(row["state"]),
        asked_by=row["asked_by"],
        created_at=row["created_at"],
        confirmed_by=row["confirmed_by"],
        since=row["in_force_since"],
        ended_at=row["ended_at"],
        ended_by=row["ended_by"],
    )
