"""The inbox of a company: what it was told, newest first, and what of it was read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, func, or_, select, update

from app.db.engine import reading, transaction
from app.db.tables import notice
from app.errors import BadInput, NotFound
from app.notices.notice import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Engine, RowMapping

    from app.clock import Clock

MOST: Final = 100
_BETWEEN: Final = "~"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredNotice:
    """`told_at` and `read_at` are instants as ISO text in UTC."""

    notice_id: str
    kind: NoticeKind
    subject: str
    content: Mapping[str, str]
    told_at: str
    read_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """`unread` counts all, not those of this page; `next_cursor` is None on the last page."""

    notices: tuple[StoredNotice, ...]
    unread: int
    next_cursor: str | None


def inbox(engine: Engine, uscc: str, *, cursor: str | None, most: int, unread_only: bool = False) -> InboxPage:
    """Some notices of the company, after those that the cursor has passed.

    Raises:
        BadInput: the cursor is none that a page named.
    """
    own = notice.c
    mine = [own.uscc == uscc]
    count = select(func.count()).where(*mine, own.read_at.is_(None))
    if unread_only:
        mine.append(own.read_at.is_(None))
    if cursor is not None:
        mine.append(_after(cursor))
    wanted = select(notice).where(*mine).order_by(own.told_at.desc(), own.notice_id.desc()).limit(most + 1)
    with reading(engine) as connection:
        rows = connection.execute(wanted).mappings().all()
        unread = int(connection.execute(count).scalar_one())
    shown = tuple(_notice(row) for row in rows[:most])
    goes_on = len(rows) > most
    return InboxPage(notices=shown, unread=unread, next_cursor=_cursor(shown[-1]) if goes_on else None)


def mark_read(engine: Engine, clock: Clock, uscc: str, notice_id: str) -> None:
    """Once more changes nothing.

    Raises:
        NotFound: the company was told no such thing.
    """
    own = notice.c
    mine = (own.uscc == uscc, own.notice_id == notice_id)
    with transaction(engine) as connection:
        if connection.execute(select(own.notice_id).where(*mine)).first() is None:
            raise NotFound("没有这条提醒")
        read = update(notice).where(*mine, own.read_at.is_(None))
        connection.execute(read.values(read_at=clock.now().isoformat()))


def mark_all_read(engine: Engine, clock: Clock, uscc: str) -> int:
    """Returns how many were not."""
    own = notice.c
    read = update(notice).where(own.uscc == uscc, own.read_at.is_(None))
    with transaction(engine) as connection:
        return int(connection.execute(read.values(read_at=clock.now().isoformat())).rowcount)


def _after(cursor: str) -> ColumnElement[bool]:
    told_at, between, notice_id = cursor.partition(_BETWEEN)
    if not between:
        raise BadInput("这一页已经过期，请从第一页看起")
    own = notice.c
    return or_(own.told_at < told_at, and_(own.told_at == told_at, own.notice_id < notice_id))


def _cursor(last: StoredNotice) -> str:
    return f"{last.told_at}{_BETWEEN}{last.notice_id}"


def _notice(row: RowMapping) -> StoredNotice:
    return StoredNotice(
        notice_id=row["notice_id"],
        kind=NoticeKind(row["kind"]),
        subject=row["subject"],
        content=json.loads(row["content"]),
        told_at=row["told_at"],
        read_at=row["read_at"],
    )
