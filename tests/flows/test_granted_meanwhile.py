"""Two applications of one applicant at the same moment: neither is granted on what the other has made untrue."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest

from app.cases import service as cases
from app.cases.states import CaseState
from app.flows.approve import MOST_TRIES, TooBusy, approve
from app.registries.service import Registers
from tests.office import ON, application, open_office, submitted, uploads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.flows.office import Office
    from app.registries.service import Answer, RegisterRecord, Wanted


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


@dataclass(slots=True)
class Interrupted(Registers):
    """Registers that let something happen after each of the first look-ups."""

    inner: Registers
    happens: Callable[[], object]
    times: int
    asked: list[int] = field(default_factory=list)

    def look_up(self, register: str, key: str) -> RegisterRecord | None:
        return self.inner.look_up(register, key)

    def look_up_all(self, wanted: Sequence[Wanted]) -> Sequence[Answer]:
        answers = self.inner.look_up_all(wanted)
        self.asked.append(len(wanted))
        if len(self.asked) <= self.times:
            self.happens()
        return answers


def _interrupted(office: Office, times: int) -> tuple[Office, Interrupted]:
    registers = Interrupted(inner=office.registers, happens=lambda: submitted(office), times=times)
    return replace(office, registers=registers), registers


def test_what_was_granted_meanwhile_has_the_records_looked_up_again(office: Office) -> None:
    disturbed, registers = _interrupted(office, times=1)

    decided = submitted(disturbed)

    assert len(registers.asked) == 2
    assert cases.stands(office.engine, decided.case_no or "").state is CaseState.GRANTED


def test_nothing_granted_meanwhile_has_them_looked_up_once(office: Office) -> None:
    submitted(office)
    quiet, registers = _interrupted(office, times=0)

    submitted(quiet)

    assert len(registers.asked) == 1


def test_one_that_is_handed_over_grants_nothing_and_need_not_look_again(office: Office) -> None:
    disturbed, registers = _interrupted(office, times=1)

    approve(disturbed, application(ask=True), uploads(), ON, store=True)

    assert len(registers.asked) == 1


def test_an_applicant_who_is_granted_things_all_the_while_is_told_and_nothing_is_written(office: Office) -> None:
    disturbed, registers = _interrupted(office, times=MOST_TRIES)

    with pytest.raises(TooBusy):
        submitted(disturbed)

    assert len(registers.asked) == MOST_TRIES
