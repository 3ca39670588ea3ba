"""All companies of the registers are matched: each is told once of what changed, through any kill."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.tables import audit_entry, company_match, match_run
from app.matching.errors import BadMatchDay
from app.matching.nightly import match_today
from app.matching.over_registers import match_registers
from app.matching.runs import MatchRunState
from app.registries.sql import SqlRegisters
from tests.matching_runs import has, kept, matching, scheme, told
from tests.office import COMPANY, ON, OTHER, open_office
from tests.registers import RegistersThatAreDown
from tests.worker import settings_of

if TYPE_CHECKING:
    from pathlib import Path


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


def test_a_company_code_is_matched_from_our_own_registers(tmp_path: Path) -> None:
    office = open_office(tmp_path)

    run = match_registers(
        matching(office, tmp_path, scheme("here"), registers=SqlRegisters(office.engine, office.clock)), ON
    )

    assert run.told == 1
