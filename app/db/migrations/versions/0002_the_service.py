"""What the service adds: accounts and keys, the course of a case, webhooks, sealed columns, an audit log that stays.

Columns that are sealed are plain text or bytes to the database. What stood in them before stays readable, and
`zhiban vault reseal` seals it.
"""

# ruff: noqa: PLR0915  as many statements as there are tables

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.errors import WrongSchema

revision = "0002"
down_revision = "0001"

APPEND_ONLY = ("audit_entry", "audit_checkpoint")
REFUSED = "the audit log is append-only"


def upgrade() -> None:
    _make_tables()
    _add_columns()
    op.execute("UPDATE register_record SET since = as_of || 'T00:00:00+00:00', import_id = ''")
    with op.batch_alter_table("register_record") as batch_op:
        batch_op.alter_column("since", existing_type=sa.String(length=40), nullable=False)
        batch_op.alter_column("import_id", existing_type=sa.String(length=32), nullable=False)
    op.execute('UPDATE "case" SET state_since = received_at')
    for table in APPEND_ONLY:
        for statement in _append_only(op.get_bind().dialect.name, table):
            op.execute(statement)


def downgrade() -> None:
    """Before there is anything sealed: the code of 0001 can't open it."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM data_key")).scalar_one():
        raise WrongSchema("the service has worked with this database and sealed what stands in it; load the backup")
    _drop_what_was_added()
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_is_append_only CASCADE")
    else:
        for name in ("is_not_changed", "is_not_deleted", "is_not_replaced"):
            op.execute(f"DROP TRIGGER audit_entry_{name}")


def _make_tables() -> None:
    op.create_table(
        "account",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("totp_used_step", sa.Integer(), nullable=True),
        sa.Column("issuer", sa.String(length=200), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("account_id"),
        sa.UniqueConstraint("issuer", "subject"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "api_key",
        sa.Column("key_id", sa.String(length=20), nullable=False),
        sa.Column("client", sa.String(length=60), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("districts", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.Column("revoked_at", sa.String(length=40), nullable=True),
        sa.Column("used_on", sa.String(length=10), nullable=True),
        sa.PrimaryKeyConstraint("key_id"),
    )
    with op.batch_alter_table("api_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_key_client"), ["client"], unique=False)

    op.create_table(
        "audit_checkpoint",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "batch",
        sa.Column("batch_id", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.String(length=10), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.Column("ended_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("batch_id"),
    )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_state"), ["state"], unique=False)

    op.create_table(
        "data_key",
        sa.Column("key_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.String(length=40), nullable=False),
        sa.Column("retired_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("key_id"),
    )
    op.create_table(
        "oidc_sign_in",
        sa.Column("state_sha256", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("code_verifier", sa.String(length=128), nullable=False),
        sa.Column("next_path", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("state_sha256"),
    )
    with op.batch_alter_table("oidc_sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_oidc_sign_in_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "register_import",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.String(length=40), nullable=False),
        sa.Column("ended_at", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("register_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_import_register"), ["register"], unique=False)

    op.create_table(
        "register_record_past",
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("since", sa.String(length=40), nullable=False),
        sa.Column("replaced_at", sa.String(length=40), nullable=False),
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("register", "key", "version"),
    )
    op.create_table(
        "register_refusal",
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.Column("row", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "row"),
    )
    op.create_table(
        "retention_rule",
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.Column("set_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("item_id"),
    )
    op.create_table(
        "sign_in_try",
        sa.Column("tried_sha256", sa.String(length=64), nullable=False),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.String(length=40), nullable=False),
        sa.Column("locked_until", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("tried_sha256"),
    )
    with op.batch_alter_table("sign_in_try", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_try_tried_at"), ["tried_at"], unique=False)

    op.create_table(
        "submission_key",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("used_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("owner", "key"),
    )
    with op.batch_alter_table("submission_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_key_used_at"), ["used_at"], unique=False)

    op.create_table(
        "upload_session",
        sa.Column("upload_id", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("received_bytes", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("begun_at", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("upload_id"),
    )
    with op.batch_alter_table("upload_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_session_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_session_owner"), ["owner"], unique=False)

    op.create_table(
        "upload_use",
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("used_on", sa.String(length=10), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "used_on"),
    )
    op.create_table(
        "webhook_subscription",
        sa.Column("subscription_id", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("told_through", sa.Integer(), nullable=False),
        sa.Column("rest_until", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id"),
    )
    with op.batch_alter_table("webhook_subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_subscription_owner"), ["owner"], unique=False)
        batch_op.create_index(batch_op.f("ix_webhook_subscription_state"), ["state"], unique=False)

    op.create_table(
        "account_grant",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("district", sa.String(length=6), nullable=False),
        sa.Column("item_id", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.account_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "role", "district", "item_id"),
    )
    op.create_table(
        "batch_line",
        sa.Column("batch_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("application", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.batch_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("batch_id", "number"),
    )
    op.create_table(
        "case_clock",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("workdays", sa.Integer(), nullable=False),
        sa.Column("started_on", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("stopped_on", sa.String(length=10), nullable=True),
        sa.Column("stopped_workdays", sa.Integer(), nullable=False),
        sa.Column("ended_on", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case.case_no"],
        ),
        sa.PrimaryKeyConstraint("case_no", "name"),
    )
    with op.batch_alter_table("case_clock", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_clock_due_on"), ["due_on"], unique=False)

    op.create_table(
        "case_commitment",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("material", sa.String(length=80), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=False),
        sa.Column("check_due_on", sa.String(length=10), nullable=False),
        sa.Column("checked_by", sa.String(length=80), nullable=True),
        sa.Column("checked_at", sa.String(length=40), nullable=True),
        sa.Column("result", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case.case_no"],
        ),
        sa.PrimaryKeyConstraint("case_no", "material"),
    )
    with op.batch_alter_table("case_commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_commitment_check_due_on"), ["check_due_on"], unique=False)

    op.create_table(
        "case_correction",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("requested_by", sa.String(length=80), nullable=False),
        sa.Column("requested_at", sa.String(length=40), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("answered_at", sa.String(length=40), nullable=True),
        sa.Column("application_before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case.case_no"],
        ),
        sa.PrimaryKeyConstraint("case_no", "round"),
    )
    op.create_table(
        "case_deferral",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("material", sa.String(length=80), nullable=False),
        sa.Column("deferral_due_on", sa.String(length=10), nullable=False),
        sa.Column("filed_at", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case.case_no"],
        ),
        sa.PrimaryKeyConstraint("case_no", "material"),
    )
    with op.batch_alter_table("case_deferral", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_deferral_deferral_due_on"), ["deferral_due_on"], unique=False)

    op.create_table(
        "case_event",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case.case_no"],
        ),
        sa.ForeignKeyConstraint(
            ["number"],
            ["audit_entry.number"],
        ),
        sa.PrimaryKeyConstraint("number"),
    )
    with op.batch_alter_table("case_event", schema=None) as batch_op:
        batch_op.create_index("events_of_an_owner", ["owner", "number"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_event_case_no"), ["case_no"], unique=False)

    op.create_table(
        "case_review",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reviewer_id", sa.String(length=80), nullable=False),
        sa.Column("opinion", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.String(length=40), nullable=False),
        sa.Column("approver_id", sa.String(length=80), nullable=True),
        sa.Column("ruling", sa.String(length=20), nullable=True),
        sa.Column("ruling_reason", sa.Text(), nullable=True),
        sa.Column("ruled_at", sa.String(length=40), nullable=True),
        sa.CheckConstraint("(ruling IS NULL) = (approver_id IS NULL)", name="a_ruling_has_an_approver"),
        sa.CheckConstraint("approver_id IS NULL OR approver_id <> reviewer_id", name="one_review_one_approval"),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case.case_no"],
        ),
        sa.PrimaryKeyConstraint("case_no", "round"),
    )
    op.create_table(
        "decision_past",
        sa.Column("case_no", sa.String(length=40), nullable=False),
        sa.Column("decided_at", sa.String(length=40), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("amount_cny", sa.String(length=30), nullable=True),
        sa.Column("dossier_sha256", sa.String(length=64), nullable=False),
        sa.Column("dossier", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_no"],
            ["case.case_no"],
        ),
        sa.PrimaryKeyConstraint("case_no", "decided_at"),
    )
    op.create_table(
        "password_token",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.account_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_sha256"),
    )
    with op.batch_alter_table("password_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_token_account_id"), ["account_id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.account_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "code_sha256"),
    )
    op.create_table(
        "sign_in_session",
        sa.Column("session_sha256", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=40), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.String(length=40), nullable=False),
        sa.Column("used_at", sa.String(length=40), nullable=False),
        sa.Column("expires_at", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.account_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("session_sha256"),
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_session_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_session_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "webhook_delivery",
        sa.Column("subscription_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.String(length=40), nullable=False),
        sa.Column("tried_at", sa.String(length=40), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subscription_id"],
            ["webhook_subscription.subscription_id"],
        ),
        sa.PrimaryKeyConstraint("subscription_id", "number"),
    )
    with op.batch_alter_table("webhook_delivery", schema=None) as batch_op:
        batch_op.create_index("deliveries_due", ["subscription_id", "state", "due_at", "number"], unique=False)


def _add_columns() -> None:
    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner", sa.String(length=80), server_default="applicant", nullable=False))
        batch_op.add_column(sa.Column("district", sa.String(length=6), server_default="", nullable=False))
        batch_op.add_column(sa.Column("state_since", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("undecided_since", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("assigned_to", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("escalated_at", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("result", sa.String(length=30), nullable=True))
        batch_op.add_column(sa.Column("result_at", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.String(length=40), nullable=True))
        batch_op.alter_column(
            "applicant_key", existing_type=sa.VARCHAR(length=18), type_=sa.String(length=80), existing_nullable=False
        )
        batch_op.create_index("cases_of_an_owner", ["owner", "received_at", "case_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_assigned_to"), ["assigned_to"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_undecided_since"), ["undecided_since"], unique=False)

    with op.batch_alter_table("register_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("since", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("import_id", sa.String(length=32), nullable=True))
        batch_op.alter_column(
            "key", existing_type=sa.VARCHAR(length=60), type_=sa.String(length=80), existing_nullable=False
        )

    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.String(length=40), nullable=True))
        batch_op.create_index("cases_with_a_file", ["sha256"], unique=False)


def _drop_what_was_added() -> None:
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index("cases_with_a_file")
        batch_op.drop_column("erased_at")

    with op.batch_alter_table("register_record", schema=None) as batch_op:
        batch_op.alter_column(
            "key", existing_type=sa.String(length=80), type_=sa.VARCHAR(length=60), existing_nullable=False
        )
        batch_op.drop_column("import_id")
        batch_op.drop_column("since")

    with op.batch_alter_table("case", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_undecided_since"))
        batch_op.drop_index(batch_op.f("ix_case_assigned_to"))
        batch_op.drop_index("cases_of_an_owner")
        batch_op.alter_column(
            "applicant_key", existing_type=sa.String(length=80), type_=sa.VARCHAR(length=18), existing_nullable=False
        )
        batch_op.drop_column("erased_at")
        batch_op.drop_column("result_at")
        batch_op.drop_column("result")
        batch_op.drop_column("escalated_at")
        batch_op.drop_column("assigned_to")
        batch_op.drop_column("undecided_since")
        batch_op.drop_column("state_since")
        batch_op.drop_column("district")
        batch_op.drop_column("owner")

    op.drop_table("webhook_delivery")
    op.drop_table("sign_in_session")
    op.drop_table("recovery_code")
    op.drop_table("password_token")
    op.drop_table("decision_past")
    op.drop_table("case_review")
    op.drop_table("case_event")
    op.drop_table("case_deferral")
    op.drop_table("case_correction")
    op.drop_table("case_commitment")
    op.drop_table("case_clock")
    op.drop_table("batch_line")
    op.drop_table("account_grant")
    op.drop_table("webhook_subscription")
    op.drop_table("upload_use")
    op.drop_table("upload_session")
    op.drop_table("submission_key")
    op.drop_table("sign_in_try")
    op.drop_table("retention_rule")
    op.drop_table("register_refusal")
    op.drop_table("register_record_past")
    op.drop_table("register_import")
    op.drop_table("oidc_sign_in")
    op.drop_table("data_key")
    op.drop_table("batch")
    op.drop_table("audit_checkpoint")
    op.drop_table("api_key")
    op.drop_table("account")


def _append_only(dialect: str, table: str) -> tuple[str, ...]:
    if dialect == "postgresql":
        function = (
            "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
        )
        refuse = "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        return function, f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} {refuse}"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    again = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number)"  # noqa: S608  # nosec B608  a table of ours
    return (
        f"CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_is_not_replaced BEFORE INSERT ON {table} {again} {refuse}",
    )
