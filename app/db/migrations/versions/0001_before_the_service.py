"""The tables as they were when versions began."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "assistant_handoff",
        sa.Column("handoff_no", sa.String(length=40), nullable=False),
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("transcript", sa.Text(), nullable=False),
        sa.Column("taken_by", sa.String(length=80), nullable=True),
        sa.Column("taken_at", sa.String(length=40), nullable=True),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("closed_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("handoff_no"),
    )
    op.create_index(op.f("ix_assistant_handoff_session_id"), "assistant_handoff", ["session_id"], unique=False)
    op.create_index(op.f("ix_assistant_handoff_state"), "assistant_handoff", ["state"], unique=False)
    op.create_index(
        "one_open_handoff_a_session",
        "assistant_handoff",
        ["session_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "assistant_regression",
        sa.Column("regression_id", sa.String(length=40), nullable=False),
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reported_at", sa.String(length=40), nullable=False),
        sa.Column("asked_on", sa.String(length=10), nullable=False),
        sa.Column("turns", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("expected", sa.Text(), nullable=True),
        sa.Column("judged_by", sa.String(length=80), nullable=True),
        sa.Column("judged_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("regression_id"),
        sa.UniqueConstraint("session_id", "number"),
    )
    op.create_index(op.f("ix_assistant_regression_state"), "assistant_regression", ["state"], unique=False)
    op.create_table(
        "assistant_session",
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.String(length=40), nullable=False),
        sa.Column("used_at", sa.String(length=40), nullable=False),
        sa.Column("applicant", sa.String(length=40), nullable=True),
        sa.Column("region", sa.String(length=6), nullable=True),
        sa.Column("signed_in_case_no", sa.String(length=40), nullable=True),
        sa.Column("signed_in_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("session_id"),
    )
    op.create_index(op.f("ix_assistant_session_used_at"), "assistant_session", ["used_at"], unique=False)
    op.create_table(
        "assistant_sign_in_try",
        sa.Column("try_id", sa.String(length=40), nullable=False),
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("case_sha256", sa.String(length=64), nullable=False),
        sa.Column("tried_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("try_id"),
    )
    op.create_index(
        op.f("ix_assistant_sign_in_try_case_sha256"), "assistant_sign_in_try", ["case_sha256"], unique=False
    )
    op.create_index(op.f("ix_assistant_sign_in_try_session_id"), "assistant_sign_in_try", ["session_id"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("previous_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "case",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("item_version", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("received_on", sa.String(length=10), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.Column("applicant_name", sa.Text(), nullable=False),
        sa.Column("applicant_key", sa.String(length=18), nullable=False),
        sa.Column("review_requested_at", sa.String(length=40), nullable=True),
        sa.Column("application", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_index(op.f("ix_case_applicant_key"), "case", ["applicant_key"], unique=False)
    op.create_index(op.f("ix_case_state"), "case", ["state"], unique=False)
    op.create_table(
        "register_record",
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("register", "key"),
    )
    op.create_table(
        "assistant_turn",
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.String(length=40), nullable=False),
        sa.Column("asked_on", sa.String(length=10), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("failure", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["assistant_session.session_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_id", "number"),
        sa.UniqueConstraint("session_id", "key"),
    )
    op.create_table(
        "decision",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("decided_at", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("amount_cny", sa.String(length=30), nullable=True),
        sa.Column("dossier_sha256", sa.String(length=64), nullable=False),
        sa.Column("dossier", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case.case_no"],
        ),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_table(
        "upload",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("material", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case.case_no"],
        ),
        sa.PrimaryKeyConstraint("case_no", "material", "sha256"),
    )
    op.create_table(
        "assistant_rating",
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("thumb", sa.String(length=10), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("rated_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id", "number"], ["assistant_turn.session_id", "assistant_turn.number"], ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("session_id", "number"),
    )


def downgrade() -> None:
    op.drop_table("assistant_rating")
    op.drop_table("upload")
    op.drop_table("decision")
    op.drop_table("assistant_turn")
    op.drop_table("register_record")
    op.drop_index(op.f("ix_case_state"), table_name="case")
    op.drop_index(op.f("ix_case_applicant_key"), table_name="case")
    op.drop_table("case")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_assistant_sign_in_try_session_id"), table_name="assistant_sign_in_try")
    op.drop_index(op.f("ix_assistant_sign_in_try_case_sha256"), table_name="assistant_sign_in_try")
    op.drop_table("assistant_sign_in_try")
    op.drop_index(op.f("ix_assistant_session_used_at"), table_name="assistant_session")
    op.drop_table("assistant_session")
    op.drop_index(op.f("ix_assistant_regression_state"), table_name="assistant_regression")
    op.drop_table("assistant_regression")
    op.drop_index(
        "one_open_handoff_a_session",
        table_name="assistant_handoff",
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.drop_index(op.f("ix_assistant_handoff_state"), table_name="assistant_handoff")
    op.drop_index(op.f("ix_assistant_handoff_session_id"), table_name="assistant_handoff")
    op.drop_table("assistant_handoff")
