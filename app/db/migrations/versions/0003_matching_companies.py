"""Matching all companies: what companies state, which schemes fit, notices, payouts, simulations.

Columns that are sealed are plain text or bytes to the database. Conversations of before stay readable, and
`zhiban vault reseal` seals them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.errors import WrongSchema

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "company_match",
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("fits", sa.Text(), nullable=False),
        sa.Column("changed_on", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("uscc"),
    )
    op.create_table(
        "company_statement",
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("fact", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("stated_by", sa.String(length=80), nullable=False),
        sa.Column("stated_on", sa.String(length=10), nullable=False),
        sa.Column("stated_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("uscc", "fact"),
    )
    op.create_table(
        "match_run",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("on_day", sa.String(length=10), nullable=False),
        sa.Column("schemes", sa.Text(), nullable=False),
        sa.Column("schemes_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("seen_through", sa.String(length=18), nullable=False),
        sa.Column("companies", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.String(length=40), nullable=False),
        sa.Column("ended_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "notice",
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("told_at", sa.String(length=40), nullable=False),
        sa.Column("read_at", sa.String(length=40), nullable=True),
        sa.Column("unspread_since", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("notice_id"),
    )
    op.create_index(op.f("ix_notice_told_at"), "notice", ["told_at"], unique=False)
    op.create_index(op.f("ix_notice_unspread_since"), "notice", ["unspread_since"], unique=False)
    op.create_index("notices_of_a_company", "notice", ["uscc", "told_at", "notice_id"], unique=False)
    op.create_table(
        "notice_channel",
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address_index", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("confirm_sha256", sa.String(length=64), nullable=True),
        sa.Column("confirm_until", sa.String(length=40), nullable=True),
        sa.Column("stop_token", sa.Text(), nullable=False),
        sa.Column("stop_sha256", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("changed_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("channel_id"),
        sa.UniqueConstraint("confirm_sha256"),
        sa.UniqueConstraint("stop_sha256"),
    )
    op.create_index(op.f("ix_notice_channel_address_index"), "notice_channel", ["address_index"], unique=False)
    op.create_index(op.f("ix_notice_channel_uscc"), "notice_channel", ["uscc"], unique=False)
    op.create_table(
        "notice_subscription",
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("stopped_kinds", sa.Text(), nullable=False),
        sa.Column("stopped_at", sa.String(length=40), nullable=True),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("uscc"),
    )
    op.create_table(
        "payout_round",
        sa.Column("round_id", sa.String(length=40), nullable=False),
        sa.Column("scheme_id", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("item_version", sa.String(length=120), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("prepared_for", sa.String(length=10), nullable=False),
        sa.Column("handling", sa.String(length=20), nullable=False),
        sa.Column("handling_why", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("budget_cny", sa.String(length=30), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("seen_through", sa.String(length=40), nullable=False),
        sa.Column("companies_seen", sa.Integer(), nullable=False),
        sa.Column("numbered", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Integer(), nullable=False),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("begun_at", sa.String(length=40), nullable=False),
        sa.Column("prepared_at", sa.String(length=40), nullable=True),
        sa.Column("listed", sa.Integer(), nullable=True),
        sa.Column("total_cny", sa.String(length=30), nullable=True),
        sa.Column("list_sha256", sa.String(length=64), nullable=True),
        sa.Column("approved_by", sa.String(length=80), nullable=True),
        sa.Column("published_at", sa.String(length=40), nullable=True),
        sa.Column("published_on", sa.String(length=10), nullable=True),
        sa.Column("notice_workdays", sa.Integer(), nullable=True),
        sa.Column("notice_clause", sa.String(length=200), nullable=True),
        sa.Column("notice_until", sa.String(length=10), nullable=True),
        sa.Column("confirm_workdays", sa.Integer(), nullable=True),
        sa.Column("confirm_by", sa.String(length=10), nullable=True),
        sa.Column("discarded_by", sa.String(length=80), nullable=True),
        sa.Column("discard_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(approved_by IS NULL) = (published_at IS NULL)", name="a_notice_has_an_approver"),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> prepared_by", name="who_prepared_does_not_publish"),
        sa.PrimaryKeyConstraint("round_id"),
    )
    op.create_index(op.f("ix_payout_round_scheme_id"), "payout_round", ["scheme_id"], unique=False)
    op.create_index(op.f("ix_payout_round_state"), "payout_round", ["state"], unique=False)
    op.create_table(
        "simulation",
        sa.Column("simulation_id", sa.String(length=40), nullable=False),
        sa.Column("scheme_id", sa.String(length=80), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("on_day", sa.String(length=10), nullable=False),
        sa.Column("asked_by", sa.String(length=80), nullable=False),
        sa.Column("asked_at", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("seen_through", sa.String(length=18), nullable=False),
        sa.Column("companies_seen", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("simulation_id"),
    )
    op.create_index(op.f("ix_simulation_state"), "simulation", ["state"], unique=False)
    op.create_index("simulations_of_an_asker", "simulation", ["asked_by", "asked_at"], unique=False)
    op.create_table(
        "company_account",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("bound_by", sa.String(length=80), nullable=False),
        sa.Column("bound_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.account_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "uscc"),
    )
    op.create_index(op.f("ix_company_account_uscc"), "company_account", ["uscc"], unique=False)
    op.create_table(
        "notice_event",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("withdrawn_at", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["number"],
            ["audit_entry.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index(op.f("ix_notice_event_uscc"), "notice_event", ["uscc"], unique=False)
    op.create_index("notice_events_of_an_owner", "notice_event", ["owner", "number"], unique=False)
    op.create_table(
        "notice_mail",
        sa.Column("mail_id", sa.String(length=80), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("confirm_token", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.String(length=40), nullable=False),
        sa.Column("tried_at", sa.String(length=40), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["notice_channel.channel_id"],
        ),
        sa.PrimaryKeyConstraint("mail_id"),
    )
    op.create_index(op.f("ix_notice_mail_channel_id"), "notice_mail", ["channel_id"], unique=False)
    op.create_index("mails_due", "notice_mail", ["state", "due_at", "mail_id"], unique=False)
    op.create_table(
        "payout_entry",
        sa.Column("round_id", sa.String(length=40), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_name", sa.Text(), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("amount_cny", sa.String(length=30), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("checked_sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("open_key", sa.String(length=120), nullable=True),
        sa.Column("confirm_by", sa.String(length=10), nullable=True),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("answered_by", sa.String(length=80), nullable=True),
        sa.Column("answered_at", sa.String(length=40), nullable=True),
        sa.Column("doubt", sa.String(length=20), nullable=True),
        sa.Column("confirmed_cny", sa.String(length=30), nullable=True),
        sa.Column("stated_cny", sa.String(length=30), nullable=True),
        sa.Column("stated_by", sa.String(length=80), nullable=True),
        sa.Column("stated_reason", sa.Text(), nullable=True),
        sa.Column("held_by", sa.String(length=80), nullable=True),
        sa.Column("ruled_by", sa.String(length=80), nullable=True),
        sa.Column("ruling_reason", sa.Text(), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("told", sa.String(length=20), nullable=True),
        sa.CheckConstraint("(state = 'left_out') = (amount_cny IS NULL)", name="who_is_listed_has_an_amount"),
        sa.CheckConstraint("ruled_by IS NULL OR ruled_by <> held_by", name="who_held_does_not_rule"),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case.case_no"],
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["payout_round.round_id"],
        ),
        sa.PrimaryKeyConstraint("round_id", "uscc"),
        sa.UniqueConstraint("case_no"),
        sa.UniqueConstraint("open_key"),
        sa.UniqueConstraint("round_id", "number", name="an_entry_has_its_number"),
    )
    op.create_index(op.f("ix_payout_entry_uscc"), "payout_entry", ["uscc"], unique=False)
    op.create_index("payout_entries_in_order", "payout_entry", ["round_id", "state", "number"], unique=False)
    op.create_table(
        "payout_file",
        sa.Column("round_id", sa.String(length=40), nullable=False),
        sa.Column("file_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("prepared_by", sa.String(length=80), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("total_cny", sa.String(length=30), nullable=False),
        sa.Column("csv", sa.LargeBinary(), nullable=False),
        sa.Column("csv_sha256", sa.String(length=64), nullable=False),
        sa.Column("json", sa.LargeBinary(), nullable=False),
        sa.Column("json_sha256", sa.String(length=64), nullable=False),
        sa.Column("closed_by", sa.String(length=80), nullable=True),
        sa.Column("closed_at", sa.String(length=40), nullable=True),
        sa.CheckConstraint("made_by <> prepared_by", name="who_prepared_makes_no_file"),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["payout_round.round_id"],
        ),
        sa.PrimaryKeyConstraint("round_id", "file_no"),
    )
    op.create_table(
        "notice_mailed",
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("mail_id", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["notice_channel.channel_id"],
        ),
        sa.ForeignKeyConstraint(
            ["mail_id"],
            ["notice_mail.mail_id"],
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.notice_id"],
        ),
        sa.PrimaryKeyConstraint("channel_id", "notice_id"),
    )
    op.create_index(op.f("ix_notice_mailed_mail_id"), "notice_mailed", ["mail_id"], unique=False)
    op.create_table(
        "payout_file_entry",
        sa.Column("round_id", sa.String(length=40), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("file_no", sa.Integer(), nullable=False),
        sa.Column("amount_cny", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id", "file_no"],
            ["payout_file.round_id", "payout_file.file_no"],
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "uscc"],
            ["payout_entry.round_id", "payout_entry.uscc"],
        ),
        sa.PrimaryKeyConstraint("round_id", "uscc"),
    )
    op.create_table(
        "payout_objection",
        sa.Column("objection_no", sa.String(length=40), nullable=False),
        sa.Column("round_id", sa.String(length=40), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("settled_by", sa.String(length=80), nullable=True),
        sa.Column("settled_at", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id", "uscc"],
            ["payout_entry.round_id", "payout_entry.uscc"],
        ),
        sa.PrimaryKeyConstraint("objection_no"),
    )
    op.create_index("payout_objections_of_an_entry", "payout_objection", ["round_id", "uscc"], unique=False)


def downgrade() -> None:
    """Before there is a conversation that is sealed: the code of 0002 can't open it."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM assistant_turn")).scalar_one():
        raise WrongSchema("there are conversations, which this version keeps sealed; erase them or load the backup")
    op.drop_table("payout_objection")
    op.drop_table("payout_file_entry")
    op.drop_table("notice_mailed")
    op.drop_table("payout_file")
    op.drop_table("payout_entry")
    op.drop_table("notice_mail")
    op.drop_table("notice_event")
    op.drop_table("company_account")
    op.drop_table("simulation")
    op.drop_table("payout_round")
    op.drop_table("notice_subscription")
    op.drop_table("notice_channel")
    op.drop_table("notice")
    op.drop_table("match_run")
    op.drop_table("company_statement")
    op.drop_table("company_match")
