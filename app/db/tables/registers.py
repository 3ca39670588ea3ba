"""Tables of the registers: the record in force, those it replaced, and the tables they were loaded from."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from app.db.sealed import SealedText
from app.db.tables.base import metadata

KEY_CHARS = 60
"""Of the longest key of a register: a name that is applied for."""
_KEPT_KEY_CHARS = 80
"""A person's number is kept as what it is found by, which is longer."""
_IMPORT_CHARS = 32

register_record = Table(
    "register_record",
    metadata,
    Column("register", String(40), primary_key=True),
    Column("key", String(_KEPT_KEY_CHARS), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("since", String(40), nullable=False),
    Column("import_id", String(_IMPORT_CHARS), nullable=False),
    Column("content", SealedText("register_record.content"), nullable=False),
)

register_record_past = Table(
    "register_record_past",
    metadata,
    Column("register", String(40), primary_key=True),
    Column("key", String(_KEPT_KEY_CHARS), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("as_of", String(10), nullable=False),
    Column("since", String(40), nullable=False),
    Column("replaced_at", String(40), nullable=False),
    Column("import_id", String(_IMPORT_CHARS), nullable=False),
    Column("content", SealedText("register_record_past.content"), nullable=False),
)

register_import = Table(
    "register_import",
    metadata,
    Column("id", String(_IMPORT_CHARS), primary_key=True),
    Column("register", String(40), nullable=False, index=True),
    Column("file_sha256", String(64), nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("state", String(20), nullable=False),
    Column("rows_done", Integer, nullable=False),
    Column("written", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("begun_at", String(40), nullable=False),
    Column("ended_at", String(40)),
)

register_refusal = Table(
    "register_refusal",
    metadata,
    Column("import_id", String(_IMPORT_CHARS), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("reason", Text, nullable=False),
)
