"""Pages of a company's notices, and the links in its mails: nothing in them needs a script."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.accounts.principal import Role
from app.companies.acting import bind
from app.errors import NotFound
from app.notices import channels
from app.notices.channels import ChannelState, channels_of
from app.notices.notice import NoticeKind, newly_eligible, payout_offered
from app.notices.subscriptions import subscription_of
from app.web.csrf import HEADER
from tests.accounts_for_tests import ORIGIN, Watch, browser, new_account
from tests.notices import AWARD, MAIL, asked, told
from tests.office import COMPANY, ON
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from app.flows.office import Office

NOTICES = f"/companies/{COMPANY.uscc}/notices"
CHOICE = f"/companies/{COMPANY.uscc}/subscription"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path, **MAIL)


@pytest.fixture
def office(site: FastAPI) -> Office:
    return services_of(site).office


@pytest.fixture
def client(site: FastAPI, office: Office) -> TestClient:
    account_id = new_account(office, Role.APPLICANT)
    bind(office.engine, office.clock, account_id, COMPANY.uscc, "test")
    return browser(site, account_id)


def sent(client: TestClient, path: str, page: str, **fields: str | list[str]) -> str:
    """What a person sees who sends the form with the token that the page had, and no header of a script's."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert token is not None
    headers = {name: value for name, value in client.headers.items() if name != HEADER}
    client.headers = headers
    answer = client.post(path, data={"csrf_token": token[1], **fields})
    return answer.text


def test_notices_are_shown_in_both_languages_with_what_is_unread(client: TestClient, office: Office) -> None:
    told(office, uscc=COMPANY.uscc)

    zh, en = client.get(NOTICES).text, client.get(f"{NOTICES}?lang=en").text

    assert "按现有数据，贵企业符合“样例奖励”的条件。" in zh
    assert "未读 <strong>1</strong>" in zh
    assert 'lang="en"' in en
    assert 'your company qualifies for “<span lang="zh-CN">样例奖励</span>”.' in en


def test_a_notice_leads_to_what_it_is_about(client: TestClient, office: Office) -> None:
    offered = payout_offered(COMPANY.uscc, "r1", "样例奖励", Decimal(1), ON)
    told(office, newly_eligible(COMPANY.uscc, replace(AWARD, id="first-above-scale-award-2025")), offered)

    page = client.get(NOTICES).text
    links = [one for one in re.findall(r'href="([^"]+)"', page) if one.startswith(("/schemes/", "/companies/"))]

    for link in ("/schemes/first-above-scale-award-2025", f"/companies/{COMPANY.uscc}/payouts"):
        assert link in links
        assert client.get(link).status_code == 200


def test_an_empty_inbox_says_what_will_be_told_there(client: TestClient) -> None:
    assert "还没有提醒" in client.get(NOTICES).text


def test_what_stands_in_a_scheme_is_escaped(client: TestClient, office: Office) -> None:
    told(office, newly_eligible(COMPANY.uscc, replace(AWARD, title="<script>alert(1)</script>")))

    assert "<script" not in client.get(NOTICES).text


def test_notices_are_marked_as_read_by_plain_forms(client: TestClient, office: Office) -> None:
    first, _ = told(office, *(newly_eligible(COMPANY.uscc, replace(AWARD, id=one)) for one in ("a", "b")))

    after_one = sent(client, f"{NOTICES}/{first}/read", NOTICES)
    after_all = sent(client, f"{NOTICES}/read?lang=en", NOTICES)

    assert "未读 <strong>1</strong>" in after_one
    assert "Unread" not in after_all
    assert 'lang="en"' in after_all


def test_earlier_notices_are_a_page_further(client: TestClient, office: Office) -> None:
    told(office, *(newly_eligible(COMPANY.uscc, replace(AWARD, id=f"s{number}")) for number in range(25)))
    first = client.get(NOTICES).text
    link = re.search(r'href="([^"]+cursor=[^"]+)"', first)
    assert link is not None

    second = client.get(link[1].replace("&amp;", "&")).text

    assert (first.count("<article"), second.count("<article")) == (20, 5)


def test_kinds_that_are_not_ticked_are_stopped(client: TestClient, office: Office) -> None:
    ticked = [kind.value for kind in NoticeKind if kind is not NoticeKind.ANNUAL_REPORT_DUE]

    page = sent(client, CHOICE, CHOICE, kind=ticked, do="save")

    assert subscription_of(office.engine, COMPANY.uscc).stopped_kinds == {NoticeKind.ANNUAL_REPORT_DUE}
    assert 'value="annual_report_due">' in page
    assert 'value="new_scheme" checked>' in page


def test_everything_is_stopped_by_one_button_and_begun_again_by_another(client: TestClient, office: Office) -> None:
    every = [kind.value for kind in NoticeKind]
    stopped = sent(client, CHOICE, CHOICE, kind=every, do="stop")
    was_stopped = subscription_of(office.engine, COMPANY.uscc).is_stopped
    sent(client, CHOICE, CHOICE, kind=every, do="save")

    assert "已停止全部提醒" in stopped
    assert was_stopped
    assert not subscription_of(office.engine, COMPANY.uscc).is_stopped


def test_a_field_of_somebodys_own_making_changes_nothing_else(client: TestClient, office: Office) -> None:
    sent(client, CHOICE, CHOICE, kind=["no such kind", "<script>"], do="x")

    assert subscription_of(office.engine, COMPANY.uscc).stopped_kinds == set(NoticeKind)


def test_an_address_is_added_and_stopped_by_plain_forms(client: TestClient, office: Office) -> None:
    page = sent(client, f"{CHOICE}/channels", CHOICE, address=" a@example.cn ")
    (added,) = channels_of(office.engine, COMPANY.uscc)
    after = sent(client, f"{CHOICE}/channels/{added.channel_id}/stop", CHOICE)

    assert "a@example.cn" in page
    assert "等待确认" in page
    assert "a@example.cn" not in after


def test_a_wrong_address_is_said_on_the_page_with_what_was_typed(client: TestClient) -> None:
    page = sent(client, f"{CHOICE}/channels", CHOICE, address='"><b>x')

    assert "请填写一个邮箱地址" in page
    assert "<b>x" not in page
    assert "&#34;&gt;&lt;b&gt;x" in page


def test_a_page_of_another_site_changes_nothing(client: TestClient, office: Office) -> None:
    client.headers.update({"origin": "https://elsewhere.example"})

    answer = client.post(CHOICE, data={"do": "stop"})

    assert answer.status_code == 403
    assert not subscription_of(office.engine, COMPANY.uscc).is_stopped


def test_the_page_of_a_confirming_link_confirms_nothing_until_its_button_is_pressed(
    site: FastAPI, office: Office
) -> None:
    made, reader = asked(office, COMPANY.uscc), visit(site)
    page = reader.get(f"/notices/confirm/{made.confirm_token}").text
    before = channels_of(office.engine, COMPANY.uscc)[0].state
    done = reader.post(f"/notices/confirm/{made.confirm_token}", headers={"origin": ORIGIN})

    assert ("同意接收" in page, before) == (True, ChannelState.PENDING)
    assert "已确认" in done.text
    assert channels_of(office.engine, COMPANY.uscc)[0].state is ChannelState.ACTIVE


def test_a_confirming_link_works_once_and_for_three_days(site: FastAPI, office: Office) -> None:
    made, late = asked(office, COMPANY.uscc), asked(office, COMPANY.uscc, "b@example.cn")
    reader = visit(site)
    reader.post(f"/notices/confirm/{made.confirm_token}")
    again = reader.post(f"/notices/confirm/{made.confirm_token}")

    watch = Watch()
    watch.passes(days=3, seconds=1)
    with pytest.raises(NotFound):
        channels.confirm(office.engine, watch, late.confirm_token)

    assert again.status_code == 404
    assert "这个链接已经用过或过期了" in again.text


def test_a_link_stops_mails_in_one_click_without_signing_in(site: FastAPI, office: Office) -> None:
    made, reader = asked(office, COMPANY.uscc), visit(site)
    reader.post(f"/notices/confirm/{made.confirm_token}")
    page = reader.get(f"/notices/stop/{made.stop_token}").text
    before = channels_of(office.engine, COMPANY.uscc)[0].state
    one_click = {"List-Unsubscribe": "One-Click"}  # as RFC 8058 has the mail program send it: no cookie, no origin
    answers = [reader.post(f"/notices/stop/{made.stop_token}", data=one_click) for _ in range(2)]

    assert ("停止发送" in page, before) == (True, ChannelState.ACTIVE)
    assert [one.status_code for one in answers] == [200, 200]
    assert channels_of(office.engine, COMPANY.uscc) == []
    assert "已停止" in reader.get(f"/notices/stop/{made.stop_token}?lang=zh").text


@pytest.mark.parametrize("path", ["/notices/confirm", "/notices/stop"])
@pytest.mark.parametrize(
    "token",
    ["x", "a" * 43, "a" * 44, "..%2F..%2Fetc", "%00" * 43, "' OR 1=1 --", "<script>alert(1)</script>", "%ED%A0%80" * 43,
     "中" * 43],
)  # fmt: skip
def test_a_token_of_ones_own_making_gets_nowhere(site: FastAPI, path: str, token: str) -> None:
    reader = visit(site)

    answers = [reader.get(f"{path}/{token}"), reader.post(f"{path}/{token}")]

    assert {one.status_code for one in answers} <= {404, 405, 422}
    assert "<script" not in "".join(one.text for one in answers)


def test_a_confirming_token_stops_nothing_and_a_stopping_one_confirms_nothing(site: FastAPI, office: Office) -> None:
    made, reader = asked(office, COMPANY.uscc), visit(site)

    crossed = [
        reader.post(f"/notices/stop/{made.confirm_token}").status_code,
        reader.post(f"/notices/confirm/{made.stop_token}").status_code,
    ]

    assert crossed == [404, 404]
    assert channels_of(office.engine, COMPANY.uscc)[0].state is ChannelState.PENDING


def test_who_has_not_signed_in_is_sent_to_sign_in(site: FastAPI) -> None:
    answer = visit(site).get(NOTICES, follow_redirects=False)

    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/sign-in")
