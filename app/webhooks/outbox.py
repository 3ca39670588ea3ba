"""From events to deliveries: which of them each subscription is owed, and which are due."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, exists, insert, or_, select, tuple_, update

from app.db.engine import reading, transaction
from app.db.tables import case_event, notice_event, webhook_delivery, webhook_subscription
from app.webhooks.events import COMPANY_NOTICE, events_after, has_news, is_withdrawn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Column, ColumnElement, Connection, Engine, Row, RowMapping

MOST_TOLD: Final = 500
"""Events of one subscription in one transaction."""
KEPT: Final = timedelta(days=90)
"""A delivery that was taken, after it was. Dead letters are kept until they are replayed."""

_MOST_DUE: Final = 100
_MOST_FORGOTTEN: Final = 1000


class SubscriptionState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    """By its owner; what happens meanwhile is told when it is resumed."""
    GONE = "gone"
    """The receiver answered 410; otherwise as paused."""
    ENDED = "ended"


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    """A dead letter: tried as often as it is tried; only a replay sends it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSubscription:
    """One that has deliveries due: the first of them, and how often that was tried."""

    subscription_id: str
    number: int
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    number: int
    tries: int
    body: bytes


def tell_news(engine: Engine, now: datetime) -> None:
    """Make a delivery of each event that a subscription is owed, and note how far it was told."""
    own = webhook_subscription.c
    with reading(engine) as connection:
        owed = connection.execute(
            select(own.subscription_id, own.owner, own.events, own.told_through).where(
                own.state == SubscriptionState.ACTIVE.value, has_news(own.owner, own.told_through)
            )
        ).all()
    for one in owed:
        with transaction(engine) as connection:
            _tell(connection, one, now)


def due_subscriptions(engine: Engine, now: datetime) -> list[DueSubscription]:
    """Those with deliveries due that are not left alone for now."""
    one, own, at = webhook_delivery.c, webhook_subscription.c, now.isoformat()
    is_due = _due(own.subscription_id, at)
    wanted = select(own.subscription_id).where(
        own.state == SubscriptionState.ACTIVE.value,
        or_(own.rest_until.is_(None), own.rest_until <= at),
        exists().where(is_due),
    )
    with reading(engine) as connection:
        found = []
        for id_ in connection.execute(wanted.limit(_MOST_DUE)).scalars().all():
            first = select(one.number, one.tries).where(_due(id_, at)).order_by(one.due_at, one.number).limit(1)
            row = connection.execute(first).first()  # another process may have delivered it meanwhile
            if row is not None:
                found.append(DueSubscription(subscription_id=id_, number=row.number, tries=row.tries))
    return found


def due_deliveries(engine: Engine, subscription_id: str, now: datetime, most: int) -> list[DueDelivery]:
    """What waits longest first, and of what came at one time in the order of events."""
    one = webhook_delivery.c
    wanted = (
        select(one.number, one.tries, one.made_at, case_event, notice_event)
        .outerjoin(case_event, case_event.c.number == one.number)
        .outerjoin(notice_event, notice_event.c.number == one.number)
        .where(_due(subscription_id, now.isoformat()))
        .order_by(one.due_at, one.number)
        .limit(most)
    )
    with reading(engine) as connection:
        rows = connection.execute(wanted).mappings().all()
    return [DueDelivery(number=row[one.number], tries=row[one.tries], body=_body(row)) for row in rows]


def _due(subscription_id: str | Column[str], at: str) -> ColumnElement[bool]:
    one = webhook_delivery.c
    return and_(
        one.subscription_id == subscription_id,
        one.state == DeliveryState.PENDING.value,
        one.due_at <= at,
        ~is_withdrawn(one.number),
    )


def _tell(connection: Connection, one: Row[str, str, str, int], now: datetime) -> None:
    """Whoever moves the mark makes the deliveries; another process that came at the same moment finds it moved."""
    events = events_after(connection, one.owner, one.told_through, MOST_TOLD)
    if not events:  # what there was has been stopped by its company meanwhile
        return
    own = webhook_subscription.c
    moved = connection.execute(
        update(webhook_subscription)
        .where(
            own.subscription_id == one.subscription_id,
            own.told_through == one.told_through,
            own.state == SubscriptionState.ACTIVE.value,
        )
        .values(told_through=events[-1].number)
    )
    kinds = set(json.loads(one.events))
    wanted = [event.number for event in events if not kinds or event.kind in kinds]
    if moved.rowcount == 1 and wanted:
        add_deliveries(connection, one.subscription_id, wanted, now)


def add_deliveries(connection: Connection, subscription_id: str, numbers: Sequence[int], now: datetime) -> None:
    at = now.isoformat()
    rows = [
        {
            "subscription_id": subscription_id,
            "number": number,
            "state": DeliveryState.PENDING.value,
            "tries": 0,
            "made_at": at,
            "due_at": at,
        }
        for number in numbers
    ]
    connection.execute(insert(webhook_delivery), rows)


def forget_old(engine: Engine, now: datetime) -> int:
    """Remove deliveries that were taken long ago, some at a time; returns how many."""
    one = webhook_delivery.c
    old = (
        select(one.subscription_id, one.number)
        .where(one.state == DeliveryState.DELIVERED.value, one.due_at < (now - KEPT).isoformat())
        .limit(_MOST_FORGOTTEN)
    )
    with transaction(engine) as connection:
        gone = connection.execute(webhook_delivery.delete().where(tuple_(one.subscription_id, one.number).in_(old)))
        return int(gone.rowcount)


def _body(row: RowMapping) -> bytes:
    """What is sent: no personal data. A delivery without an event is the test of a subscription."""
    number = row[webhook_delivery.c.number]
    if row[case_event.c.kind] is not None:
        said = {
            "number": number,
            "kind": row[case_event.c.kind],
            "at": row[case_event.c.at],
            "case_no": row[case_event.c.case_no],
            "state": json.loads(row[case_event.c.content]).get("state"),
        }
    elif row[notice_event.c.kind] is not None:
        notice = {"notice_id": row[notice_event.c.notice_id], "kind": row[notice_event.c.kind]}
        said = {
            "number": number,
            "kind": COMPANY_NOTICE,
            "at": row[notice_event.c.at],
            "uscc": row[notice_event.c.uscc],
            "notice": notice | {"subject": row[notice_event.c.subject]},
        }
    else:
        said = {"number": number, "kind": "webhook_test", "at": row[webhook_delivery.c.made_at]}
    return json.dumps(said, separators=(",", ":")).encode()
