"""Tables of matching all companies: the runs, and which schemes fit each company."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from app.db.sealed import SealedText
from app.db.tables.base import metadata

match_run = Table(
    "match_run",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("on_day", String(10), nullable=False),
    Column("schemes", Text, nullable=False),
    Column("schemes_sha256", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("seen_through", String(18), nullable=False),
    Column("companies", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("left_out", Integer, nullable=False),
    Column("begun_at", String(40), nullable=False),
    Column("ended_at", String(40)),
)

company_match = Table(
    "company_match",
    metadata,
    Column("uscc", String(18), primary_key=True),
    Column("fits", SealedText("company_match.fits"), nullable=False),
    Column("changed_on", String(10), nullable=False),
)
