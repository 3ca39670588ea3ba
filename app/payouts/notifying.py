"""What companies are told of a payout: that it waits for their word, is about to lapse, or was paid."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.notices import notice
from app.notices.telling import tell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy import Connection

    from app.payouts.rounds import Entry, PayoutRound


def offered(connection: Connection, now: datetime, found: PayoutRound, entries: Iterable[Entry]) -> None:
    tell(connection, [one for entry in entries if (one := _offer(found, entry)) is not None], now)


def lapsing(connection: Connection, now: datetime, found: PayoutRound, entries: Iterable[Entry]) -> None:
    """The same offer once more, a few days before it lapses."""
    offers = [one for entry in entries if (one := _offer(found, entry)) is not None]
    tell(connection, [replace(one, occasion=f"lapsing:{one.content['due_on']}") for one in offers], now)


def objection_settled(
    connection: Connection, now: datetime, found: PayoutRound, uscc: str, objection_no: str, *, is_upheld: bool
) -> None:
    told = notice.objection_settled(uscc, found.round_id, found.title, objection_no, is_upheld=is_upheld)
    tell(connection, [told], now)


def paid(connection: Connection, now: datetime, found: PayoutRound, entries: Iterable[Entry], on: date) -> None:
    paid_out = [(one.uscc, one.stated_cny or one.amount_cny) for one in entries]
    told = (notice.payout_paid(uscc, found.round_id, found.title, cny, on) for uscc, cny in paid_out if cny is not None)
    tell(connection, told, now)


def _offer(found: PayoutRound, entry: Entry) -> notice.Notice | None:
    if entry.amount_cny is None or entry.confirm_by is None:
        return None
    return notice.payout_offered(entry.uscc, found.round_id, found.title, entry.amount_cny, entry.confirm_by)
