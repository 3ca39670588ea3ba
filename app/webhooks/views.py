"""Subscriptions and their deliveries as the API shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from app.cases.events import EventKind
from app.webhooks.events import CompanyEvent, ToldKind
from app.webhooks.outbox import DeliveryState, SubscriptionState

if TYPE_CHECKING:
    from pydantic.config import JsonDict

    from app.webhooks.subscriptions import Delivery, Subscription


_SUBSCRIPTION: Final[JsonDict] = {
    "subscription_id": "3f0c1b2a4d5e6f70",
    "url": "https://portal.example.cn/zhiban",
    "events": ["case_granted", "case_handed_over"],
    "state": "active",
    "told_through": 412,
    "created_at": "2026-03-02T01:30:00+00:00",
}
_DELIVERY: Final[JsonDict] = {
    "number": 412,
    "kind": "case_granted",
    "case_no": "ZB20260302-0A1B2C3D4E",
    "state": "pending",
    "tries": 1,
    "made_at": "2026-03-02T01:30:00+00:00",
    "due_at": "2026-03-02T01:30:10+00:00",
    "tried_at": "2026-03-02T01:30:00+00:00",
    "status": 503,
    "failure": "the receiver answered 503",
}


class NewSubscription(BaseModel):
    """`events` are the kinds to be told of; leave it empty for every one."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"url": "https://portal.example.cn/zhiban", "events": ["case_granted", "case_handed_over"]}]
        },
    )

    url: Annotated[str, Field(min_length=1, max_length=500)]
    events: Annotated[list[ToldKind], Field(max_length=len(EventKind) + len(CompanyEvent))] = []


class SubscriptionView(BaseModel):
    """`told_through` is the number of the last event that was looked at for it."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_SUBSCRIPTION]})

    subscription_id: str
    url: str
    events: list[ToldKind]
    state: SubscriptionState
    told_through: int
    created_at: str


class SubscribedView(SubscriptionView):
    """`secret` is shown this once: keep it, and check the signature of each delivery with it."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [_SUBSCRIPTION | {"secret": "whsec_bm90IGEgcmVhbCBzZWNyZXQ="}]}
    )

    secret: str


class DeliveryView(BaseModel):
    """`number` is that of the event; `webhook-id` is the subscription, a hyphen and this number.

    `case_no` of an event of a case, `uscc` of a notice of a company.
    """

    model_config = ConfigDict(from_attributes=True)

    number: int
    kind: str
    case_no: str | None
    uscc: str | None = None
    state: DeliveryState
    tries: int
    made_at: str
    due_at: str
    tried_at: str | None
    status: int | None
    failure: str | None


class DeliveriesView(BaseModel):
    """`next_after` is the `after` of the next page; null on the last."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"deliveries": [_DELIVERY], "next_after": 412}]})

    deliveries: list[DeliveryView]
    next_after: int | None


class ReplayOf(BaseModel):
    """From an event on, or the dead letters: one of the two."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"from_number": 1200}, {"dead_letters": True}]}
    )

    from_number: Annotated[int, Field(ge=1, lt=2**31)] | None = None
    dead_letters: bool = False


class ReplayView(BaseModel):
    """`next_from` is the `from_number` of the next replay, when there are more than one takes."""

    model_config = ConfigDict(
        from_attributes=True, json_schema_extra={"examples": [{"count": 1000, "next_from": 2200}]}
    )

    count: int
    next_from: int | None


class AskedTestView(BaseModel):
    """`number` is that of the delivery, to be found among the deliveries."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"number": 413}]})

    number: int


def subscription_view(one: Subscription) -> SubscriptionView:
    return SubscriptionView.model_validate(one)


def subscribed_view(one: Subscription, secret: str) -> SubscribedView:
    return SubscribedView(**subscription_view(one).model_dump(), secret=secret)


def deliveries_view(found: list[Delivery], most: int) -> DeliveriesView:
    shown = [DeliveryView.model_validate(one) for one in found[:most]]
    return DeliveriesView(deliveries=shown, next_after=shown[-1].number if len(found) > most else None)
