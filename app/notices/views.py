"""Notices and how a company wants to be told, as the API shows and takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from app.notices.channels import MAX_ADDRESS_CHARS, Channel, ChannelState
from app.notices.notice import NoticeKind
from app.notices.subscriptions import NoticeSubscription
from app.notices.wording import said
from approval_rules.language_words import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic.config import JsonDict

    from app.notices.channels import CompanyChannel
    from app.notices.inbox import InboxPage, StoredNotice

_NOTICE: Final[JsonDict] = {
    "notice_id": "0f3b7c2a9d4e5f60718293a4b5c6d7e8",
    "kind": "certificate_expiring",
    "subject": "food_permit",
    "content": {"certificate": "food_permit", "due_on": "2026-05-01"},
    "text": "登记信息显示，贵企业的食品经营许可证有效期至 2026-05-01。已经换发的请忽略。",
    "told_at": "2026-03-02T01:30:00+00:00",
    "read_at": None,
}
_CHANNEL: Final[JsonDict] = {
    "channel_id": "nc-3f0c1b2a4d5e6f708192",
    "channel": "email",
    "owner": "system:portal",
    "address": "office@example.cn",
    "state": "pending",
}


class NoticeView(BaseModel):
    """`subject` is the scheme, payout round, certificate or year that it is about; `text` says it in Chinese."""

    notice_id: str
    kind: NoticeKind
    subject: str
    content: dict[str, str]
    text: str
    told_at: str
    read_at: str | None


class NoticesView(BaseModel):
    """`unread` counts all of the company; `next_cursor` is the `cursor` of the next page, null on the last."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"notices": [_NOTICE], "unread": 1, "next_cursor": None}]}
    )

    notices: list[NoticeView]
    unread: int
    next_cursor: str | None


class ReadView(BaseModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"read": 3}]})

    read: int


class ChannelView(BaseModel):
    """`owner` added it; of a webhook, it is the system that is told."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_CHANNEL]})

    channel_id: str
    channel: Channel
    owner: str
    address: str
    state: ChannelState


class Chosen(BaseModel):
    """`is_stopped`: be told nothing at all. Otherwise every kind but the `stopped_kinds`."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"is_stopped": False, "stopped_kinds": ["no_longer_eligible"]}]},
    )

    is_stopped: bool = False
    stopped_kinds: Annotated[list[NoticeKind], Field(max_length=len(NoticeKind))] = []

    def wanted(self) -> NoticeSubscription:
        return NoticeSubscription(is_stopped=self.is_stopped, stopped_kinds=frozenset(self.stopped_kinds))


class SubscriptionOfCompany(BaseModel):
    """The inbox is always told; `channels` are the other ways."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"is_stopped": False, "stopped_kinds": ["no_longer_eligible"], "channels": [_CHANNEL]}]
        }
    )

    is_stopped: bool
    stopped_kinds: list[NoticeKind]
    channels: list[ChannelView]


class NewChannel(BaseModel):
    """An e-mail with its `address`, which is asked first; or the webhooks of the system that asks."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"channel": "email", "address": "office@example.cn"}, {"channel": "webhook"}]},
    )

    channel: Channel
    address: Annotated[str, Field(max_length=MAX_ADDRESS_CHARS)] = ""


def notices_view(page: InboxPage) -> NoticesView:
    return NoticesView(notices=[_notice(one) for one in page.notices], unread=page.unread, next_cursor=page.next_cursor)


def subscription_view(found: NoticeSubscription, channels: Sequence[CompanyChannel]) -> SubscriptionOfCompany:
    return SubscriptionOfCompany(
        is_stopped=found.is_stopped,
        stopped_kinds=sorted(found.stopped_kinds),
        channels=[channel_view(one) for one in channels],
    )


def channel_view(one: CompanyChannel) -> ChannelView:
    return ChannelView.model_validate(one)


def _notice(one: StoredNotice) -> NoticeView:
    return NoticeView(
        notice_id=one.notice_id,
        kind=one.kind,
        subject=one.subject,
        content=dict(one.content),
        text=said(one.kind, one.content, Language.ZH).sentence,
        told_at=one.told_at,
        read_at=one.read_at,
    )
