from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Event
from typing import TYPE_CHECKING, cast

import pytest

from app.settings import Settings
from app.work.sweeps import LONG_SWEEPS, SWEEPS, Premises, Sweep, Sweeping
from tests.office import NOW, open_office

if TYPE_CHECKING:
    from pathlib import Path

    from app.work.carrier import Carrier


class SetClock:
    at = NOW

    def now(self) -> datetime:
        return self.at


class NothingEnded:
    def forget_ended(self, _before: datetime) -> int:
        return 0


def premises(home: Path, clock: SetClock) -> Premises:
    office = replace(open_office(home), clock=clock)
    carrier = cast("Carrier", NothingEnded())
    return Premises(office=office, settings=Settings(home=home), carrier=carrier, stopping=Event())


def test_a_sweep_is_due_once_a_period_under_the_same_id_everywhere(tmp_path: Path) -> None:
    clock, sweeps = SetClock(), (Sweep(name="dust", every=timedelta(minutes=1), run=lambda _at: 0),)
    here, elsewhere = (Sweeping(premises(tmp_path, clock), sweeps) for _ in range(2))

    first = here.due()
    clock.at = NOW + timedelta(seconds=20)
    again = here.due()
    clock.at = NOW + timedelta(seconds=61)
    next_one = here.due()

    assert ([deed.of for deed in first], again) == (["dust"], [])
    assert elsewhere.due() == next_one != first


@pytest.mark.parametrize("name", [sweep.name for sweep in (*SWEEPS, *LONG_SWEEPS)])
def test_every_sweep_runs_in_an_office_where_there_is_nothing_to_sweep(tmp_path: Path, name: str) -> None:
    Sweeping(premises(tmp_path, SetClock()), (*SWEEPS, *LONG_SWEEPS)).do(name)


def test_sweeps_have_names_of_their_own() -> None:
    names = [sweep.name for sweep in (*SWEEPS, *LONG_SWEEPS)]

    assert len(set(names)) == len(names)


def test_a_sweep_of_another_release_is_passed_over(tmp_path: Path) -> None:
    Sweeping(premises(tmp_path, SetClock())).do("no such sweep")
