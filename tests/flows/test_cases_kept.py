"""What is kept of an application: the case, its decision, its files and the log, together or not at all."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from app.audit import service as audit
from app.cases import service as cases
from app.cases.filed import Applicant
from app.db.engine import reading
from app.db.tables import metadata
from app.errors import NotFound
from app.flows.approve import approve
from app.flows.judging import applicant_in
from approval_rules.dossier import dossier_sha256
from approval_rules.items import Outcome
from approval_rules.replay import replayed
from approval_rules.values import Row
from tests.office import (
    COMPANY,
    FOOD,
    LICENCE,
    ON,
    PreparedReadings,
    application,
    form_of,
    open_office,
    submitted,
    uploads,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office
    from approval_rules.values import Value


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


def _counts(office: Office) -> dict[str, int]:
    with reading(office.engine) as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
            if name not in {"register_import", "register_record", "register_record_past", "data_key"}
        }


def _nothing_stored(office: Office, home: Path) -> bool:
    return not any(_counts(office).values()) and not (home / "uploads").exists()


def _reader(office: Office) -> PreparedReadings:
    assert isinstance(office.extractor, PreparedReadings)
    return office.extractor


def test_what_is_stored_decides_again_to_the_same_bytes(office: Office) -> None:
    decided = submitted(office)

    stored = cases.find(office.engine, decided.case_no or "")

    assert replayed(stored.dossier) == stored.dossier == decided.dossier
    assert dossier_sha256(stored.dossier) == stored.dossier_sha256 == decided.dossier_sha256


def test_the_application_is_kept_as_it_was_filed(office: Office) -> None:
    form = form_of(COMPANY) | {"contact_phone": "021-55550100"}

    decided = submitted(office, application(form=form))

    assert "021-55550100" in cases.find(office.engine, decided.case_no or "").application


def test_what_was_granted_stands_in_the_history_of_its_applicant_and_what_waits_does_not(office: Office) -> None:
    submitted(office)
    submitted(office, application(ask=True))

    history = office.registers.look_up("case_history", COMPANY.uscc)

    grant = Row((("granted_on", ON), ("item", FOOD)))
    assert history is not None
    assert history.facts == {"previous.applicant": COMPANY.uscc, "previous.grants": (grant,)}


@pytest.mark.parametrize(
    ("stated", "applicant"),
    [
        (
            {"company.uscc": COMPANY.uscc, "company.company_name": "样例甲"},
            Applicant(name="样例甲", key=COMPANY.uscc),
        ),
        (
            {"person.resident_id": "310115199001010002", "person.name": "张样例", "trade_name.name": "样例店"},
            Applicant(name="张样例", key="310115199001010002"),
        ),
        ({"trade_name.name": "样例店"}, Applicant(name="样例店", key="")),
        ({}, Applicant(name="", key="")),
    ],
)
def test_a_case_is_kept_for_the_company_or_else_for_the_person(
    stated: dict[str, Value], applicant: cases.Applicant
) -> None:
    assert applicant_in(stated) == applicant


def test_a_stored_file_that_was_damaged_is_written_again(office: Office, tmp_path: Path) -> None:
    decided = submitted(office)
    sha256 = cases.find(office.engine, decided.case_no or "").uploads[0][2]
    (stored,) = [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]
    stored.write_bytes(b"")

    submitted(office)

    assert office.files.read(sha256) == LICENCE


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_entry WHERE number = (SELECT max(number) FROM audit_entry)",
        "UPDATE \"case\" SET state = 'granted'",
        "UPDATE decision SET dossier = x'7b7d'",
        "DELETE FROM decision",
    ],
)
def test_a_case_that_is_not_as_the_log_says_is_found(office: Office, tmp_path: Path, statement: str) -> None:
    case_no = submitted(office, application(ask=True)).case_no
    with closing(sqlite3.connect(tmp_path / "zhiban.db")) as tampering, tampering:
        tampering.execute("DROP TRIGGER audit_entry_is_not_deleted")
        tampering.execute(statement)

    with reading(office.engine, at_one_instant=True) as connection:
        report = audit.verify(connection)

    assert report.unaccounted == (case_no,)


def test_a_pre_check_tells_the_same_and_writes_nothing(office: Office, tmp_path: Path) -> None:
    told = approve(office, application(), uploads(), ON, store=False)

    assert _nothing_stored(office, tmp_path)
    assert told.case_no is None
    assert told.dossier == submitted(office).dossier


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["audit_entry", "case_event", "decision", "upload"])
def test_case_decision_and_audit_entry_are_written_together_or_not_at_all(office: Office, table: str) -> None:
    trigger = f"CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'refused'); END"
    with office.engine.begin() as connection:
        connection.execute(text(trigger))

    with pytest.raises(SQLAlchemyError, match="refused"):
        submitted(office)

    assert not any(_counts(office).values())


def test_an_approval_writes_one_row_of_each_kind(office: Office) -> None:
    submitted(office)

    written = {name: count for name, count in _counts(office).items() if count}

    assert written == {"case": 1, "decision": 1, "upload": 1, "audit_entry": 1, "case_event": 1, "upload_use": 1}


def test_the_same_file_sent_twice_is_kept_once(office: Office, tmp_path: Path) -> None:
    twice = application(files=("licence.jpg", "copy.jpg"))

    decided = submitted(office, twice, uploads(licence=LICENCE, copy=LICENCE))
    again = submitted(office)

    stored = [path for path in (tmp_path / "uploads").rglob("*") if path.is_file()]
    assert decided.verdict.outcome is Outcome.APPROVE
    assert len(cases.find(office.engine, decided.case_no or "").uploads) == 1
    assert again.case_no != decided.case_no
    assert len(stored) == 1
    assert office.files.read(hashlib.sha256(LICENCE).hexdigest()) == LICENCE


def test_asking_for_review_puts_a_granted_case_before_a_person_once(office: Office) -> None:
    case_no = submitted(office).case_no or ""

    cases.request_review(office.engine, office.clock, case_no)
    cases.request_review(office.engine, office.clock, case_no)

    assert cases.find(office.engine, case_no).summary.review_requested
    assert _counts(office)["audit_entry"] == 2
    with pytest.raises(NotFound):
        cases.request_review(office.engine, office.clock, "ZB20260302-0000000000")


def test_every_case_adds_to_one_chain_that_verifies(office: Office) -> None:
    for filed in (application(), application(ask=True), application(files=())):
        submitted(office, filed)

    with reading(office.engine, at_one_instant=True) as connection:
        report = audit.verify(connection)

    assert (report.entries, report.broken_at) == (3, None)


def test_two_cases_never_share_a_number(office: Office) -> None:
    numbers = {submitted(office).case_no for _ in range(5)}

    assert len(numbers) == 5
    assert all(number and number.startswith("ZB20260302-") for number in numbers)
