"""A company's page: everything is text, forms work without a script, and what is wrong is told beside its field."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.principal import Role
from app.companies.acting import bind
from app.notices.notice import newly_eligible
from app.registries.importing import import_records
from tests.accounts_for_tests import browser, new_account
from tests.notices import AWARD, told
from tests.office import COMPANY, ON, OTHER
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

PAGE = f"/companies/{COMPANY.uscc}"
FORM = f"{PAGE}/statements"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    office = services_of(site).office
    account_id = new_account(office, Role.APPLICANT)
    bind(office.engine, office.clock, account_id, COMPANY.uscc, "test")
    return browser(site, account_id)


class _Page(HTMLParser):
    """Tags by name, with what is wrong in how they are put together."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def _state(client: TestClient, fact: str, *value: str, back: str = "next", **more: str) -> Any:  # noqa: ANN401  a response
    data: dict[str, Any] = {"fact": fact, "value": list(value), "back": back} | more
    return client.post(FORM, data=data, follow_redirects=False)


def test_the_page_tells_name_schemes_profile_and_where_to_go(client: TestClient) -> None:
    text = client.get(PAGE).text

    assert COMPANY.company_name in text
    assert "企业登记信息" in text
    assert f'href="{PAGE}/notices"' in text
    assert f'href="{PAGE}/payouts"' in text
    assert "“单位社会保险信息”中没有这个企业的记录" in text


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}?lang=en", f"{PAGE}?fact=qualifications", "/companies"])
def test_every_field_has_a_label_every_id_stands_once_and_no_script_is_needed(client: TestClient, path: str) -> None:
    _state(client, "employees", "60")

    page = _Page(client.get(path).text)

    ids = [one["id"] for _, one in page.tags if one.get("id")]
    assert len(ids) == len(set(ids))
    labelled = {one["for"] for one in page.all("label") if one.get("for")}
    shown = [
        one for one in page.all("input") + page.all("select") if one.get("type") not in {"hidden", "radio", "checkbox"}
    ]
    assert {one.get("id") for one in shown} <= labelled
    assert page.all("script") == []
    assert not [one for _, one in page.tags for name in one if name.startswith("on")]


def test_the_next_question_is_asked_answered_and_not_asked_again(client: TestClient) -> None:
    asked = client.get("/api/v1" + PAGE + "/matches").json()["next_question"]
    page = _Page(client.get(PAGE).text)
    named = [one["value"] for one in page.all("input") if one.get("name") == "fact"]

    answered = _state(client, asked["fact"], "0" if asked["type"] != "boolean" else "false")

    assert named[0] == asked["fact"]
    assert (answered.status_code, answered.headers["location"]) == (303, f"{PAGE}#next")
    then = client.get("/api/v1" + PAGE + "/matches").json()["next_question"]
    assert then["fact"] != asked["fact"]


def test_what_a_scheme_owes_to_the_companys_own_word_is_marked(client: TestClient) -> None:
    for fact, value in {
        "employees": "60", "taxable_income_cny": "120万", "total_assets_cny": "3000万",
        "is_restricted_industry": "false",
    }.items():  # fmt: skip
        assert _state(client, fact, value).status_code == 303

    text = client.get(PAGE).text

    assert "240,000元" in text
    assert "依企业自述：从业人数、属于国家限制或禁止行业、年度应纳税所得额、资产总额。" in text
    assert client.get(f"{PAGE}?lang=en").text.count("by your own word") >= 1


def test_what_is_typed_wrongly_is_told_beside_its_field_and_stays_text(client: TestClient) -> None:
    hostile = '"><script>alert(1)</script>'

    refused = _state(client, "employees", hostile)

    assert refused.status_code == 422
    assert "请填整数，如 20" in refused.text
    assert "<script" not in refused.text
    assert "&lt;script&gt;alert(1)" in refused.text
    assert client.get("/api/v1" + PAGE).json()["statements"] == []


def test_what_a_register_tells_is_not_taken_from_the_form(client: TestClient) -> None:
    refused = _state(client, "region", "嘉定区", back="stated")

    assert refused.status_code == 422
    assert "“注册地”以“企业登记信息”的记录为准" in refused.text


@pytest.mark.parametrize("fact", ["nothing", "", "../region", "<b>", "x" * 500])
def test_a_fact_that_is_none_is_not_found(client: TestClient, fact: str) -> None:
    assert _state(client, fact, "1").status_code == 404
    assert client.get(PAGE, params={"fact": fact[:60] or "_"}).status_code == 404


def test_a_statement_is_changed_and_taken_back_by_forms(client: TestClient) -> None:
    _state(client, "qualifications", "little_giant", "municipal_champion", back="stated")

    page = _Page(client.get(f"{PAGE}?fact=qualifications").text)
    checked = {one["value"] for one in page.all("input") if "checked" in one}
    back = _state(client, "qualifications", action="take_back")

    assert checked == {"little_giant", "municipal_champion"}
    assert back.headers["location"] == f"{PAGE}#stated"
    assert client.get("/api/v1" + PAGE).json()["statements"] == []


def test_a_name_that_looks_like_markup_is_shown_as_text(site: FastAPI, client: TestClient) -> None:
    hostile = replace(COMPANY, company_name="<img src=x onerror=alert(1)>有限公司")
    import_records(services_of(site).office.engine, [hostile], "company_registry", ON)

    for path in (PAGE, "/companies"):
        text = client.get(path).text
        assert "<img" not in text
        assert "&lt;img src=x" in text


def test_the_other_language_is_the_same_page(client: TestClient) -> None:
    text = client.get(f"{PAGE}?lang=en").text

    assert '<html lang="en"' in text
    assert "The next question" in text
    assert "The next question" in client.get(PAGE).text  # a language that was chosen stays
    assert "lang=" not in "".join(
        re.findall(r'(?:href|action)="([^"]+)"', text[text.index("<main") : text.index("</main")])
    )
    assert "Company register" in text
    assert _state(client, "employees", "x", back="stated", lang="zh").status_code == 422


def test_what_a_register_tells_is_refused_in_english_too(client: TestClient) -> None:
    client.get(f"{PAGE}?lang=en")

    refused = _state(client, "region", "嘉定区", back="stated")

    assert refused.status_code == 422
    assert "A register tells this already" in refused.text


def test_reminders_and_payouts_stand_at_the_top(site: FastAPI, client: TestClient) -> None:
    office = services_of(site).office
    told(office, newly_eligible(COMPANY.uscc, replace(AWARD, title="<b>样例</b>奖励")))

    zh = client.get(PAGE).text
    en = client.get(f"{PAGE}?lang=en").text

    assert zh.index("未读提醒") < zh.index('id="fits"')
    assert "&lt;b&gt;样例&lt;/b&gt;奖励" in zh
    assert "<b>样例" not in zh + en
    assert "Unread notices" in en


def test_without_a_sign_in_one_is_sent_to_it_and_comes_back(site: FastAPI) -> None:
    answer = visit(site).get(PAGE, follow_redirects=False)

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next=%2Fcompanies%2F{COMPANY.uscc}"


def test_the_page_of_another_company_is_not_there(client: TestClient) -> None:
    assert client.get(f"/companies/{OTHER.uscc}").status_code == 404
    assert (
        client.post(f"/companies/{OTHER.uscc}/statements", data={"fact": "employees", "value": "1"}).status_code == 404
    )


def test_a_form_of_another_site_changes_nothing(client: TestClient) -> None:
    refused = client.post(FORM, data={"fact": "employees", "value": "1"}, headers={"origin": "https://evil.example"})

    assert refused.status_code == 403
    assert client.get("/api/v1" + PAGE).json()["statements"] == []


def test_who_acts_for_no_company_is_told_how_to(site: FastAPI) -> None:
    stranger = browser(site, new_account(services_of(site).office, Role.APPLICANT))

    assert "还没有绑定企业" in stranger.get("/companies").text
