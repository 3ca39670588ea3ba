"""How each register stands: how many records, of which day, and which load has not come to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from app.db.engine import reading
from app.db.tables import register_import, register_record
from app.registries.importing import ImportState
from app.registries.service import register_ids

if TYPE_CHECKING:
    from sqlalchemy import Engine

_KEPT: Final = select(
    register_record.c.register, func.count(), func.min(register_record.c.as_of), func.max(register_record.c.as_of)
).group_by(register_record.c.register)
_RUNNING: Final = (
    select(register_import.c.register, register_import.c.as_of, register_import.c.rows_done, register_import.c.begun_at)
    .where(register_import.c.state == ImportState.RUNNING.value)
    .order_by(register_import.c.begun_at)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A load that runs, or was interrupted and goes on when it is run again."""

    as_of: date
    rows_done: int
    begun_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The days of a register without records are None."""

    register: str
    records: int
    oldest: date | None
    newest: date | None
    unfinished: tuple[Unfinished, ...]


def standing(engine: Engine) -> list[Standing]:
    """Of every register there is."""
    with reading(engine) as connection:
        kept = {register: (count, oldest, newest) for register, count, oldest, newest in connection.execute(_KEPT)}
        running = connection.execute(_RUNNING).all()
    return [
        Standing(
            register=register,
            records=kept[register][0] if register in kept else 0,
            oldest=date.fromisoformat(kept[register][1]) if register in kept else None,
            newest=date.fromisoformat(kept[register][2]) if register in kept else None,
            unfinished=tuple(
                Unfinished(as_of=date.fromisoformat(one.as_of), rows_done=one.rows_done, begun_at=one.begun_at)
                for one in running
                if one.register == register
            ),
        )
        for register in register_ids()
    ]
