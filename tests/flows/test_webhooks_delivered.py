from __future__ import annotations

import json
import time
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.cases.events import EventKind
from app.db.engine import reading
from app.settings import Settings
from app.webhooks import subscriptions
from app.webhooks.delivering import Delivering
from app.webhooks.outbox import DeliveryState, SubscriptionState
from app.webhooks.reach import reach_of
from tests.receiver import running_receiver
from tests.webhook_systems import System
from tests.worker import QUICK, eventually, running_office, working

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.flows.office import Office
    from tests.receiver import Receiver

pytestmark = pytest.mark.loopback


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    office = running_office(home)
    with working(office, home):
        yield office


@pytest.fixture
def portal(office: Office, receiver: Receiver) -> System:
    return System(office, receiver)


DELIVERED, DEAD = DeliveryState.DELIVERED, DeliveryState.DEAD


def test_an_event_is_told_signed_and_without_personal_data(portal: System) -> None:
    portal.subscribe("/ok")
    case_no = portal.file()

    eventually(lambda: portal.states() == [DELIVERED])

    told, number = portal.taken()[0], portal.deliveries()[0].number
    assert portal.verified(told) == f"{portal.id}-{number}"
    content = json.loads(told.body)
    assert datetime.fromisoformat(content.pop("at")).tzinfo is not None
    assert content == {"number": number, "kind": "case_granted", "case_no": case_no, "state": "granted"}


def test_only_events_of_its_own_cases_and_of_the_kinds_that_it_asked_for_are_told(
    portal: System, office: Office, receiver: Receiver
) -> None:
    portal.file(ask=True)
    portal.subscribe("/ok", EventKind.CASE_HANDED_OVER)
    System(office, receiver).file(ask=True)
    portal.file()
    mine = portal.file(ask=True)

    eventually(portal.taken)
    time.sleep(0.3)

    assert [json.loads(one.body)["case_no"] for one in portal.taken()] == [mine]


def test_what_failed_is_tried_again_with_the_same_id(portal: System) -> None:
    portal.subscribe("/flaky")
    portal.file()

    eventually(lambda: portal.states() == [DELIVERED])

    assert len({one.id for one in portal.seen()}) == 1
    assert len(portal.seen()) == portal.deliveries()[0].tries == 2


def test_a_receiver_that_misbehaves_gets_dead_letters_after_the_last_try(office: Office, receiver: Receiver) -> None:
    said = {
        "/fail": "answered 500",
        "/redirect": "answered 307",
        "/hang": "no answer within 2 s",
        "/drip": "no answer within 2 s",
        "/reset": "no answer: ReadError",
    }
    systems = {path: System(office, receiver) for path in said}
    for path, system in systems.items():
        system.subscribe(path)
        system.file()

    eventually(lambda: all(system.states() == [DEAD] for system in systems.values()))

    dead = {path: system.deliveries()[0] for path, system in systems.items()}
    assert {path: one.failure for path, one in dead.items()} == said
    assert {one.tries for one in dead.values()} == {QUICK.webhook_tries}
    assert [system.taken() for system in systems.values()] == [[]] * len(said)


def test_an_endless_answer_is_cut_off_and_counts_by_its_status(portal: System) -> None:
    portal.subscribe("/huge")
    portal.file()

    eventually(lambda: portal.states() == [DELIVERED])


def test_a_receiver_that_is_gone_is_told_nothing_until_it_is_resumed(portal: System) -> None:
    portal.subscribe("/gone")
    portal.file()

    eventually(lambda: portal.subscription().state is SubscriptionState.GONE)
    portal.file()
    time.sleep(0.3)
    seen = len(portal.seen())
    portal.resume()
    eventually(lambda: len(portal.seen()) > seen)

    assert seen == 1


def test_a_slow_receiver_holds_up_no_other(office: Office, receiver: Receiver) -> None:
    slow, quick = System(office, receiver), System(office, receiver)
    slow.subscribe("/held")
    quick.subscribe("/ok")
    for _ in range(12):
        slow.file()
        quick.file()

    eventually(lambda: quick.states() == [DELIVERED] * 12)

    assert DELIVERED not in slow.states()
    slow.pause()


def test_dead_letters_are_replayed_with_the_ids_that_they_had(portal: System, office: Office) -> None:
    portal.subscribe("/fail")
    portal.file()
    eventually(lambda: portal.states() == [DEAD])

    replayed = subscriptions.replay_dead(office.engine, office.clock, portal.owner, portal.id)
    eventually(lambda: len(portal.seen()) == 2 * QUICK.webhook_tries)

    assert (replayed.count, replayed.next_from) == (1, None)
    assert len({one.id for one in portal.seen()}) == 1


def test_a_replay_from_an_event_on_tells_also_what_came_before_the_subscription(portal: System, office: Office) -> None:
    cases = [portal.file() for _ in range(3)]
    portal.subscribe("/ok")
    with reading(office.engine) as connection:
        wanted = "SELECT number FROM case_event WHERE case_no = :of"
        second = connection.execute(text(wanted), {"of": cases[1]}).scalar_one()

    replayed = subscriptions.replay_from(office.engine, office.clock, portal.owner, portal.id, second)
    eventually(lambda: portal.states() == [DELIVERED] * 2)

    assert replayed.count == 2
    assert [json.loads(one.body)["case_no"] for one in sorted(portal.taken(), key=lambda one: one.id)] == cases[1:]


def test_a_paused_subscription_is_told_later(portal: System) -> None:
    portal.subscribe("/ok")
    portal.pause()
    portal.file()

    time.sleep(0.5)
    told_paused = len(portal.seen())
    portal.resume()
    eventually(portal.taken)

    assert told_paused == 0


def test_an_ended_subscription_is_told_nothing_and_its_secret_is_forgotten(portal: System, office: Office) -> None:
    portal.subscribe("/ok")
    subscriptions.end(office.engine, office.clock, portal.owner, portal.id)
    portal.file()

    time.sleep(0.5)

    assert portal.seen() == []
    assert subscriptions.of_owner(office.engine, portal.owner) == []


def test_a_test_is_sent_signed(portal: System, office: Office) -> None:
    portal.subscribe("/ok")

    number = subscriptions.ask_test(office.engine, office.clock, portal.owner, portal.id)
    eventually(portal.taken)

    told = portal.taken()[0]
    assert portal.verified(told) == f"{portal.id}-{number}"
    assert json.loads(told.body)["kind"] == "webhook_test"


def test_the_secret_is_not_readable_in_the_database(portal: System, office: Office) -> None:
    portal.subscribe("https://portal.example.cn/")
    subscriptions.pause(office.engine, office.clock, portal.owner, portal.id)

    with reading(office.engine) as connection:
        wanted = "SELECT secret FROM webhook_subscription WHERE subscription_id = :of"
        stored = connection.execute(text(wanted), {"of": portal.id}).scalar_one()
    assert portal.secret not in stored


def test_an_address_that_may_not_be_reached_is_not_reached(
    tmp_path_factory: pytest.TempPathFactory, receiver: Receiver
) -> None:
    home = tmp_path_factory.mktemp("strict")
    portal = System(running_office(home), receiver)
    portal.subscribe(receiver.url.replace("127.0.0.1", "localhost") + "/ok")
    portal.file()
    reached = Delivering(portal.office, reach_of(Settings(home=home, webhook_http=True)), QUICK, Event())

    assert [deed.of for deed in reached.due()] == [portal.id]
    reached.do(portal.id)

    assert portal.seen() == []
    assert "may not reach" in (portal.deliveries()[0].failure or "")
