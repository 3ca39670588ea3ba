"""Objections to a published list: filed by anybody, settled by staff with reasons; one upheld holds the entry."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, insert, select, update

from app.accounts.principal import Action
from app.audit import service as audit
from app.clock import today
from app.db.engine import transaction
from app.db.tables import payout_entry, payout_objection
from app.errors import NotFound
from app.masking import masked
from app.payouts.errors import BadObjection, BadSettlement, SamePreparer
from app.payouts.notifying import objection_settled
from app.payouts.rounds import (
    change_entry,
    find_published,
    find_round,
    mover_of,
    no_such_entry,
    numbered_entry,
    open_entry,
    open_round,
    require,
)
from app.payouts.states import EntryState, PayoutMover, require_entry_step
from approval_rules.calendar import load_calendar

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, Engine, Row

    from app.accounts.principal import Principal
    from app.clock import Clock
    from app.payouts.rounds import Entry, PayoutRound

MOST_OPEN: Final = 20
"""To one entry: it is blocked by the first, and more of the same only hide it."""


class ObjectionState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


class EntryRuling(StrEnum):
    """What a person decides of an entry that is held."""

    RELEASE = "release"
    """It may be confirmed after all."""
    STRIKE = "strike"
    """It is taken off the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObjection:
    """As somebody filed it, checked for length; all of it is sealed."""

    number: int
    name: str
    contact: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """`reason` is empty until it is settled."""

    objection_no: str
    number: int
    company_name: str
    name: str
    contact: str
    said: str
    filed_at: str
    state: ObjectionState
    settled_by: str | None
    reason: str


def object_to(engine: Engine, clock: Clock, round_id: str, new: NewObjection) -> str:
    """File an objection against an entry; returns its number.

    Raises:
        NotFound: there is no such entry on a list that everybody may see.
        BadObjection: something is empty, the notice is over, or there are many objections to it already.
    """
    if not (new.name.strip() and new.contact.strip() and new.said.strip()):
        raise BadObjection("give your name, how you can be reached, and what you object to")
    now, on = clock.now(), today(clock)
    objection_no = f"YY{on:%Y%m%d}-{secrets.token_hex(5).upper()}"
    with transaction(engine) as connection:
        audit.hold(connection)
        _, notice = find_published(connection, round_id)
        if on > notice.until:
            raise BadObjection(f"the notice ended on {notice.until}; turn to the office instead")
        entry = open_entry(connection, round_id, numbered_entry(connection, round_id, new.number).uscc)
        if entry.state not in {EntryState.LISTED, EntryState.HELD}:
            raise no_such_entry(round_id)
        if _open_count(connection, entry) >= MOST_OPEN:
            raise BadObjection("there are many objections to this entry already; it waits for the office as it is")
        row = {
            "objection_no": objection_no,
            "round_id": round_id,
            "uscc": entry.uscc,
            "name": new.name.strip(),
            "contact": new.contact.strip(),
            "said": new.said.strip(),
            "filed_at": now.isoformat(),
            "state": ObjectionState.OPEN.value,
        }
        connection.execute(insert(payout_objection).values(**row))
        content = {"objection": objection_no}
        audit.append(
            connection, at=now, actor="anybody", event="payout_objected", subject=entry.subject, content=content
        )
    return objection_no


def settle(  # noqa: PLR0913  who decides what of which objection, and why
    engine: Engine, clock: Clock, who: Principal, round_id: str, objection_no: str, *, is_upheld: bool, reason: str
) -> None:
    """Decide one objection. Upheld, the entry is held until another person rules on it.

    Raises:
        NotFound: there is no such round or objection for them.
        BadSettlement: without a reason, or it is settled already.
    """
    _require_reason(reason)
    now, to = clock.now(), ObjectionState.UPHELD if is_upheld else ObjectionState.DISMISSED
    with transaction(engine) as connection:
        found = open_round(connection, who, round_id)
        own = payout_objection.c
        mine = (own.round_id == round_id, own.objection_no == objection_no)
        row = connection.execute(select(own.uscc, own.state).where(*mine).with_for_update()).first()
        if row is None:
            raise NotFound(f"there is no objection '{objection_no[:40]}'")
        if row.state != ObjectionState.OPEN.value:
            raise BadSettlement("the objection is settled already")
        entry = open_entry(connection, round_id, row.uscc)
        values = {"state": to.value, "settled_by": who.id, "settled_at": now.isoformat(), "reason": reason.strip()}
        connection.execute(update(payout_objection).where(*mine).values(**values))
        if is_upheld and entry.state is EntryState.LISTED:
            require_entry_step(entry.state, EntryState.HELD, mover_of(who, found))
            held = {"state": EntryState.HELD.value, "held_by": who.id, "ruled_by": None, "ruling_reason": None}
            change_entry(connection, entry, **held)
        elif not is_upheld:
            _leave_time(connection, found, entry, today(clock))
        content = {"objection": objection_no, "outcome": to.value, "reason": masked(reason.strip())}
        audit.append(
            connection, at=now, actor=who.id, event="payout_objection_settled", subject=entry.subject, content=content
        )
        objection_settled(connection, now, found, entry.uscc, objection_no, is_upheld=is_upheld)


def rule(  # noqa: PLR0913  who decides what of which entry, and why
    engine: Engine, clock: Clock, who: Principal, round_id: str, *, number: int, ruling: EntryRuling, reason: str
) -> None:
    """Decide of an entry that is held: another person than who upheld the objection.

    Raises:
        NotFound: there is no such round or entry for them.
        BadSettlement: without a reason.
        SamePreparer: they held it themselves.
        IllegalPayoutStep: it is not held.
    """
    _require_reason(reason)
    now, to = clock.now(), EntryState.LISTED if ruling is EntryRuling.RELEASE else EntryState.STRUCK
    with transaction(engine) as connection:
        found = open_round(connection, who, round_id, Action.APPROVE_PAYOUT)
        entry = open_entry(connection, round_id, numbered_entry(connection, round_id, number).uscc)
        require_entry_step(entry.state, to, PayoutMover.APPROVER)
        if entry.held_by == who.id:
            raise SamePreparer("upheld the objection")
        values: dict[str, object] = {"state": to.value, "ruled_by": who.id, "ruling_reason": reason.strip()}
        change_entry(connection, entry, **values, **({"open_key": None} if to is EntryState.STRUCK else {}))
        if to is EntryState.LISTED:
            _leave_time(connection, found, entry, today(clock))
        content = {"ruling": ruling.value, "reason": masked(reason.strip())}
        audit.append(connection, at=now, actor=who.id, event="payout_ruled", subject=entry.subject, content=content)


def objections_of(engine: Engine, clock: Clock, who: Principal, round_id: str) -> tuple[Objection, ...]:
    """Those of a round, the open ones first, for its staff. The look is logged before anything is shown.

    Raises:
        NotFound: there is no such round for them.
    """
    own = payout_objection.c
    entry = payout_entry.c
    wanted = (
        select(payout_objection, entry.number, entry.company_name)
        .join(payout_entry, (entry.round_id == own.round_id) & (entry.uscc == own.uscc))
        .where(own.round_id == round_id)
        .order_by(own.state != ObjectionState.OPEN.value, own.filed_at, own.objection_no)
        .limit(_MOST_SHOWN)
    )
    now = clock.now()
    with transaction(engine) as connection:
        require(who, find_round(connection, round_id))
        rows = connection.execute(wanted).all()
        if rows:
            content = {"objections": len(rows)}
            audit.append(
                connection, at=now, actor=who.id, event="payout_objections_viewed", subject=round_id, content=content
            )
    return tuple(map(_objection, rows))


_MOST_SHOWN: Final = 500


def has_open_objection(connection: Connection, entry: Entry) -> bool:
    own = payout_objection.c
    waiting = exists().where(
        own.round_id == entry.round_id, own.uscc == entry.uscc, own.state == ObjectionState.OPEN.value
    )
    return bool(connection.execute(select(waiting)).scalar_one())


def _leave_time(connection: Connection, found: PayoutRound, entry: Entry, on: date) -> None:
    """What took time to settle takes none from the company: it has as many working days from now."""
    if found.notice is None or entry.confirm_by is None:
        return
    later = load_calendar().plus_workdays(max(on, found.notice.until), found.notice.confirm_workdays)
    if later > entry.confirm_by:
        change_entry(connection, entry, confirm_by=later.isoformat())


def _open_count(connection: Connection, entry: Entry) -> int:
    own = payout_objection.c
    mine = (own.round_id == entry.round_id, own.uscc == entry.uscc, own.state == ObjectionState.OPEN.value)
    return int(connection.execute(select(func.count()).select_from(payout_objection).where(*mine)).scalar_one())


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise BadSettlement("give the reason")


def _objection(row: Row[Any]) -> Objection:
    return Objection(
        objection_no=row.objection_no,
        number=row.number,
        company_name=row.company_name,
        name=row.name,
        contact=row.contact,
        said=row.said,
        filed_at=row.filed_at,
        state=ObjectionState(row.state),
        settled_by=row.settled_by,
        reason=row.reason or "",
    )
