"""The pages: what people type is shown as text, staff pages need the password, and a case can be followed."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.accounts.principal import Role
from app.db.engine import reading
from app.db.tables import case
from tests.accounts_for_tests import staff
from tests.applying import Applicant, case_no_of
from tests.office import COMPANY, LICENCE, PreparedReadings, form_of, licence_of
from tests.website import KNOWN, build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

SCRIPT = "<script>alert(1)</script>"
APPLY = "/apply/prepackaged-food-filing"
GUIDE = "/items/prepackaged-food-filing"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@pytest.fixture
def client(site: FastAPI) -> TestClient:
    return visit(site)


@pytest.fixture
def clerk(site: FastAPI) -> TestClient:
    return staff(site, Role.REVIEWER)


def _filed(client: TestClient, content: bytes = LICENCE, **changes: str) -> str:
    """The page of a case that was sent in through the pages."""
    applicant = Applicant(client)
    applicant.fills_in(content, **changes)
    return f"/cases/{case_no_of(applicant.submits())}"


def _begun(client: TestClient) -> Applicant:
    applicant = Applicant(client)
    applicant.begins()
    return applicant


def _cases(site: FastAPI) -> int:
    with reading(services_of(site).office.engine) as connection:
        return int(connection.execute(select(func.count()).select_from(case)).scalar_one())


@pytest.mark.parametrize(
    "path", ["/", "/ask", "/items", GUIDE, "/apply", APPLY, "/sources/guide.prepackaged-food-filing"]
)
def test_a_page_is_whole_and_links_home(client: TestClient, path: str) -> None:
    page = client.get(path)

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert 'href="/"' in page.text
    assert page.text.rstrip().endswith("</html>")
    assert "<script" not in re.sub(r'<script src="/static/[a-z]+\.js" defer></script>', "", page.text)


def test_an_application_leads_to_its_case_where_a_person_can_be_asked_for(client: TestClient) -> None:
    location = _filed(client)

    before = client.get(location)
    after = client.post(f"{location}/review-requests")
    again = client.post(f"{location}/review-requests")

    assert "已自动核准" in before.text
    assert "申请人工复核" in before.text
    assert "已转工作人员复核" in after.text
    assert again.text == after.text


def test_a_pre_check_shows_its_result_and_stores_nothing(site: FastAPI, client: TestClient) -> None:
    page = Applicant(client).fills_in()

    assert page.status_code == 200
    assert "预检通过" in page.text
    assert _cases(site) == 0


def test_a_mistake_is_shown_beside_what_was_typed(site: FastAPI, client: TestClient) -> None:
    applicant = _begun(client)

    page = applicant.sends("who", {"uscc": "wrong"})
    other = applicant.sends("details-1", {"company_name": SCRIPT})

    assert (page.status_code, other.status_code) == (422, 422)
    assert "统一社会信用代码填写有误" in page.text
    assert 'value="wrong"' in page.text
    assert SCRIPT not in other.text
    assert 'value="&lt;script&gt;' in other.text
    assert _cases(site) == 0


def test_a_field_left_empty_is_missing(client: TestClient) -> None:
    page = _begun(client).sends("details-1", form_of(COMPANY) | {"company_name": "   "})

    assert page.status_code == 422
    assert "请填写名称" in page.text


@pytest.mark.parametrize("name", ["", "x" * 200, "cat"])
def test_a_file_under_a_name_the_item_does_not_ask_for_is_told(client: TestClient, name: str) -> None:
    applicant = _begun(client)

    page = applicant.uploads(name)

    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert "营业执照.jpg" not in applicant.opens("answers").text


def test_a_file_that_is_no_picture_is_told(site: FastAPI, client: TestClient) -> None:
    page = _begun(client).uploads(content=b"no picture")

    assert page.status_code == 422
    assert "这个文件读不出来" in page.text
    assert _cases(site) == 0


@pytest.mark.parametrize(
    "path",
    [
        "/apply/no-such-item",
        "/items/no-such-item",
        "/cases/ZB0-0",
        "/sources/nowhere",
        "/ask?q=" + "x" * 501,
    ],
)
def test_what_is_not_there_is_a_page_of_its_own(client: TestClient, path: str) -> None:
    page = client.get(path)

    assert page.status_code in {404, 422}
    assert page.headers["content-type"].startswith("text/html")
    assert 'role="alert"' in page.text


def test_a_name_with_markup_is_shown_as_text_on_every_page(
    site: FastAPI, client: TestClient, clerk: TestClient
) -> None:
    reader = services_of(site).office.extractor
    assert isinstance(reader, PreparedReadings)
    reader.knows(LICENCE, "business_license", licence_of(COMPANY, company_name=SCRIPT))
    location = _filed(client, company_name=SCRIPT)

    for path in (location, "/staff/cases", f"/staff{location}"):
        page = (clerk if path.startswith("/staff") else client).get(path)

        assert page.status_code == 200
        assert SCRIPT not in page.text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_a_question_and_a_quote_are_shown_as_text(client: TestClient) -> None:
    page = client.get("/ask", params={"q": KNOWN, "earlier": [SCRIPT]})
    other = client.get("/ask", params={"q": SCRIPT})

    assert "&lt;b&gt;样例&lt;/b&gt;引文。" in page.text
    assert "/sources/guide.prepackaged-food-filing#conditions" in page.text
    assert SCRIPT not in page.text
    assert SCRIPT not in other.text
    assert "没有找到有把握的依据" in other.text


@pytest.mark.parametrize("path", ["/staff/cases", "/staff/cases/ZB0-0", "/staff/cases/ZB0-0/uploads/0/pages/1"])
def test_staff_pages_send_a_stranger_to_the_sign_in(client: TestClient, path: str) -> None:
    page = client.get(path, follow_redirects=False)

    assert (page.status_code, page.headers["location"]) == (303, f"/staff/sign-in?next={quote(path, safe='')}")
    assert page.text == ""


def test_staff_see_the_case_that_was_handed_over_and_what_each_source_says(
    client: TestClient, clerk: TestClient
) -> None:
    location = _filed(client, company_name="上海样倒食品有限公司")
    number = location.rpartition("/")[2]

    queue = clerk.get("/staff/cases")
    page = clerk.get(f"/staff/cases/{number}")

    assert number in queue.text
    assert "上海样倒食品有限公司" in page.text
    assert COMPANY.company_name in page.text
    assert "在不同来源中不一致" in page.text


def test_a_granted_case_is_in_no_queue_until_its_applicant_asks(client: TestClient, clerk: TestClient) -> None:
    location = _filed(client)
    before = clerk.get("/staff/cases")
    client.post(f"{location}/review-requests")

    after = clerk.get("/staff/cases")

    assert "没有待办" in before.text
    assert location.rpartition("/")[2] in after.text


def test_an_upload_is_drawn_anew_for_staff(site: FastAPI, client: TestClient, clerk: TestClient) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(picture, "PNG")
    reader = services_of(site).office.extractor
    assert isinstance(reader, PreparedReadings)
    reader.knows(picture.getvalue(), "business_license", licence_of(COMPANY))
    location = _filed(client, content=picture.getvalue())

    shown = clerk.get(f"/staff{location}/uploads/0/pages/1")

    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/webp")
    assert shown.content[8:12] == b"WEBP"
    for other in ("1/pages/1", "-1/pages/1", "x/pages/1", "0/pages/2", "0/pages/0"):
        assert clerk.get(f"/staff{location}/uploads/{other}").status_code in {404, 422}


def test_an_upload_that_can_not_be_drawn_is_a_page_and_no_crash(client: TestClient, clerk: TestClient) -> None:
    location = _filed(client)

    shown = clerk.get(f"/staff{location}/uploads/0/pages/1")

    assert shown.status_code == 422
