"""How long cases are kept is set with its basis, noted in the log, and nobody's guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.db.engine import open_database, reading
from app.db.tables import audit_entry
from app.errors import NotFound
from app.personal.errors import BadRetention
from app.personal.retention import Retention
from tests.databases import database_of
from tests.office import FOOD, FixedClock

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def kept(tmp_path: Path) -> Retention:
    engine = open_database(database_of(tmp_path), tmp_path)
    return Retention(engine=engine, clock=FixedClock(), known_items={FOOD})


def _events(kept: Retention) -> list[tuple[str, str, str]]:
    with reading(kept.engine) as connection:
        rows = connection.execute(select(audit_entry).order_by(audit_entry.c.number)).all()
    return [(row.event, row.actor, row.subject) for row in rows]


def test_a_rule_is_set_changed_and_removed_and_each_is_logged(kept: Retention) -> None:
    kept.set(FOOD, 3650, "档案法 样例条", "operator")
    kept.set(FOOD, 365, "档案法 样例条", "operator")
    (rule,) = kept.rules()
    kept.remove(FOOD, "operator")

    assert (rule.item_id, rule.days, rule.basis) == (FOOD, 365, "档案法 样例条")
    assert kept.rules() == []
    assert _events(kept) == [
        ("retention_set", "operator", FOOD),
        ("retention_set", "operator", FOOD),
        ("retention_removed", "operator", FOOD),
    ]


@pytest.mark.parametrize(
    ("item_id", "days", "basis", "said"),
    [
        ("no-such-item", 10, "x", f"there are: {FOOD}"),
        (FOOD, 0, "x", "1 to"),
        (FOOD, -1, "x", "1 to"),
        (FOOD, 40_000, "x", "1 to"),
        (FOOD, 10, " ", "name the provision"),
        (FOOD, 10, "x" * 301, "name the provision"),
    ],
)
def test_a_rule_that_can_not_be_is_refused(kept: Retention, item_id: str, days: int, basis: str, said: str) -> None:
    with pytest.raises(BadRetention, match=said):
        kept.set(item_id, days, basis, "operator")

    assert (kept.rules(), _events(kept)) == ([], [])


def test_a_rule_that_is_not_there_is_not_removed(kept: Retention) -> None:
    with pytest.raises(NotFound):
        kept.remove(FOOD, "operator")
