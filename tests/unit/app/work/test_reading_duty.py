from __future__ import annotations

import time
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.cases.recording import undecided
from app.db.engine import reading
from app.db.tables import case_event
from app.errors import DatabaseUnavailable
from app.flows.approve import receive
from app.work.patience import Patience
from app.work.reading import Reading, ReadingForms
from tests.office import ON, application, open_office, uploads

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office
    from extractors.result import Extraction

QUICK = Patience(reading_tries=3, reading_wait_s=0.001, reading_limit_s=0.2)


class Failing:
    """Raises or hangs the first times, then reads as the office's reader does."""

    def __init__(self, office: Office, times: int, error: Exception | None = None) -> None:
        self._office, self._times, self._error = office, times, error
        self.count = 0

    def extract(self, source: bytes, name: str) -> Extraction:
        self.count += 1
        if self.count <= self._times:
            if self._error is not None:
                raise self._error
            time.sleep(3)
        return self._office.extractor.extract(source, name)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


def duty(office: Office, failing: Failing | None = None) -> Reading:
    return Reading(office if failing is None else replace(office, extractor=failing), QUICK, Event())


def file(office: Office) -> str:
    return receive(office, application(), uploads(), ON)


def kinds(office: Office) -> list[str]:
    with reading(office.engine) as connection:
        return list(connection.execute(select(case_event.c.kind).order_by(case_event.c.number)).scalars())


def test_cases_received_before_and_after_it_began_are_found_until_they_are_decided(office: Office) -> None:
    before, reads = file(office), duty(office)
    first = [deed.of for deed in reads.due()]
    after = file(office)
    both = {deed.of for deed in reads.due()}
    reads.do(before)

    assert (first, both) == ([before], {before, after})
    assert [deed.id for deed in reads.due()] == [f"decide:{after}"]


def test_a_form_without_files_waits_behind_no_document(office: Office) -> None:
    with_files, form = file(office), receive(office, application(files=()), {}, ON)
    reads, decides = duty(office), ReadingForms(office, QUICK, Event())

    assert [deed.of for deed in reads.due()] == [with_files]
    assert [deed.of for deed in decides.due()] == [form]
    decides.do(form)
    assert decides.due() == []
    assert undecided(office.engine) == [with_files]


def test_a_reading_that_fails_at_first_is_tried_again(office: Office) -> None:
    case_no, failing = file(office), Failing(office, 2, MemoryError())
    duty(office, failing).do(case_no)

    assert kinds(office) == ["case_received", "case_granted"]
    assert failing.count == 3


@pytest.mark.parametrize("error", [MemoryError(), None], ids=["fails", "hangs"])
def test_a_document_that_can_not_be_read_goes_to_a_person(office: Office, error: Exception | None) -> None:
    case_no, failing = file(office), Failing(office, 9, error)
    duty(office, failing).do(case_no)

    assert kinds(office) == ["case_received", "case_handed_over"]
    assert failing.count == QUICK.reading_tries


def test_while_the_database_is_away_nothing_is_given_up(office: Office) -> None:
    case_no, failing = file(office), Failing(office, 1, DatabaseUnavailable("away"))
    with pytest.raises(DatabaseUnavailable):
        duty(office, failing).do(case_no)

    assert undecided(office.engine) == [case_no]


def test_what_was_decided_meanwhile_is_not_read_again(office: Office) -> None:
    case_no, failing = file(office), Failing(office, 0)
    duty(office).do(case_no)
    duty(office, failing).do(case_no)

    assert failing.count == 0
