"""What kinds of notices a company wants: every one until it stops some, or all; each change is in the audit log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.tables import notice_subscription
from app.notices import waiting
from app.notices.notice import NoticeKind

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from app.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSubscription:
    """`is_stopped`: nothing is told at all; `stopped_kinds` then are what stays stopped when it goes on."""

    is_stopped: bool = False
    stopped_kinds: frozenset[NoticeKind] = frozenset()


def subscription_of(engine: Engine, uscc: str) -> NoticeSubscription:
    with reading(engine) as connection:
        return _found(connection, uscc) or NoticeSubscription()


def change(engine: Engine, clock: Clock, uscc: str, wanted: NoticeSubscription, by: str) -> NoticeSubscription:
    """Tell from now on what is wanted; of what waits, what is not wanted is told no more."""
    now = clock.now()
    with transaction(engine) as connection:
        audit.hold(connection)
        before = _found(connection, uscc)
        if (before or NoticeSubscription()) == wanted:
            return wanted
        kinds = sorted(one.value for one in wanted.stopped_kinds)
        values = {
            "stopped_kinds": json.dumps(kinds),
            "stopped_at": now.isoformat() if wanted.is_stopped else None,
            "changed_by": by,
            "changed_at": now.isoformat(),
        }
        if before is None:
            connection.execute(insert(notice_subscription).values(uscc=uscc, **values))
        else:
            mine = notice_subscription.c.uscc == uscc
            connection.execute(update(notice_subscription).where(mine).values(values))
        if wanted.is_stopped:
            waiting.drop_all_of(connection, uscc)
            waiting.withdraw(connection, uscc, now)
        elif kinds:
            waiting.withdraw(connection, uscc, now, kinds=kinds)
        content = {"is_stopped": wanted.is_stopped, "stopped_kinds": kinds}
        audit.append(connection, at=now, actor=by, event="notices_chosen", subject=uscc, content=content)
    return wanted


def _found(connection: Connection, uscc: str) -> NoticeSubscription | None:
    own = notice_subscription.c
    row = connection.execute(select(own.stopped_at, own.stopped_kinds).where(own.uscc == uscc)).first()
    if row is None:
        return None
    return NoticeSubscription(
        is_stopped=row.stopped_at is not None,
        stopped_kinds=frozenset(NoticeKind(one) for one in json.loads(row.stopped_kinds)),
    )
