"""What an intruder with full access to the database could do first: take away what makes the audit log append-only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

TABLES = ("audit_entry", "audit_checkpoint")


def unguard(connection: Connection) -> None:
    """Drop the triggers on the audit tables."""
    for table in TABLES:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_stays ON {table}"))
        else:
            for what in ("changed", "deleted", "replaced"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_is_not_{what}"))
