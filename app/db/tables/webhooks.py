"""Tables of who is told of events over HTTP, and of each telling."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from app.db.sealed import SealedText
from app.db.tables.base import metadata

webhook_subscription = Table(
    "webhook_subscription",
    metadata,
    Column("subscription_id", String(40), primary_key=True),
    Column("owner", String(80), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("events", Text, nullable=False),
    Column("secret", SealedText("webhook_subscription.secret"), nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("told_through", Integer, nullable=False),
    Column("rest_until", String(40)),
    Column("created_at", String(40), nullable=False),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("subscription_id", ForeignKey("webhook_subscription.subscription_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", String(20), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("due_at", String(40), nullable=False),
    Column("tried_at", String(40)),
    Column("status", Integer),
    Column("failure", Text),
)
Index(
    "deliveries_due",
    webhook_delivery.c.subscription_id,
    webhook_delivery.c.state,
    webhook_delivery.c.due_at,
    webhook_delivery.c.number,
)
