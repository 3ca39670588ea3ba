"""免申即享 from the list to the money: two people, the notice, one click, and what changes meanwhile."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.cases.states import CaseState
from app.db.engine import reading, transaction
from app.db.tables import notice, payout_round
from app.errors import NotFound
from app.payouts import confirming, filing, preparing, publishing
from app.payouts.errors import (
    BadPublication,
    NotConfirmable,
    NothingToPay,
    SamePreparer,
)
from app.payouts.filing import Returned
from app.payouts.preparing import Wanted
from app.payouts.publishing import Publication
from app.payouts.states import EntryState
from app.payouts.sweeping import sweep
from approval_rules.items import Automation
from tests.casework import member, require_whole_log
from tests.office import COMPANY, OTHER
from tests.payouts import (
    APPROVER,
    BOTH,
    CLICKER,
    DAY,
    NOTICE,
    OVER,
    PREPARER,
    REFUND,
    SCHEME,
    SHELF,
    cases_of,
    confirmed,
    employ,
    entries,
    events,
    filled_office,
    prepared,
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


def test_the_whole_story_from_the_list_to_the_money(at: tuple[Office, Calendar]) -> None:
    office, clock = at
    round_id = prepared(office)
    publishing.publish(office, SHELF, APPROVER, round_id, NOTICE)
    clock.day = OVER
    sweep(office)
    clicked = {uscc: confirmed(office, round_id, uscc) for uscc in (COMPANY.uscc, OTHER.uscc)}
    file_no = filing.make_file(office, APPROVER, round_id)
    filing.close_file(office, PREPARER, round_id, file_no, [Returned(number=2, reason="账户已销户")])

    found = round_of(office, round_id)
    assert (found.listed, found.total_cny, found.handling) == (2, Decimal(4500), Automation.UNATTENDED)
    assert {one.state for one in clicked.values()} == {CaseState.GRANTED}
    assert [one.state for one in entries(office, round_id).values()] == [EntryState.PAID, EntryState.RETURNED]
    assert [one for one in events(office) if one.startswith("payout")] == [
        "payout_begun", "payout_prepared", "payout_published", "payout_confirmed", "payout_confirmed",
        "payout_file_made", "payout_file_closed",
    ]  # fmt: skip
    with reading(office.engine) as connection:
        told = [(row.uscc, row.kind) for row in connection.execute(select(notice.c.uscc, notice.c.kind))]
    offers = {(COMPANY.uscc, "payout_offered"), (OTHER.uscc, "payout_offered")}
    assert set(told) == offers | {(COMPANY.uscc, "payout_paid")}
    require_whole_log(office)


def test_who_prepared_a_list_can_not_publish_it_nor_make_its_file(at: tuple[Office, Calendar]) -> None:
    office, clock = at
    round_id = preparing.begin(office, schemes(), BOTH, Wanted(scheme=SCHEME))
    while preparing.advance(office, schemes(), round_id):
        pass

    with pytest.raises(SamePreparer):
        publishing.publish(office, SHELF, BOTH, round_id, NOTICE)
    publishing.publish(office, SHELF, APPROVER, round_id, NOTICE)
    clock.day = OVER
    confirmed(office, round_id)
    with pytest.raises(SamePreparer):
        filing.make_file(office, BOTH, round_id)


def test_the_database_itself_holds_the_two_apart(at: tuple[Office, Calendar]) -> None:
    from sqlalchemy import update
    from sqlalchemy.exc import IntegrityError

    office, _ = at
    round_id = prepared(office)
    same = {"approved_by": PREPARER.id, "published_at": "2024-10-14T01:00:00+00:00"}

    with pytest.raises(IntegrityError), transaction(office.engine) as connection:
        connection.execute(update(payout_round).where(payout_round.c.round_id == round_id).values(**same))


def test_only_staff_of_the_item_and_district_see_a_round(at: tuple[Office, Calendar]) -> None:
    from app.accounts.principal import Role

    office, _ = at
    elsewhere = member(Role.ITEM_OWNER, "elsewhere", item="high-tech-enterprise-award")

    with pytest.raises(NotFound):
        preparing.begin(office, schemes(), elsewhere, Wanted(scheme=SCHEME))
    round_id = prepared(office)
    with pytest.raises(NotFound):
        publishing.publish(office, SHELF, member(Role.APPROVER, "district", district="310117"), round_id, NOTICE)


@pytest.mark.parametrize(
    ("notice", "confirm", "word"), [(4, 10, "5 working days"), (5, 0, "from 1"), (61, 10, "from 1"), (5, 60, "2025")]
)
def test_periods_that_can_not_be_are_refused(at: tuple[Office, Calendar], notice: int, confirm: int, word: str) -> None:
    office, _ = at
    round_id = prepared(office)

    with pytest.raises(BadPublication, match=word):
        publishing.publish(
            office, SHELF, APPROVER, round_id, Publication(notice_workdays=notice, confirm_workdays=confirm)
        )


def test_an_entry_is_confirmed_after_the_notice_and_before_its_last_day_only(at: tuple[Office, Calendar]) -> None:
    office, clock = at
    round_id = published(office)
    found = round_of(office, round_id)
    assert found.notice is not None

    clock.day = found.notice.until
    with pytest.raises(NotConfirmable, match="公示期"):
        confirmed(office, round_id)
    clock.day = found.notice.confirm_by
    assert confirmed(office, round_id).state is CaseState.GRANTED
    clock.pass_days(1)
    with pytest.raises(NotConfirmable, match="期限"):
        confirmed(office, round_id, OTHER.uscc)
    assert (found.notice.published_on, found.notice.until) == (DAY, date(2024, 10, 21))


def test_what_nobody_answers_lapses_and_is_told_before(at: tuple[Office, Calendar]) -> None:
    office, clock = at
    round_id = published(office)
    found = round_of(office, round_id)
    assert found.notice is not None

    clock.day = OVER
    sweep(office)
    clock.day = found.notice.confirm_by
    assert (sweep(office), sweep(office)) == (2, 0)
    clock.pass_days(1)
    assert (sweep(office), sweep(office)) == (2, 0)

    assert {one.state for one in entries(office, round_id).values()} == {EntryState.LAPSED}
    with reading(office.engine) as connection:
        assert len(connection.execute(select(notice.c.notice_id)).all()) == 4


def test_what_changed_since_the_list_goes_to_a_person_and_pays_nothing(at: tuple[Office, Calendar]) -> None:
    office, clock = at
    round_id = published(office)
    clock.day = OVER
    employ(office, COMPANY.uscc, 2, OVER)
    employ(office, OTHER.uscc, 0, OVER)

    more, none = confirmed(office, round_id, COMPANY.uscc), confirmed(office, round_id, OTHER.uscc)

    assert {more.state, none.state} == {CaseState.RECEIVED}
    assert {one.doubt for one in entries(office, round_id).values()} == {"amount", "not_eligible"}
    with pytest.raises(NothingToPay):
        filing.make_file(office, APPROVER, round_id)


def test_a_company_struck_off_meanwhile_goes_to_a_person(at: tuple[Office, Calendar]) -> None:
    from dataclasses import replace

    from app.registries.importing import import_records

    office, clock = at
    round_id = published(office)
    clock.day = OVER
    import_records(office.engine, [replace(COMPANY, status="deregistered")], "company_registry", OVER)

    assert confirmed(office, round_id).state is CaseState.RECEIVED


def test_of_a_scheme_or_item_that_is_not_certain_a_person_decides_every_case(at: tuple[Office, Calendar]) -> None:
    from app.registries.importing import import_records

    office, clock = at
    credit = {"grade": "A", "has_serious_breach": False, "abnormal_patent_filing_on": None}
    for uscc in (COMPANY.uscc, OTHER.uscc):
        row = {"uscc": uscc, **credit, "has_abnormal_patent_filing": False}
        import_records(office.engine, [row], "credit_registry", DAY)
    round_id = published(office, REFUND)
    clock.day = OVER

    decided = confirmed(office, round_id)

    found = round_of(office, round_id)
    assert found.handling is Automation.ASSISTED
    assert "工作人员" in found.handling_why
    assert decided.state is CaseState.RECEIVED
    with pytest.raises(NothingToPay):
        filing.make_file(office, APPROVER, round_id)


def test_a_company_that_turned_it_down_is_not_asked_again_in_this_round(at: tuple[Office, Calendar]) -> None:
    office, clock = at
    round_id = published(office)
    clock.day = OVER

    confirming.decline(office.engine, clock, CLICKER, round_id, COMPANY.uscc)
    confirming.decline(office.engine, clock, CLICKER, round_id, COMPANY.uscc)

    assert events(office).count("payout_declined") == 1
    with pytest.raises(NotConfirmable, match="不享受"):
        confirmed(office, round_id)
    assert cases_of(office) == []


def test_rules_that_changed_since_the_list_send_it_to_a_person(at: tuple[Office, Calendar]) -> None:
    from dataclasses import replace

    from app.payouts.confirming import confirm
    from approval_rules.items import ItemVersion
    from tests.payouts import ITEM

    office, clock = at
    round_id = published(office)
    clock.day = OVER
    item = office.items[ITEM]
    newer = [
        ItemVersion.read(json.loads(one.canonical) | {"granted": "同意向{company.company_name}发放。"})
        for one in item.versions
    ]
    changed = replace(office, items={**office.items, ITEM: item.model_copy(update={"versions": newer})})

    decided = confirm(changed, schemes(), CLICKER, round_id, COMPANY.uscc)

    assert decided.state is CaseState.RECEIVED
    assert entries(office, round_id)[COMPANY.uscc].doubt == "rules"
