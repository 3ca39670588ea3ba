"""How much one asker may ask: of each kind alone, told when to come back, and too cheap to matter."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from starlette.requests import Request

from app.accounts.principal import Role
from app.web.rate import PerMinute, address_of
from tests.accounts_for_tests import key, staff
from tests.website import build_site, problem, visit

if TYPE_CHECKING:
    from pathlib import Path

ITEMS = "/api/v1/items"


def test_a_system_is_counted_apart_from_its_neighbours(tmp_path: Path) -> None:
    site = build_site(tmp_path, requests_per_minute=2)
    client, one, other = visit(site), key(site, "portal"), key(site, "kiosk")

    for _ in range(2):
        assert client.get(ITEMS, headers=one).status_code == 200
    refused = client.get(ITEMS, headers=one)

    problem(refused, 429, "too_many_requests")
    assert int(refused.headers["retry-after"]) == 30
    assert client.get(ITEMS, headers=other).status_code == 200
    assert client.get(ITEMS).status_code == 200
    problem(client.get(ITEMS, headers=key(site, "portal")), 429, "too_many_requests")


def test_an_account_and_an_address_are_counted_each_by_itself(tmp_path: Path) -> None:
    site = build_site(tmp_path, requests_per_minute=1, address_requests_per_minute=1)
    client, clerk = visit(site), staff(site, Role.REVIEWER)

    assert [clerk.get("/staff/cases").status_code for _ in range(2)] == [200, 429]
    assert [client.get("/").status_code for _ in range(2)] == [200, 429]


def test_keys_that_are_none_count_for_the_address(tmp_path: Path) -> None:
    site = build_site(tmp_path, address_requests_per_minute=2)
    guess = {"authorization": "Bearer zb_000000000000_guess"}

    assert [visit(site).get(ITEMS, headers=guess).status_code for _ in range(3)] == [401, 401, 429]


@pytest.mark.parametrize("path", ["/api/v1/cases/ZB20260302-{}", "/cases/ZB20260302-{}"])
def test_numbers_of_cases_can_not_be_tried_out(tmp_path: Path, path: str) -> None:
    site = build_site(tmp_path, misses_per_minute=3)
    client = visit(site)

    tried = [client.get(path.format(f"{number:010d}")).status_code for number in range(5)]

    assert tried == [404, 404, 404, 429, 429]
    assert client.get(ITEMS).status_code == 200
    assert client.get(path.format(0), headers=key(site, "portal")).status_code == 404


def test_what_is_not_there_and_no_case_is_not_counted(tmp_path: Path) -> None:
    client = visit(build_site(tmp_path, misses_per_minute=1))

    assert [client.get("/items/none").status_code for _ in range(3)] == [404, 404, 404]


def test_an_address_of_ipv6_is_its_network() -> None:
    def address(host: str) -> str:
        return address_of(Request({"type": "http", "client": (host, 1), "headers": []}))

    assert address("2001:db8::1") == address("2001:db8::ffff:1") != address("2001:db8:0:1::1")
    assert address("10.0.0.1") == "10.0.0.1"
    assert address("fe80::1%eth0") == "fe80::/64"
    assert address_of(Request({"type": "http", "client": None, "headers": []})) == ""


def test_counting_costs_less_than_fifty_microseconds() -> None:
    limit, rounds = PerMinute(1_000_000), 2000
    for number in range(10_000):
        limit.use(str(number))
    best = min(_timed(limit, rounds) for _ in range(5))

    assert best / rounds < 50e-6


def _timed(limit: PerMinute, rounds: int) -> float:
    begun = time.perf_counter()
    for number in range(rounds):
        limit.use(str(number))
    return time.perf_counter() - begun
