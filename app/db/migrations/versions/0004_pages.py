"""Pages: what applicants think of the service, why cases were handed over, drafts, replies of staff, switches of items.

Columns that are sealed are plain text or bytes to the database. Reasons of decisions made before are not counted: they
stand in sealed dossiers.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "application_draft",
        sa.Column("draft_id", sa.String(length=40), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("draft_id"),
        sa.UniqueConstraint("code_sha256"),
    )
    op.create_index("ix_application_draft_expires_at", "application_draft", ["expires_at"], unique=False)
    op.create_index("ix_application_draft_owner", "application_draft", ["owner"], unique=False)
    op.create_table(
        "item_switch",
        sa.Column("switch_id", sa.String(length=40), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("automation", sa.String(length=20), nullable=False),
        sa.Column("automation_before", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.String(length=40), nullable=False),
        sa.Column("confirmed_by", sa.String(length=80), nullable=True),
        sa.Column("in_force_since", sa.String(length=40), nullable=True),
        sa.Column("ended_at", sa.String(length=40), nullable=True),
        sa.Column("ended_by", sa.String(length=80), nullable=True),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name="widened_by_two"),
        sa.PrimaryKeyConstraint("switch_id"),
    )
    op.create_index(
        "one_switch_in_force",
        "item_switch",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text("state = 'in_force'"),
        postgresql_where=sa.text("state = 'in_force'"),
    )
    op.create_index(
        "one_switch_waiting",
        "item_switch",
        ["item_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index("switches_of_an_item", "item_switch", ["item_id", "created_at"], unique=False)
    op.create_table(
        "application_draft_file",
        sa.Column("draft_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("material", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("read", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["application_draft.draft_id"]),
        sa.PrimaryKeyConstraint("draft_id", "number"),
    )
    op.create_table(
        "assistant_handoff_reply",
        sa.Column("handoff_no", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("said_by", sa.String(length=80), nullable=False),
        sa.Column("said_at", sa.String(length=40), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["handoff_no"], ["assistant_handoff.handoff_no"]),
        sa.PrimaryKeyConstraint("handoff_no", "number"),
    )
    op.create_index("ix_assistant_handoff_reply_session_id", "assistant_handoff_reply", ["session_id"], unique=False)
    op.create_table(
        "decision_reason",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["case.case_no"]),
        sa.PrimaryKeyConstraint("case_no", "rule", "reason"),
    )
    op.create_table(
        "service_rating",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("created_at", sa.String(length=40), nullable=False),
        sa.CheckConstraint("grade BETWEEN 1 AND 5", name="five_grades"),
        sa.ForeignKeyConstraint(["case_no"], ["case.case_no"]),
        sa.PrimaryKeyConstraint("case_no"),
    )
    op.create_index("ix_service_rating_created_at", "service_rating", ["created_at"], unique=False)
    op.add_column("assistant_regression", sa.Column("note", sa.Text(), nullable=True))
    op.create_index("cases_by_day", "case", ["received_on", "item_id", "district"], unique=False)
    op.create_index(
        "cases_by_result", "case", ["result_at", "result", "item_id", "district", "received_at"], unique=False
    )
    op.create_index("decisions_by_outcome", "decision", ["case_no", "outcome"], unique=False)
    op.add_column("upload", sa.Column("read", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("upload", "read")
    op.drop_index("decisions_by_outcome", table_name="decision")
    op.drop_index("cases_by_result", table_name="case")
    op.drop_index("cases_by_day", table_name="case")
    op.drop_column("assistant_regression", "note")
    op.drop_index("ix_service_rating_created_at", table_name="service_rating")
    op.drop_table("service_rating")
    op.drop_table("decision_reason")
    op.drop_index("ix_assistant_handoff_reply_session_id", table_name="assistant_handoff_reply")
    op.drop_table("assistant_handoff_reply")
    op.drop_table("application_draft_file")
    op.drop_index("switches_of_an_item", table_name="item_switch")
    op.drop_index(
        "one_switch_waiting",
        table_name="item_switch",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index(
        "one_switch_in_force",
        table_name="item_switch",
        sqlite_where=sa.text("state = 'in_force'"),
        postgresql_where=sa.text("state = 'in_force'"),
    )
    op.drop_table("item_switch")
    op.drop_index("ix_application_draft_owner", table_name="application_draft")
    op.drop_index("ix_application_draft_expires_at", table_name="application_draft")
    op.drop_table("application_draft")
