from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.clock import SHANGHAI
from app.db.engine import reading
from app.db.tables import notice
from app.notices.inbox import inbox
from app.notices.notice import NoticeKind
from app.notices.reminder_file import load_reminders
from app.notices.reminding import remind_of_days
from app.registries.importing import import_records
from app.registries.synthetic import synthetic_companies
from corpora import CORPORA_DIR
from retrieval.corpus import read_corpus
from tests.accounts_for_tests import Watch
from tests.office import COMPANY, ON, OTHER, QUALIFICATION, open_office
from tests.registers import RegistersThatAreDown

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office


def at(day: date) -> Watch:
    return Watch(at=datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI))


def office_of(home: Path, *companies: Any) -> Office:  # noqa: ANN401  records of several registers
    office = open_office(home)
    import_records(office.engine, list(companies), "company_registry", ON)
    return office


def reminded(office: Office, day: date, uscc: str = COMPANY.uscc) -> list[tuple[str, str, str]]:
    """What the company was told by that day: kind, subject and day."""
    remind_of_days(replace(office, clock=at(day)), Event())
    page = inbox(office.engine, uscc, cursor=None, most=100)
    return sorted((one.kind.value, one.subject, one.content["due_on"]) for one in page.notices)


def count(office: Office) -> int:
    with reading(office.engine) as connection:
        return len(connection.execute(select(notice.c.notice_id)).all())


EXPIRING = NoticeKind.CERTIFICATE_EXPIRING.value
REPORT = NoticeKind.ANNUAL_REPORT_DUE.value
IN_TERM = replace(COMPANY, valid_until=date(2026, 10, 1))
TOLD = (EXPIRING, "business_licence", "2026-10-01")


@pytest.mark.parametrize(
    ("day", "times"),
    [
        (date(2026, 8, 1), 0),  # 61 days before
        (date(2026, 8, 2), 1),
        (date(2026, 9, 15), 1),  # 16 days before
        (date(2026, 9, 16), 1),
        (date(2026, 10, 1), 1),
        (date(2026, 10, 2), 0),
    ],
)
def test_a_licence_is_reminded_of_from_sixty_days_before_until_its_last_day(
    tmp_path: Path, day: date, times: int
) -> None:
    office = office_of(tmp_path, IN_TERM)

    assert reminded(office, day) == [TOLD] * times


def test_each_reminder_comes_once_however_often_somebody_looks(tmp_path: Path) -> None:
    office = office_of(tmp_path, IN_TERM)
    days = (date(2026, 8, 2), date(2026, 8, 2), date(2026, 8, 20), date(2026, 9, 16), date(2026, 9, 20))

    assert [len(reminded(office, day)) for day in days] == [1, 1, 1, 2, 2]


def test_a_licence_that_was_renewed_is_reminded_of_by_its_new_day(tmp_path: Path) -> None:
    office = office_of(tmp_path, IN_TERM)
    reminded(office, date(2026, 8, 2))
    renewed = replace(IN_TERM, valid_until=date(2027, 10, 1))
    import_records(office.engine, [renewed], "company_registry", date(2026, 9, 1))

    assert reminded(office, date(2026, 9, 16)) == [TOLD]
    assert len(reminded(office, date(2027, 9, 1))) == 2


@pytest.mark.parametrize("status", ["revoked", "deregistered"])
def test_a_company_that_is_no_more_is_reminded_of_nothing(tmp_path: Path, status: str) -> None:
    office = office_of(tmp_path, replace(IN_TERM, status=status))

    assert reminded(office, date(2026, 9, 20)) == []
    assert reminded(office, date(2026, 6, 20)) == []


def test_a_licence_for_good_is_never_reminded_of(tmp_path: Path) -> None:
    assert reminded(office_of(tmp_path, COMPANY), date(2026, 9, 20)) == []


def test_a_high_tech_certificate_lasts_three_years_from_the_day_it_was_given(tmp_path: Path) -> None:
    office = office_of(tmp_path, COMPANY)
    import_records(office.engine, [QUALIFICATION], "qualification_registry", ON)

    assert reminded(office, date(2027, 10, 1)) == []
    assert reminded(office, date(2027, 10, 4)) == [(EXPIRING, "high_tech_certificate", "2027-12-03")]


@pytest.mark.parametrize(("status", "times"), [("valid", 1), ("suspended", 0), ("revoked", 0), ("cancelled", 0)])
def test_only_a_permit_that_is_good_is_reminded_of(tmp_path: Path, status: str, times: int) -> None:
    office = office_of(tmp_path, COMPANY)
    permit = {
        "uscc": COMPANY.uscc, "permit_no": "JY13101170000017", "holder_name": COMPANY.company_name,
        "holder_representative": COMPANY.legal_representative, "premises_address": COMPANY.registered_address,
        "valid_until": date(2026, 5, 1), "status": status,
    }  # fmt: skip
    import_records(office.engine, [permit], "license_registry_food", ON)

    assert reminded(office, date(2026, 3, 2)) == [(EXPIRING, "food_permit", "2026-05-01")] * times


@pytest.mark.parametrize(
    ("day", "times"), [(date(2026, 4, 30), 0), (date(2026, 5, 1), 1), (date(2026, 6, 15), 1), (date(2026, 7, 1), 0)]
)
def test_the_annual_report_on_the_year_before_is_due_by_the_end_of_june(tmp_path: Path, day: date, times: int) -> None:
    assert reminded(office_of(tmp_path, COMPANY), day) == [(REPORT, "2025", "2026-06-30")] * times


def test_a_company_of_this_year_and_a_shop_have_no_annual_report_of_enterprises(tmp_path: Path) -> None:
    new = replace(COMPANY, established_on=date(2026, 1, 1))
    shop = replace(OTHER, entity_type="individual_business")
    office = office_of(tmp_path, new, shop)

    assert reminded(office, date(2026, 6, 1)) == []
    assert reminded(office, date(2026, 6, 1), OTHER.uscc) == []


def test_a_register_that_is_down_reminds_of_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    office = replace(office_of(tmp_path, IN_TERM), registers=_AtHandAndDown())

    assert remind_of_days(replace(office, clock=at(date(2026, 9, 20))), Event()) == 0


def test_all_companies_are_gone_through_and_a_sweep_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    companies = [
        replace(one, status="operating", entity_type="enterprise") for one in synthetic_companies(1200, seed=1)
    ]
    office = replace(office_of(tmp_path, *companies), clock=at(date(2026, 6, 1)))
    stopping = _AfterLooks(2)

    first = remind_of_days(office, stopping)  # type: ignore[arg-type]
    rest = remind_of_days(office, Event())
    again = remind_of_days(office, Event())

    assert 0 < first < rest + first == count(office)
    assert again == 0


class _AtHandAndDown(RegistersThatAreDown):
    def is_at_hand(self, register: str) -> bool:
        return bool(register)


class _AfterLooks:
    """Says to stop after so many looks at it."""

    def __init__(self, looks: int) -> None:
        self._left = looks

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0


def test_the_basis_of_each_reminder_is_in_the_corpus_or_it_is_marked_uncertain() -> None:
    reminders, clauses = load_reminders(), read_corpus(CORPORA_DIR).clauses

    assert [one for spec in reminders.certificates for one in spec.basis if one not in clauses] == []
    assert (reminders.annual_report.basis, bool(reminders.annual_report.uncertain)) == ([], True)
