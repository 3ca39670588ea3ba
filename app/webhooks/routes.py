"""`/api/v1/webhooks`: a system has itself told of what happens to its cases."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from app.accounts.principal import Action
from app.errors import BadInput
from app.web.dependencies import Served
from app.web.who import Permitted, Who
from app.webhooks import subscriptions
from app.webhooks.outbox import DeliveryState
from app.webhooks.reach import reach_of
from app.webhooks.views import (
    AskedTestView,
    DeliveriesView,
    NewSubscription,
    ReplayOf,
    ReplayView,
    SubscribedView,
    SubscriptionView,
    deliveries_view,
    subscribed_view,
    subscription_view,
)
from app.work.waking import wake

router = APIRouter(prefix="/api/v1/webhooks", tags=["webhooks"], dependencies=[Depends(Permitted(Action.SUBSCRIBE))])


@router.post("", status_code=HTTPStatus.CREATED, summary="Subscribe to events of your cases")
def subscribe(served: Served, who: Who, new: NewSubscription) -> SubscribedView:
    """Each event is sent as a POST, signed by the Standard Webhooks specification.

    Its headers are `webhook-id`, `webhook-timestamp` and `webhook-signature`. It is sent at least once, always with
    the same id. Answer 2xx within ten seconds; anything else is tried again, ten times within about a day. 410 stops
    the subscription.
    """
    reach_of(served.settings).check_url(new.url)
    office = served.office
    made, secret = subscriptions.subscribe(office.engine, office.clock, who.id, new.url, new.events)
    return subscribed_view(made, secret)


@router.get("", summary="Your subscriptions")
def subscriptions_of(served: Served, who: Who) -> list[SubscriptionView]:
    return [subscription_view(one) for one in subscriptions.of_owner(served.office.engine, who.id)]


@router.get("/{subscription_id}", summary="One subscription")
def subscription(served: Served, who: Who, subscription_id: str) -> SubscriptionView:
    return subscription_view(subscriptions.find(served.office.engine, who.id, subscription_id))


@router.delete("/{subscription_id}", status_code=HTTPStatus.NO_CONTENT, summary="End a subscription")
def end(served: Served, who: Who, subscription_id: str) -> None:
    subscriptions.end(served.office.engine, served.office.clock, who.id, subscription_id)


@router.post("/{subscription_id}/pause", summary="Be told nothing for a while")
def pause(served: Served, who: Who, subscription_id: str) -> SubscriptionView:
    """What happens meanwhile is told when it is resumed."""
    return subscription_view(subscriptions.pause(served.office.engine, served.office.clock, who.id, subscription_id))


@router.post("/{subscription_id}/resume", summary="Be told again")
def resume(served: Served, who: Who, subscription_id: str) -> SubscriptionView:
    """Also after the receiver answered 410."""
    resumed = subscriptions.resume(served.office.engine, served.office.clock, who.id, subscription_id)
    wake()
    return subscription_view(resumed)


@router.get("/{subscription_id}/deliveries", summary="What was delivered, and what could not be")
def deliveries(
    served: Served,
    who: Who,
    subscription_id: str,
    after: Annotated[int, Query(ge=0, lt=2**31, description="`next_after` of the page before.")] = 0,
    state: DeliveryState | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DeliveriesView:
    found = subscriptions.deliveries(
        served.office.engine, who.id, subscription_id, after=after, state=state, most=limit + 1
    )
    return deliveries_view(found, limit)


@router.post("/{subscription_id}/replays", status_code=HTTPStatus.ACCEPTED, summary="Have events sent again")
def replay(served: Served, who: Who, subscription_id: str, of: ReplayOf) -> ReplayView:
    """With the ids that they had, or would have had."""
    office = served.office
    if (of.from_number is None) is not of.dead_letters:
        raise BadInput("give either from_number, or dead_letters as true")
    if of.from_number is None:
        done = subscriptions.replay_dead(office.engine, office.clock, who.id, subscription_id)
    else:
        done = subscriptions.replay_from(office.engine, office.clock, who.id, subscription_id, of.from_number)
    wake()
    return ReplayView.model_validate(done, from_attributes=True)


@router.post("/{subscription_id}/tests", status_code=HTTPStatus.ACCEPTED, summary="Have a test sent")
def ask_test(served: Served, who: Who, subscription_id: str) -> AskedTestView:
    """It is signed and tried as an event is; its kind is `webhook_test`."""
    number = subscriptions.ask_test(served.office.engine, served.office.clock, who.id, subscription_id)
    wake()
    return AskedTestView(number=number)
