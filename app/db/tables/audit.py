"""Table of the audit chain."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from app.db.tables.base import metadata

audit_entry = Table(
    "audit_entry",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", String(40), nullable=False),
    Column("actor", String(80), nullable=False),
    Column("event", String(60), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("content", Text, nullable=False),
    Column("previous_sha256", String(64), nullable=False),
    Column("sha256", String(64), nullable=False),
)

audit_checkpoint = Table(
    "audit_checkpoint",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("signature", Text, nullable=False),
)
