"""The tables. Dates are ISO text in Shanghai, instants ISO text in UTC, money decimal text: exact on every database."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

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

assistant_session = Table(
    "assistant_session",
    metadata,
    Column("session_id", String(40), primary_key=True),
    Column("token_sha256", String(64), nullable=False),
    Column("begun_at", String(40), nullable=False),
    Column("used_at", String(40), nullable=False, index=True),
    Column("applicant", String(40)),
    Column("region", String(6)),
    Column("signed_in_case_no", String(40)),
    Column("signed_in_at", String(40)),
)

assistant_turn = Table(
    "assistant_turn",
    metadata,
    Column("session_id", ForeignKey("assistant_session.session_id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", String(64)),
    Column("asked_at", String(40), nullable=False),
    Column("asked_on", String(10), nullable=False),
    Column("question", Text, nullable=False),
    Column("about", String(20), nullable=False),
    Column("case_no", String(40)),
    Column("state", String(20), nullable=False),
    Column("reply", Text),
    Column("failure", String(60)),
    UniqueConstraint("session_id", "key"),
)

assistant_rating = Table(
    "assistant_rating",
    metadata,
    Column("session_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("thumb", String(10), nullable=False),
    Column("word", Text, nullable=False),
    Column("rated_at", String(40), nullable=False),
    ForeignKeyConstraint(
        ["session_id", "number"], ["assistant_turn.session_id", "assistant_turn.number"], ondelete="CASCADE"
    ),
)

assistant_regression = Table(
    "assistant_regression",
    metadata,
    Column("regression_id", String(40), primary_key=True),
    Column("session_id", String(40), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("reported_at", String(40), nullable=False),
    Column("asked_on", String(10), nullable=False),
    Column("turns", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("word", Text, nullable=False),
    Column("expected", Text),
    Column("judged_by", String(80)),
    Column("judged_at", String(40)),
    UniqueConstraint("session_id", "number"),
)

assistant_handoff = Table(
    "assistant_handoff",
    metadata,
    Column("handoff_no", String(40), primary_key=True),
    Column("session_id", String(40), nullable=False, index=True),
    Column("state", String(20), nullable=False, index=True),
    Column("asked_at", String(40), nullable=False),
    Column("note", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("transcript", Text, nullable=False),
    Column("taken_by", String(80)),
    Column("taken_at", String(40)),
    Column("closed_by", String(80)),
    Column("closed_at", String(40)),
)

Index(
    "one_open_handoff_a_session",
    assistant_handoff.c.session_id,
    unique=True,
    sqlite_where=assistant_handoff.c.closed_at.is_(None),
    postgresql_where=assistant_handoff.c.closed_at.is_(None),
)

assistant_sign_in_try = Table(
    "assistant_sign_in_try",
    metadata,
    Column("try_id", String(40), primary_key=True),
    Column("session_id", String(40), nullable=False, index=True),
    Column("case_sha256", String(64), nullable=False, index=True),
    Column("tried_at", String(40), nullable=False),
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
