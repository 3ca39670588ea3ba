"""Tables of the conversations."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, String, Table, Text, UniqueConstraint

from app.db.sealed import SealedText
from app.db.tables.base import metadata

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
    Column("question", SealedText("assistant_turn.question"), nullable=False),
    Column("about", String(20), nullable=False),
    Column("case_no", String(40)),
    Column("state", String(20), nullable=False),
    Column("reply", SealedText("assistant_turn.reply")),
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
    Column("note", Text),
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
    Column("contact", SealedText("assistant_handoff.contact"), nullable=False),
    Column("transcript", SealedText("assistant_handoff.transcript"), nullable=False),
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

assistant_handoff_reply = Table(
    "assistant_handoff_reply",
    metadata,
    Column("handoff_no", ForeignKey("assistant_handoff.handoff_no"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("session_id", String(40), nullable=False, index=True),
    Column("said_by", String(80), nullable=False),
    Column("said_at", String(40), nullable=False),
    Column("said", SealedText("assistant_handoff_reply.said"), nullable=False),
)

assistant_sign_in_try = Table(
    "assistant_sign_in_try",
    metadata,
    Column("try_id", String(40), primary_key=True),
    Column("session_id", String(40), nullable=False, index=True),
    Column("case_sha256", String(64), nullable=False, index=True),
    Column("tried_at", String(40), nullable=False),
)
