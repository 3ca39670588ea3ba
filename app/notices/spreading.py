"""From the inbox to the other ways: each notice becomes part of one mail an address, and one event a system."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select, update

from app.accounts.keys import Keys
from app.audit import service as audit
from app.audit.entries import NewEntry
from app.companies.acting import require_company
from app.db.engine import reading, transaction
from app.db.tables import notice, notice_channel, notice_event, notice_mailed
from app.errors import NotFound
from app.notices.channels import Channel, ChannelState
from app.notices.telling import is_stopped, stopped_kinds
from app.notices.waiting import add_mail
from app.work.duties import Deed
from app.work.waking import wake

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from threading import Event

    from sqlalchemy import Connection, Row

    from app.accounts.principal import Principal
    from app.flows.office import Office

MACHINE: Final = "machine"
MOST_IN_A_MAIL: Final = 30
_COMPANIES: Final = 100
"""In one transaction."""
_RUN_S: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    channel_id: str
    uscc: str
    channel: Channel
    owner: str


class Spreading:
    """The duty to find what goes further than the inbox."""

    name = "notices"
    at_once = 1
    poll_s = 0.5
    is_due_until_done = True

    def __init__(self, office: Office, stopping: Event) -> None:
        self._office, self._stopping = office, stopping

    def due(self) -> Sequence[Deed]:
        own = notice.c
        first = select(own.notice_id).where(own.unspread_since.is_not(None)).order_by(own.unspread_since, own.notice_id)
        with reading(self._office.engine) as connection:
            found = connection.execute(first.limit(1)).scalar()
        return [] if found is None else [Deed(id=f"notices:{found}", of=found, share=self.name)]

    def do(self, of: str) -> None:
        del of
        end = monotonic() + _RUN_S
        while not self._stopping.is_set() and monotonic() < end and spread(self._office):
            pass
        wake()

    def give_up(self, of: str) -> bool:
        del of
        return False


def spread(office: Office) -> int:
    """Take some notices that wait, and make mails and events of them in one transaction; returns how many.

    Whoever takes a notice makes them: another process that came at the same moment finds it taken.
    """
    own, now = notice.c, office.clock.now()
    waits = own.unspread_since.is_not(None)
    with reading(office.engine) as connection:
        usccs = connection.execute(select(own.uscc).where(waits).distinct().limit(_COMPANIES)).scalars().all()
    if not usccs:
        return 0
    ways = _ways(office, usccs)
    with transaction(office.engine) as connection:
        audit.hold(connection)
        taken = connection.execute(
            update(notice)
            .where(own.uscc.in_(usccs), waits)
            .values(unspread_since=None)
            .returning(own.notice_id, own.uscc, own.kind, own.subject)
        ).all()
        stopped = stopped_kinds(connection, usccs)
        wanted = [one for one in taken if not is_stopped(stopped, one.uscc, one.kind)]
        _spread(connection, sorted(wanted, key=lambda one: one.notice_id), ways, now)
    return len(taken)


def _ways(office: Office, usccs: Sequence[str]) -> list[_Way]:
    """By which the companies are told; a system only while it has a key with which it may act for the company."""
    own = notice_channel.c
    active = select(own.channel_id, own.uscc, own.channel, own.owner).where(
        own.uscc.in_(usccs), own.state == ChannelState.ACTIVE.value
    )
    with reading(office.engine) as connection:
        rows = connection.execute(active.order_by(own.uscc, own.channel_id)).all()
    found = [
        _Way(channel_id=row.channel_id, uscc=row.uscc, channel=Channel(row.channel), owner=row.owner) for row in rows
    ]
    if not any(one.channel is Channel.WEBHOOK for one in found):
        return found
    good = [
        one.principal()
        for one in Keys(engine=office.engine, clock=office.clock).every()
        if one.is_good(office.clock.now())
    ]
    return [one for one in found if one.channel is Channel.EMAIL or _may_act(office, good, one)]


def _may_act(office: Office, good: Sequence[Principal], way: _Way) -> bool:
    for one in good:
        if one.id == way.owner:
            with suppress(NotFound):
                require_company(office.engine, office.registers, one, way.uscc)
                return True
    return False


def _spread(
    connection: Connection, notices: Sequence[Row[str, str, str, str]], ways: Sequence[_Way], now: datetime
) -> None:
    """By those ways that were not stopped a moment ago."""
    own = notice_channel.c
    mine = (own.channel_id.in_([way.channel_id for way in ways]), own.state == ChannelState.ACTIVE.value)
    active = set(connection.execute(select(own.channel_id).where(*mine)).scalars())
    of_company = defaultdict(list)
    for one in notices:
        of_company[one.uscc].append(one)
    events = []
    for way in ways:
        told = of_company[way.uscc] if way.channel_id in active else []
        match way.channel:
            case Channel.WEBHOOK:
                events += [(way.owner, one) for one in told]
            case Channel.EMAIL:
                for first in range(0, len(told), MOST_IN_A_MAIL):
                    _mail(connection, way.channel_id, told[first : first + MOST_IN_A_MAIL], now)
    if events:
        _tell_systems(connection, events, now)


def _mail(connection: Connection, channel_id: str, notices: Sequence[Row[str, str, str, str]], now: datetime) -> None:
    mail_id = f"{channel_id}-{notices[0].notice_id}"
    add_mail(connection, mail_id, channel_id, now)
    rows = [{"channel_id": channel_id, "notice_id": one.notice_id, "mail_id": mail_id} for one in notices]
    connection.execute(insert(notice_mailed), rows)


def _tell_systems(connection: Connection, events: Sequence[tuple[str, Row[str, str, str, str]]], now: datetime) -> None:
    """What leaves the house stands in the audit log; the entry's number is the event's, as for events of cases."""
    entries = [
        NewEntry(
            at=now, actor=MACHINE, event="company_notice", subject=one.uscc,
            content={"to": owner, "notice_id": one.notice_id, "kind": one.kind, "subject": one.subject},
        )
        for owner, one in events
    ]  # fmt: skip
    rows = [
        {
            "number": number, "owner": owner, "uscc": one.uscc, "notice_id": one.notice_id, "kind": one.kind,
            "subject": one.subject, "at": now.isoformat(),
        }
        for number, (owner, one) in zip(audit.append_all(connection, entries), events, strict=True)
    ]  # fmt: skip
    connection.execute(insert(notice_event), rows)
