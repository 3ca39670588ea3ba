"""Tables of the registers."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from app.db.tables.base import metadata

KEY_CHARS = 60
"""Of the longest key of a register: a name that is applied for."""

register_record = Table(
    "register_record",
    metadata,
    Column("register", String(40), primary_key=True),
    Column("key", String(KEY_CHARS), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("as_of", String(10), nullable=False),
    Column("content", Text, nullable=False),
)

register_record_past = Table(
    "register_record_past",
    metadata,
    Column("register", String(40), primary_key=True),
    Column("key", String(KEY_CHARS), primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("as_of", String(10), nullable=False),
    Column("replaced_on", String(10), nullable=False),
    Column("content", Text, nullable=False),
)

register_import = Table(
    "register_import",
    metadata,
    Column("register", String(40), primary_key=True),
    Column("file_sha256", String(64), primary_key=True),
    Column("as_of", String(10), primary_key=True),
    Column("rows_done", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("written", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("begun_at", String(40), nullable=False),
    Column("ended_at", String(40)),
)
