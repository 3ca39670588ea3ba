"""Tables of companies: who acts for one, and what it said of itself."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from app.db.sealed import SealedText
from app.db.tables.base import metadata

company_account = Table(
    "company_account",
    metadata,
    Column("account_id", ForeignKey("account.account_id", ondelete="CASCADE"), primary_key=True),
    Column("uscc", String(18), primary_key=True, index=True),
    Column("bound_by", String(80), nullable=False),
    Column("bound_at", String(40), nullable=False),
)

company_statement = Table(
    "company_statement",
    metadata,
    Column("uscc", String(18), primary_key=True),
    Column("fact", String(80), primary_key=True),
    Column("value", SealedText("company_statement.value"), nullable=False),
    Column("stated_by", String(80), nullable=False),
    Column("stated_on", String(10), nullable=False),
    Column("stated_at", String(40), nullable=False),
)
