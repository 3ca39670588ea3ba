"""Uploads as they are kept: whole or not there, never outside their folder, and nothing of them readable."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import fsspec
import pytest

from app.errors import BadSetting, DatabaseUnavailable, NotFound
from app.storage.errors import StorageUnavailable
from app.storage.files import open_files
from app.vault.errors import SealBroken
from app.vault.vault import passing_vault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.storage.files import FileStore

CONTENT = b"a licence"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=["folder", "file", "memory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FileStore]:
    url = {"folder": "", "file": f"file://{tmp_path / 'uploads'}", "memory": "memory://uploads"}[request.param]
    yield open_files(tmp_path / "uploads", passing_vault(), url)
    fsspec.filesystem("memory").store.clear()


def _stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_was_saved_is_read_back(files: FileStore) -> None:
    files.save(SHA256, CONTENT)
    files.save(SHA256, CONTENT)

    assert files.read(SHA256) == CONTENT
    assert len(list(files.names())) == 1


@pytest.mark.parametrize("name", ["0" * 64, "../../../etc/passwd", "/etc/passwd", "", "../" * 21 + "x"])
def test_what_was_not_saved_is_not_found(files: FileStore, name: str) -> None:
    with pytest.raises(NotFound):
        files.read(name)


def test_what_was_removed_is_gone_and_may_be_removed_again(files: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    files.save(SHA256, CONTENT)
    monkeypatch.setattr("app.storage.files.JUST_SAVED_S", 0.0)

    assert files.remove(SHA256)
    assert files.remove(SHA256)

    assert list(files.names()) == []


def test_what_was_saved_a_moment_ago_is_not_removed(files: FileStore) -> None:
    files.save(SHA256, CONTENT)

    assert not files.remove(SHA256)

    assert files.read(SHA256) == CONTENT


def test_a_file_saved_again_counts_as_saved_now(tmp_path: Path) -> None:
    files = open_files(tmp_path, passing_vault())
    files.save(SHA256, CONTENT)
    (path,) = _stored(tmp_path)
    os.utime(path, (0, 0))

    files.save(SHA256, CONTENT)

    assert not files.remove(SHA256)


def test_a_listing_tells_nobody_whether_a_file_they_have_is_there(tmp_path: Path) -> None:
    open_files(tmp_path, passing_vault()).save(SHA256, CONTENT)

    (path,) = _stored(tmp_path)
    assert SHA256 not in str(path)
    assert CONTENT not in path.read_bytes()


def test_a_stored_file_that_was_changed_is_not_read(tmp_path: Path) -> None:
    files = open_files(tmp_path, passing_vault())
    files.save(SHA256, CONTENT)
    (path,) = _stored(tmp_path)
    path.write_bytes(path.read_bytes()[:-1] + b"x")

    with pytest.raises(SealBroken):
        files.read(SHA256)


def test_a_stored_file_put_in_anothers_place_is_not_read(tmp_path: Path) -> None:
    files, other = open_files(tmp_path, passing_vault()), b"another licence"
    files.save(SHA256, CONTENT)
    (first,) = _stored(tmp_path)
    files.save(hashlib.sha256(other).hexdigest(), other)
    (second,) = set(_stored(tmp_path)) - {first}
    first.write_bytes(second.read_bytes())

    with pytest.raises(SealBroken):
        files.read(SHA256)


def test_a_file_kept_before_files_were_sealed_is_read_and_gets_sealed(tmp_path: Path) -> None:
    files = open_files(tmp_path, passing_vault())
    before = tmp_path / SHA256[:2] / SHA256
    before.parent.mkdir()
    before.write_bytes(CONTENT)
    assert files.read(SHA256) == CONTENT
    assert files.key_of(SHA256) == 0

    assert files.reseal(SHA256)

    assert not before.exists()
    assert [files.key_of(name) for name in files.names()] == [1]
    assert files.read(SHA256) == CONTENT


def test_a_folder_that_can_not_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("a file where the folder should be")

    with pytest.raises(DatabaseUnavailable, match="uploads can't be stored"):
        open_files(tmp_path / "uploads", passing_vault()).save(SHA256, CONTENT)


def test_a_write_that_fails_halfway_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)

    with pytest.raises(StorageUnavailable, match="No space left"):
        open_files(tmp_path, passing_vault()).save(SHA256, CONTENT)

    assert _stored(tmp_path) == []


def test_an_object_store_that_fails_is_said_so_without_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    files = open_files(None, passing_vault(), "memory://uploads")  # type: ignore[arg-type]  # the folder is not used

    def fail(*_: object) -> None:
        raise PermissionError("key opensesame is not allowed")

    monkeypatch.setattr(fsspec.filesystem("memory"), "pipe_file", fail)

    with pytest.raises(StorageUnavailable, match="PermissionError") as refused:
        files.save(SHA256, CONTENT)
    assert "opensesame" not in str(refused.value)


@pytest.mark.parametrize("url", ["nosuch://bucket/folder", "s3://bucket/folder"])
def test_a_place_that_needs_more_is_said_so_at_the_start(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadSetting, match="ZHIBAN_FILES_URL"):
        open_files(tmp_path, passing_vault(), url)
