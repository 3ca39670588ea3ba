"""The database refuses to change the log, and without an entry nothing is decided."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.principal import APPLICANT
from app.audit.checkpoints import make_checkpoint
from app.audit.service import append
from app.audit.viewing import viewed
from app.db.engine import open_database, reading, transaction
from app.db.tables import audit_entry, case, case_event, decision
from app.errors import DatabaseUnavailable
from tests.office import FixedClock, open_office, submitted

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from app.flows.office import Office

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)
    for _ in range(3):
        with transaction(engine) as connection:
            append(connection, at=AT, actor="machine", event="case_viewed", subject="S", content={})
    make_checkpoint(engine, FixedClock(), tmp_path / "audit.key")
    return engine


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET actor = 'x'",
        "UPDATE audit_entry SET number = 9 WHERE number = 3",
        "DELETE FROM audit_entry",
        "REPLACE INTO audit_entry SELECT number, at, 'x', event, subject, content, sha256, sha256 FROM audit_entry",
        "UPDATE audit_checkpoint SET sha256 = 'x'",
        "DELETE FROM audit_checkpoint",
        "REPLACE INTO audit_checkpoint SELECT * FROM audit_checkpoint",
    ],
)
def test_the_database_refuses_to_change_the_log(engine: Engine, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction(engine) as connection:
        connection.execute(text(statement))

    with reading(engine) as connection:
        actors = connection.execute(select(audit_entry.c.number, audit_entry.c.actor)).all()
    assert [tuple(one) for one in actors] == [(1, "machine"), (2, "machine"), (3, "machine")]


def _refuse_entries(office: Office) -> None:
    refuse = "CREATE TRIGGER refuse BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'refused'); END"
    with transaction(office.engine) as connection:
        connection.execute(text(refuse))


def _full(office: Office) -> None:
    """As on a full disk: no page can be added to the database."""
    with transaction(office.engine) as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))


def _submit_many(office: Office) -> None:
    for _ in range(50):
        submitted(office)


def _nothing_decided(office: Office) -> bool:
    with reading(office.engine) as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (case, decision, case_event, audit_entry)
        ]
    return not any(counts)


def test_without_its_entry_nothing_is_decided(office: Office) -> None:
    _refuse_entries(office)

    with pytest.raises(IntegrityError, match="refused"):
        submitted(office)

    assert _nothing_decided(office)


def test_on_a_full_disk_nothing_is_decided(office: Office) -> None:
    _full(office)

    with pytest.raises(DatabaseUnavailable, match="full"):
        _submit_many(office)

    with reading(office.engine) as connection:
        decided = set(connection.execute(select(decision.c.case_no)).scalars())
        logged = set(connection.execute(select(audit_entry.c.subject)).scalars())
    assert decided == logged


def test_while_the_database_is_locked_nothing_is_decided(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.db.engine.BUSY_TIMEOUT_MS", 50)
    office.engine.dispose()
    other = sqlite3.connect(tmp_path / "zhiban.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(DatabaseUnavailable, match="locked"):
            submitted(office)
    finally:
        other.execute("ROLLBACK")
        other.close()

    assert _nothing_decided(office)


def test_a_view_that_can_not_be_noted_is_refused(office: Office) -> None:
    case_no = submitted(office).case_no or ""
    noted = viewed(office.engine, office.clock, APPLICANT, case_no)
    _refuse_entries(office)

    with pytest.raises(IntegrityError, match="refused"):
        viewed(office.engine, office.clock, APPLICANT, case_no)

    with reading(office.engine) as connection:
        entry = connection.execute(select(audit_entry).where(audit_entry.c.number == noted)).one()
    assert (entry.event, entry.subject, entry.actor) == ("case_viewed", case_no, "applicant")
