from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from app.work.errors import WorkAlreadyOpen
from app.work.service import open_work
from app.work.sweeps import Premises, Sweep
from tests.worker import QUICK, eventually, running_office, settings_of, working

if TYPE_CHECKING:
    from pathlib import Path


def test_sweeps_come_again_each_period_even_when_one_fails_and_what_ended_is_forgotten(tmp_path: Path) -> None:
    office, ran, forgotten = running_office(tmp_path), [], []

    def failing(_at: Premises) -> int:
        ran.append(office.clock.now())
        raise MemoryError

    def forgetting(at: Premises) -> int:
        forgotten.append(at.carrier.forget_ended(office.clock.now() + timedelta(days=999)))
        return forgotten[-1]

    every = timedelta(seconds=1)
    sweeps = (Sweep(name="failing", every=every, run=failing), Sweep(name="forgetting", every=every, run=forgetting))
    with working(office, tmp_path, sweeps=sweeps):
        eventually(lambda: len(ran) >= 2 and sum(forgotten) >= 1)

    assert len(set(ran)) == len(ran)


def test_a_process_has_one_worker(tmp_path: Path) -> None:
    office = running_office(tmp_path)
    with working(office, tmp_path):
        second = open_work(settings_of(tmp_path), office, patience=QUICK, sweeps=())
        with pytest.raises(WorkAlreadyOpen):
            second.start()


def test_a_worker_can_follow_another_in_one_process(tmp_path: Path) -> None:
    office = running_office(tmp_path)
    for _ in range(2):
        with working(office, tmp_path):
            pass
