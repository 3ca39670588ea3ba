"""All companies of the registers are matched: each is told once of what changed, through any kill."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.audit import service as audit
from app.db.engine import open_database, reading, transaction
from app.db.tables import audit_entry, company_match, match_run, notice
from app.matching import runs
from app.matching.errors import AlreadyRunning, BadMatchDay
from app.matching.fits import read_fits
from app.matching.nightly import match_today
from app.matching.over_registers import BATCH, Matching, match_registers
from app.matching.runs import MatchRunState
from app.notices.telling import tell
from app.registries.importing import import_records
from app.registries.sql import SqlRegisters
from app.registries.synthetic import MADE_UP, World
from approval_rules.schemes import Scheme
from tests.office import COMPANY, NOW, ON, OTHER, open_office
from tests.registers import RegistersThatAreDown
from tests.worker import settings_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from app.flows.office import Office
    from app.registries.synthetic import CompanyRecord

ROOT = Path(__file__).parents[2]
HERE = {"fact": "profile.region", "within": ["310117"]}


def scheme(
    id_: str,
    eligible: dict[str, Any] = HERE,
    fixed: int = 1000,
    in_force: tuple[str, str | None] = ("2026-01-01", None),
    window: tuple[str, str] | None = None,
    **more: str,
) -> Scheme:
    version = {
        "in_force": {"from": in_force[0], "to": in_force[1]},
        "window": None if window is None else {"from": window[0], "to": window[1]},
        "basis": [f"{id_}#conditions"],
        "eligible": eligible,
        "amount": {"basis": [f"{id_}#amount"], "rows": [{"otherwise": True, "fixed": fixed}]},
    }
    whole = {"id": id_, "title": f"样例{id_}", "from": "sh-01", "claim": "apply", "conditions": "full", **more}
    return Scheme.model_validate({**whole, "versions": [version]})


class Day:
    """A clock that is set; each look is a second later."""

    def __init__(self, on: date = ON) -> None:
        self.at = datetime.combine(on, NOW.timetz())

    def now(self) -> datetime:
        self.at = self.at.replace(microsecond=(self.at.microsecond + 1) % 1_000_000)
        return self.at


def matching(office: Office, home: Path, *schemes: Scheme, on: date = ON, **more: Any) -> Matching:  # noqa: ANN401  of Matching
    return Matching(
        engine=office.engine,
        clock=Day(on),
        registers=more.pop("registers", office.registers),
        schemes=schemes,
        home=home,
        tell=tell,
        actor="operator",
        **more,
    )


def has(office: Office, *records: CompanyRecord, on: date = ON) -> None:
    import_records(office.engine, list(records), "company_registry", on)


def kept(engine: Engine) -> dict[str, dict[str, tuple[bool, str | None]]]:
    with reading(engine) as connection:
        rows = connection.execute(select(company_match.c.uscc, company_match.c.fits)).all()
    return {
        uscc: {key: (fit.is_possible, None if fit.amount_cny is None else str(fit.amount_cny)) for key, fit in fits}
        for uscc, text in rows
        for fits in [read_fits(text).items()]
    }


def told(engine: Engine) -> Counter[tuple[str, str, str]]:
    with reading(engine) as connection:
        return Counter(
            (row.uscc, row.kind, row.subject)
            for row in connection.execute(select(notice.c.uscc, notice.c.kind, notice.c.subject))
        )


def test_what_fits_a_company_is_kept_and_told(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    elsewhere = {"fact": "profile.region", "within": ["310104"]}
    partly = scheme("partly", conditions="partial", fixed=500)

    run = match_registers(matching(office, tmp_path, scheme("here"), partly, scheme("there", elsewhere)), ON)

    assert (run.companies, run.changed, run.told, run.state) == (1, 1, 2, MatchRunState.DONE)
    assert kept(office.engine) == {
        COMPANY.uscc: {"here@2026-01-01": (False, "1000.00"), "partly@2026-01-01": (True, "500.00")}
    }
    assert set(told(office.engine)) == {
        (COMPANY.uscc, "newly_eligible", "here"),
        (COMPANY.uscc, "newly_eligible", "partly"),
    }


def test_a_second_run_writes_and_tells_nothing_that_did_not_change(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    match_registers(matching(office, tmp_path, scheme("here")), ON)
    before = kept(office.engine), told(office.engine)

    again = match_registers(matching(office, tmp_path, scheme("here")), ON)
    next_day = match_registers(matching(office, tmp_path, scheme("here"), on=date(2026, 3, 3)), date(2026, 3, 3))

    assert [(run.companies, run.changed, run.told) for run in (again, next_day)] == [(1, 0, 0)] * 2
    assert (kept(office.engine), told(office.engine)) == before
    with reading(office.engine) as connection:
        assert connection.execute(select(company_match.c.changed_on)).scalars().all() == [ON.isoformat()]


def test_only_the_company_whose_record_changed_is_told(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    has(office, replace(OTHER, region="310104"))
    match_registers(matching(office, tmp_path, scheme("here")), ON)

    has(office, OTHER)
    run = match_registers(matching(office, tmp_path, scheme("here")), ON)

    assert (run.companies, run.changed, run.told) == (2, 1, 1)
    assert told(office.engine)[OTHER.uscc, "newly_eligible", "here"] == 1


def test_a_company_that_moves_away_is_told_that_it_fits_no_longer(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    match_registers(matching(office, tmp_path, scheme("here")), ON)

    has(office, replace(COMPANY, region="310104"))
    run = match_registers(matching(office, tmp_path, scheme("here")), ON)

    assert (run.changed, run.told, kept(office.engine)) == (1, 1, {})
    assert told(office.engine)[COMPANY.uscc, "no_longer_eligible", "here"] == 1


def test_a_scheme_that_has_become_unknown_is_not_told_as_lost(tmp_path: Path) -> None:
    """The record of the company is too old on that day: nothing is known of it any more."""
    office, late = open_office(tmp_path), date(2029, 3, 2)
    match_registers(matching(office, tmp_path, scheme("here")), ON)

    run = match_registers(matching(office, tmp_path, scheme("here"), on=late), late)

    assert (run.changed, run.told, kept(office.engine)) == (1, 0, {})


def test_a_new_scheme_and_a_new_version_of_one_are_told_as_new(tmp_path: Path) -> None:
    office, later = open_office(tmp_path), date(2026, 7, 1)
    old = scheme("here", in_force=("2026-01-01", "2026-06-30"))
    renewed = scheme("here", in_force=("2026-07-01", None), fixed=2000)
    match_registers(matching(office, tmp_path, old), ON)

    match_registers(matching(office, tmp_path, old, scheme("fresh")), ON)
    has(office, COMPANY, on=later)
    match_registers(matching(office, tmp_path, renewed, scheme("fresh"), on=later), later)

    assert told(office.engine) == Counter(
        {
            (COMPANY.uscc, "newly_eligible", "here"): 1,
            (COMPANY.uscc, "new_scheme", "fresh"): 1,
            (COMPANY.uscc, "new_scheme", "here"): 1,
        }
    )


def test_a_changed_amount_is_kept_and_not_told(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    match_registers(matching(office, tmp_path, scheme("here", fixed=1000)), ON)

    run = match_registers(matching(office, tmp_path, scheme("here", fixed=3000)), ON)

    assert (run.changed, run.told) == (1, 0)
    assert kept(office.engine)[COMPANY.uscc] == {"here@2026-01-01": (False, "3000.00")}


def test_what_was_possible_is_told_again_when_it_is_certain(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    match_registers(matching(office, tmp_path, scheme("here", conditions="partial")), ON)

    run = match_registers(matching(office, tmp_path, scheme("here")), ON)

    assert (run.changed, run.told) == (1, 1)
    assert told(office.engine)[COMPANY.uscc, "newly_eligible", "here"] == 2


def test_a_window_that_closes_is_told_once_for_each_reminder_and_not_once_it_is_over(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    closing = scheme("here", window=("2026-02-01", "2026-03-12"))
    own = scheme("comes", claim="no_application", window=("2026-02-01", "2026-03-12"))
    over = scheme("over", window=("2026-01-01", "2026-03-01"))

    for day in (2, 3, 9, 10, 13):
        on = date(2026, 3, day)
        match_registers(matching(office, tmp_path, closing, own, over, on=on), on)

    assert told(office.engine) == Counter(
        {
            (COMPANY.uscc, "newly_eligible", "here"): 1,
            (COMPANY.uscc, "newly_eligible", "comes"): 1,
            (COMPANY.uscc, "window_closing", "here"): 2,
        }
    )


@pytest.mark.parametrize("status", ["revoked", "deregistered"])
def test_nothing_fits_a_company_that_has_ended(status: str, tmp_path: Path) -> None:
    office = open_office(tmp_path)
    anybody = scheme("anybody", {"not": {"fact": "profile.region", "is": "110000"}})
    match_registers(matching(office, tmp_path, anybody), ON)

    has(office, replace(COMPANY, status=status))
    run = match_registers(matching(office, tmp_path, anybody), ON)

    assert (run.changed, run.told, kept(office.engine)) == (1, 0, {})


def test_while_a_register_is_down_what_was_known_stays(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    match_registers(matching(office, tmp_path, scheme("here")), ON)
    before = kept(office.engine), told(office.engine)

    run = match_registers(matching(office, tmp_path, scheme("here"), registers=RegistersThatAreDown()), ON)

    assert (run.companies, run.changed, run.told, run.left_out) == (1, 0, 0, 1)
    assert (kept(office.engine), told(office.engine)) == before


def test_no_day_to_come_and_none_before_the_last_run(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    match_registers(matching(office, tmp_path, scheme("here")), ON)

    with pytest.raises(BadMatchDay, match="a day to come"):
        match_registers(matching(office, tmp_path, scheme("here")), date(2026, 3, 3))
    with pytest.raises(BadMatchDay, match="matched for 2026-03-02 already"):
        match_registers(matching(office, tmp_path, scheme("here")), date(2026, 3, 1))


def test_a_second_run_at_the_same_time_is_refused(tmp_path: Path) -> None:
    office = open_office(tmp_path)

    with runs.alone(office.engine, tmp_path), pytest.raises(AlreadyRunning, match="another process"):
        match_registers(matching(office, tmp_path, scheme("here")), ON)

    assert match_registers(matching(office, tmp_path, scheme("here")), ON).companies == 1


def test_begin_and_end_stand_in_the_audit_log_with_what_they_came_to(tmp_path: Path) -> None:
    office = open_office(tmp_path)

    match_registers(matching(office, tmp_path, scheme("here")), ON)

    with transaction(office.engine) as connection:
        rows = connection.execute(select(audit_entry).order_by(audit_entry.c.number)).all()
        assert audit.verify(connection).broken_at is None
    assert [(row.event, row.actor, row.content) for row in rows if row.event.startswith("match_run")] == [
        ("match_run_begun", "operator", '{"on":"2026-03-02","schemes":1}'),
        ("match_run_ended", "operator", '{"changed":1,"companies":1,"left_out":0,"on":"2026-03-02","told":1}'),
    ]


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


def test_the_day_is_matched_once_and_by_itself(tmp_path: Path) -> None:
    office, settings = open_office(tmp_path), settings_of(tmp_path)

    match_today(office, settings, Event())
    match_today(office, settings, Event())

    with reading(office.engine) as connection:
        rows = connection.execute(select(match_run.c.on_day, match_run.c.state)).all()
    assert [tuple(row) for row in rows] == [(ON.isoformat(), "done")]


def test_registers_that_are_asked_over_a_network_are_not_asked_for_everybody(tmp_path: Path) -> None:
    office = open_office(tmp_path)

    changed = match_today(replace(office, registers=RegistersThatAreDown()), settings_of(tmp_path), Event())

    assert changed == 0
    with reading(office.engine) as connection:
        assert connection.execute(select(match_run)).first() is None


def test_the_sweep_breaks_off_when_the_process_is_to_end(city: Office, tmp_path: Path) -> None:
    stopping = Event()
    stopping.set()

    match_today(city, settings_of(tmp_path), stopping)

    with reading(city.engine) as connection:
        assert connection.execute(select(match_run.c.state)).scalars().all() == ["running"]


def test_a_company_code_is_matched_from_our_own_registers(tmp_path: Path) -> None:
    office = open_office(tmp_path)

    run = match_registers(
        matching(office, tmp_path, scheme("here"), registers=SqlRegisters(office.engine, office.clock)), ON
    )

    assert run.told == 1
