"""What a company says of itself, beside what the registers know: kept with its day, changed and taken back by it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.db.engine import reading
from app.db.tables import company_statement
from approval_rules.facts import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Engine

    from approval_rules.values import Value

_KEPT: Final = company_statement.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One fact as the company stated it. `fact`: full name, such as `profile.employees`."""

    fact: str
    value: Value
    stated_on: date


def statements_of(engine: Engine, usccs: Collection[str]) -> dict[str, tuple[Statement, ...]]:
    """Of each company that stated anything, by the names of the facts; one whose fact is known no longer is passed."""
    vocabulary = load_vocabulary()
    wanted = select(_KEPT.uscc, _KEPT.fact, _KEPT.value, _KEPT.stated_on).where(_KEPT.uscc.in_(list(usccs)))
    found: dict[str, list[Statement]] = {}
    with reading(engine) as connection:
        for uscc, fact, value, stated_on in connection.execute(wanted.order_by(_KEPT.uscc, _KEPT.fact)):
            if fact in vocabulary:
                one = Statement(
                    fact=fact, value=vocabulary[fact].parse(json.loads(value)), stated_on=date.fromisoformat(stated_on)
                )
                found.setdefault(uscc, []).append(one)
    return {uscc: tuple(ones) for uscc, ones in found.items()}
