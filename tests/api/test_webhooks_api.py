from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.accounts.principal import Action, Role
from app.db.engine import reading
from app.db.tables import audit_entry
from tests.accounts_for_tests import key, staff
from tests.website import build_site, problem, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

PATH = "/api/v1/webhooks"
URL = "https://portal.example.cn/zhiban"


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


def system(site: FastAPI, name: str = "portal") -> TestClient:
    client = visit(site)
    client.headers.update(key(site, name))
    return client


def subscribed(client: TestClient, url: str = URL, **more: Any) -> dict[str, Any]:  # noqa: ANN401  JSON
    answer = client.post(PATH, json={"url": url, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_secret_is_shown_once(site: FastAPI) -> None:
    client = system(site)

    made = subscribed(client, events=["case_granted"])

    assert made["secret"].startswith("whsec_")
    assert (made["state"], made["events"], made["url"]) == ("active", ["case_granted"], URL)
    shown = client.get(f"{PATH}/{made['subscription_id']}").json()
    assert client.get(PATH).json() == [shown]
    assert shown == {name: value for name, value in made.items() if name != "secret"}


@pytest.mark.parametrize(
    "url", ["http://portal.example.cn/", "https://127.0.0.1/", "https://169.254.169.254/", "https://u:p@a.cn/", "x"]
)
def test_an_address_that_must_not_be_reached_is_refused(site: FastAPI, url: str) -> None:
    problem(system(site).post(PATH, json={"url": url}), 422, "bad_webhook_url")


@pytest.mark.parametrize("body", [{}, {"url": URL, "events": ["no_such"]}, {"url": URL, "secret": "mine"}, []])
def test_what_is_no_subscription_is_refused(site: FastAPI, body: object) -> None:
    problem(system(site).post(PATH, json=body), 422, "bad_request")


def test_pausing_resuming_and_ending_change_its_state_and_stand_in_the_audit_log(site: FastAPI) -> None:
    client = system(site)
    one = f"{PATH}/{subscribed(client)['subscription_id']}"

    assert client.post(f"{one}/pause").json()["state"] == "paused"
    assert client.post(f"{one}/pause").json()["state"] == "paused"
    assert client.post(f"{one}/resume").json()["state"] == "active"
    assert client.delete(one).status_code == 204

    problem(client.get(one), 404, "not_found")
    problem(client.post(f"{one}/resume"), 404, "not_found")
    with reading(services_of(site).office.engine) as connection:
        wanted = select(audit_entry.c.event).where(audit_entry.c.actor == "system:portal")
        said = list(connection.execute(wanted.order_by(audit_entry.c.number)).scalars())
    assert [one for one in said if one.startswith("webhook")] == [
        "webhook_subscribed", "webhook_paused", "webhook_resumed", "webhook_ended",
    ]  # fmt: skip


def test_nobody_sees_or_changes_the_subscription_of_another(site: FastAPI) -> None:
    one = f"{PATH}/{subscribed(system(site))['subscription_id']}"
    other = system(site, "kiosk")

    assert other.get(PATH).json() == []
    for answer in (
        other.get(one), other.delete(one), other.post(f"{one}/pause"), other.post(f"{one}/resume"),
        other.get(f"{one}/deliveries"), other.post(f"{one}/tests"),
        other.post(f"{one}/replays", json={"from_number": 1}),
    ):  # fmt: skip
        problem(answer, 404, "not_found")


def test_only_systems_whose_key_says_so_may_subscribe(site: FastAPI) -> None:
    narrow = visit(site)
    narrow.headers.update(key(site, "narrow", Action.SUBMIT))

    problem(visit(site).post(PATH, json={"url": URL}), 401, "not_signed_in")
    problem(narrow.post(PATH, json={"url": URL}), 403, "not_permitted")
    problem(staff(site, Role.ADMIN).post(PATH, json={"url": URL}), 403, "not_permitted")


def test_a_test_becomes_a_delivery_that_waits_for_a_worker(site: FastAPI) -> None:
    client = system(site)
    one = f"{PATH}/{subscribed(client)['subscription_id']}"

    number = client.post(f"{one}/tests").json()["number"]

    page = client.get(f"{one}/deliveries").json()
    assert page["next_after"] is None
    assert [(row["number"], row["kind"], row["state"], row["tries"]) for row in page["deliveries"]] == [
        (number, "webhook_test", "pending", 0)
    ]
    assert client.get(f"{one}/deliveries", params={"state": "dead"}).json()["deliveries"] == []


def test_deliveries_are_read_page_by_page(site: FastAPI) -> None:
    client = system(site)
    one = f"{PATH}/{subscribed(client)['subscription_id']}"
    numbers = [client.post(f"{one}/tests").json()["number"] for _ in range(3)]

    first = client.get(f"{one}/deliveries", params={"limit": 2}).json()
    rest = client.get(f"{one}/deliveries", params={"limit": 2, "after": first["next_after"]}).json()

    assert [row["number"] for row in first["deliveries"] + rest["deliveries"]] == numbers
    assert rest["next_after"] is None


@pytest.mark.parametrize("body", [{}, {"from_number": 1, "dead_letters": True}, {"from_number": 0}, {"what": 1}])
def test_a_replay_says_which_one_of_the_two_it_is(site: FastAPI, body: dict[str, object]) -> None:
    client = system(site)
    answer = client.post(f"{PATH}/{subscribed(client)['subscription_id']}/replays", json=body)

    assert answer.status_code == 422
    assert answer.json()["code"] in {"bad_input", "bad_request"}


def test_there_is_a_limit_to_subscriptions(site: FastAPI) -> None:
    client = system(site)
    for number in range(20):
        subscribed(client, f"{URL}/{number}")

    problem(client.post(PATH, json={"url": URL}), 409, "too_many_subscriptions")
