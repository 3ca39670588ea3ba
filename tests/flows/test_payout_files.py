"""Payout files hold each entry once, with what was granted and never more than was announced."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.cases.states import CaseState
from app.db.engine import reading
from app.db.tables import payout_file
from app.payouts import confirming, filing, preparing, publishing
from app.payouts.errors import (
    BadSettlement,
    NothingToPay,
)
from app.payouts.preparing import Wanted
from app.payouts.publishing import Shelf
from app.payouts.states import EntryState
from app.payouts.sweeping import sweep
from tests.casework import state_of
from tests.office import COMPANY, OTHER
from tests.payouts import (
    APPROVER,
    CLICKER,
    NOTICE,
    OVER,
    PREPARER,
    SCHEME,
    SECOND_APPROVER,
    confirmed,
    employ,
    entries,
    filled_office,
    published,
    round_of,
    schemes,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office
    from tests.casework import Calendar


@pytest.fixture
def at(tmp_path: Path) -> tuple[Office, Calendar]:
    return filled_office(tmp_path)


def test_a_file_made_twice_holds_nobody_twice(at: tuple[Office, Calendar]) -> None:
    office, clock = at
    round_id = published(office)
    clock.day = OVER
    confirmed(office, round_id, COMPANY.uscc)

    first = filing.make_file(office, APPROVER, round_id)
    with pytest.raises(NothingToPay):
        filing.make_file(office, SECOND_APPROVER, round_id)
    confirmed(office, round_id, OTHER.uscc)
    second = filing.make_file(office, APPROVER, round_id)

    with reading(office.engine) as connection:
        rows = connection.execute(select(payout_file).order_by(payout_file.c.file_no)).all()
    names = [[line["uscc"] for line in json.loads(row.json)["entries"]] for row in rows]
    table = list(csv.reader(io.StringIO(rows[1].csv.decode("utf-8-sig"))))
    assert (first, second, names) == (1, 2, [[COMPANY.uscc], [OTHER.uscc]])
    assert rows[1].csv.startswith(b"\xef\xbb\xbf")
    assert table[1][3:7] == [OTHER.uscc, OTHER.company_name, "310117", "3000.00"]
    assert table[1][9] == "企业的社会保险缴费账户"
    assert table[2][2:7] == ["合计", "", "1户", "", "3000.00"]


def test_a_case_that_people_granted_is_paid_what_they_said_up_to_what_was_announced(
    at: tuple[Office, Calendar],
) -> None:
    from app.cases import accepting, reviewing
    from app.cases.grounds import Grounds
    from app.cases.reviewing import Opinion, Ruling
    from tests import casework

    office, clock = at
    round_id = published(office)
    clock.day = OVER
    employ(office, OTHER.uscc, 1, OVER)
    case_no = confirmed(office, round_id, OTHER.uscc).case_no
    number = entries(office, round_id)[OTHER.uscc].number
    accepting.accept(office.engine, clock, casework.REVIEWER, case_no)
    reviewing.review(
        office.engine, clock, casework.REVIEWER, case_no, Opinion.GRANT, Grounds(reason="少了一人"), known=frozenset()
    )
    reviewing.rule(office.engine, clock, casework.APPROVER, case_no, Ruling.GRANT, "")

    with pytest.raises(NothingToPay):
        filing.make_file(office, APPROVER, round_id)
    with pytest.raises(BadSettlement, match="3000"):
        filing.state_amount(office, APPROVER, round_id, number=number, amount_cny=Decimal(3001), reason="多了")
    filing.state_amount(office, APPROVER, round_id, number=number, amount_cny=Decimal(1500), reason="现有一人")
    filing.make_file(office, APPROVER, round_id)

    assert state_of(office, case_no) is CaseState.GRANTED
    with reading(office.engine) as connection:
        assert connection.execute(select(payout_file.c.total_cny)).scalar_one() == "1500"


def test_a_case_that_was_withdrawn_sets_the_entry_free(at: tuple[Office, Calendar]) -> None:
    from app.cases.ending import withdraw

    office, clock = at
    round_id = published(office)
    clock.day = OVER
    employ(office, COMPANY.uscc, 2, OVER)
    case_no = confirmed(office, round_id).case_no
    owner = CLICKER.__class__(id=CLICKER.id, name="portal", grants=CLICKER.grants)
    withdraw(office.engine, clock, owner, case_no, "不要了")

    sweep(office)

    assert entries(office, round_id)[COMPANY.uscc].state is EntryState.NOT_GRANTED


def test_of_a_scheme_known_in_part_people_grant_and_what_was_announced_is_paid(at: tuple[Office, Calendar]) -> None:
    from app.cases import accepting, reviewing
    from app.cases.grounds import Grounds
    from app.cases.reviewing import Opinion, Ruling
    from approval_rules.schemes import Completeness
    from tests import casework

    office, clock = at
    partial = schemes(conditions=Completeness.PARTIAL)
    round_id = preparing.begin(office, partial, PREPARER, Wanted(scheme=SCHEME))
    while preparing.advance(office, partial, round_id):
        pass
    publishing.publish(office, Shelf(schemes=partial, clauses={}), APPROVER, round_id, NOTICE)
    clock.day = OVER

    case_no = confirming.confirm(office, partial, CLICKER, round_id, COMPANY.uscc).case_no
    waiting = state_of(office, case_no)
    accepting.accept(office.engine, clock, casework.REVIEWER, case_no)
    grounds = Grounds(reason="核对无误")
    reviewing.review(office.engine, clock, casework.REVIEWER, case_no, Opinion.GRANT, grounds, known=frozenset())
    reviewing.rule(office.engine, clock, casework.APPROVER, case_no, Ruling.GRANT, "")
    filing.make_file(office, APPROVER, round_id)

    assert waiting is CaseState.RECEIVED
    assert "没有完整取得" in round_of(office, round_id).handling_why
    with reading(office.engine) as connection:
        assert connection.execute(select(payout_file.c.total_cny)).scalar_one() == "1500.00"
