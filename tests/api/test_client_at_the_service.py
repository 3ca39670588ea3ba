"""The client at a service that listens on this machine: whole stories as a portal would live them."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import pytest
import uvicorn

from app.intake.application import EXAMPLES
from app.work.batches.service import MOST_LINES
from tests.accounts_for_tests import key
from tests.office import LICENCE, application
from tests.website import build_site
from zhiban_client import Patience, Problem, Unreachable, Zhiban

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI

pytestmark = pytest.mark.loopback

QUICK = Patience(tries=3, first_wait_s=0.02)
FORM = EXAMPLES["form_only"]


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


@contextmanager
def _serving(site: FastAPI, port: int = 0) -> Iterator[str]:
    """The address of the site, served from a thread of its own."""
    server = uvicorn.Server(uvicorn.Config(site, port=port, log_config=None, timeout_graceful_shutdown=5))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
            assert thread.is_alive()
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        site.state.followers.close()
        server.should_exit = True
        thread.join()


@pytest.fixture
def address(site: FastAPI) -> Iterator[str]:
    with _serving(site) as url:
        yield url


@pytest.fixture
def zhiban(site: FastAPI, address: str) -> Iterator[Zhiban]:
    secret = key(site, "portal")["authorization"].removeprefix("Bearer ")
    with Zhiban(address, key=secret, patience=QUICK) as client:
        yield client


def _filed(name: str) -> dict[str, object]:
    return application(files=(name,)).model_dump(mode="json", exclude_none=True)


def test_an_application_with_a_file_is_submitted_and_followed_to_its_notice(zhiban: Zhiban) -> None:
    told = zhiban.pre_check(_filed("licence.jpg"), {"licence.jpg": LICENCE})
    submitted = zhiban.submit(_filed("licence.jpg"), {"licence.jpg": LICENCE})

    notice = zhiban.result(submitted.case_no, "en").notice
    assert (told.case_no, told.outcome) == (None, "approve")
    assert submitted.decision is not None
    assert submitted.decision.outcome == zhiban.case(submitted.case_no).outcome == "approve"
    assert notice is not None
    assert notice.number == submitted.case_no
    assert zhiban.explanation(submitted.case_no).is_automated
    assert [one.kind for one in zhiban.history(submitted.case_no)] == ["case_granted"]


def test_a_large_file_goes_in_parts_and_the_same_key_is_the_same_case(zhiban: Zhiban) -> None:
    uploaded = zhiban.upload("licence.jpg", LICENCE, part_bytes=7)

    first = zhiban.submit(_filed(uploaded.file), key="order-1")
    again = zhiban.submit(_filed(uploaded.file), key="order-1")

    assert uploaded.state == "complete"
    assert first.decision is not None
    assert first.decision.outcome == "approve"
    assert (again.case_no, again.is_replay) == (first.case_no, True)


def test_an_upload_is_continued_where_another_process_left_it(zhiban: Zhiban) -> None:
    begun = zhiban.begin_upload("licence.jpg", len(LICENCE))
    zhiban.send_part(begun.upload_id, 0, LICENCE[:11])

    done = zhiban.continue_upload(begun.upload_id, LICENCE, part_bytes=5)

    assert done.state == "complete"
    zhiban.delete_upload(begun.upload_id)
    with pytest.raises(Problem, match="not_found"):
        zhiban.upload_state(begun.upload_id)


def test_every_case_is_listed_across_pages(zhiban: Zhiban) -> None:
    numbers = sorted(zhiban.submit(FORM).case_no for _ in range(5))

    assert [one.case_no for one in zhiban.cases(page_size=2)] == numbers
    assert [one.case_no for one in zhiban.cases(state="granted")] == []


def test_a_case_is_put_before_a_person_and_withdrawn(zhiban: Zhiban) -> None:
    case_no = zhiban.submit(FORM).case_no

    assert zhiban.request_review(case_no).review_requested
    assert zhiban.withdraw(case_no, "改日再办").state == "withdrawn"
    with pytest.raises(Problem) as refused:
        zhiban.correct(case_no, {"form": {"account_no": "123456789012"}})
    assert (refused.value.status, refused.value.code) == (409, "illegal_transition")


def test_events_come_as_they_happen_and_go_on_when_the_service_was_restarted(site: FastAPI, tmp_path: Path) -> None:
    secret = key(site, "portal")["authorization"].removeprefix("Bearer ")
    with _serving(site) as address:
        zhiban = Zhiban(address, key=secret, patience=QUICK)
        first, events = zhiban.submit(FORM).case_no, zhiban.events()
        seen = [next(events).case_no]
        second = zhiban.submit(FORM).case_no
        seen.append(next(events).case_no)
    with _serving(build_site(tmp_path), httpx.URL(address).port or 0), zhiban:
        third = zhiban.submit(FORM).case_no
        seen.append(next(events).case_no)

    assert seen == [first, second, third]


def test_a_stream_does_not_keep_the_service_from_stopping(site: FastAPI) -> None:
    secret = key(site, "portal")["authorization"].removeprefix("Bearer ")
    with _serving(site) as address:
        zhiban = Zhiban(address, key=secret, patience=QUICK)
        zhiban.submit(FORM)
        events = zhiban.events()
        next(events)
        begun = time.monotonic()

    assert time.monotonic() - begun < 4
    zhiban.close()


def test_who_hangs_up_is_forgotten(site: FastAPI, zhiban: Zhiban) -> None:
    zhiban.submit(FORM)
    events = zhiban.events()
    next(events)
    assert site.state.followers._waiting

    events.close()  # type: ignore[attr-defined]

    deadline = time.monotonic() + 10
    while site.state.followers._waiting and time.monotonic() < deadline:
        time.sleep(0.02)
    assert site.state.followers._waiting == {}


def test_webhooks_are_subscribed_paused_tested_and_ended(zhiban: Zhiban) -> None:
    made = zhiban.subscribe("https://portal.example.cn/zhiban", ["case_granted"])

    assert "whsec_" in made.secret
    assert made.secret not in repr(made)
    assert zhiban.pause_subscription(made.subscription_id).state == "paused"
    assert zhiban.resume_subscription(made.subscription_id).state == "active"
    assert [one.subscription_id for one in zhiban.subscriptions()] == [made.subscription_id]
    number = zhiban.test_subscription(made.subscription_id).number
    assert [one.number for one in zhiban.deliveries(made.subscription_id).deliveries] == [number]
    assert zhiban.replay(made.subscription_id).count == 0
    zhiban.end_subscription(made.subscription_id)
    assert [one.state for one in zhiban.subscriptions() if one.state == "active"] == []


def test_a_batch_is_taken_in_and_looked_at(zhiban: Zhiban) -> None:
    taken = zhiban.submit_batch({"a": FORM, "b": FORM})

    found = zhiban.batch(taken.batch_id)
    assert (taken.line_count, found.line_count) == (2, 2)
    assert [one.key for one in found.lines] == ["a", "b"]
    with pytest.raises(Problem):
        zhiban.submit_batch({str(number): FORM for number in range(MOST_LINES + 1)})


def test_problems_carry_their_code_and_every_mistake(address: str, zhiban: Zhiban) -> None:
    with pytest.raises(Problem) as refused:
        zhiban.submit({"item": "one-off-hiring-subsidy", "form": {}})
    assert (refused.value.status, refused.value.code) == (422, "bad_application")
    assert len(refused.value.problems) == 5
    with Zhiban(address) as anybody, pytest.raises(Problem, match="not_signed_in"):
        list(anybody.cases())


def test_a_document_is_read(zhiban: Zhiban) -> None:
    read = zhiban.extract("licence.jpg", LICENCE)

    assert (read.kind, read.fields["uscc"].value) == ("business_license", "91310117MY0000004E")


def test_nobody_there_is_told_after_some_tries() -> None:
    with Zhiban("http://127.0.0.1:9", patience=QUICK) as zhiban, pytest.raises(Unreachable):
        zhiban.case("ZB20260302-0000000000")
