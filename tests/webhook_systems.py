"""Systems beside an office that subscribe to the events of their cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Final

from app.flows.approve import approve
from app.webhooks import subscriptions
from app.webhooks.signing import verify
from tests.office import ON as DAY
from tests.office import application, uploads

if TYPE_CHECKING:
    from app.cases.events import EventKind
    from app.flows.office import Office
    from app.webhooks.events import CompanyEvent
    from app.webhooks.outbox import DeliveryState
    from app.webhooks.subscriptions import Delivery, Subscription
    from tests.receiver import Received, Receiver

_NUMBERS: Final = count()


@dataclass(slots=True)
class System:
    """A system of its own in an office that all tests share, with one subscription."""

    office: Office
    receiver: Receiver
    owner: str = field(default_factory=lambda: f"system:portal-{next(_NUMBERS)}")
    id: str = ""
    secret: str = ""

    def subscribe(self, path: str, *events: EventKind | CompanyEvent) -> None:
        url = path if path.startswith("http") else self.receiver.url + path
        made, self.secret = subscriptions.subscribe(self.office.engine, self.office.clock, self.owner, url, events)
        self.id = made.subscription_id

    def file(self, *, ask: bool = False) -> str:
        decided = approve(self.office, application(ask=ask), uploads(), DAY, store=True, owner=self.owner)
        return str(decided.case_no)

    def deliveries(self) -> list[Delivery]:
        return subscriptions.deliveries(self.office.engine, self.owner, self.id, after=0, state=None, most=500)

    def states(self) -> list[DeliveryState]:
        return [one.state for one in self.deliveries()]

    def subscription(self) -> Subscription:
        return subscriptions.find(self.office.engine, self.owner, self.id)

    def pause(self) -> None:
        subscriptions.pause(self.office.engine, self.office.clock, self.owner, self.id)

    def resume(self) -> None:
        subscriptions.resume(self.office.engine, self.office.clock, self.owner, self.id)

    def seen(self) -> list[Received]:
        return [one for one in self.receiver.seen if one.id.startswith(self.id)]

    def taken(self) -> list[Received]:
        return [one for one in self.receiver.taken if one.id.startswith(self.id)]

    def verified(self, told: Received) -> str:
        return verify(self.secret, told.headers, told.body, self.office.clock.now().timestamp())
