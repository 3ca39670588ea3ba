"""What happened to cases, read back: of one case, or of all that one owner sent in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from app.db.engine import reading
from app.db.tables import case_event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine, RowMapping, Select

MOST_OF_A_CASE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event; `content` holds no personal data. Numbers rise in the order of commits."""

    number: int
    case_no: str
    kind: str
    at: datetime
    content: Mapping[str, Any]


def events_of_case(engine: Engine, case_no: str) -> list[Happened]:
    """Oldest first."""
    return _read(engine, _EVENTS.where(case_event.c.case_no == case_no), MOST_OF_A_CASE)


def events_after(engine: Engine, owner: str, number: int, most: int) -> list[Happened]:
    """The next events of the owner's cases after that number, oldest first."""
    return _read(engine, _EVENTS.where(case_event.c.owner == owner, case_event.c.number > number), most)


def last_number(engine: Engine) -> int:
    """Of all events; 0 when there is none."""
    with reading(engine) as connection:
        return int(connection.execute(select(func.coalesce(func.max(case_event.c.number), 0))).scalar_one())


def owners_after(engine: Engine, number: int) -> tuple[frozenset[str], int]:
    """Whose cases something happened to after that number, and the last number looked at."""
    wanted = (
        select(case_event.c.owner, func.max(case_event.c.number).label("last"))
        .where(case_event.c.number > number)
        .group_by(case_event.c.owner)
    )
    with reading(engine) as connection:
        rows = connection.execute(wanted).all()
    return frozenset(row.owner for row in rows), max((row.last for row in rows), default=number)


_EVENTS = select(case_event).order_by(case_event.c.number)


def _read(engine: Engine, wanted: Select[Any], most: int) -> list[Happened]:
    with reading(engine) as connection:
        return [_happened(row) for row in connection.execute(wanted.limit(most)).mappings()]


def _happened(row: RowMapping) -> Happened:
    return Happened(
        number=row["number"],
        case_no=row["case_no"],
        kind=row["kind"],
        at=datetime.fromisoformat(row["at"]),
        content=json.loads(row["content"]),
    )
