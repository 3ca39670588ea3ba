"""Tables of the audit chain. The database itself refuses to change or delete what stands in them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import DDL, Column, Integer, String, Table, Text, event

from app.db.tables.base import metadata

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

audit_checkpoint = Table(
    "audit_checkpoint",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("made_at", String(40), nullable=False),
    Column("public_key", String(64), nullable=False),
    Column("signature", String(128), nullable=False),
)

APPEND_ONLY: Final = (audit_entry, audit_checkpoint)
_REFUSED: Final = "the audit log is append-only"


def append_only_statements(dialect: str, table: str) -> tuple[str, ...]:
    """What makes the database refuse to change the table, run once after the table is made.

    SQLite replaces a row without telling the trigger on deletes, so a second row of one number is refused as well.
    """
    if dialect == "postgresql":
        function = (
            "CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
        )
        refuse = "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        return function, f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} {refuse}"
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    again = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE number = NEW.number)"  # noqa: S608  a table of ours  # nosec B608
    return (
        f"CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_is_not_replaced BEFORE INSERT ON {table} {again} {refuse}",
    )


for _table in APPEND_ONLY:
    for _dialect in ("sqlite", "postgresql"):
        for _statement in append_only_statements(_dialect, _table.name):
            event.listen(_table, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
