"""One run over all companies at a time; one that was broken off or killed goes on where it was."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.audit import service as audit
from app.db.engine import open_database, reading, transaction
from app.db.tables import match_run
from app.matching import runs
from app.matching.errors import AlreadyRunning
from app.matching.nightly import match_today
from app.matching.over_registers import BATCH, match_registers
from app.matching.runs import MatchRunState
from app.registries.importing import import_records
from app.registries.synthetic import MADE_UP, World
from tests.matching_runs import kept, matching, scheme, told
from tests.office import ON, open_office
from tests.worker import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from app.flows.office import Office

ROOT = Path(__file__).parents[2]


def test_a_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    office = open_office(tmp_path)

    with runs.alone(office.engine, tmp_path), pytest.raises(AlreadyRunning, match="another process"):
        match_registers(matching(office, tmp_path, scheme("here")), ON)

    assert match_registers(matching(office, tmp_path, scheme("here")), ON).companies == 1


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Office]:
    """Companies for four batches, with all that the registers know of them."""
    office = open_office(tmp_path)
    world = World(3 * BATCH + 7, 0)
    for register in MADE_UP:
        import_records(office.engine, world.rows(register), register, ON)
    yield office
    office.engine.dispose()


def test_a_run_that_was_broken_off_goes_on_where_it_was(city: Office, tmp_path: Path) -> None:
    stops = iter([False, True])
    district = scheme("district", {"fact": "profile.region", "within": ["310000"]})
    first = match_registers(matching(city, tmp_path, district, stops=lambda: next(stops)), ON)
    assert (first.state, first.companies) == (MatchRunState.RUNNING, BATCH)

    second = match_registers(matching(city, tmp_path, district), ON)

    assert (second.state, second.number) == (MatchRunState.DONE, first.number)
    assert second.companies == 3 * BATCH + 7
    assert second.told == sum(told(city.engine).values()) == len(told(city.engine))


def test_a_run_of_yesterday_that_was_broken_off_is_abandoned(city: Office, tmp_path: Path) -> None:
    stops, tomorrow = iter([False, True]), date(2026, 3, 3)
    match_registers(matching(city, tmp_path, scheme("here"), stops=lambda: next(stops)), ON)

    found = match_registers(matching(city, tmp_path, scheme("here"), on=tomorrow), tomorrow)

    assert found.companies == 3 * BATCH + 7
    with reading(city.engine) as connection:
        states = connection.execute(select(match_run.c.state).order_by(match_run.c.number)).scalars().all()
    assert states == ["abandoned", "done"]


def test_who_is_done_leaves_the_place_to_the_next_at_once(tmp_path: Path) -> None:
    office = open_office(tmp_path)

    for _ in range(50):
        with runs.alone(office.engine, tmp_path):
            pass


def zhiban(home: Path) -> subprocess.Popen[str]:
    program = "from app.cli import main; main()"
    arguments = [sys.executable, "-c", program, "match-all", "--registers", "--json"]
    environment = {"ZHIBAN_HOME": str(home), "PATH": ""}
    return subprocess.Popen(
        arguments, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _of_today(home: Path) -> Engine:
    """Companies on a database whose records stand for today, since the command asks the real clock."""
    engine = open_database(f"sqlite:///{home / 'zhiban.db'}", home)
    world, today = World(3 * BATCH, 0), datetime.now(UTC).date()
    for register in MADE_UP:
        import_records(engine, world.rows(register), register, today)
    return engine


def test_a_run_that_was_killed_goes_on_and_everybody_is_told_once(tmp_path: Path) -> None:
    killed, whole = tmp_path / "killed", tmp_path / "whole"
    killed.mkdir()
    _of_today(killed).dispose()
    shutil.copytree(killed, whole)
    _, said = zhiban(whole).communicate(timeout=120)
    expected = open_database(f"sqlite:///{whole / 'zhiban.db'}", whole)
    assert told(expected), said

    engine = open_database(f"sqlite:///{killed / 'zhiban.db'}", killed)
    running = zhiban(killed)
    end = time.monotonic() + 60
    while not _seen_through(engine):
        assert running.poll() is None
        assert time.monotonic() < end
        time.sleep(0.01)
    running.kill()
    running.communicate()
    assert 0 < len(kept(engine)) < len(kept(expected))
    again = zhiban(killed)
    _, said = again.communicate(timeout=120)

    assert again.returncode == 0, said
    assert kept(engine) == kept(expected)
    assert told(engine) == told(expected)
    with transaction(engine) as connection:
        states = connection.execute(select(match_run.c.state, match_run.c.companies)).all()
        assert audit.verify(connection).broken_at is None
    assert [tuple(one) for one in states] == [("done", 3 * BATCH)]
    for one in (engine, expected):
        one.dispose()


def _seen_through(engine: Engine) -> str:
    with reading(engine) as connection:
        return connection.execute(select(match_run.c.seen_through)).scalar() or ""


def test_the_sweep_breaks_off_when_the_process_is_to_end(city: Office, tmp_path: Path) -> None:
    stopping = Event()
    stopping.set()

    match_today(city, settings_of(tmp_path), stopping)

    with reading(city.engine) as connection:
        assert connection.execute(select(match_run.c.state)).scalars().all() == ["running"]
