"""Notices from their telling to the systems that are told of them, through the worker, stops included."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import select

from app.accounts.keys import Keys, KeyWanted
from app.accounts.principal import Action
from app.audit.service import verify as verify_chain
from app.cases.events import EventKind
from app.db.engine import reading, transaction
from app.db.tables import audit_entry, notice, notice_event
from app.notices import channels
from app.notices import subscriptions as chosen
from app.notices.notice import AboutScheme, NoticeKind, newly_eligible, no_longer_eligible
from app.notices.subscriptions import NoticeSubscription
from app.notices.telling import tell
from app.webhooks import subscriptions
from app.webhooks.events import CompanyEvent
from app.webhooks.outbox import DeliveryState
from app.webhooks.signing import verify
from app.work.waking import wake
from tests.office import COMPANY
from tests.receiver import running_receiver
from tests.webhook_systems import System
from tests.worker import eventually, running_office, working

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.flows.office import Office
    from app.notices.notice import Notice
    from tests.receiver import Receiver

pytestmark = pytest.mark.loopback

AWARD: Final = AboutScheme(id="sample-award", title="样例奖励", version_from=date(2026, 1, 1))


@dataclass(slots=True)
class Portal(System):
    """A system that is told of a company of its own."""

    channel_id: str = ""
    uscc: str = COMPANY.uscc

    def act_for(self, uscc: str, *districts: str) -> str:
        """Have itself told; returns the id of the key with which it acts."""
        wanted = KeyWanted(client=self.owner.partition(":")[2], scopes=(Action.ACT_FOR_COMPANY,), districts=districts)
        made, _ = Keys(engine=self.office.engine, clock=self.office.clock).create(wanted, "test")
        added = channels.add_webhook(self.office.engine, self.office.clock, uscc, self.owner)
        self.channel_id, self.uscc = added.channel_id, uscc
        return made.key_id

    def kinds(self) -> list[str]:
        return [json.loads(one.body)["notice"]["kind"] for one in self.taken()]


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
def portal(office: Office, receiver: Receiver) -> Portal:
    return Portal(office, receiver)


def told(office: Office, *notices: Notice) -> None:
    with transaction(office.engine) as connection:
        tell(connection, notices, office.clock.now())
    wake()


def spread_to(office: Office, owner: str) -> Sequence[int]:
    with reading(office.engine) as connection:
        return connection.execute(select(notice_event.c.number).where(notice_event.c.owner == owner)).scalars().all()


def company(number: int) -> str:
    """Codes of companies that nobody else in this file is told of."""
    return f"91310117MA0000{number:04d}"


def test_a_system_that_acts_for_a_company_is_told_of_its_notices_signed_and_once(
    portal: Portal, office: Office
) -> None:
    portal.subscribe("/ok")
    portal.act_for(company(1))
    for _ in range(3):
        told(office, newly_eligible(company(1), AWARD), newly_eligible(company(2), AWARD))
    eventually(lambda: portal.states() == [DeliveryState.DELIVERED])
    time.sleep(0.5)

    (received,) = portal.taken()
    assert verify(portal.secret, received.headers, received.body, office.clock.now().timestamp()) == received.id
    content = json.loads(received.body)
    number = content.pop("number")
    assert received.id == f"{portal.id}-{number}"
    assert content.pop("at")
    assert content == {
        "kind": "company_notice",
        "uscc": company(1),
        "notice": {
            "notice_id": newly_eligible(company(1), AWARD).id,
            "kind": "newly_eligible",
            "subject": "sample-award",
        },
    }


def test_a_system_that_wants_other_events_is_told_of_no_notice(portal: Portal, office: Office) -> None:
    portal.subscribe("/ok", EventKind.CASE_GRANTED)
    portal.act_for(company(3))
    told(office, newly_eligible(company(3), AWARD))
    eventually(lambda: spread_to(office, portal.owner))
    time.sleep(0.5)

    assert portal.states() == []


def test_a_receiver_that_fails_gets_a_dead_letter_and_a_replay_under_the_same_id(
    portal: Portal, office: Office
) -> None:
    portal.subscribe("/fail", CompanyEvent.COMPANY_NOTICE)
    portal.act_for(company(4))
    told(office, newly_eligible(company(4), AWARD))
    eventually(lambda: portal.states() == [DeliveryState.DEAD])
    seen = [one.id for one in portal.receiver.seen if one.id.startswith(portal.id)]
    subscriptions.replay_dead(office.engine, office.clock, portal.owner, portal.id)
    wake()
    eventually(lambda: len([one for one in portal.receiver.seen if one.id.startswith(portal.id)]) > len(seen))

    assert {one.id for one in portal.receiver.seen if one.id.startswith(portal.id)} == {seen[0]}


@pytest.mark.parametrize("how", ["everything", "kind", "channel"])
def test_what_a_company_stops_is_told_no_more_neither_what_waits_nor_in_a_replay(
    portal: Portal, office: Office, how: str
) -> None:
    uscc = company(10 + ["everything", "kind", "channel"].index(how))
    engine, clock = office.engine, office.clock
    portal.subscribe("/ok")
    subscriptions.pause(engine, clock, portal.owner, portal.id)
    portal.act_for(uscc)
    told(office, newly_eligible(uscc, AWARD), no_longer_eligible(uscc, AWARD, date(2026, 3, 2)))
    eventually(lambda: len(spread_to(office, portal.owner)) == 2)
    match how:
        case "everything":
            chosen.change(engine, clock, uscc, NoticeSubscription(is_stopped=True), "applicant:0")
        case "kind":
            stopped = NoticeSubscription(stopped_kinds=frozenset({NoticeKind.NEWLY_ELIGIBLE}))
            chosen.change(engine, clock, uscc, stopped, "applicant:0")
        case _:
            channels.stop(engine, clock, uscc, portal.channel_id, "applicant:0")
    subscriptions.resume(engine, clock, portal.owner, portal.id)
    subscriptions.replay_from(engine, clock, portal.owner, portal.id, 1)
    subscriptions.ask_test(engine, clock, portal.owner, portal.id)  # the last that there is to deliver
    wake()
    left = 1 if how == "kind" else 0
    eventually(lambda: portal.states() == [DeliveryState.DELIVERED] * (left + 1))

    assert [json.loads(one.body)["kind"] for one in portal.taken()].count("company_notice") == left
    assert "newly_eligible" not in "".join(one.body.decode() for one in portal.taken())


def test_what_waits_in_the_queue_of_a_slow_receiver_is_stopped_too(portal: Portal, office: Office) -> None:
    uscc = company(20)
    portal.subscribe("/fail")
    portal.act_for(uscc)
    told(office, newly_eligible(uscc, AWARD))
    eventually(lambda: portal.states() == [DeliveryState.DEAD])
    chosen.change(office.engine, office.clock, uscc, NoticeSubscription(is_stopped=True), "applicant:0")

    again = subscriptions.replay_dead(office.engine, office.clock, portal.owner, portal.id)

    assert again.count == 0


def test_what_was_told_before_somebody_asked_to_be_told_is_not_sent(portal: Portal, office: Office) -> None:
    told(office, newly_eligible(company(30), AWARD))
    portal.subscribe("/ok")
    portal.act_for(company(30))
    told(office, no_longer_eligible(company(30), AWARD, date(2026, 3, 2)))
    eventually(lambda: portal.states() == [DeliveryState.DELIVERED])

    assert portal.kinds() == ["no_longer_eligible"]


def test_a_system_is_told_only_while_it_may_act_for_the_company(portal: Portal, office: Office) -> None:
    portal.subscribe("/ok")
    key_id = portal.act_for(COMPANY.uscc, "310117")
    told(office, newly_eligible(COMPANY.uscc, AWARD))
    eventually(lambda: portal.states() == [DeliveryState.DELIVERED])
    Keys(engine=office.engine, clock=office.clock).revoke(key_id, "test")
    portal.act_for(COMPANY.uscc, "310115")  # another district than the company's
    told(office, no_longer_eligible(COMPANY.uscc, AWARD, date(2026, 3, 2)))
    eventually(lambda: not waiting_notices(office))
    time.sleep(0.5)

    assert portal.kinds() == ["newly_eligible"]


def waiting_notices(office: Office) -> int:
    with reading(office.engine) as connection:
        wanted = select(notice.c.notice_id).where(notice.c.unspread_since.is_not(None))
        return len(connection.execute(wanted).all())


def test_each_telling_of_a_system_stands_in_the_audit_log(portal: Portal, office: Office) -> None:
    portal.subscribe("/ok")
    portal.act_for(company(40))
    told(office, newly_eligible(company(40), AWARD))
    eventually(lambda: portal.states() == [DeliveryState.DELIVERED])

    with reading(office.engine, at_one_instant=True) as connection:
        report = verify_chain(connection)
        wanted = select(audit_entry.c.number).where(
            audit_entry.c.event == "company_notice", audit_entry.c.subject == company(40)
        )
        numbers = connection.execute(wanted).scalars().all()
    assert report.broken_at is None
    assert numbers == spread_to(office, portal.owner)
