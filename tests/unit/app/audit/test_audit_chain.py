"""The audit log is a chain: what is changed, taken out or moved in it is found."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text, update

from app.audit import service
from app.audit.service import FIRST, append, verify
from app.db.engine import open_database, reading, transaction
from app.db.tables import audit_entry

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from app.audit.service import ChainReport

ENTRIES = 6
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)
    for number in range(ENTRIES):
        with transaction(engine) as connection:
            content = {"outcome": "approve", "number": number}
            append(connection, at=AT, actor="machine", event="case_granted", subject=f"ZB-{number}", content=content)
    return engine


def _verified(engine: Engine) -> ChainReport:
    with reading(engine) as connection:
        return verify(connection)


def _altered(engine: Engine, *statements: str) -> ChainReport:
    with transaction(engine) as connection:
        for statement in statements:
            connection.execute(text(statement))
    return _verified(engine)


def test_an_untouched_chain_is_whole(engine: Engine) -> None:
    report = _verified(engine)

    assert (report.entries, report.broken_at) == (ENTRIES, None)
    assert len(report.last_sha256) == 64


def test_a_log_without_entries_is_whole(tmp_path: Path) -> None:
    report = _verified(open_database(f"sqlite:///{tmp_path / 'empty.db'}", tmp_path))

    assert (report.entries, report.broken_at, report.last_sha256) == (0, None, FIRST)


@pytest.mark.parametrize(
    "column",
    ["at", "actor", "event", "subject", "content", "previous_sha256", "sha256"],
)
@pytest.mark.parametrize("number", [1, 3, ENTRIES])
def test_one_changed_byte_is_found_at_its_entry(engine: Engine, column: str, number: int) -> None:
    changed = f"CASE substr({column}, 1, 1) WHEN 'X' THEN 'Y' ELSE 'X' END || substr({column}, 2)"

    report = _altered(engine, f"UPDATE audit_entry SET {column} = {changed} WHERE number = {number}")  # noqa: S608  our own names

    assert report.broken_at == number


@pytest.mark.parametrize("number", [1, 3, 5])
def test_a_removed_entry_is_found_where_it_stood(engine: Engine, number: int) -> None:
    report = _altered(engine, f"DELETE FROM audit_entry WHERE number = {number}")  # noqa: S608  a number

    assert report.broken_at == number


def test_a_removed_entry_is_found_even_if_those_after_it_move_up(engine: Engine) -> None:
    report = _altered(
        engine,
        "DELETE FROM audit_entry WHERE number = 3",
        "UPDATE audit_entry SET number = number - 1 WHERE number > 3",
    )

    assert report.broken_at == 3


def test_two_entries_that_changed_places_are_found(engine: Engine) -> None:
    report = _altered(
        engine,
        "UPDATE audit_entry SET number = 99 WHERE number = 2",
        "UPDATE audit_entry SET number = 2 WHERE number = 3",
        "UPDATE audit_entry SET number = 3 WHERE number = 99",
    )

    assert report.broken_at == 2


@pytest.mark.parametrize(("changes", "broken_at"), [({"content": "{}"}, 4), ({"number": 9}, 6)])
def test_an_entry_that_was_changed_with_its_own_hash_breaks_the_chain(
    engine: Engine, changes: dict[str, object], broken_at: int
) -> None:
    number = 6 if "number" in changes else 3
    with transaction(engine) as connection:
        row = connection.execute(select(audit_entry).where(audit_entry.c.number == number)).one()
        changed = service._hashed(row) | changes
        connection.execute(
            update(audit_entry).where(audit_entry.c.number == number).values(**changed, sha256=service._digest(changed))
        )

    assert _verified(engine).broken_at == broken_at


def test_an_entry_that_is_not_committed_leaves_the_chain_as_it_was(engine: Engine) -> None:
    before = _verified(engine)

    with suppress(RuntimeError), transaction(engine) as connection:
        append(connection, at=AT, actor="machine", event="case_granted", subject="ZB-9", content={})
        raise RuntimeError("power cut")

    assert _verified(engine) == before
