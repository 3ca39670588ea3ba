"""The door for files: how much, which types, and whether they are clean, before anything opens them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.db.engine import open_database, reading, transaction
from app.db.tables import audit_entry
from app.errors import BadApplication, BadUpload
from app.intake.application import Upload
from app.storage.admission import Admission, shown_name
from app.storage.errors import InfectedUpload, QuotaUsedUp, ScannerUnavailable
from app.storage.quotas import Allowance, UploadQuotas, count_uploads, forget_counts
from eval.fuzzing.seeds import sound_files
from tests.clamd import EICAR
from tests.databases import database_of
from tests.office import NOW, ON, FixedClock

if TYPE_CHECKING:
    from pathlib import Path

OURS, SOMEBODYS = "system:portal", "applicant"
FILE = Upload(name="licence.jpg", content=b"\xff\xd8\xff" + b"0" * 997)
MB = 1024 * 1024


class Knows:
    """A scanner that finds what it is told."""

    def __init__(self, found: str = "", *, is_down: bool = False) -> None:
        self.found, self.is_down = found, is_down

    def scan(self, content: bytes) -> str:
        if self.is_down:
            raise ScannerUnavailable("down")
        return self.found if EICAR in content else ""


@pytest.fixture
def door(tmp_path: Path) -> Admission:
    engine, clock = open_database(database_of(tmp_path), tmp_path), FixedClock()
    quotas = UploadQuotas(
        engine=engine,
        clock=clock,
        each=Allowance(files=3, megabytes=2),
        shared=Allowance(files=5, megabytes=2),
        shared_by=SOMEBODYS,
    )
    return Admission(engine=engine, clock=clock, quotas=quotas, case_megabytes=2)


def _sent(door: Admission, owner: str, files: int, size_bytes: int) -> None:
    with transaction(door.engine) as connection:
        count_uploads(connection, owner, ON, files, size_bytes)


def test_files_within_every_limit_are_let_in(door: Admission) -> None:
    door.admit(OURS, [FILE] * 3)
    door.admit(OURS, [])


def test_files_too_large_together_are_refused(door: Admission) -> None:
    with pytest.raises(BadUpload, match="larger than 2 MB together"):
        door.admit(OURS, [Upload(name="a.jpg", content=bytes(MB)), Upload(name="b.jpg", content=bytes(MB + 1))])


@pytest.mark.parametrize(("files", "size_bytes"), [(3, 0), (1, 2 * MB - 999)])
def test_who_sent_too_much_today_is_told_when_to_go_on(door: Admission, files: int, size_bytes: int) -> None:
    _sent(door, OURS, files, size_bytes)

    with pytest.raises(QuotaUsedUp, match="go on tomorrow") as refused:
        door.admit(OURS, [FILE])

    assert refused.value.headers["retry-after"] == str(14 * 3600 + 30 * 60 + 1)
    assert NOW.hour == 1


def test_what_one_sent_counts_for_nobody_else_and_adds_up(door: Admission) -> None:
    _sent(door, OURS, 2, 0)
    _sent(door, OURS, 1, 0)
    _sent(door, SOMEBODYS, 3, 0)

    door.admit("system:kiosk", [FILE])
    door.admit(SOMEBODYS, [FILE, FILE])
    with pytest.raises(QuotaUsedUp):
        door.admit(OURS, [FILE])


def test_yesterdays_files_do_not_count(door: Admission) -> None:
    with transaction(door.engine) as connection:
        count_uploads(connection, OURS, ON - timedelta(days=1), 3, 0)
        count_uploads(connection, OURS, ON - timedelta(days=3), 3, 0)

    door.admit(OURS, [FILE])
    assert forget_counts(door.engine, door.clock) == 1
    assert forget_counts(door.engine, door.clock) == 0


def test_an_infected_file_is_refused_and_written_down_without_its_name(door: Admission) -> None:
    guarded = replace(door, scanner=Knows("Eicar-Test-Signature"))
    infected = Upload(name="张样例.jpg", content=EICAR)

    with pytest.raises(InfectedUpload, match=r"张样例\.jpg: the virus scanner found Eicar-Test-Signature"):
        guarded.admit(OURS, [FILE, infected])

    with reading(door.engine) as connection:
        entry = connection.execute(select(audit_entry)).one()
    assert (entry.event, entry.actor) == ("upload_infected", OURS)
    assert entry.subject == hashlib.sha256(EICAR).hexdigest()
    assert "张样例" not in entry.content


def test_without_the_scanners_answer_nothing_is_let_in(door: Admission) -> None:
    with pytest.raises(ScannerUnavailable):
        replace(door, scanner=Knows(is_down=True)).admit(OURS, [FILE])


@pytest.mark.parametrize("name", sorted(sound_files()))
def test_every_type_of_document_is_let_in_by_its_content(door: Admission, name: str) -> None:
    door.check_types([Upload(name=name, content=sound_files()[name])])
    door.check_types([Upload(name="name-without-suffix", content=sound_files()[name])])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.exe", b"MZ" + bytes(100), r"\.exe files can't be read"),
        ("a.jpg", b"MZ" + bytes(100), "not JPEG inside"),
        ("a", b"#!/bin/sh\n", "unknown type"),
        ("a.svg", b"<svg onload='alert(1)'/>", r"\.svg files can't be read"),
        ("a.pdf", b"\xff\xd8\xff" + bytes(100), "the content is JPEG"),
        ("a.jpg", b"<html><script>alert(1)</script>", "not JPEG inside"),
        ("a.zip", b"PK\x03\x04" + bytes(100), "unpack it"),
        ("a.jpg", b"", "empty"),
        ("a.jpg", b"\xff\xd8\xff" + bytes(20 * MB), "larger than 20 MB"),
    ],
)
def test_what_is_no_document_is_refused_by_its_content(door: Admission, name: str, content: bytes, said: str) -> None:
    with pytest.raises(BadUpload, match=said):
        door.check_types([FILE, Upload(name=name, content=content)])


def test_every_file_that_is_no_document_is_named_at_once(door: Admission) -> None:
    with pytest.raises(BadApplication) as refused:
        door.check_types([Upload(name="a.exe", content=b"MZ"), FILE, Upload(name="b.jpg", content=b"MZ")])

    assert [one.partition(":")[0] for one in refused.value.problems] == ["a.exe", "b.jpg"]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("营业执照.jpg", "营业执照.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ("licence\u202egpj.exe", "licencegpj.exe"),
        ("a\x00b\n.jpg", "ab.jpg"),
        ("", "document"),
        ("///", "document"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_name_is_shown_without_paths_and_without_what_is_not_seen(given: str, shown: str) -> None:
    assert shown_name(given) == shown
