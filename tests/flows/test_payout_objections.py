"""Anybody objects to an entry of a payout list while it is on notice; staff settle it, and nothing is paid before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.cases.states import CaseState
from app.errors import NotFound
from app.payouts import objecting
from app.payouts.errors import (
    BadObjection,
    BadSettlement,
    NotConfirmable,
    SamePreparer,
)
from app.payouts.objecting import EntryRuling, NewObjection
from app.payouts.states import EntryState
from app.payouts.sweeping import sweep
from tests.payouts import (
    APPROVER,
    OVER,
    PREPARER,
    SECOND_APPROVER,
    confirmed,
    entries,
    events,
    filled_office,
    published,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office
    from tests.casework import Calendar

SAID = NewObjection(number=1, name="王样例", contact="13812345678", said="这家企业没有招用毕业生")


@pytest.fixture
def at(tmp_path: Path) -> tuple[Office, Calendar]:
    return filled_office(tmp_path)


def test_an_open_objection_keeps_an_entry_from_being_confirmed_until_it_is_dismissed(
    at: tuple[Office, Calendar],
) -> None:
    office, clock = at
    round_id = published(office)
    number = objecting.object_to(office.engine, clock, round_id, SAID)
    clock.day = OVER
    uscc = next(iter(entries(office, round_id)))

    with pytest.raises(NotConfirmable, match="异议"):
        confirmed(office, round_id, uscc)
    with pytest.raises(BadSettlement, match="reason"):
        objecting.settle(office.engine, clock, PREPARER, round_id, number, is_upheld=False, reason=" ")
    objecting.settle(office.engine, clock, PREPARER, round_id, number, is_upheld=False, reason="参保信息属实")

    assert confirmed(office, round_id, uscc).state is CaseState.GRANTED
    with pytest.raises(BadSettlement, match="already"):
        objecting.settle(office.engine, clock, PREPARER, round_id, number, is_upheld=True, reason="改主意")


def test_an_entry_whose_objection_is_upheld_waits_for_another_person(at: tuple[Office, Calendar]) -> None:
    office, clock = at
    round_id = published(office)
    first, second = entries(office, round_id)
    for number in (1, 2):
        filed = NewObjection(number=number, name=SAID.name, contact=SAID.contact, said=SAID.said)
        objection = objecting.object_to(office.engine, clock, round_id, filed)
        objecting.settle(office.engine, clock, APPROVER, round_id, objection, is_upheld=True, reason="情况不清")
    clock.day = OVER

    with pytest.raises(NotConfirmable, match="异议成立"):
        confirmed(office, round_id, first)
    with pytest.raises(SamePreparer):
        objecting.rule(office.engine, clock, APPROVER, round_id, number=1, ruling=EntryRuling.RELEASE, reason="查过了")
    objecting.rule(
        office.engine, clock, SECOND_APPROVER, round_id, number=1, ruling=EntryRuling.RELEASE, reason="查过了"
    )
    objecting.rule(office.engine, clock, SECOND_APPROVER, round_id, number=2, ruling=EntryRuling.STRIKE, reason="不实")

    assert confirmed(office, round_id, first).state is CaseState.GRANTED
    assert entries(office, round_id)[second].state is EntryState.STRUCK
    with pytest.raises(NotConfirmable):
        confirmed(office, round_id, second)


def test_an_objection_that_was_settled_late_takes_no_time_from_the_company(at: tuple[Office, Calendar]) -> None:
    office, clock = at
    round_id = published(office)
    number = objecting.object_to(office.engine, clock, round_id, SAID)
    clock.day = date(2024, 11, 4)
    before = next(iter(entries(office, round_id).values())).confirm_by
    clock.pass_days(3)
    sweep(office)

    objecting.settle(office.engine, clock, PREPARER, round_id, number, is_upheld=False, reason="参保信息属实")

    entry = next(iter(entries(office, round_id).values()))
    assert (before, entry.confirm_by, entry.state) == (date(2024, 11, 4), date(2024, 11, 21), EntryState.LISTED)


def test_objections_come_during_the_notice_and_not_without_end(at: tuple[Office, Calendar]) -> None:
    office, clock = at
    round_id = published(office)

    for _ in range(objecting.MOST_OPEN):
        objecting.object_to(office.engine, clock, round_id, SAID)
    with pytest.raises(BadObjection, match="many"):
        objecting.object_to(office.engine, clock, round_id, SAID)
    with pytest.raises(NotFound):
        objecting.object_to(
            office.engine, clock, round_id, NewObjection(number=99, name="王", contact="1", said="不存在的")
        )
    with pytest.raises(BadObjection, match="name"):
        objecting.object_to(office.engine, clock, round_id, NewObjection(number=2, name=" ", contact="1", said="x"))
    clock.day = OVER
    with pytest.raises(BadObjection, match="ended"):
        objecting.object_to(office.engine, clock, round_id, SAID)


def test_nothing_that_objectors_wrote_stands_readable_in_the_database(
    at: tuple[Office, Calendar], tmp_path: Path
) -> None:
    office, clock = at
    round_id = published(office)

    objecting.object_to(office.engine, clock, round_id, SAID)

    kept = b"".join(path.read_bytes() for path in tmp_path.glob("zhiban.db*"))
    assert not any(one.encode() in kept for one in (SAID.name, SAID.contact, SAID.said))
    assert objecting.objections_of(office.engine, clock, PREPARER, round_id)[0].said == SAID.said
    assert events(office)[-1] == "payout_objections_viewed"
