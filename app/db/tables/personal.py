"""Tables of how personal data is kept: the keys it is sealed with, and how long each item's cases are kept."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text

from app.db.tables.base import metadata

data_key = Table(
    "data_key",
    metadata,
    Column("key_id", Integer, primary_key=True, autoincrement=False),
    Column("purpose", String(20), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("retired_at", String(40)),
)

retention_rule = Table(
    "retention_rule",
    metadata,
    Column("item_id", String(80), primary_key=True),
    Column("days", Integer, nullable=False),
    Column("basis", Text, nullable=False),
    Column("set_by", String(80), nullable=False),
    Column("set_at", String(40), nullable=False),
)
