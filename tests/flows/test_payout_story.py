"""免申即享 from the list to the money: two people, the notice, objections, one click, and the payout file."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.cases.states import CaseState
from app.db.engine import reading, transaction
from app.db.tables import audit_entry, notice, payout_file, payout_round
from app.errors import NotFound
from app.payouts import confirming, filing, objecting, preparing, publishing
from app.payouts.errors import (
    BadObjection,
    BadPublication,
    BadSettlement,
    IllegalPayoutStep,
    NotConfirmable,
    NothingToPay,
    NotPreparable,
    OverBudget,
    SamePreparer,
)
from app.payouts.filing import Returned
from app.payouts.objecting import EntryRuling, NewObjection
from app.payouts.preparing import Wanted
from app.payouts.publishing import Publication, Shelf
from app.payouts.states import EntryState, RoundState
from app.payouts.sweeping import sweep
from approval_rules.items import Automation
from approval_rules.schemes import Budget
from tests.casework import member, require_whole_log, state_of
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
    SECOND_APPROVER,
    SHELF,
    cases_of,
    confirmed,
    employ,
    entries,
    fill_registers,
    payout_office,
    prepared,
    published,
    round_of,
    schemes,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office
    from tests.casework import Calendar

SAID = NewObjection(number=1, name="王样例", contact="13812345678", said="这家企业没有招用毕业生")


@pytest.fixture
def at(tmp_path: Path) -> tuple[Office, Calendar]:
    office, clock = payout_office(tmp_path)
    fill_registers(office)
    return office, clock


def events(office: Office) -> list[str]:
    with reading(office.engine) as connection:
        return list(connection.execute(select(audit_entry.c.event).order_by(audit_entry.c.number)).scalars())


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


def test_the_worker_draws_up_a_list(at: tuple[Office, Calendar], tmp_path: Path) -> None:
    from tests.worker import eventually, working

    office, _ = at
    round_id = preparing.begin(office, schemes(), PREPARER, Wanted(scheme=SCHEME))

    with working(office, tmp_path):
        eventually(lambda: round_of(office, round_id).state is RoundState.PREPARED)

    assert round_of(office, round_id).listed == 2
