"""What alembic runs for each command; the connection is handed over by `running`."""

from __future__ import annotations

from alembic import context

from app.db.migrations.running import options

context.configure(connection=context.config.attributes["connection"], **options())
with context.begin_transaction():
    context.run_migrations()
