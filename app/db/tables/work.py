"""Tables of many applications sent in at once."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from app.db.sealed import SealedText
from app.db.tables.base import metadata

batch = Table(
    "batch",
    metadata,
    Column("batch_id", String(40), primary_key=True),
    Column("owner", String(80), nullable=False, index=True),
    Column("state", String(20), nullable=False, index=True),
    Column("line_count", Integer, nullable=False),
    Column("received_on", String(10), nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("ended_at", String(40)),
)

batch_line = Table(
    "batch_line",
    metadata,
    Column("batch_id", ForeignKey("batch.batch_id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", String(80), nullable=False),
    Column("application", SealedText("batch_line.application"), nullable=False),
    Column("state", String(20), nullable=False),
    Column("case_no", String(40)),
    Column("code", String(60)),
    Column("detail", SealedText("batch_line.detail")),
)
