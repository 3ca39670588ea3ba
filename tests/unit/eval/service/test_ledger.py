from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete

from app.accounts.principal import APPLICANT
from app.db.engine import transaction
from app.db.tables import decision
from app.flows.approve import approve, receive
from app.intake import submission_keys
from app.intake.submission_keys import SubmissionKey
from eval.service_faults.clients import Book, Taken
from eval.service_faults.ledger import held_against
from tests.office import NOW, ON, application, open_office, uploads

if TYPE_CHECKING:
    from pathlib import Path

    from app.db.writes import Writes
    from app.flows.office import Office

KEYS = ("k" * 20, "l" * 20)


def _keep(key: str, writes: Writes, case_no: str) -> None:
    one = SubmissionKey(owner=APPLICANT.id, key=key, content_sha256="0" * 64)
    submission_keys.keep(writes, one, case_no, NOW)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


@pytest.fixture
def book(office: Office) -> Book:
    """What clients saw of two applications that were taken and decided."""
    book = Book()
    for key in KEYS:
        decided = approve(office, application(), uploads(), ON, store=True, also=partial(_keep, key))
        book.answered(
            Taken(key=key, case_no=str(decided.case_no), sent_at=0, answered_at=1, outcome=decided.verdict.outcome)
        )
    return book


def test_what_is_there_once_is_neither_lost_nor_doubled(office: Office, book: Book) -> None:
    ledger = held_against(office.engine, book)

    assert (ledger.cases, ledger.lost_count, ledger.doubled_count) == (2, 0, 0)


def test_an_answer_whose_case_is_not_there_is_lost(office: Office, book: Book) -> None:
    book.taken["gone"] = Taken(key="gone", case_no="ZB404", sent_at=0, answered_at=1, outcome="approve")

    assert held_against(office.engine, book).lost == ("gone",)


def test_a_case_that_no_key_led_to_is_one_too_many(office: Office, book: Book) -> None:
    extra = approve(office, application(), uploads(), ON, store=True)

    assert held_against(office.engine, book).doubled_cases == (extra.case_no,)


def test_two_numbers_for_one_key_are_one_too_many(office: Office, book: Book) -> None:
    book.answered(replace(book.taken[KEYS[0]], case_no=book.taken[KEYS[1]].case_no))

    assert held_against(office.engine, book).doubled_cases == (KEYS[0],)


def test_what_was_taken_in_and_never_decided_is_lost(office: Office, book: Book) -> None:
    waiting = receive(office, application(), uploads(), ON, also=partial(_keep, "m" * 20))

    assert held_against(office.engine, book).undecided == (waiting,)


def test_a_decision_that_was_told_and_is_not_there_is_seen(office: Office, book: Book) -> None:
    gone = book.taken[KEYS[0]].case_no
    with transaction(office.engine) as connection:
        connection.execute(delete(decision).where(decision.c.case_no == gone))

    assert held_against(office.engine, book).undecided == (gone,)
