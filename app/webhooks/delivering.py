"""The duty to deliver: what is due to one subscription is sent in one run, a few at a time, in the order of events."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import bindparam, select, update

from app.db.engine import reading
from app.db.tables import webhook_delivery, webhook_subscription
from app.db.together import write_together
from app.webhooks import outbox
from app.webhooks.outbox import DeliveryState, DueDelivery, SubscriptionState
from app.webhooks.sending import AT_ONCE, Letter, Outcome, open_line
from app.work.duties import Deed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Event

    from sqlalchemy import Connection

    from app.flows.office import Office
    from app.webhooks.reach import Reach
    from app.webhooks.sending import Line
    from app.work.patience import Patience

log = structlog.get_logger()

_MOST_AT_A_LOOK: Final = 200
_RUN_S: Final = 20.0
_NOTED_AFTER_S: Final = 0.2
"""What was answered waits so long to be noted together, while others are still awaited."""
_NOTE: Final = (
    update(webhook_delivery)
    .where(
        webhook_delivery.c.subscription_id == bindparam("of"),
        webhook_delivery.c.number == bindparam("at"),
        webhook_delivery.c.state == DeliveryState.PENDING.value,
    )
    .values({name: bindparam(f"new_{name}") for name in ("state", "tries", "tried_at", "due_at", "status", "failure")})
)
"""Unless it was delivered meanwhile, by a process that was thought dead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Receiver:
    subscription_id: str
    url: str
    secret: str


class Delivering:
    """Each subscription has one run at a time, so that a receiver that is slow or gone holds up itself alone."""

    name = "webhooks"
    at_once = 16
    poll_s = 0.5
    is_due_until_done = True

    def __init__(self, office: Office, reach: Reach, patience: Patience, stopping: Event) -> None:
        self._engine, self._clock = office.engine, office.clock
        self._reach, self._patience, self._stopping = reach, patience, stopping

    def due(self) -> Sequence[Deed]:
        now = self._clock.now()
        outbox.tell_news(self._engine, now)
        return [
            Deed(id=f"webhook:{one.subscription_id}:{one.number}:{one.tries}", of=one.subscription_id,
                 share=one.subscription_id)
            for one in outbox.due_subscriptions(self._engine, now)
        ]  # fmt: skip

    def do(self, of: str) -> None:
        receiver = self._receiver(of)
        if receiver is not None:
            asyncio.run(self._run(receiver))

    def give_up(self, of: str) -> bool:
        del of
        return False

    async def _run(self, receiver: _Receiver) -> None:
        end = monotonic() + _RUN_S
        async with open_line(receiver.url, receiver.secret, self._reach, self._patience.webhook_limit_s) as line:
            goes_on = True
            while goes_on and (due := self._due(receiver)):
                goes_on = await self._send_all(line, receiver, due, end)

    def _due(self, receiver: _Receiver) -> list[DueDelivery]:
        return outbox.due_deliveries(self._engine, receiver.subscription_id, self._clock.now(), _MOST_AT_A_LOOK)

    async def _send_all(self, line: Line, receiver: _Receiver, due: Sequence[DueDelivery], end: float) -> bool:
        """Keep a few under way, so that an answer that is long in coming holds up its own place alone.

        Returns whether to go on; what is under way is noted in any case. Answers are taken while others are noted: a
        write that has to wait must not make a letter late.
        """
        waiting, under_way, refused, goes_on = deque(due), dict[asyncio.Task[Outcome], DueDelivery](), 0, True
        while under_way or (waiting and goes_on):
            while goes_on and waiting and len(under_way) < AT_ONCE:
                one = waiting.popleft()
                under_way[asyncio.create_task(self._send(line, receiver, one))] = one
            answered, _ = await asyncio.wait(under_way, timeout=_NOTED_AFTER_S)
            if answered:
                sent, outcomes = [under_way.pop(one) for one in answered], [one.result() for one in answered]
                refused = 0 if any(one.is_taken for one in outcomes) else refused + len(sent)
                is_dead_line = refused >= min(AT_ONCE, len(due))
                is_active = await asyncio.to_thread(self._record, receiver, sent, outcomes, is_dead_line=is_dead_line)
                goes_on = goes_on and is_active and not is_dead_line
            goes_on = goes_on and not self._stopping.is_set() and monotonic() < end
        return goes_on

    async def _send(self, line: Line, receiver: _Receiver, one: DueDelivery) -> Outcome:
        letter = Letter(id=f"{receiver.subscription_id}-{one.number}", body=one.body)
        return await line.send(letter, int(self._clock.now().timestamp()))

    def _record(
        self, receiver: _Receiver, sent: Sequence[DueDelivery], outcomes: Sequence[Outcome], *, is_dead_line: bool
    ) -> bool:
        """Write what came of it; whether the subscription goes on.

        Args:
            is_dead_line: nothing is taken there, and so the receiver is left alone for a while.
        """
        now = self._clock.now()
        failed_until = []
        changes = []
        for one, outcome in zip(sent, outcomes, strict=True):
            tries = one.tries + 1
            until = (now + timedelta(seconds=self._patience.before_next_delivery_s(tries))).isoformat()
            if not outcome.is_taken:
                failed_until.append(until)
            changes.append({"at": one.number, **self._change(outcome, tries, now.isoformat(), until)})
        state = SubscriptionState.GONE if any(one.is_gone for one in outcomes) else None

        def write(connection: Connection) -> bool:
            connection.execute(_NOTE, [{"of": receiver.subscription_id, **change} for change in changes])
            values = {"rest_until": min(failed_until) if is_dead_line else None}
            if state is not None:
                values["state"] = state.value
            noted = connection.execute(
                update(webhook_subscription)
                .where(
                    webhook_subscription.c.subscription_id == receiver.subscription_id,
                    webhook_subscription.c.state == SubscriptionState.ACTIVE.value,
                )
                .values(values)
            )
            return noted.rowcount == 1

        is_active = write_together(self._engine, write)
        dead = sum(change["new_state"] == DeliveryState.DEAD.value for change in changes)
        if failed_until:
            log.warning(
                "webhooks_failed", subscription=receiver.subscription_id, failed=len(failed_until), dead=dead,
                said=next(one.failure for one in outcomes if one.failure),
            )  # fmt: skip
        return is_active and state is None

    def _change(self, outcome: Outcome, tries: int, at: str, until: str) -> dict[str, str | int | None]:
        state = DeliveryState.PENDING
        if outcome.is_taken:
            state = DeliveryState.DELIVERED
        elif tries >= self._patience.webhook_tries:
            state = DeliveryState.DEAD
        return {
            "new_state": state.value,
            "new_tries": tries,
            "new_tried_at": at,
            "new_due_at": at if outcome.is_taken else until,
            "new_status": outcome.status,
            "new_failure": outcome.failure or None,
        }

    def _receiver(self, subscription_id: str) -> _Receiver | None:
        own = webhook_subscription.c
        wanted = select(own.url, own.secret).where(
            own.subscription_id == subscription_id, own.state == SubscriptionState.ACTIVE.value
        )
        with reading(self._engine) as connection:
            row = connection.execute(wanted).first()
        return None if row is None else _Receiver(subscription_id=subscription_id, url=row.url, secret=row.secret)
