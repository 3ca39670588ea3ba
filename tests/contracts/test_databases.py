"""What every database owes to transactions: all or nothing, in turn, and failures in words."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, select, text
from sqlalchemy.exc import IntegrityError

from app.db.engine import has_extension, open_database, reading, transaction
from app.db.tables import assistant_sign_in_try, case, case_review
from app.db.together import write_together
from app.errors import DatabaseUnavailable, NotStorable
from eval.serving.postgres import programs, running_cluster
from tests.office import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from eval.serving.postgres import Cluster

TRY = {"session_id": "S1", "case_sha256": "0" * 64, "tried_at": NOW.isoformat()}
CASE = {
    "case_no": "ZB1",
    "item_id": "i",
    "item_version": "v",
    "state": "received",
    "received_on": "2026-03-02",
    "received_at": NOW.isoformat(),
    "applicant_name": "n",
    "applicant_key": "k",
    "application": "{}",
}


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(database_url, tmp_path)
    yield engine
    engine.dispose()


def _tried(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.execute(select(assistant_sign_in_try.c.try_id)).scalars())


def _try(connection: Connection, name: str) -> None:
    connection.execute(insert(assistant_sign_in_try).values(try_id=name, **TRY))


def test_what_fails_halfway_leaves_nothing(engine: Engine) -> None:
    def fail(connection: Connection) -> None:
        _try(connection, "a")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction(engine) as connection:
        fail(connection)

    assert _tried(engine) == []


def test_a_reader_sees_one_state_and_waits_for_no_writer(engine: Engine) -> None:
    with transaction(engine) as writing:
        _try(writing, "a")
        began = time.perf_counter()
        seen = _tried(engine)
        waited = time.perf_counter() - began

    assert (seen, _tried(engine)) == ([], ["a"])
    assert waited < 2


def test_what_is_read_at_one_instant_stays_as_it_was(engine: Engine) -> None:
    with reading(engine, at_one_instant=True) as connection:
        before = connection.execute(select(assistant_sign_in_try.c.try_id)).all()
        with transaction(engine) as writing:
            _try(writing, "a")
        after = connection.execute(select(assistant_sign_in_try.c.try_id)).all()

    assert before == after == []
    assert _tried(engine) == ["a"]


def test_writers_take_turns_and_lose_nothing(engine: Engine) -> None:
    def write(number: int) -> None:
        write_together(engine, lambda connection: _try(connection, f"{number:02}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(_tried(engine)) == [f"{number:02}" for number in range(30)]


def test_one_of_several_that_share_a_commit_fails_alone(engine: Engine) -> None:
    results: dict[str, str] = {}
    gate = threading.Barrier(4)

    def write(name: str) -> None:
        gate.wait()
        try:
            write_together(engine, lambda connection: _try(connection, name))
            results[name] = "written"
        except (DatabaseUnavailable, IntegrityError):
            results[name] = "refused"

    with transaction(engine) as connection:
        _try(connection, "taken")
    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b", "c", "taken")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == {"a": "written", "b": "written", "c": "written", "taken": "refused"}
    assert sorted(_tried(engine)) == ["a", "b", "c", "taken"]


def test_who_reviewed_a_case_does_not_approve_it(engine: Engine) -> None:
    review = {
        "case_no": "ZB1",
        "round": 1,
        "reviewer_id": "staff:a",
        "opinion": "grant",
        "reason": "r",
        "basis": "[]",
        "reviewed_at": NOW.isoformat(),
        "ruling": "upheld",
        "ruling_reason": "r",
        "ruled_at": NOW.isoformat(),
    }
    with transaction(engine) as connection:
        connection.execute(insert(case).values(**CASE))

    with pytest.raises(IntegrityError, match="one_review_one_approval"), transaction(engine) as connection:
        connection.execute(insert(case_review).values(**review, approver_id="staff:a"))
    with transaction(engine) as connection:
        connection.execute(insert(case_review).values(**review, approver_id="staff:b"))


def test_a_row_that_refers_to_nothing_is_refused(engine: Engine) -> None:
    with pytest.raises(IntegrityError), transaction(engine) as connection:
        connection.execute(
            insert(case_review).values(
                case_no="ZB404", round=1, reviewer_id="a", opinion="grant", reason="", basis="", reviewed_at=""
            )
        )


def test_nobody_free_to_talk_to_is_said_in_words(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.engine.BUSY_TIMEOUT_MS", 200)
    engine = open_database(database_url, tmp_path, connections=1)

    with reading(engine), pytest.raises(DatabaseUnavailable, match="busy"), reading(engine) as second:
        second.execute(text("SELECT 1"))
    engine.dispose()
    assert _reads(engine)
    engine.dispose()


def _reads(engine: Engine) -> bool:
    with reading(engine) as connection:
        return bool(connection.execute(text("SELECT 1")).scalar_one())


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    if programs() is None:
        pytest.skip("Debian's PostgreSQL is not installed; run .ci/postgres")
    with running_cluster({"fsync": "off"}) as cluster:
        yield cluster


@pytest.fixture
def postgres(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One that may be crashed; its home, and so its master key, is the same for all tests."""
    engine = open_database(cluster.url(), tmp_path_factory.getbasetemp() / "crashed")
    yield engine
    with transaction(engine) as connection:
        connection.execute(delete(assistant_sign_in_try))
    engine.dispose()


def test_a_text_that_postgresql_cannot_keep_is_bad_input_and_no_failure(postgres: Engine) -> None:
    with pytest.raises(NotStorable), transaction(postgres) as connection:
        _try(connection, "nul \x00")
    with pytest.raises(NotStorable), transaction(postgres) as connection:
        _try(connection, "longer than forty characters" * 2)
    with pytest.raises(NotStorable), reading(postgres) as connection:
        connection.execute(select(case.c.case_no).where(case.c.case_no == "nul \x00"))


def test_a_lock_that_is_held_is_waited_for_and_then_said_to_be_busy(
    postgres: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.engine.LOCK_TIMEOUT_MS", 200)
    with postgres.begin() as holding:
        holding.execute(text("LOCK TABLE assistant_sign_in_try IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(DatabaseUnavailable, match="busy"):
            _tried(postgres)

    assert _tried(postgres) == []


def test_after_a_crash_of_the_server_the_next_transactions_work_again(postgres: Engine, cluster: Cluster) -> None:
    with transaction(postgres) as connection:
        connection.execute(text("SET LOCAL synchronous_commit = on"))  # the clusters of the tests have it off
        _try(connection, "before")
    cluster.crash_and_restart()
    answers = []
    for _ in range(3):
        with suppress(DatabaseUnavailable):
            answers.append(_tried(postgres))

    assert answers[-1] == ["before"]


def test_what_the_server_could_be_given_is_known_before_it_is_asked_for(postgres: Engine) -> None:
    assert has_extension(postgres, "plpgsql")
    assert not has_extension(postgres, "no_such_extension")


def test_instants_and_time_outs_are_set_for_every_connection(postgres: Engine) -> None:
    with reading(postgres) as connection:
        told = [
            connection.execute(text(f"SHOW {name}")).scalar_one()
            for name in ("timezone", "lock_timeout", "statement_timeout")
        ]

    assert told == ["UTC", "4s", "30s"]
