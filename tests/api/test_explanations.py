"""Guides and explanations, over the API and on the pages, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from app.accounts.principal import Role
from app.cases import service as cases
from app.db.engine import transaction
from app.db.tables import decision
from app.review.dossier import in_words
from approval_rules.facts import load_vocabulary
from approval_rules.item_files import load_items
from approval_rules.telling.guide_words import SectionName
from tests.accounts_for_tests import staff
from tests.applying import Applicant
from tests.office import COMPANY, FOOD, LICENCE, ON, application, form_of
from tests.website import build_site, problem, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

CJK = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    return visit(site)


def _filed(client: TestClient, *, ask: bool = False, **changes: str) -> str:
    """The path of a new case."""
    filed = application(form=form_of(COMPANY) | changes, ask=ask).model_dump_json(exclude_none=True)
    answer = client.post("/api/v1/applications", data={"application": filed}, files={"files": ("licence.jpg", LICENCE)})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def _explained(client: TestClient, case: str, language: str = "zh") -> dict[str, Any]:
    answer = client.get(f"{case}/explanation", params={"language": language})
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def test_an_approval_is_explained_in_both_languages(client: TestClient) -> None:
    case = _filed(client)

    zh, en = _explained(client, case), _explained(client, case, "en")

    assert (zh["outcome"], zh["is_automated"], zh["reasons"]) == ("approve", True, [])
    assert "由系统自动作出" in zh["result"]
    assert "made automatically" in en["result"]
    assert not CJK.search(en["result"] + en["next_step"] + en["ask_for_person"]["text"])
    assert zh["ask_for_person"]["basis"][0]["clause"] == "cn.law.pipl.2021#art-24"
    assert "个人信息保护法" in zh["ask_for_person"]["basis"][0]["title"]
    assert {fact["fact"] for fact in zh["facts"]} == {fact["fact"] for fact in en["facts"]}


def test_a_case_handed_over_is_explained_with_what_was_required_and_found(client: TestClient) -> None:
    case = _filed(client, online_sales="从事")

    (reason,) = _explained(client, case)["reasons"]

    assert (reason["reason"], reason["holds"]) == ("rule_failed", "false")
    assert (reason["required"], reason["found"]) == ("网络销售（备案人声明）为“不从事”", "网络销售（备案人声明）：从事")
    assert reason["basis"][0]["clause"].startswith("guide.prepackaged-food-filing#")


@pytest.mark.parametrize("language", ["fr", ""])
def test_a_language_that_is_not_spoken_is_refused(client: TestClient, language: str) -> None:
    case = _filed(client)

    problem(client.get(f"{case}/explanation", params={"language": language}), 422, "bad_request")


def test_there_is_no_explanation_of_what_is_not_there(client: TestClient) -> None:
    problem(client.get("/api/v1/cases/ZB0-0/explanation"), 404, "not_found")


def test_a_dossier_of_another_release_is_not_explained_and_its_page_lists_the_checks(
    site: FastAPI, client: TestClient
) -> None:
    case = _filed(client)
    number = case.rpartition("/")[2]
    found = cases.find(services_of(site).office.engine, number)
    other = found.dossier.replace(b'"evidence_basis":', b'"basis_of_evidence":')
    with transaction(services_of(site).office.engine) as connection:
        connection.execute(decision.update().values(dossier=other))

    problem(client.get(f"{case}/explanation"), 503, "unexplained_dossier")
    page = client.get(f"/cases/{number}")

    assert page.status_code == 200
    assert "由较早的版本作出决定" in page.text
    assert "企业登记在上海市" in page.text


def test_the_items_in_force_on_a_day_are_listed(client: TestClient) -> None:
    listed = {one["item"]: one for one in client.get("/api/v1/items", params={"on": "2026-03-02"}).json()}
    earlier = {one["item"] for one in client.get("/api/v1/items", params={"on": "2000-01-01"}).json()}

    assert listed[FOOD]["automation"] == "unattended"
    assert listed[FOOD]["until"] == "2029-05-09"
    assert set(listed) <= set(load_items())
    assert earlier == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_guide_has_its_sections_in_order(client: TestClient, language: str) -> None:
    content = client.get(f"/api/v1/items/{FOOD}/guide", params={"language": language}).json()

    names = [section["name"] for section in content["sections"]]
    assert content["language"] == language
    assert names == [name.value for name in SectionName if name.value in names]
    assert {"applicants", "conditions", "materials", "limits", "decision", "basis", "ask"} <= set(names)


def test_a_guide_of_what_is_not_there_or_not_in_force_is_refused(client: TestClient) -> None:
    problem(client.get("/api/v1/items/no-such-item/guide"), 404, "not_found")
    problem(client.get(f"/api/v1/items/{FOOD}/guide", params={"on": "2000-01-01"}), 422, "not_in_force")


def test_the_guide_page_cites_its_clauses_and_has_an_english_side(client: TestClient) -> None:
    zh, en = client.get(f"/items/{FOOD}"), client.get(f"/items/{FOOD}", params={"lang": "en"})

    assert '<html lang="zh-CN"' in zh.text
    assert '<html lang="en"' in en.text
    back = f"back={quote(f'/items/{FOOD}')}"
    assert f'href="/look?lang=en&amp;{back}"' in zh.text
    assert f'href="/look?lang=zh&amp;{back}"' in en.text
    assert "企业登记在上海市" in zh.text
    assert "district of registration lies within Shanghai" in en.text
    assert 'href="/sources/cn.law.food-safety.2021#art-35"' in zh.text


def test_the_list_of_guides_leads_to_each_and_to_the_form(client: TestClient) -> None:
    page = client.get("/items", params={"lang": "en"})

    assert f'href="/items/{FOOD}"' in page.text
    assert f'href="/apply/{FOOD}"' in client.get(f"/items/{FOOD}").text
    assert client.get("/apply").text.count(f'href="/apply/{FOOD}"') == 1
    assert f'href="/items/{FOOD}"' in client.get(f"/apply/{FOOD}").text
    assert f'href="/items/{FOOD}"' in client.get("/").text


def test_every_item_in_force_has_its_guide_and_its_form_page(client: TestClient) -> None:
    for one in client.get("/api/v1/items").json():
        for path in (f"/items/{one['item']}", f"/items/{one['item']}?lang=en", f"/apply/{one['item']}"):
            assert client.get(path).status_code == 200, path


def test_the_page_of_a_case_tells_its_reasons_before_the_table_of_checks(client: TestClient) -> None:
    number = _filed(client, online_sales="从事").rpartition("/")[2]

    zh, en = client.get(f"/cases/{number}").text, client.get(f"/cases/{number}", params={"lang": "en"}).text

    assert zh.index("从事网络销售的，需核对网店链接") < zh.index("<details>") < zh.index('<table class="checks">')
    assert 'Not met: sale on the web as declared by the applicant is “<span lang="zh-CN">不从事</span>”.' in en
    assert '<html lang="en"' in en


def test_the_page_of_a_granted_case_has_its_notice(client: TestClient) -> None:
    number = _filed(client).rpartition("/")[2]

    page, notice = client.get(f"/cases/{number}").text, client.get(f"/cases/{number}/notice").text

    assert f'href="/cases/{number}/notice"' in page
    assert f"编号 {number}" in notice
    assert "准予决定书" in notice
    assert "“仅销售预包装食品备案”申请" in notice


def test_asking_for_a_person_in_english_leads_back_to_the_english_page(client: TestClient) -> None:
    number = _filed(client).rpartition("/")[2]

    page = client.post(f"/cases/{number}/review-requests", params={"lang": "en"})

    assert page.url.path == f"/cases/{number}"
    assert '<html lang="en"' in page.text
    assert "put before a member of staff" in page.text


def test_a_pre_check_tells_its_reasons_in_plain_words(client: TestClient) -> None:
    page = Applicant(client).fills_in(online_sales="从事")

    assert "预检结果" in page.text
    assert "网络销售（备案人声明）为“不从事”" in page.text


def test_staff_see_the_deadlines_in_the_list(site: FastAPI, client: TestClient) -> None:
    number = _filed(client, ask=True).rpartition("/")[2]
    items = services_of(site).office.items

    page = staff(site, Role.REVIEWER).get("/staff/cases")

    version = items[FOOD].version_on(ON)
    expected = "2026-03-09，还有5个工作日" if version.limits.correction_notice else "—"
    assert number in page.text
    assert expected in page.text


def test_an_identity_number_is_shown_in_part_by_the_api(client: TestClient) -> None:
    case = _filed(client, premises_address="上海市样例路1号，联系人11010519491231002X")

    explained = client.get(f"{case}/explanation").text

    assert "11010519491231002X" not in explained
    assert "11010519491231002X" not in client.get(f"/cases/{case.rpartition('/')[2]}").text
    assert "110****002X" in explained


def test_staff_see_the_records_of_a_list_by_their_titles() -> None:
    spec = load_vocabulary()["insurance.hires"].model_dump(mode="json")
    row = {"category": "other", "hired_on": "2024-01-02"}

    assert in_words([row], spec) == "人员类别：其他，招用日期：2024-01-02"
    assert in_words([], spec) == "无"
    assert in_words([row] * 51, spec).endswith("……共 51 条")
    assert in_words(["A"], {"type": "choices", "choices": {"A": "甲"}}) == "甲"
