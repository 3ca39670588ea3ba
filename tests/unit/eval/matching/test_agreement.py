"""All companies at once and one at a time: every scheme of the corpora says the same of companies near its limits."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from app.subsidies.schemes import load_schemes
from approval_rules.matching.table import match_table
from approval_rules.schemes import MatchStatus
from corpora import CORPORA_DIR
from eval.matching import agreement
from eval.matching.agreement import compare, compared, days_of
from eval.matching.near_limits import NearLimits
from tests.unit.approval_rules.conditions.strategies import seeded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

from approval_rules.schemes import Scheme

ON = date(2025, 11, 20)


@cache
def _schemes() -> tuple[Scheme, ...]:
    return load_schemes(CORPORA_DIR)


def test_the_table_says_of_every_pair_what_is_said_of_it_alone() -> None:
    found = compare(_schemes(), 4000)

    assert found.pairs >= 4000
    assert found.disagreements == 0, found.different


def test_near_the_limits_every_answer_occurs() -> None:
    drawn, chance = NearLimits(_schemes(), ON), seeded(1)

    found = compared(_schemes(), [drawn.company(chance) for _ in range(60)], ON)

    assert min(found.statuses[status] for status in MatchStatus) > 0
    assert found.with_amount > 100


def test_an_answer_that_is_another_is_counted_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    right = match_table

    def wrong(schemes: Sequence[Scheme], table: pl.DataFrame, on: date) -> pl.DataFrame:
        return right(schemes, table, on).with_columns(pl.col(f"{schemes[0].id}.amount_cny") + 1)

    monkeypatch.setattr(agreement, "match_table", wrong)
    running = [one for one in _schemes() if one.version_on(ON) and one.version_on(ON).amount.rows]  # type: ignore[union-attr]
    drawn, chance = NearLimits(running[:1], ON), seeded(1)

    found = compared(running[:1], [drawn.company(chance) for _ in range(60)], ON)

    assert found.disagreements == found.with_amount > 0
    assert running[0].id in found.different[0]


def test_a_scheme_is_in_force_on_every_day_that_is_compared() -> None:
    days = days_of(_schemes())

    assert date(2024, 2, 29) in days
    assert all(any(scheme.version_on(day) for scheme in _schemes()) for day in days)
