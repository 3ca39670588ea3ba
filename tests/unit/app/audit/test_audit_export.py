"""An export is verified on its bytes alone: whatever is changed in it is found, and the right entry named."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audit.checkpoints import make_checkpoint
from app.audit.entries import FIRST
from app.audit.errors import BadExport
from app.audit.exporting import export
from app.audit.service import append
from app.audit.signing import open_signer
from app.audit.verifying import verify_export
from app.db.engine import open_database, transaction
from tests.tampering import unguard

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from app.audit.verifying import Findings

ENTRIES = 9
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
COUNTED = range(1, ENTRIES + 1)


class _Ticking:
    """Each look is a minute later than the one before."""

    def __init__(self) -> None:
        self._now = AT

    def now(self) -> datetime:
        self._now += timedelta(minutes=1)
        return self._now


def _log(engine: Engine, subject: str, entries: int = ENTRIES) -> None:
    for number in range(entries):
        with transaction(engine) as connection:
            content = {"说明": '一行\n两行 "引号" ,"sha256":"', "number": number}
            append(connection, at=AT, actor="machine", event="noted", subject=f"{subject}-{number}", content=content)


class Exported:
    """A log of nine entries with checkpoints at the fourth and the ninth, as a file, and the anchor beside it."""

    def __init__(self, home: Path, subject: str = "S") -> None:
        self.home, clock = home, _Ticking()
        self.engine = open_database(f"sqlite:///{home / 'zhiban.db'}", home)
        self.anchor, key = home / "elsewhere" / "checkpoints.jsonl", home / "audit.key"
        _log(self.engine, subject, 4)
        make_checkpoint(self.engine, clock, key, self.anchor)
        _log(self.engine, subject, ENTRIES - 4)
        make_checkpoint(self.engine, clock, key, self.anchor)
        self.path = home / "audit.jsonl"
        export(self.engine, clock, open_signer(key), self.path)
        self.content = self.path.read_bytes()
        self.lines = self.content.splitlines(keepends=True)

    def found(self, content: bytes, anchor: Path | None = None) -> Findings:
        changed = self.home / "changed.jsonl"
        changed.write_bytes(content)
        return verify_export(changed, anchor)

    def line_at(self, place: int) -> int:
        """The number of the entry whose line holds the byte, 0 for the header."""
        return self.content[:place].count(b"\n")


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return Exported(tmp_path_factory.mktemp("log"))


def test_an_untouched_export_is_whole(exported: Exported) -> None:
    found = verify_export(exported.path, exported.anchor)

    assert (found.is_whole, found.entries, found.checkpoints) == (True, ENTRIES, 4)
    assert len(found.public_keys) == 1


def test_an_export_is_json_lines_with_a_header(exported: Exported) -> None:
    header, *entries = [json.loads(line) for line in exported.lines]

    assert (header["entries"], header["last_sha256"]) == (ENTRIES, entries[-1]["sha256"])
    assert [one["number"] for one in header["checkpoints"]] == [4, ENTRIES]
    assert header["public_key"] + "\n" == (exported.home / "audit.key.pub").read_text()
    assert [one["number"] for one in entries] == list(COUNTED)
    assert entries[0]["previous_sha256"] == FIRST


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_one_changed_byte_anywhere_is_found_and_its_entry_named(exported: Exported, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(exported.content) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda one: one != exported.content[place]))

    changed = exported.content[:place] + bytes([other]) + exported.content[place + 1 :]

    assert exported.found(changed).broken_at == exported.line_at(place)


def test_every_byte_of_a_line_counts(exported: Exported) -> None:
    start = sum(len(line) for line in exported.lines[:5])
    for place in range(start, start + len(exported.lines[5])):
        changed = exported.content[:place] + bytes([exported.content[place] ^ 1]) + exported.content[place + 1 :]
        assert exported.found(changed).broken_at == 5


def test_every_byte_of_the_header_counts(exported: Exported) -> None:
    for place, byte in enumerate(exported.lines[0]):
        header = exported.content[:place] + bytes([byte ^ 32]) + exported.content[place + 1 : len(exported.lines[0])]
        assert exported.found(header).broken_at == 0


@given(number=st.sampled_from(COUNTED))
def test_a_line_taken_out_is_named(exported: Exported, number: int) -> None:
    lines = [*exported.lines[:number], *exported.lines[number + 1 :]]

    assert exported.found(b"".join(lines)).broken_at == number


@given(number=st.sampled_from(COUNTED), at=st.sampled_from(COUNTED))
def test_a_line_put_in_again_is_named(exported: Exported, number: int, at: int) -> None:
    lines = [*exported.lines[: at + 1], exported.lines[number], *exported.lines[at + 1 :]]

    broken_at = exported.found(b"".join(lines)).broken_at

    assert broken_at == (at + 2 if number == at + 1 else at + 1)


@given(pair=st.lists(st.sampled_from(COUNTED), min_size=2, max_size=2, unique=True))
def test_two_lines_that_changed_places_are_named_by_the_first(exported: Exported, pair: list[int]) -> None:
    one, other = pair
    lines = list(exported.lines)
    lines[one], lines[other] = lines[other], lines[one]

    assert exported.found(b"".join(lines)).broken_at == min(pair)


@given(data=st.data())
def test_a_file_that_was_cut_off_is_found_where_it_ends(exported: Exported, data: st.DataObject) -> None:
    left = data.draw(st.integers(len(exported.lines[0]), len(exported.content) - 1))

    found = exported.found(exported.content[:left])

    assert found.broken_at == exported.line_at(left)


@pytest.mark.parametrize("more", [b"\n", b"{}\n", b" "])
def test_what_was_added_at_the_end_is_found(exported: Exported, more: bytes) -> None:
    assert exported.found(exported.content + more).broken_at == ENTRIES + 1


@pytest.mark.parametrize("content", [b"", b"\n", b"[]\n", b"{}\n", b"\xff\xfe", b'{"signature":5}\n'])
def test_what_is_no_export_is_said_to_be_none(exported: Exported, content: bytes) -> None:
    found = exported.found(content)

    assert (found.broken_at, found.is_whole) == (0, False)


def test_an_export_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadExport, match="absent"):
        verify_export(tmp_path / "absent.jsonl")


def test_an_export_of_an_empty_log_is_whole(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)
    export(engine, _Ticking(), open_signer(tmp_path / "audit.key"), tmp_path / "empty.jsonl")

    found = verify_export(tmp_path / "empty.jsonl")

    assert (found.is_whole, found.entries) == (True, 0)


def test_a_shorter_log_with_a_header_of_its_own_is_found_by_the_anchor(tmp_path: Path) -> None:
    shorter = Exported(tmp_path)
    with transaction(shorter.engine) as connection:
        unguard(connection)
        for table in ("audit_entry", "audit_checkpoint"):
            connection.exec_driver_sql(f"DELETE FROM {table} WHERE number > 6")  # noqa: S608  our own names
    export(shorter.engine, _Ticking(), open_signer(tmp_path / "audit.key"), shorter.path)

    alone, held = verify_export(shorter.path), verify_export(shorter.path, shorter.anchor)

    assert (alone.is_whole, alone.entries) == (True, 6)
    assert held.broken_at == 7
    assert "knows entry 9" in held.problem


def test_a_log_made_anew_with_a_key_of_its_own_is_found_by_the_anchor(exported: Exported, tmp_path: Path) -> None:
    made_anew = Exported(tmp_path, subject="T")

    alone, held = verify_export(made_anew.path), verify_export(made_anew.path, exported.anchor)

    assert alone.is_whole
    assert held.broken_at == 4


def test_a_damaged_anchor_is_said(exported: Exported, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.jsonl"
    damaged.write_bytes(exported.anchor.read_bytes().replace(b'"number":4', b'"number":3'))

    found = verify_export(exported.path, damaged)

    assert not found.is_whole
    assert "checkpoint 1 of" in found.problem
