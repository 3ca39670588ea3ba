"""Notices over the API: the inbox, what a company chooses, and the ways by which it is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.accounts.principal import Action, Role
from app.companies.acting import bind
from app.db.engine import reading
from app.db.tables import audit_entry
from app.notices.notice import NoticeKind, newly_eligible, no_longer_eligible
from tests.accounts_for_tests import browser, key, new_account
from tests.notices import AWARD, MAIL, asked, told
from tests.office import COMPANY, ON, OTHER
from tests.website import build_site, problem, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from app.flows.office import Office

URL = f"/api/v1/companies/{COMPANY.uscc}"
GONE = no_longer_eligible(COMPANY.uscc, AWARD, ON)


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path, **MAIL)


@pytest.fixture
def office(site: FastAPI) -> Office:
    return services_of(site).office


@pytest.fixture
def client(site: FastAPI, office: Office) -> TestClient:
    """A browser of somebody who acts for the company."""
    account_id = new_account(office, Role.APPLICANT)
    bind(office.engine, office.clock, account_id, COMPANY.uscc, "test")
    return browser(site, account_id)


@pytest.fixture
def portal(site: FastAPI) -> TestClient:
    """A system that acts for companies of the district."""
    client = visit(site)
    client.headers.update(key(site, "portal", Action.ACT_FOR_COMPANY, Action.SUBSCRIBE, district="310117"))
    return client


def test_a_company_reads_what_it_was_told_and_nothing_of_others(client: TestClient, office: Office) -> None:
    (mine,) = told(office, uscc=COMPANY.uscc)
    told(office, uscc=OTHER.uscc)

    shown = client.get(f"{URL}/notices").json()

    assert (shown["unread"], shown["next_cursor"]) == (1, None)
    assert [one["notice_id"] for one in shown["notices"]] == [mine]
    assert shown["notices"][0]["text"] == "按现有数据，贵企业符合“样例奖励”的条件。"


def test_pages_of_the_inbox_have_each_notice_once(client: TestClient, office: Office) -> None:
    ids = told(office, *(newly_eligible(COMPANY.uscc, replace(AWARD, id=f"s{number}")) for number in range(7)))
    seen, cursor = [], None
    while True:
        page = client.get(f"{URL}/notices", params={"limit": 3} | ({"cursor": cursor} if cursor else {})).json()
        seen += [one["notice_id"] for one in page["notices"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert sorted(seen) == sorted(ids)


def test_what_is_read_is_read(client: TestClient, office: Office) -> None:
    first, second = told(office, newly_eligible(COMPANY.uscc, AWARD), GONE)
    for _ in range(2):
        assert client.post(f"{URL}/notices/{first}/read").status_code == 204
    unread = client.get(f"{URL}/notices", params={"unread": "true"}).json()

    assert [one["notice_id"] for one in unread["notices"]] == [second]
    assert client.post(f"{URL}/notices/read").json() == {"read": 1}
    assert client.get(f"{URL}/notices").json()["unread"] == 0


def test_a_notice_of_another_company_can_not_be_marked(client: TestClient, office: Office) -> None:
    (other,) = told(office, uscc=OTHER.uscc)

    problem(client.post(f"{URL}/notices/{other}/read"), 404, "not_found")


@pytest.mark.parametrize("cursor", ["x", "' OR 1=1 --", "2026~", "~", "\u4e2d~\x00", "9" * 101])
def test_a_cursor_of_ones_own_making_breaks_nothing(client: TestClient, office: Office, cursor: str) -> None:
    told(office, uscc=COMPANY.uscc)

    answer = client.get(f"{URL}/notices", params={"cursor": cursor})

    assert answer.status_code in {200, 422}


def test_a_kind_that_is_stopped_is_told_no_more_until_it_is_chosen_again(client: TestClient, office: Office) -> None:
    stopped = client.put(f"{URL}/subscription", json={"stopped_kinds": ["newly_eligible"]}).json()
    told(office, newly_eligible(COMPANY.uscc, AWARD), GONE)
    kinds = [one["kind"] for one in client.get(f"{URL}/notices").json()["notices"]]
    client.put(f"{URL}/subscription", json={})
    again = told(office, newly_eligible(COMPANY.uscc, AWARD))

    assert (stopped["stopped_kinds"], kinds) == (["newly_eligible"], ["no_longer_eligible"])
    assert len(again) == 1


def test_everything_is_stopped_at_once(client: TestClient, office: Office) -> None:
    client.put(f"{URL}/subscription", json={"is_stopped": True})
    told(office, uscc=COMPANY.uscc)

    assert client.get(f"{URL}/notices").json()["notices"] == []
    assert client.get(f"{URL}/subscription").json()["is_stopped"] is True


def test_every_kind_is_told_and_the_inbox_alone_until_something_is_chosen(client: TestClient) -> None:
    assert client.get(f"{URL}/subscription").json() == {"is_stopped": False, "stopped_kinds": [], "channels": []}


@pytest.mark.parametrize(
    "body",
    [
        {"stopped_kinds": ["no such kind"]}, {"stopped_kinds": "all"}, {"is_stopped": "perhaps"}, {"more": 1},
        {"stopped_kinds": [kind.value for kind in NoticeKind] * 2}, [], None,
    ],
)  # fmt: skip
def test_what_can_not_be_chosen_is_refused(client: TestClient, body: object) -> None:
    problem(client.put(f"{URL}/subscription", json=body), 422, "bad_request")


def test_an_address_is_pending_until_it_is_confirmed_and_then_forgotten_when_stopped(
    client: TestClient, office: Office
) -> None:
    added = client.post(f"{URL}/subscription/channels", json={"channel": "email", "address": "b@example.cn"})
    made = asked(office, COMPANY.uscc)
    visit(client.app).post(f"/notices/confirm/{made.confirm_token}")  # type: ignore[arg-type]
    states = [(one["address"], one["state"]) for one in client.get(f"{URL}/subscription").json()["channels"]]
    ended = client.delete(f"{URL}/subscription/channels/{made.channel_id}")

    assert (added.status_code, added.json()["state"]) == (201, "pending")
    assert sorted(states) == [("a@example.cn", "active"), ("b@example.cn", "pending")]
    assert ended.status_code == 204
    left = client.get(f"{URL}/subscription").json()["channels"]
    assert [one["address"] for one in left] == ["b@example.cn"]


def test_a_confirmed_address_given_again_stays_confirmed(client: TestClient, office: Office) -> None:
    made = asked(office, COMPANY.uscc)
    visit(client.app).post(f"/notices/confirm/{made.confirm_token}")  # type: ignore[arg-type]
    again = client.post(f"{URL}/subscription/channels", json={"channel": "email", "address": "A@example.cn"})

    assert (again.json()["channel_id"], again.json()["state"]) == (made.channel_id, "active")


def test_what_is_no_address_is_refused(client: TestClient) -> None:
    answer = client.post(f"{URL}/subscription/channels", json={"channel": "email", "address": "a@b\r\nBcc: c@d.cn"})

    problem(answer, 422, "bad_mail_address")


def test_a_channel_of_another_company_can_not_be_stopped(client: TestClient, office: Office) -> None:
    made = asked(office, OTHER.uscc)

    problem(client.delete(f"{URL}/subscription/channels/{made.channel_id}"), 404, "not_found")


def test_a_system_is_told_by_its_own_webhooks_and_a_person_is_not(portal: TestClient, client: TestClient) -> None:
    added = portal.post(f"{URL}/subscription/channels", json={"channel": "webhook"})
    again = portal.post(f"{URL}/subscription/channels", json={"channel": "webhook"})

    assert (added.json()["owner"], added.json()["state"]) == ("system:portal", "active")
    assert again.json() == added.json()
    problem(client.post(f"{URL}/subscription/channels", json={"channel": "webhook"}), 422, "systems_only")


def test_there_is_a_limit_to_the_ways_of_one_company(site: FastAPI) -> None:
    made = []
    for number in range(12):
        system = key(site, f"portal-{number}", Action.ACT_FOR_COMPANY)
        made.append(visit(site).post(f"{URL}/subscription/channels", json={"channel": "webhook"}, headers=system))

    assert [one.status_code for one in made] == [201] * 10 + [409] * 2
    problem(made[-1], 409, "too_many_channels")


def test_where_no_mail_server_is_set_an_address_is_refused(tmp_path: Path) -> None:
    site = build_site(tmp_path)
    system = key(site, "portal", Action.ACT_FOR_COMPANY)
    body = {"channel": "email", "address": "a@example.cn"}

    problem(visit(site).post(f"{URL}/subscription/channels", json=body, headers=system), 409, "mail_not_set_up")


def test_each_choice_stands_in_the_audit_log_without_the_address(client: TestClient, office: Office) -> None:
    client.put(f"{URL}/subscription", json={"is_stopped": True})
    made = asked(office, COMPANY.uscc, "somebody@example.cn")
    visit(client.app).post(f"/notices/confirm/{made.confirm_token}")  # type: ignore[arg-type]
    client.delete(f"{URL}/subscription/channels/{made.channel_id}")

    with reading(office.engine) as connection:
        rows = connection.execute(select(audit_entry).where(audit_entry.c.subject == COMPANY.uscc)).all()
    assert [row.event for row in rows] == [
        "notices_chosen", "notice_channel_added", "notice_channel_confirmed", "notice_channel_stopped",
    ]  # fmt: skip
    assert "somebody" not in "".join(row.content for row in rows)
