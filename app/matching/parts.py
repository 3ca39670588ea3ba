"""What a run over a file has done so far, kept beside its output: killed and run again, it goes on from there.

Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl
from polars.exceptions import PolarsError

from app.matching.errors import AlreadyRunning, CantWrite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_MANIFEST: Final = "manifest.json"
_LOCK: Final = "lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What came of one batch. `answers`: the code, and what `match_table` gives; `refused`: the rows of no use."""

    answers: pl.DataFrame
    refused: pl.DataFrame


class Parts:
    """The parts of one run, in a folder beside its output. Each is there as a whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, number: int) -> Part | None:
        """A part that was kept; None where it has to be made, or made again."""
        try:
            answers, refused = (pl.read_parquet(path, glob=False) for path in self._paths(number))
        except (OSError, PolarsError):
            return None
        return Part(answers=answers, refused=refused)

    def keep(self, number: int, part: Part) -> None:
        """Raises CantWrite when there is no room, say; the parts kept before stay."""
        answers, refused = self._paths(number)
        write_whole(part.refused, refused)
        write_whole(part.answers, answers)

    def done(self) -> int:
        """How many parts there are from the first on."""
        number = 0
        while self._paths(number)[0].exists():
            number += 1
        return number

    def remove(self) -> None:
        """The parts have become the output; what can't be removed now is begun anew by the next run."""
        (self.folder / _MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _paths(self, number: int) -> tuple[Path, Path]:
        return self.folder / f"{number:06}.parquet", self.folder / f"{number:06}.refused.parquet"


@contextmanager
def parts_beside(out: Path, of: Mapping[str, str]) -> Iterator[Parts]:
    """The parts of the run that writes `out`.

    Args:
        of: what the run is of; parts that were made of anything else are removed first.

    Raises:
        AlreadyRunning: another process writes the same output.
        CantWrite: the folder can't be written.
    """
    folder = out.with_name(f"{out.name}.parts")
    with writing(out):
        folder.mkdir(exist_ok=True)
        lock = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        _require_alone(lock, out)
        with writing(out):
            _begin(folder, of)
        yield Parts(folder)
    finally:
        os.close(lock)


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Say in one sentence why something can't be written."""
    try:
        yield
    except OSError as error:
        raise _cant_write(out, error.strerror or str(error)) from error
    except PolarsError as error:
        raise _cant_write(out, (str(error).splitlines() or [type(error).__name__])[0][:160]) from error


def write_whole(table: pl.DataFrame, path: Path) -> None:
    """The file is there as a whole and on the disk, or not at all."""
    partly = path.with_name(f"{path.name}.partly")
    try:
        with writing(path):
            with partly.open("wb") as file:
                table.write_parquet(file, compression="lz4", statistics=False)
                file.flush()
                os.fsync(file.fileno())
            partly.replace(path)
    finally:
        partly.unlink(missing_ok=True)


def _begin(folder: Path, of: Mapping[str, str]) -> None:
    manifest = folder / _MANIFEST
    stated = json.dumps(of, sort_keys=True)
    if manifest.exists() and manifest.read_text(encoding="utf-8") == stated:
        return
    manifest.unlink(missing_ok=True)
    for path in folder.glob("*.parquet*"):
        path.unlink()
    partly = folder / f"{_MANIFEST}.partly"
    partly.write_text(stated, encoding="utf-8")
    partly.replace(manifest)


def _require_alone(lock: int, out: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise AlreadyRunning(f"another process is writing {out}; let it finish, or give another name") from error


def _cant_write(out: Path, reason: str) -> CantWrite:
    return CantWrite(f"{out} can't be written ({reason}); once it can, the same command goes on where it was")
