"""Subscriptions: made, paused, resumed and ended by the system that they tell; each change stands in the audit log."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, func, insert, select, update

from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.tables import case_event, notice_event, webhook_delivery, webhook_subscription
from app.errors import NotFound
from app.webhooks.errors import TooManySubscriptions
from app.webhooks.events import COMPANY_NOTICE, event_kind, events_after, is_withdrawn, last_number
from app.webhooks.outbox import DeliveryState, SubscriptionState, add_deliveries
from app.webhooks.signing import new_secret

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Engine, RowMapping, Select

    from app.clock import Clock
    from app.webhooks.events import ToldKind

MOST_OF_ONE_OWNER: Final = 20
MOST_REPLAYED: Final = 5000
"""Deliveries of one replay; its answer says where the next goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """`events` are the kinds that are told; empty: every one."""

    subscription_id: str
    url: str
    events: tuple[ToldKind, ...]
    state: SubscriptionState
    told_through: int
    created_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`due_at` is when a pending one is tried next."""

    number: int
    kind: str
    case_no: str | None
    uscc: str | None
    state: DeliveryState
    tries: int
    made_at: str
    due_at: str
    tried_at: str | None
    status: int | None
    failure: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """`next_from` is the event to go on from, when there are more than one replay takes."""

    count: int
    next_from: int | None


def subscribe(
    engine: Engine, clock: Clock, owner: str, url: str, events: Sequence[ToldKind]
) -> tuple[Subscription, str]:
    """The subscription and its secret, which is not shown again; it is told of events from now on.

    Raises:
        TooManySubscriptions: the owner has as many as it may.
    """
    own, now, secret = webhook_subscription.c, clock.now(), new_secret()
    subscription_id = f"wh-{secrets.token_hex(10)}"
    kinds = sorted({one.value for one in events})
    with transaction(engine) as connection:
        _audit(connection, clock, owner, "webhook_subscribed", subscription_id, {"url": url, "events": kinds})
        count = connection.execute(
            select(func.count()).where(own.owner == owner, own.state != SubscriptionState.ENDED.value)
        ).scalar_one()
        if count >= MOST_OF_ONE_OWNER:
            raise TooManySubscriptions(f"there are {count} subscriptions already; end one first")
        last = last_number(connection)
        connection.execute(
            insert(webhook_subscription).values(
                subscription_id=subscription_id,
                owner=owner,
                url=url,
                events=json.dumps(kinds),
                secret=secret,
                state=SubscriptionState.ACTIVE.value,
                told_through=last,
                created_at=now.isoformat(),
            )
        )
    return find(engine, owner, subscription_id), secret


def of_owner(engine: Engine, owner: str) -> list[Subscription]:
    """Those not ended, oldest first."""
    with reading(engine) as connection:
        rows = connection.execute(_wanted(owner).order_by(webhook_subscription.c.created_at)).mappings().all()
    return [_subscription(row) for row in rows]


def find(engine: Engine, owner: str, subscription_id: str) -> Subscription:
    """The owner's own, not ended, or NotFound."""
    with reading(engine) as connection:
        return _find(connection, owner, subscription_id)


def pause(engine: Engine, clock: Clock, owner: str, subscription_id: str) -> Subscription:
    """Tell it nothing until it is resumed; what is due then is told then."""
    with transaction(engine) as connection:
        if _find(connection, owner, subscription_id).state is not SubscriptionState.PAUSED:
            _audit(connection, clock, owner, "webhook_paused", subscription_id, {})
            _set(connection, subscription_id, {"state": SubscriptionState.PAUSED.value})
    return find(engine, owner, subscription_id)


def resume(engine: Engine, clock: Clock, owner: str, subscription_id: str) -> Subscription:
    """Tell it again, what failed last at once."""
    with transaction(engine) as connection:
        if _find(connection, owner, subscription_id).state is not SubscriptionState.ACTIVE:
            _audit(connection, clock, owner, "webhook_resumed", subscription_id, {})
            _set(connection, subscription_id, {"state": SubscriptionState.ACTIVE.value, "rest_until": None})
            connection.execute(
                update(webhook_delivery)
                .where(
                    webhook_delivery.c.subscription_id == subscription_id,
                    webhook_delivery.c.state == DeliveryState.PENDING.value,
                )
                .values(due_at=clock.now().isoformat())
            )
    return find(engine, owner, subscription_id)


def end(engine: Engine, clock: Clock, owner: str, subscription_id: str) -> None:
    """Tell it nothing more, and forget its secret; what was delivered stays on record."""
    with transaction(engine) as connection:
        _find(connection, owner, subscription_id)
        _audit(connection, clock, owner, "webhook_ended", subscription_id, {})
        _set(connection, subscription_id, {"state": SubscriptionState.ENDED.value, "secret": ""})
        connection.execute(
            update(webhook_delivery)
            .where(
                webhook_delivery.c.subscription_id == subscription_id,
                webhook_delivery.c.state == DeliveryState.PENDING.value,
            )
            .values(state=DeliveryState.DEAD.value, failure="the subscription was ended")
        )


def ask_test(engine: Engine, clock: Clock, owner: str, subscription_id: str) -> int:
    """Have a test delivered; returns its number, by which its delivery is found."""
    with transaction(engine) as connection:
        _find(connection, owner, subscription_id)
        number = _audit(connection, clock, owner, "webhook_test_asked", subscription_id, {})
        add_deliveries(connection, subscription_id, [number], clock.now())
        _set(connection, subscription_id, {"rest_until": None})
    return number


def replay_dead(engine: Engine, clock: Clock, owner: str, subscription_id: str) -> Replayed:
    """Send the dead letters again, with the ids that they had."""
    dead = and_(
        webhook_delivery.c.subscription_id == subscription_id, webhook_delivery.c.state == DeliveryState.DEAD.value
    )
    with transaction(engine) as connection:
        _find(connection, owner, subscription_id)
        wanted = select(webhook_delivery.c.number).where(dead, ~is_withdrawn(webhook_delivery.c.number))
        wanted = wanted.order_by(webhook_delivery.c.number)
        numbers = list(connection.execute(wanted.limit(MOST_REPLAYED + 1)).scalars())
        return _replay(connection, clock, owner, subscription_id, numbers)


def replay_from(engine: Engine, clock: Clock, owner: str, subscription_id: str, number: int) -> Replayed:
    """Send every event of the owner from that number on, delivered or not, but what a company has stopped since.

    Those that came before the subscription was made are among them.
    """
    with transaction(engine) as connection:
        found = _find(connection, owner, subscription_id)
        kinds = {one.value for one in found.events}
        events = events_after(connection, owner, number - 1, MOST_REPLAYED + 1, kinds, found.told_through)
        return _replay(connection, clock, owner, subscription_id, [event.number for event in events])


def deliveries(
    engine: Engine, owner: str, subscription_id: str, *, after: int, state: DeliveryState | None, most: int
) -> list[Delivery]:
    """Those after a number, in the order of events."""
    find(engine, owner, subscription_id)
    one = webhook_delivery.c
    wanted = (
        select(webhook_delivery, case_event.c.kind, case_event.c.case_no, notice_event.c.uscc)
        .outerjoin(case_event, case_event.c.number == one.number)
        .outerjoin(notice_event, notice_event.c.number == one.number)
        .where(one.subscription_id == subscription_id, one.number > after)
        .order_by(one.number)
        .limit(most)
    )
    if state is not None:
        wanted = wanted.where(one.state == state.value)
    with reading(engine) as connection:
        return [_delivery(row) for row in connection.execute(wanted).mappings()]


def _replay(connection: Connection, clock: Clock, owner: str, subscription_id: str, numbers: Sequence[int]) -> Replayed:
    taken = numbers[:MOST_REPLAYED]
    if taken:
        content = {"first": taken[0], "last": taken[-1], "count": len(taken)}
        _audit(connection, clock, owner, "webhook_replayed", subscription_id, content)
        one, now = webhook_delivery.c, clock.now()
        between = and_(one.subscription_id == subscription_id, one.number.between(taken[0], taken[-1]))
        known = set(connection.execute(select(one.number).where(between)).scalars())
        again = {"state": DeliveryState.PENDING.value, "tries": 0, "due_at": now.isoformat()}
        for first in range(0, len(taken), 500):
            few = [number for number in taken[first : first + 500] if number in known]
            if few:
                connection.execute(
                    update(webhook_delivery)
                    .where(one.subscription_id == subscription_id, one.number.in_(few))
                    .values(again)
                )
        missing = [number for number in taken if number not in known]
        if missing:
            add_deliveries(connection, subscription_id, missing, now)
        _set(connection, subscription_id, {"rest_until": None})
    return Replayed(count=len(taken), next_from=numbers[MOST_REPLAYED] if len(numbers) > MOST_REPLAYED else None)


def _wanted(owner: str) -> Select[Any]:
    return select(webhook_subscription).where(
        webhook_subscription.c.owner == owner, webhook_subscription.c.state != SubscriptionState.ENDED.value
    )


def _find(connection: Connection, owner: str, subscription_id: str) -> Subscription:
    wanted = _wanted(owner).where(webhook_subscription.c.subscription_id == subscription_id)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise NotFound(f"there is no subscription '{subscription_id[:40]}'")
    return _subscription(row)


def _set(connection: Connection, subscription_id: str, values: Mapping[str, str | None]) -> None:
    connection.execute(
        update(webhook_subscription)
        .where(webhook_subscription.c.subscription_id == subscription_id)
        .values(dict(values))
    )


def _audit(
    connection: Connection, clock: Clock, owner: str, event: str, subject: str, content: Mapping[str, object]
) -> int:
    return audit.append(connection, at=clock.now(), actor=owner, event=event, subject=subject, content=content)


def _subscription(found: RowMapping) -> Subscription:
    return Subscription(
        subscription_id=found["subscription_id"],
        url=found["url"],
        events=tuple(event_kind(one) for one in json.loads(found["events"])),
        state=SubscriptionState(found["state"]),
        told_through=found["told_through"],
        created_at=found["created_at"],
    )


def _delivery(found: RowMapping) -> Delivery:
    return Delivery(
        number=found["number"],
        kind=found["kind"] or ("webhook_test" if found["uscc"] is None else COMPANY_NOTICE),
        case_no=found["case_no"],
        uscc=found["uscc"],
        state=DeliveryState(found["state"]),
        tries=found["tries"],
        made_at=found["made_at"],
        due_at=found["due_at"],
        tried_at=found["tried_at"],
        status=found["status"],
        failure=found["failure"],
    )
