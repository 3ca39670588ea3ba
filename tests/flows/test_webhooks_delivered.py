from __future__ import annotations

import json
import time
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.cases.events import EventKind
from app.db.engine import reading
from app.db.tables import webhook_delivery
from app.settings import Settings
from app.webhooks import subscriptions
from app.webhooks.outbox import DeliveryState, SubscriptionState
from app.webhooks.signing import verify
from app.work.service import open_work
from tests.office import application, submitted, uploads
from tests.office import ON as DAY
from tests.receiver import running_receiver
from tests.worker import QUICK, eventually, running_office, working

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.flows.approve import Office
    from app.webhooks.subscriptions import Delivery
    from tests.receiver import Receiver

pytestmark = pytest.mark.loopback

PORTAL, KIOSK = "system:portal", "system:kiosk"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return running_office(tmp_path)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


def subscribe(office: Office, url: str, *events: EventKind, owner: str = PORTAL) -> tuple[str, str]:
    made, secret = subscriptions.subscribe(office.engine, office.clock, owner, url, events)
    return made.subscription_id, secret


def file(office: Office, *, owner: str = PORTAL, ask: bool = False) -> str:
    from app.flows.approve import approve

    decided = approve(office, application(ask=ask), uploads(), DAY, store=True, owner=owner)
    return str(decided.case_no)


def deliveries(office: Office, subscription_id: str, owner: str = PORTAL) -> list[Delivery]:
    return subscriptions.deliveries(office.engine, owner, subscription_id, after=0, state=None, most=500)


def states(office: Office, subscription_id: str) -> list[DeliveryState]:
    return [one.state for one in deliveries(office, subscription_id)]


def test_an_event_is_told_signed_and_without_personal_data(office: Office, receiver: Receiver, tmp_path: Path) -> None:
    subscription_id, secret = subscribe(office, f"{receiver.url}/ok")
    case_no = file(office)

    with working(office, tmp_path):
        eventually(lambda: receiver.taken)
        eventually(lambda: states(office, subscription_id) == [DeliveryState.DELIVERED])

    told = receiver.taken[0]
    number = deliveries(office, subscription_id)[0].number
    assert verify(secret, told.headers, told.body, office.clock.now().timestamp()) == f"{subscription_id}-{number}"
    content = json.loads(told.body)
    assert datetime.fromisoformat(content.pop("at")).tzinfo is not None
    assert content == {"number": number, "kind": "case_granted", "case_no": case_no, "state": "granted"}


def test_only_events_of_its_own_cases_and_of_the_kinds_that_it_asked_for_are_told(
    office: Office, receiver: Receiver, tmp_path: Path
) -> None:
    before = file(office)
    subscribe(office, f"{receiver.url}/ok", EventKind.CASE_HANDED_OVER)
    other, mine_granted = file(office, owner=KIOSK, ask=True), file(office)
    mine = file(office, ask=True)

    with working(office, tmp_path):
        eventually(lambda: receiver.taken)
        time.sleep(0.3)

    assert [json.loads(one.body)["case_no"] for one in receiver.taken] == [mine]
    assert len({before, other, mine, mine_granted}) == 4


def test_events_are_told_in_their_order(office: Office, receiver: Receiver, tmp_path: Path) -> None:
    subscription_id, _ = subscribe(office, f"{receiver.url}/ok")
    for _ in range(20):
        file(office)

    with working(office, tmp_path):
        eventually(lambda: states(office, subscription_id).count(DeliveryState.DELIVERED) == 20)

    numbers = [json.loads(one.body)["number"] for one in receiver.taken]
    windows = [set(numbers[first : first + 8]) for first in range(0, 20, 8)]
    assert windows == [set(sorted(numbers)[first : first + 8]) for first in range(0, 20, 8)]
    assert receiver.most_at_once <= 8


def test_what_failed_is_tried_again_with_the_same_id(office: Office, receiver: Receiver, tmp_path: Path) -> None:
    subscription_id, _ = subscribe(office, f"{receiver.url}/flaky")
    file(office)

    with working(office, tmp_path):
        eventually(lambda: states(office, subscription_id) == [DeliveryState.DELIVERED])

    assert len({one.id for one in receiver.seen}) == 1
    assert len(receiver.seen) == 2
    assert deliveries(office, subscription_id)[0].tries == 2


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/fail", "answered 500"),
        ("/redirect", "answered 307"),
        ("/hang", "no answer within 0.5 s"),
        ("/drip", "no answer within 0.5 s"),
        ("/reset", "no answer: "),
    ],
)
def test_a_receiver_that_misbehaves_gets_dead_letters_after_the_last_try(
    office: Office, receiver: Receiver, tmp_path: Path, path: str, said: str
) -> None:
    subscription_id, _ = subscribe(office, receiver.url + path)
    file(office)

    with working(office, tmp_path):
        eventually(lambda: states(office, subscription_id) == [DeliveryState.DEAD])

    dead = deliveries(office, subscription_id)[0]
    assert dead.tries == QUICK.webhook_tries == len(receiver.seen)
    assert (dead.failure or "").startswith(said)
    assert receiver.taken == []


def test_an_endless_answer_is_cut_off_and_counts_by_its_status(
    office: Office, receiver: Receiver, tmp_path: Path
) -> None:
    subscription_id, _ = subscribe(office, f"{receiver.url}/huge")
    file(office)

    with working(office, tmp_path):
        eventually(lambda: states(office, subscription_id) == [DeliveryState.DELIVERED])


def test_a_receiver_that_is_gone_is_told_nothing_until_it_is_resumed(
    office: Office, receiver: Receiver, tmp_path: Path
) -> None:
    subscription_id, _ = subscribe(office, f"{receiver.url}/gone")
    file(office)

    with working(office, tmp_path):
        eventually(
            lambda: subscriptions.find(office.engine, PORTAL, subscription_id).state is SubscriptionState.GONE
        )
        file(office)
        time.sleep(0.3)
        seen = len(receiver.seen)
        subscriptions.resume(office.engine, office.clock, PORTAL, subscription_id)
        eventually(lambda: len(receiver.seen) > seen)

    assert seen == 1


def test_a_slow_receiver_holds_up_no_other(office: Office, receiver: Receiver, tmp_path: Path) -> None:
    slow, _ = subscribe(office, f"{receiver.url}/hang")
    quick, _ = subscribe(office, f"{receiver.url}/ok")
    for _ in range(30):
        file(office)

    with working(office, tmp_path):
        begun = time.monotonic()
        eventually(lambda: states(office, quick).count(DeliveryState.DELIVERED) == 30)

    assert time.monotonic() - begun < 5
    assert DeliveryState.DELIVERED not in states(office, slow)


def test_dead_letters_are_replayed_with_the_ids_that_they_had(
    office: Office, receiver: Receiver, tmp_path: Path
) -> None:
    subscription_id, _ = subscribe(office, f"{receiver.url}/fail")
    file(office)
    with working(office, tmp_path):
        eventually(lambda: states(office, subscription_id) == [DeliveryState.DEAD])

        replayed = subscriptions.replay_dead(office.engine, office.clock, PORTAL, subscription_id)
        eventually(lambda: len(receiver.seen) == 2 * QUICK.webhook_tries)

    assert (replayed.count, replayed.next_from) == (1, None)
    assert len({one.id for one in receiver.seen}) == 1


def test_a_replay_from_an_event_on_tells_also_what_came_before_the_subscription(
    office: Office, receiver: Receiver, tmp_path: Path
) -> None:
    for _ in range(3):
        file(office)
    subscription_id, _ = subscribe(office, f"{receiver.url}/ok")
    assert submitted(office).case_no

    replayed = subscriptions.replay_from(office.engine, office.clock, PORTAL, subscription_id, 2)
    with working(office, tmp_path):
        eventually(lambda: states(office, subscription_id) == [DeliveryState.DELIVERED] * 2)

    assert replayed.count == 2
    assert sorted(json.loads(one.body)["number"] for one in receiver.taken) == [2, 3]


def test_a_paused_subscription_is_told_later(office: Office, receiver: Receiver, tmp_path: Path) -> None:
    subscription_id, _ = subscribe(office, f"{receiver.url}/ok")
    subscriptions.pause(office.engine, office.clock, PORTAL, subscription_id)
    file(office)

    with working(office, tmp_path):
        time.sleep(0.5)
        told_paused = len(receiver.seen)
        subscriptions.resume(office.engine, office.clock, PORTAL, subscription_id)
        eventually(lambda: receiver.taken)

    assert told_paused == 0


def test_an_address_that_may_not_be_reached_is_not_reached(office: Office, receiver: Receiver, tmp_path: Path) -> None:
    port = receiver.url.rpartition(":")[2]
    subscription_id, _ = subscribe(office, f"http://localhost:{port}/ok")
    file(office)
    work = open_work(Settings(home=tmp_path, webhook_http=True), office, patience=QUICK, sweeps=())
    work.start()
    try:
        eventually(lambda: states(office, subscription_id) == [DeliveryState.DEAD])
    finally:
        work.stop(5)

    assert receiver.seen == []
    assert "may not reach" in (deliveries(office, subscription_id)[0].failure or "")


def test_a_test_is_sent_signed_and_stands_in_the_audit_log(office: Office, receiver: Receiver, tmp_path: Path) -> None:
    subscription_id, secret = subscribe(office, f"{receiver.url}/ok")

    number = subscriptions.ask_test(office.engine, office.clock, PORTAL, subscription_id)
    with working(office, tmp_path):
        eventually(lambda: receiver.taken)

    told = receiver.taken[0]
    assert verify(secret, told.headers, told.body, office.clock.now().timestamp()) == f"{subscription_id}-{number}"
    assert json.loads(told.body)["kind"] == "webhook_test"


def test_the_secret_is_not_readable_in_the_database(office: Office) -> None:
    _, secret = subscribe(office, "https://portal.example.cn/")

    with reading(office.engine) as connection:
        stored = connection.exec_driver_sql("SELECT secret FROM webhook_subscription").scalar_one()
        assert connection.execute(select(webhook_delivery)).all() == []
    assert secret not in stored
