"""Mails through the worker, in this process or in one that is killed while it sends."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.db.engine import reading, transaction
from app.db.tables import notice_mail
from app.notices import channels
from app.notices.notice import AboutScheme, newly_eligible
from app.notices.telling import tell
from app.notices.waiting import MailState
from app.work.waking import wake
from tests.mail_server import running_mail_server
from tests.office import COMPANY, OTHER
from tests.worker import eventually, kill, running_office, worker_process, working

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.flows.office import Office
    from app.notices.notice import Notice
    from tests.mail_server import MailServer

pytestmark = pytest.mark.loopback

AWARD = AboutScheme(id="sample-award", title="样例奖励", version_from=date(2026, 1, 1))


def told(office: Office, *notices: Notice) -> None:
    with transaction(office.engine) as connection:
        tell(connection, notices, office.clock.now())
    wake()


def confirmed(office: Office, uscc: str, address: str) -> None:
    added = channels.add_email(office.engine, office.clock, uscc, address, "applicant:0")
    wanted = select(notice_mail.c.confirm_token).where(notice_mail.c.channel_id == added.channel_id)
    with reading(office.engine) as connection:
        token = str(connection.execute(wanted).scalar_one())
    channels.confirm(office.engine, office.clock, token)


def mail_states(office: Office) -> list[MailState]:
    with reading(office.engine) as connection:
        return sorted(MailState(one) for one in connection.execute(select(notice_mail.c.state)).scalars())


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with running_mail_server() as running:
        yield running


def test_a_worker_mails_what_was_told(tmp_path: Path, mail_server: MailServer) -> None:
    office = running_office(tmp_path)
    confirmed(office, COMPANY.uscc, "a@example.cn")
    with working(office, tmp_path, smtp_url=mail_server.url()):
        told(office, newly_eligible(COMPANY.uscc, AWARD), newly_eligible(OTHER.uscc, AWARD))
        eventually(lambda: mail_server.to("a@example.cn"))

        eventually(lambda: mail_states(office) == [MailState.DROPPED, MailState.SENT])
    assert len(mail_server.taken) == 1


def test_a_process_that_is_killed_over_a_mail_leaves_it_to_the_next_which_sends_it_under_the_same_id(
    tmp_path: Path, mail_server: MailServer
) -> None:
    office = running_office(tmp_path)
    confirmed(office, COMPANY.uscc, "hang-a@example.cn")
    for number in range(5):
        told(
            office,
            newly_eligible(COMPANY.uscc, AboutScheme(id=f"s{number}", title="甲", version_from=date(2026, 1, 1))),
        )
    with worker_process(tmp_path, smtp_url=mail_server.url()) as process:
        eventually(lambda: mail_server.seen["hang-a@example.cn"])
        kill(process)
    assert MailState.SENT not in mail_states(office)
    mail_server.let_go.set()
    with worker_process(tmp_path, smtp_url=mail_server.url()):
        eventually(lambda: MailState.PENDING not in mail_states(office))

    assert MailState.SENT in mail_states(office)
    assert len({one.id for one in mail_server.taken}) == 1
    assert len({one.content for one in mail_server.taken}) == 1


def test_processes_killed_again_and_again_send_every_mail_and_none_twice_that_is_noted_as_sent(
    tmp_path: Path, mail_server: MailServer
) -> None:
    office = running_office(tmp_path)
    addresses = [f"a{number}@example.cn" for number in range(8)]
    for address in addresses:
        confirmed(office, COMPANY.uscc, address)
    for number in range(2):
        about = AboutScheme(id=f"s{number}", title="甲", version_from=date(2026, 1, 1))
        told(office, newly_eligible(COMPANY.uscc, about))
        with worker_process(tmp_path, smtp_url=mail_server.url()) as process:
            goal = len(mail_server.taken) + 3
            eventually(lambda goal=goal: len(mail_server.taken) >= goal)  # type: ignore[misc]
            kill(process)
    with worker_process(tmp_path, smtp_url=mail_server.url()):
        eventually(lambda: MailState.PENDING not in mail_states(office))

    times = [sum(one.id == other.id for other in mail_server.taken) for one in mail_server.taken]
    ids = {one.id for one in mail_server.taken}
    assert len(ids) == mail_states(office).count(MailState.SENT)
    assert max(times) <= 2
    assert len(mail_server.taken) <= len(ids) + 2  # at most the one that each killed process was at
