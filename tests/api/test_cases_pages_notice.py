"""The notice of a decision: as a page, as PDF that can be read and scanned, and verified by whoever holds the paper."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
import zxingcpp

from app.cases.genuine import mark_of
from app.cases.pages.papers.paper import Ground, paper_of
from app.cases.pages.papers.pdf import as_pdf
from app.cases.reviewing import Ruling
from app.cases.service import find
from app.personal.erasing import erase_case
from app.settings import Settings
from approval_rules.language_words import Both, Language
from tests.applicants_cases import DAY, REFUSED, Cases
from tests.casework import casework
from tests.office import COMPANY, application
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

PUBLIC = "https://zhiban.example.cn"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    office, _ = casework(tmp_path, DAY)
    return build_site(tmp_path, office=office, public_url=PUBLIC, misses_per_minute=5)


@pytest.fixture
def cases(site: FastAPI) -> Cases:
    return Cases(services_of(site).office, "applicant")


def _mark(cases: Cases, case_no: str) -> str:
    return mark_of(find(cases.office.engine, case_no).dossier_sha256)


def _text(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "".join(page.get_textpage().get_text_range() for page in document)


def _codes(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    pictures = [page.render(scale=3).to_pil().convert("L") for page in document]
    return [one.text for picture in pictures for one in zxingcpp.read_barcodes(picture)]


def _flat(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_a_granted_case_has_a_notice_with_reasons_clauses_remedies_and_fingerprint(site: FastAPI, cases: Cases) -> None:
    case_no = cases.filed(application())

    page = visit(site).get(f"/cases/{case_no}/notice").text

    for said in (
        "准予决定书", case_no, COMPANY.company_name, "企业登记状态为存续", "六十日内申请行政复议", "由系统自动作出",
        find(cases.office.engine, case_no).dossier_sha256, 'href="/sources/cn.law.food-safety', "<svg", 'role="img"',
    ):  # fmt: skip
        assert said in page, said
    assert "style=" not in page.partition("<main")[2]


def test_a_refusal_states_the_reason_of_people_and_what_can_be_done(site: FastAPI, cases: Cases) -> None:
    case_no = cases.ruled(Ruling.REFUSE)

    page = visit(site).get(f"/cases/{case_no}/notice").text
    english = visit(site).get(f"/cases/{case_no}/notice?lang=en").text

    assert "不予许可决定书" in page
    assert REFUSED.reason in page
    assert "由一名工作人员审查、另一名工作人员核准" in page
    assert "由系统自动作出" not in page
    assert "Notice of refusal" in english
    assert "reconsideration within sixty days" in english
    assert f'<span lang="zh-CN">{REFUSED.reason}' in english


@pytest.mark.parametrize("made", ["waiting", "accepted", "to_correct", "suspended"])
def test_what_is_not_decided_has_no_notice(site: FastAPI, cases: Cases, made: str) -> None:
    case_no = getattr(cases, made)()

    assert visit(site).get(f"/cases/{case_no}/notice").status_code == 409
    assert visit(site).get(f"/cases/{case_no}/notice.pdf").status_code == 409


def test_without_the_typeface_the_pdf_is_not_ready_and_the_page_is(tmp_path: Path) -> None:
    office, _ = casework(tmp_path, DAY)
    site = build_site(tmp_path, office=office, models_dir=tmp_path / "none")
    case_no = Cases(office, "applicant").filed(application())

    answer = visit(site).get(f"/cases/{case_no}/notice.pdf")

    assert answer.status_code == 503
    assert "models prepare" in answer.text
    assert visit(site).get(f"/cases/{case_no}/notice").status_code == 200


@pytest.mark.models
def test_a_pdf_can_be_read_and_scanned_and_is_the_same_each_time(site: FastAPI, cases: Cases) -> None:
    case_no = cases.filed(application())

    answer = visit(site).get(f"/cases/{case_no}/notice.pdf")
    again = visit(site).get(f"/cases/{case_no}/notice.pdf")

    text = _flat(_text(answer.content))
    assert answer.headers["content-type"] == "application/pdf"
    assert again.content == answer.content
    assert len(answer.content) < 150 * 1024
    for said in ("准予决定书", case_no, COMPANY.company_name, "企业登记状态为存续", "本决定由系统自动作出", "行政复议"):
        assert said in text, said
    assert find(cases.office.engine, case_no).dossier_sha256 in text
    assert f"{case_no}·第2页，共2页" in text
    assert _codes(answer.content) == [f"{PUBLIC}/notices/verify?case={case_no}&mark={_mark(cases, case_no)}"]


@pytest.mark.models
def test_a_pdf_is_in_the_language_of_the_page(site: FastAPI, cases: Cases) -> None:
    case_no = cases.ruled(Ruling.REFUSE)

    text = _text(visit(site).get(f"/cases/{case_no}/notice.pdf?lang=en").content)

    assert "Notice of refusal" in text
    assert _flat(REFUSED.reason) in _flat(text)
    assert "If you disagree" in text


@pytest.mark.models
def test_hostile_text_is_text_on_paper_and_none_of_it_is_lost(site: FastAPI, cases: Cases) -> None:
    case_no = cases.filed(application())
    served = services_of(site)
    paper = paper_of(served, find(cases.office.engine, case_no), PUBLIC)
    hostile = (SCRIPT, "**粗体** __x__ [a](javascript:alert(1))", "%PDF-1.4 endobj (\\", "字" * 3000, "😀𠮷\u0301")
    grounds = tuple(Ground(said=Both(text, text)) for text in hostile)

    made = as_pdf(replace(paper, applicant=SCRIPT, grounds=grounds), Settings().models_dir, Language.ZH)

    text = _flat(_text(made))
    assert text.count(SCRIPT) == 2
    assert _flat(hostile[1]) in text
    assert text.count("字") >= 3000
    assert b"/URI" not in made
    assert len(_codes(made)) == 1


def test_the_code_of_the_page_is_that_of_the_paper(site: FastAPI, cases: Cases) -> None:
    """The picture is of the same address: its modules are compared as they are drawn."""
    import segno

    case_no = cases.filed(application())
    page = visit(site).get(f"/cases/{case_no}/notice").text
    address = f"{PUBLIC}/notices/verify?case={case_no}&mark={_mark(cases, case_no)}"

    drawn = re.search(r"<svg.*?</svg>", page, re.DOTALL)

    assert drawn is not None
    expected: Any = segno.make(address, error="m", micro=False).svg_inline(
        border=4, light="#fff", svgclass=None, lineclass=None, omitsize=True
    )
    assert drawn[0] == expected


def test_who_holds_the_paper_is_told_that_it_is_genuine_and_nothing_of_a_person(site: FastAPI, cases: Cases) -> None:
    case_no = cases.filed(application())

    page = visit(site).get("/notices/verify", params={"case": case_no.lower(), "mark": _mark(cases, case_no)})

    main = page.text.partition("<main")[2]
    assert page.status_code == 200
    for said in ("现在有效", case_no, "仅销售预包装食品备案", "已准予", "2026-03-02"):
        assert said in main, said
    for hidden in (COMPANY.company_name, COMPANY.legal_representative, COMPANY.uscc, COMPANY.registered_address):
        assert hidden not in main


def test_the_result_that_is_told_is_that_of_the_case(site: FastAPI, cases: Cases) -> None:
    case_no = cases.ruled(Ruling.REFUSE)

    page = (
        visit(site).get("/notices/verify", params={"case": case_no, "mark": _mark(cases, case_no), "lang": "en"}).text
    )

    assert "genuine and in force" in page
    assert "Refused" in page


def test_it_is_still_told_once_what_the_case_held_was_erased(site: FastAPI, cases: Cases) -> None:
    case_no, office = cases.filed(application()), cases.office
    mark = _mark(cases, case_no)
    erase_case(office.engine, office.clock, office.files, case_no, "本人申请", "test")

    page = visit(site).get("/notices/verify", params={"case": case_no, "mark": mark})

    assert (page.status_code, "现在有效" in page.text) == (200, True)
    assert visit(site).get(f"/cases/{case_no}/notice").status_code == 410


def test_what_does_not_match_is_the_same_answer_whether_there_is_a_case_or_not(site: FastAPI, cases: Cases) -> None:
    granted, undecided = cases.filed(application()), cases.waiting()
    mark, asked = _mark(cases, granted), visit(site)
    tries = [
        (granted, "0" * 16),
        ("ZB20260302-0000000000", mark),
        (undecided, _mark(cases, undecided)),
        (granted, mark[:15]),
    ]

    answers = [asked.get("/notices/verify", params={"case": case, "mark": given}) for case, given in tries]

    assert {one.status_code for one in answers} == {404}
    pages = {
        one.text.replace(case, "").replace(f'value="{mark_given}"', "")
        for one, (case, mark_given) in zip(answers, tries, strict=True)
    }
    without_links = {re.sub(r"back=[^\"]*", "", page) for page in pages}
    assert len(without_links) == 1


def test_who_guesses_too_often_has_to_wait(site: FastAPI, cases: Cases) -> None:
    case_no, asked = cases.filed(application()), visit(site)

    codes = [
        asked.get("/notices/verify", params={"case": case_no, "mark": f"{number:016x}"}).status_code
        for number in range(6)
    ]

    assert codes == [404] * 5 + [429]


def test_what_is_typed_to_verify_stays_text(site: FastAPI) -> None:
    page = visit(site).get("/notices/verify", params={"case": SCRIPT, "mark": '" autofocus onfocus="x'})

    assert page.status_code == 404
    assert SCRIPT not in page.text
    assert 'onfocus="x' not in page.text


def test_the_address_on_the_paper_leads_to_the_page(site: FastAPI, cases: Cases) -> None:
    case_no = cases.filed(application())
    paper = paper_of(services_of(site), find(cases.office.engine, case_no), PUBLIC)
    parts = urlsplit(paper.address)

    assert parse_qs(parts.query)["case"] == [case_no]
    assert "现在有效" in visit(site).get(f"{parts.path}?{parts.query}").text
