from __future__ import annotations

import json
import time
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

import pytest

from app.webhooks.delivering import Delivering
from app.webhooks.outbox import DeliveryState
from app.webhooks.reach import reach_of
from tests.receiver import running_receiver
from tests.webhook_systems import System
from tests.worker import QUICK, eventually, running_office, settings_of, working

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.flows.office import Office
    from tests.receiver import Receiver

pytestmark = pytest.mark.loopback

PATIENT: Final = replace(QUICK, webhook_limit_s=60.0)
"""A letter that fails is tried again after later ones: no stall of a busy machine may be taken for a failure."""


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with running_receiver() as running:
        yield running


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    office = running_office(home)
    with working(office, home, patience=PATIENT):
        yield office


@pytest.fixture
def portal(office: Office, receiver: Receiver) -> System:
    return System(office, receiver)


DELIVERED: Final = DeliveryState.DELIVERED


def test_events_are_told_in_their_order_a_few_at_a_time(portal: System, receiver: Receiver) -> None:
    portal.subscribe("/ok")
    portal.pause()
    for _ in range(20):
        portal.file()
    portal.resume()

    eventually(lambda: portal.states() == [DELIVERED] * 20)

    numbers = [json.loads(one.body)["number"] for one in portal.taken()]
    assert all(sorted(numbers).index(one) - place < 8 for place, one in enumerate(numbers))
    assert receiver.most_at_once[portal.id] <= 8


def test_an_answer_that_is_long_in_coming_holds_up_no_other(portal: System, receiver: Receiver) -> None:
    portal.subscribe("/first-held")
    portal.pause()
    for _ in range(20):
        portal.file()
    portal.resume()

    eventually(lambda: portal.states().count(DELIVERED) > 8)
    assert next(one.tries for one in portal.deliveries() if one.state is not DELIVERED) == 0

    receiver.let_go.set()
    eventually(lambda: portal.states() == [DELIVERED] * 20)
    receiver.let_go.clear()


@pytest.mark.sqlite
def test_a_write_that_has_to_wait_makes_no_letter_late(tmp_path: Path, receiver: Receiver) -> None:
    portal = System(running_office(tmp_path), receiver)
    portal.subscribe("/first-held")
    portal.file()
    portal.file()
    limit_s = 4.0
    patience = replace(QUICK, webhook_limit_s=limit_s)
    delivering = Delivering(portal.office, reach_of(settings_of(tmp_path)), patience, Event())
    assert [deed.of for deed in delivering.due()] == [portal.id]

    sending = Thread(target=delivering.do, args=(portal.id,))
    with portal.office.engine.connect() as other:
        other.begin()  # the one writer
        sending.start()
        eventually(lambda: len(portal.taken()) == 1)
        time.sleep(0.5)
        receiver.let_go.set()
        time.sleep(limit_s)
    sending.join()
    receiver.let_go.clear()

    assert [(one.state, one.tries) for one in portal.deliveries()] == [(DELIVERED, 1)] * 2
