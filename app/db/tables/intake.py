"""Tables of what is sent in: keys that make a submission once, files in parts, and how much came in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table

from app.db.sealed import SealedText
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
    Column("name", SealedText("upload_session.name"), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("received_bytes", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("sha256", String(64)),
    Column("begun_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False, index=True),
)

upload_use = Table(
    "upload_use",
    metadata,
    Column("owner", String(80), primary_key=True),
    Column("used_on", String(10), primary_key=True),
    Column("files", Integer, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
)
