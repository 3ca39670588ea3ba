"""Reads a register's table, CSV or Parquet, row by row: whatever its length, a few thousand rows are in memory."""

from __future__ import annotations

import codecs
import csv
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from app.errors import BadRecords
from app.registries.cells import RegisterRow
from app.registries.service import register_columns, register_namespace
from approval_rules.values import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

TableRow: TypeAlias = RegisterRow | BadValue
"""A row by its columns, or what keeps it from having any."""

_CHUNK_BYTES: Final = 1 << 20
_MOST_CELL_CHARS: Final = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTable:
    """A file that is a table with columns of the register, read through once; `rows` counts without the header."""

    path: Path
    sha256: str
    rows: int
    columns: tuple[str, ...]

    def batches(self, after: int, size: int) -> Iterator[list[TableRow]]:
        """The rows behind the first `after`, `size` at a time.

        Raises:
            BadRecords: the file can no longer be read, or is not the one that was opened.
        """
        with _readable(self.path):
            rows = _parquet_rows(self.path, after, size) if _is_parquet(self.path) else self._csv_rows(after)
            while batch := list(islice(rows, size)):
                yield batch
            if _sha256(self.path) != self.sha256:
                raise BadRecords(f"{self.path}: changed while it was loaded; load it again as it is now")

    def _csv_rows(self, after: int) -> Iterator[TableRow]:
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            rows = _cells(file)
            next(rows)
            for cells in islice(rows, after, None):
                if len(cells) == len(self.columns):
                    yield dict(zip(self.columns, cells, strict=True))
                else:
                    yield BadValue(f"expected {len(self.columns)} cells, found {len(cells)}")


def open_table(path: Path, register: str) -> RegisterTable:
    """The file as a table of that register.

    Raises:
        BadRecords: it can't be read, is neither CSV in UTF-8 nor Parquet, has an unknown column or lacks the key.
    """
    with _readable(path):
        if _is_parquet(path):
            columns, rows = _parquet_shape(path)
        elif path.suffix.lower() == ".csv":
            columns, rows = _csv_shape(path)
        else:
            raise BadRecords(f"{path}: give a .csv or .parquet file")
        _check_columns(path, columns, register)
        return RegisterTable(path=path, sha256=_sha256(path), rows=rows, columns=columns)


def _is_parquet(path: Path) -> bool:
    return path.suffix.lower() == ".parquet"


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except _mistakes(path) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:160]
        raise BadRecords(
            f"{path}: can't be read as a table ({reason}); give a UTF-8 .csv or a .parquet file"
        ) from error


def _mistakes(path: Path) -> tuple[type[Exception], ...]:
    """What reading such a file may raise; polars is imported for Parquet alone."""
    if not _is_parquet(path):
        return (OSError, UnicodeDecodeError, csv.Error)
    import polars as pl

    return (OSError, pl.exceptions.PolarsError)


def _check_columns(path: Path, columns: tuple[str, ...], register: str) -> None:
    known, key = register_columns(register), register_namespace(register)[1].key
    twice = sorted({name for name in columns if columns.count(name) > 1})
    unknown = sorted(set(columns) - set(known))
    wrong = [
        f"{what} {', '.join(names)}" for what, names in (("repeated columns", twice), ("unknown columns", unknown))
    ]
    found = [one for one in wrong if not one.endswith(" ")] or ([] if key in columns else [f"no column {key}"])
    if found:
        raise BadRecords(f"{path}: {', '.join(found)}; the columns of {register} are: {', '.join(sorted(known))}")


def _sha256(path: Path) -> str:
    """Of the bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _csv_shape(path: Path) -> tuple[tuple[str, ...], int]:
    """The header and the number of rows; the whole file is UTF-8 and well quoted, or it is refused before any row."""
    _check_utf8(path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = _cells(file)
        header = tuple(next(rows, ()))
        return header, sum(1 for _ in rows)


def _check_utf8(path: Path) -> None:
    """A mistake far down would otherwise be met only when the rows before it are loaded."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            decoder.decode(chunk)
    decoder.decode(b"", final=True)


def _cells(lines: Iterable[str]) -> Iterator[list[str]]:
    """The rows of a CSV text; an empty line is none."""
    csv.field_size_limit(_MOST_CELL_CHARS)
    return (row for row in csv.reader(lines, strict=True) if row)


def _parquet_shape(path: Path) -> tuple[tuple[str, ...], int]:
    import polars as pl

    path.stat()
    if path.is_dir():
        raise IsADirectoryError(21, "Is a directory")
    table = pl.scan_parquet(path, glob=False)
    return tuple(table.collect_schema().names()), int(table.select(pl.len()).collect().item())


def _parquet_rows(path: Path, after: int, size: int) -> Iterator[dict[str, Any]]:
    import polars as pl

    table = pl.scan_parquet(path, glob=False).slice(after)
    for frame in table.collect_batches(chunk_size=size, maintain_order=True):
        yield from frame.iter_rows(named=True)
