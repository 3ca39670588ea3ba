"""Payouts under threads and kills: nothing is lost, and nothing is there twice."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from app.payouts import filing, preparing
from app.payouts.errors import NotConfirmable, NothingToPay
from app.payouts.preparing import Wanted
from app.payouts.states import EntryState, RoundState
from tests.casework import require_whole_log
from tests.databases import database_of
from tests.office import COMPANY
from tests.payouts import (
    APPROVER,
    CLICKER,
    OVER,
    PREPARER,
    SCHEME,
    SECOND_APPROVER,
    cases_of,
    confirmed,
    entries,
    fill_registers,
    fill_synthetic,
    listed,
    payout_office,
    prepared,
    published,
    round_of,
    schemes,
)
from tests.worker import ROOT, kill

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def in_a_process(home: Path, what: str, round_id: str) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, "-m", "tests.payouts", str(home), database_of(home), what, round_id]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE)


def wait_for(process: subprocess.Popen[bytes], times: int) -> None:
    assert process.stdout is not None
    for _ in range(times):
        assert process.stdout.readline()


def test_two_clicks_at_once_and_one_later_are_one_case(tmp_path: Path) -> None:
    office, clock = payout_office(tmp_path)
    fill_registers(office)
    round_id = published(office)
    clock.day = OVER

    with ThreadPoolExecutor(8) as threads:
        clicks = list(threads.map(lambda _: confirmed(office, round_id), range(16)))
    again = confirmed(office, round_id)

    assert {one.case_no for one in (*clicks, again)} == set(cases_of(office))
    assert len(cases_of(office)) == 1
    assert [one.is_repeat for one in clicks].count(False) == 1
    assert again.is_repeat
    require_whole_log(office)


def test_of_a_yes_and_a_no_at_once_one_is_taken(tmp_path: Path) -> None:
    from app.payouts.confirming import decline

    office, clock = payout_office(tmp_path)
    fill_registers(office)
    round_id = published(office)
    clock.day = OVER

    def answer(number: int) -> None:
        with suppress(NotConfirmable):
            if number % 2:
                confirmed(office, round_id)
            else:
                decline(office.engine, clock, CLICKER, round_id, COMPANY.uscc)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(answer, range(16)))

    state = entries(office, round_id)[COMPANY.uscc].state
    assert (state, len(cases_of(office))) in {(EntryState.CONFIRMED, 1), (EntryState.DECLINED, 0)}


def test_files_made_at_once_hold_every_entry_once(tmp_path: Path) -> None:
    office, clock = payout_office(tmp_path)
    fill_registers(office)
    round_id = published(office)
    clock.day = OVER
    for uscc in entries(office, round_id):
        confirmed(office, round_id, uscc)

    def make(number: int) -> int:
        with suppress(NothingToPay):
            return filing.make_file(office, APPROVER if number % 2 else SECOND_APPROVER, round_id)
        return 0

    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(make, range(12)))

    assert sorted(made) == [0] * 11 + [1]


def test_a_list_whose_process_was_killed_is_the_same_as_one_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, _ = payout_office(tmp_path)
    fill_synthetic(office, 800)
    round_id = preparing.begin(office, schemes(), PREPARER, Wanted(scheme=SCHEME))
    with in_a_process(tmp_path, "prepare", round_id) as process:
        wait_for(process, 1)
        kill(process)
    seen = round_of(office, round_id).companies_seen
    while preparing.advance(office, schemes(), round_id):
        pass
    found, by_kill = round_of(office, round_id), entries(office, round_id)

    whole, _ = payout_office(tmp_path / "whole")
    fill_synthetic(whole, 800)
    monkeypatch.setattr(preparing, "BATCH", 10_000)
    in_one_go = prepared(whole)

    assert 0 < seen < 800
    assert found.state is RoundState.PREPARED
    assert found.listed
    assert (found.listed, found.total_cny) == (round_of(whole, in_one_go).listed, round_of(whole, in_one_go).total_cny)
    assert {uscc: one.amount_cny for uscc, one in by_kill.items()} == {
        uscc: one.amount_cny for uscc, one in entries(whole, in_one_go).items()
    }
    assert [one.number for one in by_kill.values() if one.amount_cny is not None] == list(range(1, found.listed + 1))


def test_confirmations_whose_process_was_killed_leave_one_case_for_each_entry(tmp_path: Path) -> None:
    office, clock = payout_office(tmp_path)
    fill_synthetic(office, 1_000)
    round_id = published(office)
    clock.day = OVER
    with in_a_process(tmp_path, "confirm", round_id) as process:
        wait_for(process, 3)
        kill(process)
    before = len(cases_of(office))

    everybody = listed(office, round_id)
    for uscc in everybody:
        confirmed(office, round_id, uscc)

    found = entries(office, round_id)
    assert 3 <= before < len(everybody)
    assert sorted(cases_of(office)) == sorted(str(found[uscc].case_no) for uscc in everybody)
    require_whole_log(office)


def test_two_that_draw_up_the_same_list_at_once_draw_up_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office, _ = payout_office(tmp_path)
    fill_synthetic(office, 300)
    monkeypatch.setattr(preparing, "BATCH", 40)
    round_id = preparing.begin(office, schemes(), PREPARER, Wanted(scheme=SCHEME))

    def go_on(_number: int) -> None:
        while preparing.advance(office, schemes(), round_id):
            pass

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(go_on, range(3)))

    found = round_of(office, round_id)
    assert found.companies_seen == 300
    numbers = {one.number for one in entries(office, round_id).values()}
    assert numbers == set(range(-found.left_out, found.numbered + 1)) - {0}
