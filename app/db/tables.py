"""The tables. Dates are ISO text in Shanghai, instants ISO text in UTC, money decimal text: exact on every database."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

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

case = Table(
    "case",
    metadata,
    Column("case_no", String(40), primary_key=True),
    Column("item_id", String(80), nullable=False),
    Column("item_version", String(120), nullable=False),
    Column("state", String(30), nullable=False, index=True),
    Column("received_on", String(10), nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("applicant_name", Text, nullable=False),
    Column("applicant_key", String(18), nullable=False, index=True),
    Column("review_requested_at", String(40)),
    Column("application", Text, nullable=False),
)

upload = Table(
    "upload",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("material", String(80), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("name", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
)

decision = Table(
    "decision",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("decided_by", String(80), nullable=False),
    Column("decided_at", String(40), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("amount_cny", String(30)),
    Column("dossier_sha256", String(64), nullable=False),
    Column("dossier", LargeBinary, nullable=False),
)

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
