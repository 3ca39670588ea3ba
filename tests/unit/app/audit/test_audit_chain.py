"""The audit log is a chain: what is changed, taken out or moved in it is found."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from app.audit.entries import FIRST, NewEntry, digest_of, hashed_text, line_of
from app.audit.service import append, append_all, verify
from app.db.engine import open_database, reading, transaction
from app.db.tables import audit_entry
from approval_rules.canonical import canonical_json
from tests.tampering import unguard

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

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
    with reading(engine, at_one_instant=True) as connection:
        return verify(connection)


def _altered(engine: Engine, *statements: str) -> ChainReport:
    with transaction(engine) as connection:
        unguard(connection)
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
        unguard(connection)
        this = audit_entry.c.number == number
        connection.execute(update(audit_entry).where(this).values(**changes))
        now = audit_entry.c.number == changes.get("number", number)
        row = connection.execute(select(audit_entry).where(now)).one()
        connection.execute(update(audit_entry).where(now).values(sha256=digest_of(row[:7])))

    assert _verified(engine).broken_at == broken_at


def test_an_entry_that_is_not_committed_leaves_the_chain_as_it_was(engine: Engine) -> None:
    before = _verified(engine)

    with suppress(RuntimeError), transaction(engine) as connection:
        append(connection, at=AT, actor="machine", event="case_granted", subject="ZB-9", content={})
        raise RuntimeError("power cut")

    assert _verified(engine) == before


def test_many_entries_of_one_transaction_follow_each_other(engine: Engine) -> None:
    new = [NewEntry(at=AT, actor="machine", event="case_viewed", subject=f"S-{one}", content={}) for one in range(3)]

    with transaction(engine) as connection:
        first = append_all(connection, new)
        second = append(connection, at=AT, actor="machine", event="case_viewed", subject="S-4", content={})

    assert (first, second) == ([7, 8, 9], 10)
    assert (_verified(engine).entries, _verified(engine).broken_at) == (10, None)


def test_entries_that_a_savepoint_took_back_leave_no_gap(engine: Engine) -> None:
    def one(connection: Connection) -> int:
        return append(connection, at=AT, actor="machine", event="case_viewed", subject="S", content={})

    with transaction(engine) as connection:
        one(connection)
        with suppress(RuntimeError), connection.begin_nested():
            one(connection)
            raise RuntimeError("taken back")
        last = one(connection)

    assert last == ENTRIES + 2
    assert _verified(engine).broken_at is None


@given(st.text(), st.text(), st.text(), st.dictionaries(st.text(), st.text() | st.integers() | st.none(), max_size=3))
def test_what_is_hashed_is_canonical_json(actor: str, event: str, subject: str, content: dict[str, object]) -> None:
    assume(not any("\ud800" <= one <= "\udfff" for one in actor + event + subject))
    fields = (7, AT.isoformat(), actor, event, subject, repr(content), FIRST)
    names = ("number", "at", "actor", "event", "subject", "content", "previous_sha256")

    assert hashed_text(fields).encode() == canonical_json(dict(zip(names, fields, strict=True)))
    assert line_of(fields, FIRST) == canonical_json(dict(zip(names, fields, strict=True)) | {"sha256": FIRST})
