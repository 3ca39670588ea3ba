"""Tables of what companies are told, by which ways, and of each telling."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from app.db.sealed import SealedText
from app.db.tables.base import metadata

notice = Table(
    "notice",
    metadata,
    Column("notice_id", String(32), primary_key=True),
    Column("uscc", String(18), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("content", SealedText("notice.content"), nullable=False),
    Column("told_at", String(40), nullable=False, index=True),
    Column("read_at", String(40)),
    Column("unspread_since", String(40), index=True),
)
Index("notices_of_a_company", notice.c.uscc, notice.c.told_at, notice.c.notice_id)

notice_subscription = Table(
    "notice_subscription",
    metadata,
    Column("uscc", String(18), primary_key=True),
    Column("stopped_kinds", Text, nullable=False),
    Column("stopped_at", String(40)),
    Column("changed_by", String(80), nullable=False),
    Column("changed_at", String(40), nullable=False),
)

notice_channel = Table(
    "notice_channel",
    metadata,
    Column("channel_id", String(40), primary_key=True),
    Column("uscc", String(18), nullable=False, index=True),
    Column("channel", String(20), nullable=False),
    Column("owner", String(80), nullable=False),
    Column("address", SealedText("notice_channel.address"), nullable=False),
    Column("address_index", String(80), nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("confirm_sha256", String(64), unique=True),
    Column("confirm_until", String(40)),
    Column("stop_token", SealedText("notice_channel.stop_token"), nullable=False),
    Column("stop_sha256", String(64), unique=True),
    Column("made_at", String(40), nullable=False),
    Column("changed_at", String(40), nullable=False),
)

notice_mail = Table(
    "notice_mail",
    metadata,
    Column("mail_id", String(80), primary_key=True),
    Column("channel_id", ForeignKey("notice_channel.channel_id"), nullable=False, index=True),
    Column("confirm_token", SealedText("notice_mail.confirm_token")),
    Column("state", String(20), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("due_at", String(40), nullable=False),
    Column("tried_at", String(40)),
    Column("failure", Text),
)
Index("mails_due", notice_mail.c.state, notice_mail.c.due_at, notice_mail.c.mail_id)

notice_mailed = Table(
    "notice_mailed",
    metadata,
    Column("channel_id", ForeignKey("notice_channel.channel_id"), primary_key=True),
    Column("notice_id", ForeignKey("notice.notice_id"), primary_key=True),
    Column("mail_id", ForeignKey("notice_mail.mail_id"), nullable=False, index=True),
)

notice_event = Table(
    "notice_event",
    metadata,
    Column("number", ForeignKey("audit_entry.number"), primary_key=True, autoincrement=False),
    Column("owner", String(80), nullable=False),
    Column("uscc", String(18), nullable=False, index=True),
    Column("notice_id", String(32), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("at", String(40), nullable=False),
    Column("withdrawn_at", String(40)),
)
Index("notice_events_of_an_owner", notice_event.c.owner, notice_event.c.number)
