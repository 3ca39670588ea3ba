"""A person's data is sent in at every door: nothing of it stands in a log, or readable on the disk."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import structlog

from app.flows.approve import decide_received, receive
from app.intake.application import Application, MaterialFile, Upload
from app.logs import configure_logs
from app.personal.erasing import erase_due
from app.personal.exporting import held_on
from tests.conversation import begin
from tests.office import COMPANY, LICENCE, ON, form_of
from tests.personal import everything_in
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

ID, NAME, PHONE, ACCOUNT = "310115199001010002", "欧阳样例", "13812345678", "6222021234567890123"
FILE_NAME = f"{NAME}的身份证.jpg"
PERSONAL = (ID, NAME, PHONE, ACCOUNT)
FORM = {"name": NAME, "resident_id": ID, "account_bank": "样例银行", "account_no": ACCOUNT, "contact_phone": PHONE}
CLAIM = {"item": "flexible-employment-subsidy", "form": FORM}


@contextmanager
def _logging() -> Iterator[None]:
    before = structlog.get_config()
    configure_logs()
    try:
        yield
    finally:
        structlog.configure(**before)


def _everything_is_sent(site: FastAPI) -> str:
    """Every door a person's data comes in by, in order and out of order; returns a case's number."""
    client, office = visit(site), services_of(site).office
    submitted = client.post("/api/v1/applications", json=CLAIM)
    assert submitted.status_code == 201, submitted.text
    case_no = str(submitted.json()["case_no"])
    client.post("/api/v1/pre-checks", json=CLAIM)
    client.post("/api/v1/pre-checks", json={**CLAIM, "form": {**FORM, "resident_id": f"{ID}X", NAME: ID}})
    client.post("/api/v1/applications", content=json.dumps(CLAIM)[:-9], headers={"content-type": "application/json"})
    client.post("/api/v1/matches", json={"name": NAME, "resident_id": ID})
    client.post("/api/v1/extractions", files={"file": (FILE_NAME, LICENCE)})
    client.post("/api/v1/extractions", files={"file": (FILE_NAME, f"no picture, but {ID}".encode())})
    client.post("/api/v1/uploads", json={"name": FILE_NAME, "size_bytes": 5})
    client.post("/api/v1/batches", json=[{"key": "batch-line-number-one", "application": CLAIM}])
    with_file = Application(
        item="prepackaged-food-filing",
        form=form_of(COMPANY) | {"legal_representative": NAME, "contact_phone": PHONE},
        materials=[MaterialFile(id="business_license", file=FILE_NAME)],
    )
    content = f"picture of {ID} {NAME}".encode()
    later = receive(office, with_file, {FILE_NAME: Upload(name=FILE_NAME, content=content)}, ON)
    decide_received(office, later, unreadable=True)
    for path in (f"/api/v1/cases/{ID}", f"/cases/{ID}?name={NAME}", f"/apply/{PHONE}", f"/cases/{case_no}"):
        client.get(path)
    client.get(f"/api/v1/cases/{case_no}/explanation")
    asker = begin(site)
    asker.post("/sign-in", {"case_no": case_no, "applicant_key": ID})
    asker.ask(f"我叫{NAME}，身份证{ID}，办到哪了")
    asker.post("/handoffs", {"note": f"我叫{NAME}", "contact": f"{NAME} {PHONE}"})
    return case_no


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


def test_no_line_of_the_log_tells_of_a_person(site: FastAPI, capsys: pytest.CaptureFixture[str]) -> None:
    with _logging():
        _everything_is_sent(site)
        office = services_of(site).office
        held_on(office.engine, office.clock, ID, "operator")
        erase_due(office.engine, office.clock, office.files)

    lines = "".join(capsys.readouterr())
    assert lines
    assert [one for one in PERSONAL if one in lines] == []


def test_a_failure_that_nobody_foresaw_tells_of_nobody(
    site: FastAPI, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:  # noqa: ANN401  in place of any function
        raise RuntimeError(f"could not decide {NAME} {ID}")

    monkeypatch.setattr("app.flows.judging.decide", fail)
    with _logging():
        answer = visit(site).post("/api/v1/applications", json=CLAIM)

    lines = "".join(capsys.readouterr())
    assert answer.status_code == 500
    assert "request_failed" in lines
    assert [one for one in PERSONAL if one in lines + answer.text] == []


def test_nothing_of_a_person_stands_readable_in_the_installation(site: FastAPI, tmp_path: Path) -> None:
    case_no = _everything_is_sent(site)

    stored = everything_in(services_of(site).office.engine, tmp_path)
    assert case_no.encode() in stored
    readable = [one for one in PERSONAL for written in (one, json.dumps(one)[1:-1]) if written.encode() in stored]
    assert readable == []
