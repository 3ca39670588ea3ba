"""`/api/v1/companies/{uscc}/notices` and `/subscription`: what a company was told, and how it wants to be told."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from app.errors import BadInput
from app.notices import channels, inbox, subscriptions
from app.notices.asking import ActedFor, Acting, ChannelId, NoticeId
from app.notices.channels import Channel
from app.notices.mail.server import require_post
from app.notices.views import (
    ChannelView,
    Chosen,
    NewChannel,
    NoticesView,
    ReadView,
    SubscriptionOfCompany,
    channel_view,
    notices_view,
    subscription_view,
)
from app.web.dependencies import Served
from app.work.waking import wake

router = APIRouter(prefix="/api/v1/companies/{uscc}", tags=["notices"])


@router.get("/notices", summary="What the company was told, newest first")
def notices(
    served: Served,
    uscc: ActedFor,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    unread: Annotated[bool, Query(description="Only what was not read.")] = False,  # noqa: FBT002  a query parameter
    limit: Annotated[int, Query(ge=1, le=inbox.MOST)] = 50,
) -> NoticesView:
    return notices_view(inbox.inbox(served.office.engine, uscc, cursor=cursor, most=limit, unread_only=unread))


@router.post("/notices/read", summary="Mark everything as read")
def read_all(served: Served, uscc: ActedFor) -> ReadView:
    return ReadView(read=inbox.mark_all_read(served.office.engine, served.office.clock, uscc))


@router.post("/notices/{notice_id}/read", status_code=HTTPStatus.NO_CONTENT, summary="Mark one notice as read")
def read(served: Served, uscc: ActedFor, notice_id: NoticeId) -> None:
    inbox.mark_read(served.office.engine, served.office.clock, uscc, notice_id)


@router.get("/subscription", summary="What the company wants to be told, and how")
def subscription(served: Served, uscc: ActedFor) -> SubscriptionOfCompany:
    engine = served.office.engine
    return subscription_view(subscriptions.subscription_of(engine, uscc), channels.channels_of(engine, uscc))


@router.put("/subscription", summary="Choose the kinds of notices, or stop all")
def choose(served: Served, asking: Acting, uscc: ActedFor, chosen: Chosen) -> SubscriptionOfCompany:
    """At once: of what waits to be sent, what is not wanted is not sent."""
    engine = served.office.engine
    changed = subscriptions.change(engine, served.office.clock, uscc, chosen.wanted(), asking.id)
    return subscription_view(changed, channels.channels_of(engine, uscc))


@router.post("/subscription/channels", status_code=HTTPStatus.CREATED, summary="Be told by e-mail or webhook as well")
def add_channel(served: Served, asking: Acting, uscc: ActedFor, new: NewChannel) -> ChannelView:
    """An address gets a mail with a link, and nothing else until somebody follows it.

    A webhook is told by the subscriptions of the system that asks, as the event `company_notice`.
    """
    office = served.office
    match new.channel:
        case Channel.EMAIL:
            require_post(served.settings)
            added = channels.add_email(office.engine, office.clock, uscc, new.address, asking.id)
        case Channel.WEBHOOK if not new.address:
            added = channels.add_webhook(office.engine, office.clock, uscc, asking.id)
        case Channel.WEBHOOK:
            raise BadInput("a webhook goes to your subscriptions under /api/v1/webhooks; leave the address out")
    wake()
    return channel_view(added)


@router.delete(
    "/subscription/channels/{channel_id}", status_code=HTTPStatus.NO_CONTENT, summary="Be told no more by one way"
)
def stop_channel(served: Served, asking: Acting, uscc: ActedFor, channel_id: ChannelId) -> None:
    """At once, and for what waits; once more changes nothing."""
    channels.stop(served.office.engine, served.office.clock, uscc, channel_id, asking.id)
