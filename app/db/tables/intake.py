"""Tables of what is sent in: keys that make a submission once, files in parts, and every file that is kept."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from app.db.tables.base import metadata

submission_key = Table(
    "submission_key",
    metadata,
    Column("owner", String(80), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("content_sha256", String(64), nullable=False),
    Column("case_no", String(40), nullable=False),
    Column("used_at", String(40), nullable=False, index=True),
)

upload_session = Table(
    "upload_session",
    metadata,
    Column("upload_id", String(40), primary_key=True),
    Column("owner", String(80), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("received_bytes", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("sha256", String(64)),
    Column("begun_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False, index=True),
)

stored_file = Table(
    "stored_file",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size_bytes", Integer, nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("stored_at", String(40), nullable=False),
    Column("scan", String(20), nullable=False),
)
