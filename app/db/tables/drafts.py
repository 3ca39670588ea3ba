"""Applications that are still being filled in: what was typed and read so far, and the files, until they are sent."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table

from app.db.sealed import SealedBytes, SealedText
from app.db.tables.base import metadata

application_draft = Table(
    "application_draft",
    metadata,
    Column("draft_id", String(40), primary_key=True),
    Column("code_sha256", String(64), nullable=False, unique=True),
    Column("code", SealedText("application_draft.code"), nullable=False),
    Column("owner", String(80), nullable=False, index=True),
    Column("item_id", String(80), nullable=False),
    Column("content", SealedText("application_draft.content"), nullable=False),
    Column("saved_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False, index=True),
)

application_draft_file = Table(
    "application_draft_file",
    metadata,
    Column("draft_id", ForeignKey("application_draft.draft_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("material", String(80), nullable=False),
    Column("name", SealedText("application_draft_file.name"), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("content", SealedBytes("application_draft_file.content"), nullable=False),
    Column("read", SealedText("application_draft_file.read"), nullable=False),
)
