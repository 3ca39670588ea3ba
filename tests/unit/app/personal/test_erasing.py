"""What a case holds of people is erased when its time has run, and what proves the decision stays."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, select, update

from app.audit import service as audit
from app.cases import service as cases
from app.cases.errors import CaseErased
from app.cases.replaying import replay_all
from app.db.engine import reading, transaction
from app.db.sealed import vault_of
from app.db.tables import (
    audit_entry,
    case,
    case_commitment,
    case_deferral,
    case_event,
    case_review,
    decision,
    decision_past,
    upload,
)
from app.errors import NotFound
from app.personal.erasing import erase_case, erase_due
from app.personal.errors import NotYetErasable
from app.personal.retention import Retention
from tests.office import open_office
from tests.personal import COMPANY, ITEM, NAME, OTHER, PERSON, age_case, file_case

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Select

    from app.flows.office import Office

NO = "ZB20260302-0000000001"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("app.storage.files.JUST_SAVED_S", 0.0)
    return open_office(tmp_path)


def _keep(office: Office, days: int) -> None:
    Retention(engine=office.engine, clock=office.clock, known_items=[ITEM]).set(ITEM, days, "样例规定", "operator")


def _due(office: Office) -> int:
    return erase_due(office.engine, office.clock, office.files)


def _value(office: Office, wanted: Select[Any]) -> object:
    with reading(office.engine) as connection:
        return connection.execute(wanted).scalar_one()


def test_nothing_is_erased_by_time_without_a_rule(office: Office) -> None:
    file_case(office, NO)
    age_case(office, NO, 36_000)

    assert _due(office) == 0
    assert cases.find(office.engine, NO).summary.applicant_name == NAME


@pytest.mark.parametrize(("days", "erased"), [(29, 0), (30, 1)])
def test_a_case_is_erased_when_its_days_are_over(office: Office, days: int, erased: int) -> None:
    file_case(office, NO)
    age_case(office, NO, days)
    _keep(office, 30)

    assert _due(office) == erased
    assert _due(office) == 0


def test_of_an_erased_case_nothing_of_the_person_is_left_and_its_proof_stays(office: Office) -> None:
    sha256 = file_case(office, NO)
    with transaction(office.engine) as connection:
        row = connection.execute(select(decision)).mappings().one()
        connection.execute(insert(decision_past).values(dict(row)))
        connection.execute(
            insert(case_review).values(
                case_no=NO, round=1, reviewer_id="staff:a", opinion="grant", reason=NAME, basis="[]", reviewed_at="x"
            )
        )
    hashed = _value(office, select(decision.c.dossier_sha256))

    assert erase_case(office.engine, office.clock, office.files, NO, f"{PERSON}申请删除", "operator")

    assert _value(office, select(case.c.application)) == ""
    assert _value(office, select(case.c.applicant_name)) == ""
    assert _value(office, select(decision.c.dossier)) == b""
    assert _value(office, select(decision_past.c.dossier)) == b""
    assert _value(office, select(case_review.c.reason)) == ""
    assert _value(office, select(upload.c.name)) == ""
    with pytest.raises(NotFound):
        office.files.read(sha256)
    assert _value(office, select(case.c.state)) == "closed"
    assert _value(office, select(decision.c.dossier_sha256)) == hashed
    assert _value(office, select(decision.c.amount_cny)) == "100.00"
    assert _value(office, select(upload.c.sha256)) == sha256


def test_an_erasure_is_told_and_logged_without_the_persons_number(office: Office) -> None:
    file_case(office, NO)

    erase_case(office.engine, office.clock, office.files, NO, f"{PERSON}申请删除", "operator")

    entry = select(audit_entry.c.content).where(audit_entry.c.event == "case_erased")
    assert "申请删除" in str(_value(office, entry))
    assert PERSON not in str(_value(office, entry))
    assert _value(office, select(case_event.c.kind).order_by(case_event.c.number.desc()).limit(1)) == "case_erased"


def test_explaining_an_erased_case_says_that_it_was_erased(office: Office) -> None:
    file_case(office, NO)
    erase_case(office.engine, office.clock, office.files, NO, "x", "operator")

    with pytest.raises(CaseErased, match="was erased on 2026-03-02"):
        cases.find(office.engine, NO)

    assert cases.stands(office.engine, NO).state == "closed"


def test_replay_counts_an_erased_case_apart(office: Office) -> None:
    file_case(office, NO)
    erase_case(office.engine, office.clock, office.files, NO, "x", "operator")

    found = replay_all(office.engine)

    assert (found.decisions, found.different, found.erased) == (0, 0, 1)


def test_the_audit_chain_still_fits_and_a_dossier_that_vanished_otherwise_is_found(office: Office) -> None:
    file_case(office, NO)
    file_case(office, "ZB20260302-0000000002")
    erase_case(office.engine, office.clock, office.files, NO, "x", "operator")
    with reading(office.engine, at_one_instant=True) as connection:
        assert audit.verify(connection).unaccounted == ()

    with transaction(office.engine) as connection:
        connection.execute(update(decision).values(dossier=b""))
        connection.execute(update(case).values(erased_at="2026-03-02"))

    with reading(office.engine, at_one_instant=True) as connection:
        assert audit.verify(connection).unaccounted == ("ZB20260302-0000000002",)


@pytest.mark.parametrize(
    ("key", "result", "left"), [(PERSON, "granted", "#"), (PERSON, "refused", ""), (COMPANY, "granted", COMPANY)]
)
def test_whose_a_grant_was_stays_so_that_it_counts_later(office: Office, key: str, result: str, left: str) -> None:
    file_case(office, NO, key, result=result)
    erase_case(office.engine, office.clock, office.files, NO, "x", "operator")

    expected = vault_of(office.engine).index(PERSON) if left == "#" else left
    assert _value(office, select(case.c.applicant_key)) == expected


def test_a_file_that_another_case_needs_stays_until_that_is_erased_too(office: Office) -> None:
    sha256 = file_case(office, NO)
    file_case(office, "ZB20260302-0000000002", OTHER)
    erase_case(office.engine, office.clock, office.files, NO, "x", "operator")
    assert office.files.read(sha256) == b"a paper"

    erase_case(office.engine, office.clock, office.files, "ZB20260302-0000000002", "x", "operator")

    with pytest.raises(NotFound):
        office.files.read(sha256)


def test_a_file_saved_a_moment_ago_is_removed_by_a_later_sweep(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.storage.files.JUST_SAVED_S", 3600.0)
    sha256 = file_case(office, NO)
    erase_case(office.engine, office.clock, office.files, NO, "x", "operator")
    assert office.files.read(sha256) == b"a paper"
    for path in (tmp_path / "uploads").rglob("*"):
        os.utime(path, (0, 0))

    _due(office)

    with pytest.raises(NotFound):
        office.files.read(sha256)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "received", "result": None},
        {"state": "accepted", "result": None},
        {"state": "suspended", "result": None},
        {"state": "granted", "review_requested_at": "2026-03-02T00:00:00+00:00"},
    ],
)
def test_a_case_at_work_is_not_erased(office: Office, changes: dict[str, Any]) -> None:
    file_case(office, NO, **changes)
    age_case(office, NO, 365)
    _keep(office, 30)

    assert _due(office) == 0
    with pytest.raises(NotYetErasable, match="is not over"):
        erase_case(office.engine, office.clock, office.files, NO, "x", "operator")


@pytest.mark.parametrize("awaited", ["deferral", "commitment"])
@pytest.mark.parametrize(
    ("changes", "erased"),
    [
        ({}, 0),
        ({"state": "closed"}, 0),
        ({"state": "refused", "result": "refused"}, 1),
        ({"state": "closed", "result": "refused"}, 1),
        ({"state": "withdrawn", "result": None}, 1),
    ],
)
def test_only_of_a_grant_is_something_promised_awaited(
    office: Office, awaited: str, changes: dict[str, Any], erased: int
) -> None:
    file_case(office, NO, **changes)
    age_case(office, NO, 365)
    _keep(office, 30)
    with transaction(office.engine) as connection:
        if awaited == "deferral":
            connection.execute(insert(case_deferral).values(case_no=NO, material="m", deferral_due_on="2027-01-01"))
        else:
            connection.execute(
                insert(case_commitment).values(case_no=NO, material="m", commitment="x", check_due_on="2027-01-01")
            )

    assert _due(office) == erased


def test_an_order_before_the_period_is_over_is_refused_with_the_day(office: Office) -> None:
    file_case(office, NO)
    age_case(office, NO, 10)
    _keep(office, 30)

    with pytest.raises(NotYetErasable, match=r"until 2026-03-22 \(样例规定\)"):
        erase_case(office.engine, office.clock, office.files, NO, "x", "operator")


def test_a_case_is_erased_once_and_an_unknown_one_is_not_found(office: Office) -> None:
    file_case(office, NO)

    assert erase_case(office.engine, office.clock, office.files, NO, "x", "operator")
    assert not erase_case(office.engine, office.clock, office.files, NO, "x", "operator")
    with pytest.raises(NotFound):
        erase_case(office.engine, office.clock, office.files, "ZB1", "x", "operator")
