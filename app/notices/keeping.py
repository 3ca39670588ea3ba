"""How long notices are kept, and what became of each: two years, then they are removed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, exists, select

from app.db.engine import reading, transaction
from app.db.tables import notice, notice_channel, notice_event, notice_mail, notice_mailed, webhook_delivery
from app.notices.channels import ChannelState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Engine

KEPT: Final = timedelta(days=730)
_AT_ONCE: Final = 500


def forget_old(engine: Engine, now: datetime) -> int:
    """Remove some that were told long ago, and addresses that were stopped long ago; returns how many notices."""
    before = (now - KEPT).isoformat()
    old = select(notice.c.notice_id).where(notice.c.told_at < before).limit(_AT_ONCE)
    with reading(engine) as connection:
        ids = connection.execute(old).scalars().all()
    with transaction(engine) as connection:
        connection.execute(delete(notice_mailed).where(notice_mailed.c.notice_id.in_(ids)))
        connection.execute(delete(notice).where(notice.c.notice_id.in_(ids)))
        _forget_ways(connection, before)
    return len(ids)


def _forget_ways(connection: Connection, before: str) -> None:
    """What is left of how they were told, once nothing of it is needed."""
    mail, channel = notice_mail.c, notice_channel.c
    still_told = exists().where(notice_mailed.c.mail_id == mail.mail_id)
    connection.execute(delete(notice_mail).where(mail.made_at < before, ~still_told))
    still_mailed = exists().where(notice_mail.c.channel_id == channel.channel_id)
    is_over = (channel.state == ChannelState.STOPPED.value, channel.changed_at < before)
    connection.execute(delete(notice_channel).where(*is_over, ~still_mailed))
    event = notice_event.c
    delivered = exists().where(webhook_delivery.c.number == event.number)
    connection.execute(delete(notice_event).where(event.at < before, ~delivered))
