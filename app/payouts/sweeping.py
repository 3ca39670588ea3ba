"""What time brings about: offers are told when the notice is over, and what nobody answered lapses."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import exists, select

from app.audit import service as audit
from app.clock import today
from app.db.engine import reading, transaction
from app.db.tables import payout_entry, payout_objection, payout_round
from app.payouts import notifying
from app.payouts.filing import note_ended
from app.payouts.objecting import ObjectionState
from app.payouts.rounds import change_entry, entry_of, round_of
from app.payouts.states import EntryState, PayoutMover, RoundState, require_entry_step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from app.flows.office import Office
    from app.payouts.rounds import Entry, PayoutRound

REMINDED_BEFORE: Final = timedelta(days=3)
"""The last day to answer."""
_AT_ONCE: Final = 500


class Told(StrEnum):
    """The last that a company was told of its entry while it waits for the company's word."""

    OFFERED = "offered"
    LAPSING = "lapsing"


def sweep(office: Office) -> int:
    """Do some of what is due, briefly; returns how much. Twice is harmless."""
    on = today(office.clock)
    with reading(office.engine) as connection:
        wanted = select(payout_round).where(payout_round.c.state == RoundState.PUBLISHED.value)
        rounds = [round_of(row) for row in connection.execute(wanted)]
    return sum(_sweep(office, one, on) for one in rounds if one.notice is not None and one.notice.until < on)


def _sweep(office: Office, found: PayoutRound, on: date) -> int:
    note_ended(office, found)
    lapsed = _lapse(office, found, on)
    return lapsed + _tell(office, found, on, Told.OFFERED) + _tell(office, found, on, Told.LAPSING)


def _lapse(office: Office, found: PayoutRound, on: date) -> int:
    """Nothing lapses while an objection waits for the office."""
    require_entry_step(EntryState.LISTED, EntryState.LAPSED, PayoutMover.MACHINE)
    now, own = office.clock.now(), payout_entry.c
    with transaction(office.engine) as connection:
        audit.hold(connection)
        entries = _some(connection, found, own.confirm_by < on.isoformat())
        for one in entries:
            change_entry(connection, one, state=EntryState.LAPSED.value, open_key=None)
            audit.append(connection, at=now, actor="machine", event="payout_lapsed", subject=one.subject, content={})
    return len(entries)


def _tell(office: Office, found: PayoutRound, on: date, what: Told) -> int:
    now, own = office.clock.now(), payout_entry.c
    soon = (on + REMINDED_BEFORE).isoformat()
    due = own.told.is_(None) if what is Told.OFFERED else (own.told == Told.OFFERED.value) & (own.confirm_by <= soon)
    with transaction(office.engine) as connection:
        audit.hold(connection)
        entries = _some(connection, found, due & (own.confirm_by >= on.isoformat()))
        say = notifying.offered if what is Told.OFFERED else notifying.lapsing
        say(connection, now, found, entries)
        for one in entries:
            change_entry(connection, one, told=what.value)
    return len(entries)


def _some(connection: Connection, found: PayoutRound, due: ColumnElement[bool]) -> Sequence[Entry]:
    """Entries that wait for their company, with nothing in their way."""
    own, objection = payout_entry.c, payout_objection.c
    objected = exists().where(
        objection.round_id == own.round_id, objection.uscc == own.uscc, objection.state == ObjectionState.OPEN.value
    )
    wanted = (
        select(payout_entry)
        .where(own.round_id == found.round_id, own.state == EntryState.LISTED.value, due, ~objected)
        .order_by(own.number)
        .limit(_AT_ONCE)
    )
    return [entry_of(row) for row in connection.execute(wanted)]
