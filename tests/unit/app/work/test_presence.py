from __future__ import annotations

from typing import TYPE_CHECKING

from app.work.presence import LockedFile

if TYPE_CHECKING:
    from pathlib import Path


def test_a_worker_is_alive_from_when_it_enters_until_it_leaves(tmp_path: Path) -> None:
    one, other = LockedFile("one", tmp_path), LockedFile("other", tmp_path)
    before = other.is_alive("one")
    one.enter()
    one.enter()
    during = other.is_alive("one")
    one.leave()
    one.leave()

    assert (before, during, other.is_alive("one")) == (False, True, False)


def test_the_file_of_a_worker_that_died_is_removed_when_it_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / "one.lock").touch()

    assert not LockedFile("other", tmp_path).is_alive("one")
    assert list(tmp_path.iterdir()) == []
