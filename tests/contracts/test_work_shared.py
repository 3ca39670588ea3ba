"""Two worker processes on one PostgreSQL share the queues, and each takes up what the other died over."""

from __future__ import annotations

import secrets
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, make_url, select, text

from app.cases.recording import undecided
from app.db.engine import reading
from app.db.tables import case_event
from app.flows.approve import receive
from app.webhooks import subscriptions
from app.work.presence import LockedRow
from tests.office import ON, application, uploads
from tests.receiver import running_receiver
from tests.worker import Manner, eventually, kill, readers, running_office, worker_process, working

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.flows.office import Office

OWNER = "system:portal"
MANY = 12


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """A database of its own."""
    name = f"work_{secrets.token_hex(4)}"
    server = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(postgres_url).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture
def office(tmp_path: Path, database_url: str) -> Iterator[Office]:
    office = running_office(tmp_path, database_url)
    yield office
    office.engine.dispose()


def file(office: Office) -> str:
    return receive(office, application(), uploads(), ON, owner=OWNER)


def decided(office: Office) -> Counter[str]:
    """How often each case was."""
    wanted = select(case_event.c.case_no).where(case_event.c.kind != "case_received")
    with reading(office.engine) as connection:
        return Counter(connection.execute(wanted).scalars())


@pytest.mark.loopback
def test_two_processes_share_the_work_and_double_nothing(office: Office, tmp_path: Path, database_url: str) -> None:
    with running_receiver() as receiver:
        subscriptions.subscribe(office.engine, office.clock, OWNER, f"{receiver.url}/ok", [])
        with worker_process(tmp_path, database_url) as one, worker_process(tmp_path, database_url) as other:
            eventually(lambda: len(workers(office)) == 2, 60)
            cases = [file(office) for _ in range(MANY)]
            eventually(lambda: len(receiver.ids()) == 2 * MANY, 60)
            busy = set(readers(tmp_path))
            assert busy == {str(one.pid), str(other.pid)}

    assert decided(office) == Counter(cases)
    assert Counter(receiver.ids()).most_common(1)[0][1] == 1


def test_what_a_killed_process_had_begun_is_taken_up_by_one_that_lives(
    office: Office, tmp_path: Path, database_url: str
) -> None:
    case_no = file(office)
    with worker_process(tmp_path, database_url, Manner.HANGS) as worker:
        eventually(lambda: readers(tmp_path), 60)
        with working(office, tmp_path, database_url=database_url):
            eventually(lambda: len(workers(office)) == 2)
            assert undecided(office.engine) == [case_no]
            kill(worker)
            eventually(lambda: not undecided(office.engine))

    assert decided(office) == Counter([case_no])


def test_a_worker_whose_connection_was_cut_is_known_to_be_alive_again(office: Office) -> None:
    one, other = LockedRow("one", office.engine), LockedRow("other", office.engine)
    one.enter()
    before = other.is_alive("one")
    with office.engine.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": workers(office)[0]})
    cut = other.is_alive("one")
    one.enter()
    again = other.is_alive("one")
    one.leave()

    assert (before, cut, again, other.is_alive("one")) == (True, False, True, False)


def workers(office: Office) -> list[int]:
    """The sessions that say that their process lives."""
    wanted = text("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 20260302 AND granted")
    with reading(office.engine) as connection:
        return list(connection.execute(wanted).scalars())
