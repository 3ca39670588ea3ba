"""The counter: a pre-check names everything at once, keeps nothing, and the next person finds nothing of the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.accounts.principal import Role
from app.assistant.pages.holding import COOKIE as TALK
from app.db.engine import reading
from app.db.tables import metadata
from app.intake.pages.holding import COOKIE as DRAFT
from app.web.look import COOKIE
from tests.accounts_for_tests import browser, new_account, staff
from tests.office import COMPANY, FOOD, LICENCE, form_of
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

SCRIPT = "<script>alert(1)</script>"
PATH = f"/counter/{FOOD}"
FILES = {"material.business_license": ("licence.jpg", LICENCE)}


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    return visit(site)


def _checked(client: TestClient, files: dict[str, Any] | None = None, **changes: str | None) -> Any:  # noqa: ANN401  a response
    fields = {name: value for name, value in (form_of(COMPANY) | changes).items() if value is not None}
    return client.post(PATH, data={f"form.{name}": value for name, value in fields.items()}, files=files)


def _rows(site: FastAPI) -> dict[str, int]:
    with reading(services_of(site).office.engine) as connection:
        return {
            name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
            for name, table in metadata.tables.items()
        }


def test_the_start_page_leads_in_large_print_into_the_flow_of_everybody(client: TestClient) -> None:
    page = client.get("/counter").text
    led = client.get("/look?size=large&back=%2Fapply", follow_redirects=False)

    assert '/look?size=large&amp;back=/apply"' in page
    assert '/look?size=large&amp;back=/ask"' in page
    assert 'action="/find-case"' in page
    assert f'href="{PATH}"' in page
    assert (led.status_code, led.headers["location"]) == (303, "/apply")
    assert ".large;" in led.headers["set-cookie"]


def test_everything_that_is_missing_or_wrong_is_named_at_once(client: TestClient) -> None:
    page = _checked(client, uscc="wrong", premises_use=None, special_food="销售").text

    assert 'href="#f-uscc">统一社会信用代码</a> <span class="tag warn">写得不对' in page
    assert 'href="#f-premises_use">经营场所性质</a> <span class="tag warn">没有填写' in page
    assert '<strong>营业执照</strong> <span class="tag warn">没有带' in page
    assert "需另交承诺书" in page
    assert "/sources/cn.law.food-safety.2021#art-35" in page
    assert "/sources/guide.prepackaged-food-filing#materials" in page


def test_the_slip_speaks_english_too(client: TestClient) -> None:
    client.cookies.set(COOKIE, "en.auto.normal")

    page = _checked(client, uscc="wrong", premises_use=None).text

    assert "What to bring" in page
    assert "<strong>business licence</strong>" in page
    assert ">unified social credit code</a>" in page
    assert "not written rightly" in page


def test_what_is_all_right_says_so_and_leads_on(client: TestClient) -> None:
    page = _checked(client, FILES).text

    assert "现在提交可以自动核准" in page
    assert "材料和申请表都齐了" in page
    assert f'href="/apply/{FOOD}"' in page


def test_a_photo_that_is_of_no_use_is_named(client: TestClient) -> None:
    page = _checked(client, {"material.business_license": ("cat.jpg", b"a cat")}).text

    assert "带来的不能用" in page
    assert "未能识别为营业执照" in page


def test_a_pre_check_stores_nothing(site: FastAPI, client: TestClient) -> None:
    before = _rows(site)

    for files in (FILES, None, {"material.business_license": ("x.jpg", b"no picture")}):
        assert _checked(client, files).status_code == 200

    assert _rows(site) == before


def test_what_was_typed_stays_typed_and_text(client: TestClient) -> None:
    page = _checked(client, company_name=SCRIPT, uscc=f'"{SCRIPT}').text

    assert SCRIPT not in page
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;"' in page


def test_a_file_that_the_item_does_not_ask_for_is_told(client: TestClient) -> None:
    page = _checked(client, {"material.cat": ("cat.jpg", LICENCE)})

    assert page.status_code == 422
    assert 'role="alert"' in page.text


@pytest.mark.parametrize(("item", "status"), [("none", 404), ("high-tech-enterprise-award", 422), (SCRIPT, 404)])
def test_an_item_that_is_not_open_has_no_pre_check(client: TestClient, item: str, status: int) -> None:
    assert client.get(f"/counter/{item}").status_code == status
    assert client.post(f"/counter/{item}").status_code == status


def test_every_open_item_has_a_pre_check_in_both_languages(site: FastAPI, client: TestClient) -> None:
    open_ones = [one for one in services_of(site).office.items if f"/counter/{one}" in client.get("/counter").text]

    assert len(open_ones) > 5
    for item in open_ones:
        for language in ("zh", "en"):
            client.cookies.set(COOKIE, f"{language}.auto.normal")
            assert client.get(f"/counter/{item}").status_code == 200, item
            assert client.post(f"/counter/{item}", data={"form.x": ""}).status_code == 200, item


def test_a_clerk_checks_for_whoever_stands_at_the_window(site: FastAPI) -> None:
    clerk, admin = staff(site, Role.REVIEWER), staff(site, Role.ADMIN)

    assert "现在提交可以自动核准" in _checked(clerk, FILES).text
    assert _checked(admin, FILES).status_code == 403


def test_start_over_signs_out_and_leaves_nothing_for_the_next(site: FastAPI) -> None:
    person = browser(site, new_account(services_of(site).office, Role.APPLICANT))
    token = person.cookies["zhiban"]
    person.cookies.set("draft", "mine")
    person.cookies.set(COOKIE, "zh.auto.large")

    answer = person.post("/counter/start-over", follow_redirects=False)

    dropped = [one for one in answer.headers.get_list("set-cookie") if "Max-Age=0" in one]
    assert (answer.status_code, answer.headers["location"]) == (303, "/counter")
    assert {one.partition("=")[0] for one in dropped} == {"zhiban", "draft", DRAFT, TALK}
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    again = visit(site)
    again.cookies.set("zhiban", token)
    assert again.get("/account", follow_redirects=False).status_code == 303


def test_start_over_forgets_an_application_that_is_being_filled_in(site: FastAPI) -> None:
    person = visit(site)
    person.post(f"/apply/{FOOD}", follow_redirects=False)
    held = [one for one in person.cookies.jar if one.name == DRAFT]

    person.post("/counter/start-over", follow_redirects=False)

    assert [one.path for one in held] == [f"/apply/{FOOD}"]
    assert not [one for one in person.cookies.jar if one.name == DRAFT]


def test_start_over_clears_what_an_ended_sign_in_has_left(site: FastAPI) -> None:
    person = visit(site)
    person.cookies.set("zhiban", "ended-long-ago")
    person.cookies.set("draft", "mine")

    answer = person.post("/counter/start-over", follow_redirects=False)

    dropped = [one for one in answer.headers.get_list("set-cookie") if "Max-Age=0" in one]
    assert answer.headers["location"] == "/counter"
    assert {one.partition("=")[0] for one in dropped} == {"zhiban", "draft", DRAFT, TALK}


def test_another_site_can_not_start_over_for_somebody(site: FastAPI) -> None:
    person = browser(site, new_account(services_of(site).office, Role.APPLICANT))
    person.headers.update({"origin": "https://evil.example"})

    assert person.post("/counter/start-over", follow_redirects=False).status_code == 403
