"""好差评: once a case is decided, changed within a day, counted by item and district, erased with the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.cases.ending import close
from app.cases.rating import Grade, RatingCount, RatingReason, rating_counts, rating_of
from app.cases.reviewing import Ruling
from app.db.engine import reading
from app.db.tables import audit_entry
from app.personal.erasing import erase_case
from app.personal.exporting import as_json, held_on
from tests.accounts_for_tests import Watch
from tests.applicants_cases import DAY, Cases
from tests.casework import APPROVER, casework
from tests.office import COMPANY, FOOD, application
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

COMMENT = "办得很快，谢谢<b>王老师</b>，我的电话13800000000"


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def site(tmp_path: Path, watch: Watch) -> FastAPI:
    office, _ = casework(tmp_path, DAY)
    return build_site(tmp_path, office=replace(office, clock=watch))


@pytest.fixture
def cases(site: FastAPI) -> Cases:
    return Cases(services_of(site).office, "applicant")


def _rated(site: FastAPI, case_no: str, **fields: Any) -> Any:  # noqa: ANN401  form fields, a response
    return visit(site).post(f"/cases/{case_no}/rating", data=fields, follow_redirects=False)


def test_a_rating_is_given_and_shown(site: FastAPI, cases: Cases) -> None:
    case_no, client = cases.filed(application()), visit(site)

    form = client.get(f"/cases/{case_no}/rating").text
    sent = _rated(site, case_no, grade="satisfied", reasons=["fast", "clear", "fast", "nonsense"], comment=COMMENT)
    shown = client.get(f"/cases/{case_no}/rating").text

    assert [f'value="{one.value}"' in form for one in Grade] == [True] * 5
    assert (sent.status_code, sent.headers["location"]) == (303, f"/cases/{case_no}/rating")
    for said in ("谢谢您的评价", "满意", "办得快、说得清楚", "&lt;b&gt;王老师"):
        assert said in shown, said
    found = rating_of(cases.office.engine, case_no)
    assert found is not None
    assert (found.grade, found.reasons) == (Grade.SATISFIED, (RatingReason.FAST, RatingReason.CLEAR))
    assert "您的评价" in client.get(f"/cases/{case_no}").text
    assert "Very satisfied" in visit(site).get(f"/cases/{case_no}/rating?change=1&lang=en").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "请选择一个评价"),
        ({"grade": "wonderful"}, "请选择一个评价"),
        ({"grade": "satisfied", "comment": "长" * 501}, "超过了500字"),
    ],
)
def test_what_is_not_filled_in_right_is_told_beside_what_was_typed(
    site: FastAPI, cases: Cases, fields: dict[str, str], said: str
) -> None:
    case_no = cases.filed(application())

    answer = _rated(site, case_no, reasons=["slow"], **fields)

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="slow" checked' in answer.text
    assert rating_of(cases.office.engine, case_no) is None


def test_a_rating_is_changed_within_a_day_and_then_stands(site: FastAPI, cases: Cases, watch: Watch) -> None:
    case_no, client = cases.filed(application()), visit(site)
    _rated(site, case_no, grade="very_dissatisfied", comment="太慢")
    watch.passes(hours=23)

    changed = _rated(site, case_no, grade="satisfied")
    watch.passes(hours=2)
    late = _rated(site, case_no, grade="very_satisfied")

    found = rating_of(cases.office.engine, case_no)
    assert found is not None
    assert (changed.status_code, late.status_code) == (303, 409)
    assert (found.grade, found.comment) == (Grade.SATISFIED, "")
    assert "修改评价" not in client.get(f"/cases/{case_no}/rating").text
    assert "谢谢您的评价" in client.get(f"/cases/{case_no}/rating?change=1").text


@pytest.mark.parametrize("made", ["waiting", "accepted", "to_correct"])
def test_only_what_is_decided_is_rated(site: FastAPI, cases: Cases, made: str) -> None:
    case_no = getattr(cases, made)()

    assert _rated(site, case_no, grade="satisfied").status_code == 409
    assert visit(site).get(f"/cases/{case_no}/rating").status_code == 409
    assert "评价这次服务" not in visit(site).get(f"/cases/{case_no}").text


def test_what_was_refused_or_closed_is_rated_too(site: FastAPI, cases: Cases) -> None:
    refused, closed = cases.ruled(Ruling.REFUSE), cases.ruled(Ruling.GRANT)
    close(cases.office.engine, cases.office.clock, APPROVER, closed, "已送达")

    assert _rated(site, refused, grade="very_dissatisfied").status_code == 303
    assert _rated(site, closed, grade="very_satisfied").status_code == 303


def test_ratings_are_counted_by_item_district_and_grade(site: FastAPI, cases: Cases, watch: Watch) -> None:
    for grade in ("satisfied", "satisfied", "dissatisfied"):
        _rated(site, cases.filed(application()), grade=grade)
    watch.passes(days=3)
    _rated(site, cases.filed(application()), grade="very_satisfied")

    counted = rating_counts(cases.office.engine, DAY, DAY)

    district = COMPANY.region
    assert counted == [
        RatingCount(item_id=FOOD, district=district, grade=Grade.SATISFIED, ratings=2),
        RatingCount(item_id=FOOD, district=district, grade=Grade.DISSATISFIED, ratings=1),
    ]
    assert rating_counts(cases.office.engine, date(2026, 3, 3), date(2026, 3, 4)) == []
    assert [one.ratings for one in rating_counts(cases.office.engine, date(2026, 3, 5), date(2026, 3, 5))] == [1]


def test_grades_are_numbers_from_one_to_five() -> None:
    assert [one.number for one in Grade] == [5, 4, 3, 2, 1]
    assert [Grade.of(one.number) for one in Grade] == list(Grade)


def test_the_words_of_a_rating_are_told_to_their_person_and_erased_with_the_case(site: FastAPI, cases: Cases) -> None:
    case_no, office = cases.filed(application()), cases.office
    _rated(site, case_no, grade="satisfied", comment=COMMENT)

    held = as_json(held_on(office.engine, office.clock, COMPANY.uscc, "test"))
    erase_case(office.engine, office.clock, office.files, case_no, "本人申请", "test")

    left = rating_of(office.engine, case_no)
    assert "王老师" in held
    assert left is not None
    assert (left.grade, left.comment) == (Grade.SATISFIED, "")
    assert _rated(site, case_no, grade="dissatisfied").status_code == 409


def test_the_log_has_the_grade_and_not_the_words(site: FastAPI, cases: Cases) -> None:
    case_no = cases.filed(application())
    _rated(site, case_no, grade="satisfied", comment=COMMENT)

    with reading(cases.office.engine) as connection:
        wanted = select(audit_entry).where(audit_entry.c.subject == case_no, audit_entry.c.event == "service_rated")
        entries = connection.execute(wanted).mappings().all()

    assert len(entries) == 1
    assert "王老师" not in str(dict(entries[0]))
