"""Uploads on disk: whole or not there, and never outside their folder."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from app.cases.files import FileStore
from app.errors import DatabaseUnavailable, NotFound

if TYPE_CHECKING:
    from pathlib import Path

CONTENT = b"a licence"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    files = FileStore(tmp_path / "uploads")

    files.save(SHA256, CONTENT)
    files.save(SHA256, CONTENT)

    assert files.read(SHA256) == CONTENT
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [SHA256]


@pytest.mark.parametrize("name", ["0" * 64, "../../../etc/passwd", "/etc/passwd", "", "../" * 21 + "x"])
def test_what_was_not_saved_is_not_found(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        FileStore(tmp_path).read(name)


def test_a_folder_that_can_not_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("a file where the folder should be")

    with pytest.raises(DatabaseUnavailable, match="uploads can't be stored"):
        FileStore(tmp_path / "uploads").save(SHA256, CONTENT)


def test_a_write_that_fails_halfway_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)

    with pytest.raises(DatabaseUnavailable, match="No space left"):
        FileStore(tmp_path).save(SHA256, CONTENT)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
