"""A backup that was made while the service wrote is whole, and comes back as it was; a damaged one is refused."""

from __future__ import annotations

import io
import sqlite3
import tarfile
from contextlib import closing
from dataclasses import replace
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.audit.verifying import verify_database
from app.cases import service as cases
from app.db.engine import open_database
from app.operation.backups import MANIFEST, back_up, check_backup
from app.operation.errors import BadBackup, PlaceNotEmpty
from app.operation.restoring import restore
from app.settings import Settings
from app.vault.errors import MasterKeyMissing
from tests.office import LICENCE, application, open_office, submitted

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office
    from app.operation.backups import Kept


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path / "home")


def _backed_up(office: Office, tmp_path: Path, *, with_keys: bool = True) -> tuple[Path, Kept]:
    target = tmp_path / "backup.tar"
    kept = back_up(Settings(home=tmp_path / "home"), office.engine, office.clock, target, with_keys=with_keys)
    return target, kept


def test_what_was_backed_up_while_cases_were_decided_comes_back_whole(office: Office, tmp_path: Path) -> None:
    decided, done = [submitted(office).case_no or ""], Event()

    def decide() -> None:
        while not done.is_set():
            decided.append(submitted(office).case_no or "")

    writer = Thread(target=decide)
    writer.start()
    before = decided[0]
    target, _ = _backed_up(office, tmp_path)
    done.set()
    writer.join()
    there = Settings(home=tmp_path / "there")
    restore(target, there)

    again = replace(open_office(tmp_path / "other"), engine=open_database(there.database, there.home))
    found = verify_database(again.engine)
    case = cases.find(again.engine, before)
    assert (found.is_whole, found.problem) == (True, "")
    assert 1 <= found.entries <= len(decided)
    assert case.uploads
    assert open_office(there.home).files.read(case.uploads[0][2]) == LICENCE


def test_nothing_is_left_beside_the_backup(office: Office, tmp_path: Path) -> None:
    target, kept = _backed_up(office, tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.tar", "home"]
    assert target.stat().st_mode & 0o077 == 0
    assert check_backup(target) == kept


def test_without_its_keys_nothing_in_it_can_be_read(office: Office, tmp_path: Path) -> None:
    submitted(office)
    target, kept = _backed_up(office, tmp_path, with_keys=False)
    there = Settings(home=tmp_path / "there")
    restore(target, there)

    with pytest.raises(MasterKeyMissing):
        open_database(there.database, there.home)

    assert not any(name.startswith("keys/") for name in kept.files)


def test_keys_may_be_put_back_first(office: Office, tmp_path: Path) -> None:
    submitted(office)
    target, _ = _backed_up(office, tmp_path, with_keys=False)
    there = Settings(home=tmp_path / "there")
    there.home.mkdir()
    (there.home / "master.key").write_bytes((tmp_path / "home" / "master.key").read_bytes())
    (there.home / "master.key").chmod(0o600)

    restore(target, there)

    assert verify_database(open_database(there.database, there.home)).is_whole


def test_an_installation_is_never_written_over(office: Office, tmp_path: Path) -> None:
    target, _ = _backed_up(office, tmp_path)

    with pytest.raises(PlaceNotEmpty, match="not empty"):
        restore(target, Settings(home=tmp_path / "home"))
    with pytest.raises(BadBackup, match="there already"):
        _backed_up(office, tmp_path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(data=st.data())
def test_one_changed_byte_of_what_it_holds_is_found(
    backup: tuple[Path, list[tuple[int, int]]], data: st.DataObject
) -> None:
    path, places = backup
    start, size = data.draw(st.sampled_from(places))
    place = start + data.draw(st.integers(0, size - 1))
    content = bytearray(path.read_bytes())
    content[place] ^= data.draw(st.integers(1, 255))
    changed = path.with_name("changed.tar")
    changed.write_bytes(content)

    with pytest.raises(BadBackup):
        check_backup(changed)


@pytest.fixture(scope="module")
def backup(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[int, int]]]:
    """A backup, and where in it the contents of its files are."""
    folder = tmp_path_factory.mktemp("backup")
    office = open_office(folder / "home")
    submitted(office)
    path, _ = _backed_up(office, folder)
    with tarfile.open(path) as tar:
        return path, [(member.offset_data, member.size) for member in tar if member.size]


@pytest.mark.parametrize("left", [0.0, 0.3, 0.9])
def test_a_backup_that_was_cut_off_is_refused(office: Office, tmp_path: Path, left: float) -> None:
    target, _ = _backed_up(office, tmp_path)
    content = target.read_bytes()
    target.write_bytes(content[: int(len(content) * left)])

    with pytest.raises(BadBackup, match=r"backup\.tar"):
        restore(target, Settings(home=tmp_path / "there"))

    assert not (tmp_path / "there" / "zhiban.db").exists()


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "uploads/../../outside", MANIFEST + "/x"])
def test_a_backup_whose_names_lead_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        about = tarfile.TarInfo(name)
        about.size = 1
        tar.addfile(about, io.BytesIO(b"x"))

    with pytest.raises(BadBackup):
        restore(tmp_path / "evil.tar", Settings(home=tmp_path / "there"))


def test_a_damaged_database_makes_no_backup(office: Office, tmp_path: Path) -> None:
    for _ in range(20):
        submitted(office, application(ask=True))
    office.engine.dispose()
    database = tmp_path / "home" / "zhiban.db"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'decision'").fetchone()
    content = bytearray(database.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    database.write_bytes(content)

    with pytest.raises(BadBackup, match=r"damaged|can't be copied"):
        _backed_up(office, tmp_path)

    assert not (tmp_path / "backup.tar").exists()
