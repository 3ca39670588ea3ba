"""How one's own case stands is told after sign-in, to nobody else, and never whether another's exists."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.tables import assistant_turn, audit_entry, case
from tests.conversation import Asker, begin
from tests.office import COMPANY, NOW, FixedClock, application, form_of, submitted
from tests.website import build_site, problem, services_of

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

ASKED = "我的办到哪了？"
NO_CASE = "ZB20260302-0000000000"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def case_no(site: FastAPI) -> str:
    filed = application(form=form_of(COMPANY) | {"special_food": "销售"})
    decided = submitted(services_of(site).office, filed)
    assert decided.case_no is not None
    return decided.case_no


@pytest.fixture
def asker(site: FastAPI) -> Asker:
    return begin(site)


def _signed_in(asker: Asker, case_no: str, key: str = COMPANY.uscc) -> Asker:
    answer = asker.post("/sign-in", {"case_no": case_no, "applicant_key": key})
    assert answer.status_code == 200, answer.text
    return asker


def test_who_is_not_signed_in_is_told_how_to(asker: Asker, case_no: str) -> None:
    reply = asker.ask(ASKED).json()["reply"]

    assert reply["needs_sign_in"] is True
    assert "办件编号" in reply["answer"]
    assert case_no not in json.dumps(reply)


def test_the_same_is_said_of_a_case_that_is_there_and_of_one_that_is_not(asker: Asker, case_no: str) -> None:
    there, nowhere = (asker.ask(f"{one}办到哪了？").json() for one in (case_no, NO_CASE))

    assert there["reply"] == nowhere["reply"]
    assert there["question"] == nowhere["question"] == "ZB***办到哪了？"


def test_after_sign_in_the_case_is_told_with_what_is_missing_its_deadlines_and_clauses(
    asker: Asker, case_no: str
) -> None:
    reply = _signed_in(asker, case_no).ask(ASKED).json()["reply"]

    assert reply["needs_sign_in"] is False
    assert f"办件{case_no}（仅销售预包装食品备案）：已收件，等待工作人员办理。" in reply["answer"]
    assert "1. 销售保健食品、婴幼儿配方食品等特殊食品的，需另交承诺书" in reply["answer"]
    assert "一次性告知补正的期限：2026-03-09（还有5个工作日）" in reply["answer"]
    assert {"guide.prepackaged-food-filing#materials", "cn.law.admin-licensing.2019#art-32"} == {
        one["clause"] for one in reply["citations"]
    }


def test_what_is_still_missing_is_streamed_as_well(asker: Asker, case_no: str) -> None:
    told = _signed_in(asker, case_no).stream("还缺什么材料？")

    assert any("承诺书" in one["data"].get("text", "") for one in told)
    assert told[0]["data"]["about"] == "own_case"


def test_a_case_that_was_granted_is_told_so(site: FastAPI, asker: Asker) -> None:
    granted = submitted(services_of(site).office).case_no
    assert granted is not None

    answer = _signed_in(asker, granted).ask("我的申请怎么样了").json()["reply"]["answer"]

    assert "已自动核准" in answer
    assert "还有" not in answer


def test_code_and_number_may_be_typed_as_people_type(asker: Asker, case_no: str) -> None:
    answer = asker.post(
        "/sign-in",
        {"case_no": f" {case_no.lower()} ", "applicant_key": f"{COMPANY.uscc.lower()[:9]} {COMPANY.uscc[9:]}"},
    )

    assert answer.json() == {"case_no": case_no}


def test_a_wrong_code_and_an_unknown_case_get_the_same_answer(asker: Asker, case_no: str) -> None:
    wrong = asker.post("/sign-in", {"case_no": case_no, "applicant_key": "91310117MY00000129"})
    unknown = asker.post("/sign-in", {"case_no": NO_CASE, "applicant_key": COMPANY.uscc})

    assert problem(wrong, 403, "sign_in_refused") == problem(unknown, 403, "sign_in_refused")
    assert asker.get().json()["signed_in_case_no"] is None


@pytest.mark.parametrize("key", [" ", "　", "\u200b", "0"])
def test_a_case_without_a_code_opens_to_nobody(site: FastAPI, asker: Asker, case_no: str, key: str) -> None:
    with transaction(services_of(site).office.engine) as connection:
        connection.execute(update(case).values(applicant_key=""))

    answer = asker.post("/sign-in", {"case_no": case_no, "applicant_key": key})

    problem(answer, 403, "sign_in_refused")


def test_the_sixth_try_in_a_conversation_is_not_looked_at_even_if_right(asker: Asker, case_no: str) -> None:
    for number in range(5):
        wrong = asker.post("/sign-in", {"case_no": f"ZB20260302-000000000{number}", "applicant_key": COMPANY.uscc})
        problem(wrong, 403, "sign_in_refused")

    sixth = asker.post("/sign-in", {"case_no": case_no, "applicant_key": COMPANY.uscc})

    problem(sixth, 429, "too_many_requests")
    assert sixth.headers["retry-after"] == "3600"


def test_the_sixth_try_on_a_case_is_not_looked_at_from_whatever_conversation(site: FastAPI, case_no: str) -> None:
    for _ in range(5):
        begin(site).post("/sign-in", {"case_no": case_no, "applicant_key": "91310117MY00000129"})

    sixth = begin(site).post("/sign-in", {"case_no": case_no, "applicant_key": COMPANY.uscc})
    nowhere = begin(site).post("/sign-in", {"case_no": NO_CASE, "applicant_key": COMPANY.uscc})

    problem(sixth, 429, "too_many_requests")
    problem(nowhere, 403, "sign_in_refused")


def test_an_hour_later_one_may_try_again(asker: Asker, case_no: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(6):
        asker.post("/sign-in", {"case_no": case_no, "applicant_key": "wrong"})
    monkeypatch.setattr(FixedClock, "now", lambda _clock: NOW + timedelta(hours=1))

    _signed_in(asker, case_no)


def test_right_tries_do_not_count(asker: Asker, case_no: str) -> None:
    for _ in range(8):
        _signed_in(asker, case_no)


def test_one_signed_in_to_a_case_is_told_nothing_of_another(site: FastAPI, asker: Asker, case_no: str) -> None:
    other = submitted(services_of(site).office).case_no
    assert other is not None

    reply = _signed_in(asker, case_no).ask(f"{other}办到哪了").json()["reply"]

    assert reply["needs_sign_in"] is True


def test_after_sign_out_nothing_that_was_told_is_shown(asker: Asker, case_no: str) -> None:
    _signed_in(asker, case_no).ask(ASKED)

    asker.post("/sign-out")

    shown = json.dumps(asker.get().json(), ensure_ascii=False) + str(asker.events(1)) + asker.get("/turns/1").text
    assert case_no not in shown
    assert "承诺书" not in shown
    assert asker.ask(ASKED).json()["reply"]["needs_sign_in"] is True
    assert "承诺书" in _signed_in(asker, case_no).get("/turns/1").text


def test_a_sign_in_ends_by_itself(asker: Asker, case_no: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _signed_in(asker, case_no).ask(ASKED)
    monkeypatch.setattr(FixedClock, "now", lambda _clock: NOW + timedelta(hours=1))

    assert asker.get().json()["signed_in_case_no"] is None
    assert case_no not in asker.get("/turns/1").text


def test_a_question_on_a_case_is_never_searched_for(
    asker: Asker, case_no: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def searched(*_given: object, **_more: object) -> None:
        raise AssertionError("a question on a case was searched for")

    monkeypatch.setattr("app.assistant.sessions.service.answer", searched)

    for question in (ASKED, "还缺什么", f"{case_no}为什么还没办好"):
        assert asker.ask(question).status_code == 201
        assert _signed_in(asker, case_no).ask(question).status_code == 201


def test_every_sign_in_is_in_the_audit_log_and_no_code_is(site: FastAPI, asker: Asker, case_no: str) -> None:
    asker.post("/sign-in", {"case_no": case_no, "applicant_key": "91310117MY00000129"})
    _signed_in(asker, case_no)

    with reading(services_of(site).office.engine, at_one_instant=True) as connection:
        entries = connection.execute(select(audit_entry).order_by(audit_entry.c.number)).all()
        report = audit.verify(connection)
    assert [entry.event for entry in entries[-2:]] == ["sign_in_refused", "signed_in"]
    assert entries[-1].subject == case_no
    assert all(COMPANY.uscc not in entry.content and "MY00000129" not in entry.content for entry in entries)
    assert (report.broken_at, report.unaccounted) == (None, ())


def test_the_stored_question_does_not_hold_the_number_of_the_case(site: FastAPI, asker: Asker, case_no: str) -> None:
    asker.ask(f"{case_no}怎么样了")

    with reading(services_of(site).office.engine) as connection:
        assert case_no not in str(connection.execute(select(assistant_turn)).all())
