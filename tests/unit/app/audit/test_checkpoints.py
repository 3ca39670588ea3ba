"""Checkpoints tell what the chain alone can't: that its end is gone, or that it was made anew."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, update

from app.audit.checkpoints import ENTRIES, make_checkpoint
from app.audit.entries import NewEntry, digest_of
from app.audit.errors import AnchorUnwritable, AuditKeyUnusable
from app.audit.service import append_all
from app.audit.signing import open_signer
from app.audit.verifying import verify_database
from app.db.engine import open_database, transaction
from app.db.tables import audit_checkpoint, audit_entry
from tests.tampering import unguard

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from app.audit.checkpoints import Checkpoint

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


class Kept:
    """A log, with what is kept beside it."""

    def __init__(self, home: Path) -> None:
        self.engine: Engine = open_database(f"sqlite:///{home / 'zhiban.db'}", home)
        self.key, self.anchor, self.time = home / "audit.key", home / "disk" / "checkpoints.jsonl", AT

    def now(self) -> datetime:
        return self.time

    def log(self, entries: int) -> None:
        new = [NewEntry(at=AT, actor="machine", event="noted", subject="S", content={}) for _ in range(entries)]
        with transaction(self.engine) as connection:
            append_all(connection, new)

    def checkpoint(self, *, due_only: bool = False) -> Checkpoint | None:
        return make_checkpoint(self.engine, self, self.key, self.anchor, due_only=due_only)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    kept = Kept(tmp_path)
    kept.log(5)
    kept.checkpoint()
    kept.log(5)
    kept.checkpoint()
    return kept


def _made_anew_from(connection: Connection, number: int) -> None:
    """Give an entry another actor, and every entry from there on the hash that then fits."""
    rows = connection.execute(select(audit_entry).where(audit_entry.c.number >= number)).all()
    previous = None
    for row in rows:
        this = audit_entry.c.number == row.number
        changes = {"actor": "intruder"} if previous is None else {"previous_sha256": previous}
        connection.execute(update(audit_entry).where(this).values(**changes))
        previous = digest_of(connection.execute(select(audit_entry).where(this)).one()[:7])
        connection.execute(update(audit_entry).where(this).values(sha256=previous))


def test_a_log_is_held_against_its_checkpoints(kept: Kept) -> None:
    found = verify_database(kept.engine, kept.anchor)

    assert (found.is_whole, found.entries, found.checkpoints) == (True, 10, 4)


def test_a_tail_that_is_gone_with_its_checkpoint_is_found_by_the_anchor(kept: Kept) -> None:
    with transaction(kept.engine) as connection:
        unguard(connection)
        connection.execute(delete(audit_entry).where(audit_entry.c.number > 7))
        connection.execute(delete(audit_checkpoint).where(audit_checkpoint.c.number > 7))

    assert verify_database(kept.engine).is_whole
    assert verify_database(kept.engine, kept.anchor).broken_at == 8


def test_a_tail_that_is_gone_alone_is_found_by_the_database(kept: Kept) -> None:
    with transaction(kept.engine) as connection:
        unguard(connection)
        connection.execute(delete(audit_entry).where(audit_entry.c.number > 9))

    assert verify_database(kept.engine).broken_at == 10


@pytest.mark.parametrize(("number", "named"), [(2, 5), (5, 5), (6, 10)])
def test_a_chain_made_anew_is_found_at_the_next_checkpoint(kept: Kept, number: int, named: int) -> None:
    with transaction(kept.engine) as connection:
        unguard(connection)
        _made_anew_from(connection, number)

    assert verify_database(kept.engine).broken_at == named


def test_a_checkpoint_that_was_changed_is_said(kept: Kept) -> None:
    with transaction(kept.engine) as connection:
        unguard(connection)
        connection.execute(update(audit_checkpoint).values(made_at="2020-01-01"))

    assert "checkpoint 1 of the database" in verify_database(kept.engine).problem


def test_an_anchor_that_is_gone_is_said(kept: Kept) -> None:
    kept.anchor.unlink()

    with pytest.raises(Exception, match="No such file"):
        verify_database(kept.engine, kept.anchor)


def test_nothing_new_makes_no_checkpoint(kept: Kept) -> None:
    assert kept.checkpoint() is None


def test_a_checkpoint_is_due_after_an_hour_or_many_entries(kept: Kept) -> None:
    kept.log(1)
    kept.time = AT + timedelta(minutes=59)
    early = kept.checkpoint(due_only=True)
    kept.time = AT + timedelta(minutes=60)
    hourly = kept.checkpoint(due_only=True)
    kept.log(ENTRIES)
    many = kept.checkpoint(due_only=True)

    assert early is None
    assert hourly is not None
    assert many is not None
    assert (hourly.number, many.number) == (11, 11 + ENTRIES)


def test_an_anchor_that_could_not_be_written_is_caught_up_with(kept: Kept) -> None:
    kept.anchor.unlink()
    kept.anchor.mkdir()
    kept.log(1)
    with pytest.raises(AnchorUnwritable, match="ZHIBAN_AUDIT_ANCHOR"):
        kept.checkpoint()
    kept.anchor.rmdir()

    kept.checkpoint()

    assert len(kept.anchor.read_bytes().splitlines()) == 3
    assert verify_database(kept.engine, kept.anchor).checkpoints == 6


def test_the_key_is_for_its_owner_alone(kept: Kept) -> None:
    assert stat.S_IMODE(kept.key.stat().st_mode) == 0o600
    assert open_signer(kept.key).public_key == open_signer(kept.key).public_key


def test_a_key_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "audit.key").write_text("no key")

    with pytest.raises(AuditKeyUnusable, match=r"audit\.key"):
        open_signer(tmp_path / "audit.key")
