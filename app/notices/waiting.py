"""What waits to be told beyond the inbox: put there, and taken away at once when a company stops it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, exists, insert, select, update

from app.db.tables import notice_channel, notice_event, notice_mail, webhook_delivery, webhook_subscription
from app.webhooks.outbox import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

_QUESTION: Final = "confirm"


class MailState(StrEnum):
    PENDING = "pending"
    SENT = "sent"
    """The mail server took it."""
    DEAD = "dead"
    """Refused for good, or tried as often as it is tried."""
    DROPPED = "dropped"
    """Stopped by the company before it was sent."""


def ask(connection: Connection, channel_id: str, token: str, now: datetime) -> None:
    """Have an address asked whether it wants to be told."""
    add_mail(connection, f"{channel_id}-{_QUESTION}", channel_id, now, token)


def add_mail(connection: Connection, mail_id: str, channel_id: str, now: datetime, token: str | None = None) -> None:
    """`token`: of the link that confirms the address; None for a mail of notices."""
    values = {
        "mail_id": mail_id,
        "channel_id": channel_id,
        "confirm_token": token,
        "state": MailState.PENDING.value,
        "tries": 0,
        "made_at": now.isoformat(),
        "due_at": now.isoformat(),
    }
    connection.execute(insert(notice_mail).values(values))


def drop(connection: Connection, channel_ids: Sequence[str], *, with_question: bool) -> None:
    """Send nothing of what waits for these channels."""
    own = notice_mail.c
    mine = and_(own.channel_id.in_(channel_ids), own.state == MailState.PENDING.value)
    of_notices = mine if with_question else and_(mine, own.confirm_token.is_(None))
    connection.execute(update(notice_mail).where(of_notices).values(state=MailState.DROPPED.value, confirm_token=None))


def drop_all_of(connection: Connection, uscc: str) -> None:
    """Send no notice of what waits for the company; an address that is being asked is still asked."""
    mine = select(notice_channel.c.channel_id).where(notice_channel.c.uscc == uscc)
    drop(connection, connection.execute(mine).scalars().all(), with_question=False)


def withdraw(
    connection: Connection,
    uscc: str,
    now: datetime,
    *,
    owner: str | None = None,
    kinds: Collection[str] | None = None,
) -> None:
    """Tell no system, or not that one, of the company's notices up to now: neither what waits, nor in a replay.

    Args:
        kinds: of notices; None for every one.
    """
    event = notice_event.c
    mine = [event.uscc == uscc, event.withdrawn_at.is_(None)]
    if owner is not None:
        mine.append(event.owner == owner)
    if kinds is not None:
        mine.append(event.kind.in_(sorted(kinds)))
    one, subscription = webhook_delivery.c, webhook_subscription.c
    of_mine = exists().where(
        *mine, event.number == one.number, subscription.owner == event.owner,
        subscription.subscription_id == one.subscription_id,
    )  # fmt: skip
    connection.execute(
        update(webhook_delivery)
        .where(one.state == DeliveryState.PENDING.value, of_mine)
        .values(state=DeliveryState.DEAD.value, failure="the company stopped it")
    )
    connection.execute(update(notice_event).where(*mine).values(withdrawn_at=now.isoformat()))
