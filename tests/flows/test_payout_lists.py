"""Who stands on a payout list, within which budget, and who is left out with the reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.db.engine import transaction
from app.payouts import confirming, preparing, publishing
from app.payouts.errors import (
    BadPublication,
    IllegalPayoutStep,
    NotPreparable,
    OverBudget,
)
from app.payouts.preparing import Wanted
from app.payouts.publishing import Shelf
from app.payouts.states import EntryState, RoundState
from approval_rules.schemes import Budget
from tests.office import COMPANY, OTHER
from tests.payouts import (
    APPROVER,
    CLICKER,
    DAY,
    NOTICE,
    OVER,
    PREPARER,
    SCHEME,
    SHELF,
    employ,
    entries,
    filled_office,
    payout_office,
    prepared,
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


def test_a_list_over_the_budget_can_not_be_published(at: tuple[Office, Calendar]) -> None:
    office, _ = at
    version = schemes()[[one.id for one in schemes()].index(SCHEME)].versions[0]
    budget = Budget(cny=4499, basis=f"{SCHEME}#amount")
    tight = schemes(versions=[version.model_copy(update={"budget": budget})])
    round_id = preparing.begin(office, tight, PREPARER, Wanted(scheme=SCHEME))
    while preparing.advance(office, tight, round_id):
        pass

    with pytest.raises(OverBudget, match="4499"):
        publishing.publish(office, Shelf(schemes=tight, clauses={}), APPROVER, round_id, NOTICE)
    assert round_of(office, round_id).state is RoundState.PREPARED


def test_what_earlier_rounds_took_counts_against_the_budget(at: tuple[Office, Calendar]) -> None:
    office, clock = at
    version = schemes()[[one.id for one in schemes()].index(SCHEME)].versions[0]
    budget = Budget(cny=6000, basis=f"{SCHEME}#amount")
    tight = schemes(versions=[version.model_copy(update={"budget": budget})])
    shelf = Shelf(schemes=tight, clauses={})
    first = preparing.begin(office, tight, PREPARER, Wanted(scheme=SCHEME))
    while preparing.advance(office, tight, first):
        pass
    publishing.publish(office, shelf, APPROVER, first, NOTICE)
    clock.day = OVER
    confirming.decline(office.engine, office.clock, CLICKER, first, COMPANY.uscc)
    second = preparing.begin(office, tight, PREPARER, Wanted(scheme=SCHEME))
    while preparing.advance(office, tight, second):
        pass

    publishing.publish(office, shelf, APPROVER, second, NOTICE)

    assert [one.state for one in entries(office, second).values()] == [EntryState.LISTED, EntryState.LEFT_OUT]


def test_a_company_on_one_list_is_on_no_other_of_the_same_scheme(at: tuple[Office, Calendar]) -> None:
    office, _ = at
    first = prepared(office)
    second = prepared(office)

    left_out = entries(office, second).values()
    publishing.discard(office, PREPARER, first, "重做")
    third = prepared(office)

    assert {one.state for one in left_out} == {EntryState.LEFT_OUT}
    assert all(first in one.reasons[0] for one in left_out)
    assert round_of(office, third).listed == 2
    with pytest.raises(IllegalPayoutStep):
        publishing.publish(office, SHELF, APPROVER, first, NOTICE)


def test_whom_the_checker_would_not_approve_is_left_out_with_the_reason(at: tuple[Office, Calendar]) -> None:
    office, _ = at
    employ(office, COMPANY.uscc, 1, is_local_graduate=True)

    round_id = prepared(office)

    found = entries(office, round_id)
    assert (found[COMPANY.uscc].state, found[OTHER.uscc].state) == (EntryState.LEFT_OUT, EntryState.LISTED)
    assert "一次性吸纳就业补贴" in found[COMPANY.uscc].reasons[0]
    assert found[COMPANY.uscc].amount_cny is None


def test_what_a_company_says_of_itself_puts_it_on_no_list(tmp_path: Path) -> None:
    from sqlalchemy import insert

    from app.db.tables import company_statement
    from app.registries.importing import import_records

    office, _ = payout_office(tmp_path)
    import_records(office.engine, [COMPANY], "company_registry", DAY)
    stated = {"profile.graduates_hired_2024": "3", "profile.hires_already_subsidised": "false"}
    with transaction(office.engine) as connection:
        for fact, value in stated.items():
            row = {"uscc": COMPANY.uscc, "fact": fact, "value": value, "stated_by": "applicant:1"}
            connection.execute(insert(company_statement).values(**row, stated_on="2024-10-14", stated_at="2024"))

    round_id = prepared(office)

    assert entries(office, round_id) == {}
    with pytest.raises(BadPublication, match="nobody"):
        publishing.publish(office, SHELF, APPROVER, round_id, NOTICE)


def test_a_scheme_outside_its_time_or_without_an_item_can_not_be_prepared(tmp_path: Path) -> None:
    office, clock = payout_office(tmp_path)

    with pytest.raises(NotPreparable, match="item"):
        preparing.begin(office, schemes(), PREPARER, Wanted(scheme="pudong-high-tech-award"))
    with pytest.raises(NotPreparable, match="no scheme"):
        preparing.begin(office, schemes(), PREPARER, Wanted(scheme="="))
    clock.day = date(2025, 1, 1)
    with pytest.raises(NotPreparable, match="2025-01-01"):
        preparing.begin(office, schemes(), PREPARER, Wanted(scheme=SCHEME))


def test_the_worker_draws_up_a_list(at: tuple[Office, Calendar], tmp_path: Path) -> None:
    from tests.worker import eventually, working

    office, _ = at
    round_id = preparing.begin(office, schemes(), PREPARER, Wanted(scheme=SCHEME))

    with working(office, tmp_path):
        eventually(lambda: round_of(office, round_id).state is RoundState.PREPARED)

    assert round_of(office, round_id).listed == 2
