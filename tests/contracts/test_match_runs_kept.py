"""Runs over the registers, on each kind of database: one at a time, and what they keep."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.db.engine import open_database, reading, transaction
from app.matching import runs
from app.matching.errors import AlreadyRunning
from app.matching.fits import Fit
from app.matching.kept import keep, read_kept
from app.matching.runs import MatchRunState
from tests.office import ON, FixedClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

CERTAIN = Fit(is_possible=False, amount_cny=Decimal("1000.50"))
POSSIBLE = Fit(is_possible=True, amount_cny=None)


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(database_url, tmp_path)
    yield engine
    engine.dispose()


def test_one_process_at_a_time_matches_everybody(engine: Engine, database_url: str, tmp_path: Path) -> None:
    other = open_database(database_url, tmp_path)

    with runs.alone(engine, tmp_path), pytest.raises(AlreadyRunning), runs.alone(other, tmp_path):
        pass
    with runs.alone(other, tmp_path):
        pass

    other.dispose()


def test_a_run_goes_on_as_far_as_it_is_and_comes_to_its_end(engine: Engine) -> None:
    run = runs.begin(engine, FixedClock(), [], ON, "operator")
    further = replace(run, seen_through="9131", companies=5, changed=2, told=3, left_out=1)
    with transaction(engine) as connection:
        runs.advance(connection, run, further)

    assert runs.begin(engine, FixedClock(), [], ON, "operator") == further
    assert not runs.is_done(engine, [], ON)
    assert runs.end(engine, FixedClock(), further, "operator").state is MatchRunState.DONE
    assert runs.is_done(engine, [], ON)
    assert runs.begin(engine, FixedClock(), [], ON, "operator").number == run.number + 1


def test_a_run_that_another_process_took_further_keeps_nothing(engine: Engine) -> None:
    run = runs.begin(engine, FixedClock(), [], ON, "operator")
    with transaction(engine) as connection:
        runs.advance(connection, run, replace(run, seen_through="2"))

    def late() -> None:
        with transaction(engine) as connection:
            keep(connection, {"1": {"a@2026-01-01": CERTAIN}}, ON)
            runs.advance(connection, run, replace(run, seen_through="1"))

    with pytest.raises(AlreadyRunning):
        late()

    with reading(engine) as connection:
        assert read_kept(connection, ["1"]) == {}


def test_what_fits_is_kept_exactly_replaced_and_forgotten_when_nothing_does(engine: Engine) -> None:
    with transaction(engine) as connection:
        keep(connection, {"1": {"a@2026-01-01": CERTAIN}, "2": {"b@2026-01-01": POSSIBLE}, "3": {}}, ON)
        keep(connection, {"2": {"a@2026-01-01": CERTAIN, "b@2026-01-01": POSSIBLE}, "1": {}}, ON)

    with reading(engine) as connection:
        assert read_kept(connection, ["1", "2", "3"]) == {"2": {"a@2026-01-01": CERTAIN, "b@2026-01-01": POSSIBLE}}
