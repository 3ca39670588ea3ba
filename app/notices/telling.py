"""Tells companies: each notice is stored once, and appears in the inbox with the caller's own commit."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from app.db.tables import notice, notice_channel, notice_subscription
from app.notices.channels import ChannelState
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from app.notices.notice import Notice

_AT_ONCE: Final = 500
"""Companies in one statement."""


def tell(connection: Connection, notices: Iterable[Notice], now: datetime) -> list[Notice]:
    """Store what was not told before, in the caller's transaction; returns what was new.

    A company that stopped a kind is told nothing of it. Told again by another process at the same moment, one of the
    two stores it. What goes further than the inbox is found afterwards, by the duty `notices`.
    """
    wanted = {one.id: one for one in notices}
    in_order = [wanted[id_] for id_ in sorted(wanted)]  # two that tell the same wait for each other one way round
    told: list[Notice] = []
    for first in range(0, len(in_order), _AT_ONCE):
        told += _tell(connection, in_order[first : first + _AT_ONCE], now)
    return told


def stopped_kinds(connection: Connection, usccs: Sequence[str]) -> Mapping[str, frozenset[str] | None]:
    """Of each company that stopped any: the kinds, or None for every one."""
    own = notice_subscription.c
    wanted = select(own.uscc, own.stopped_at, own.stopped_kinds).where(own.uscc.in_(usccs))
    return {
        row.uscc: None if row.stopped_at is not None else frozenset(json.loads(row.stopped_kinds))
        for row in connection.execute(wanted)
    }


def _tell(connection: Connection, notices: Sequence[Notice], now: datetime) -> list[Notice]:
    known = select(notice.c.notice_id).where(notice.c.notice_id.in_([one.id for one in notices]))
    told_before = set(connection.execute(known).scalars())
    usccs = sorted({one.uscc for one in notices if one.id not in told_before})
    stopped, further = stopped_kinds(connection, usccs), _told_further(connection, usccs)
    rows = [
        _row(one, now, goes_further=one.uscc in further)
        for one in notices
        if one.id not in told_before and not is_stopped(stopped, one.uscc, one.kind.value)
    ]
    if not rows:
        return []
    of_dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    once = of_dialect.insert(notice).on_conflict_do_nothing().returning(notice.c.notice_id)
    new = set(connection.execute(once, rows).scalars())
    return [one for one in notices if one.id in new]


def is_stopped(stopped: Mapping[str, frozenset[str] | None], uscc: str, kind: str) -> bool:
    """Whether the company wants none of that kind."""
    if uscc not in stopped:
        return False
    kinds = stopped[uscc]
    return kinds is None or kind in kinds


def _told_further(connection: Connection, usccs: Sequence[str]) -> set[str]:
    """Those that are told by more than the inbox."""
    own = notice_channel.c
    wanted = select(own.uscc).where(own.uscc.in_(usccs), own.state == ChannelState.ACTIVE.value)
    return set(connection.execute(wanted).scalars())


def _row(one: Notice, now: datetime, *, goes_further: bool) -> dict[str, str | None]:
    at = now.isoformat()
    return {
        "notice_id": one.id,
        "uscc": one.uscc,
        "kind": one.kind.value,
        "subject": one.subject,
        "content": canonical_json(one.content).decode(),
        "told_at": at,
        "read_at": None,
        "unspread_since": at if goes_further else None,
    }
