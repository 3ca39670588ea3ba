"""What people are called whom records name by their account's id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.db.engine import reading
from app.db.tables import account

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Engine

_STAFF: Final = "staff:"


def titles_of(engine: Engine, names: Iterable[str | None]) -> dict[str, str]:
    """By `staff:<account id>`; whoever is no account, `machine` say, is called by that very name."""
    wanted = {name for name in names if name}
    ids = [name.removeprefix(_STAFF) for name in wanted if name.startswith(_STAFF)]
    with reading(engine) as connection:
        rows = connection.execute(select(account.c.account_id, account.c.title).where(account.c.account_id.in_(ids)))
        known = {f"{_STAFF}{row.account_id}": row.title for row in rows}
    return {name: known.get(name, name) for name in wanted}
