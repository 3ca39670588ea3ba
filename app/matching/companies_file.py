"""A Parquet file of companies: whether its columns are of use, and its rows a batch at a time.

However long the file is, a few batches are in memory. Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import polars as pl
from polars.exceptions import PolarsError

from app.matching.cells import read_column
from app.matching.codes import codes_twice
from app.matching.errors import BadCompanies
from approval_rules.facts import load_vocabulary
from approval_rules.values import BadValue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from app.matching.cells import ReadColumn
    from approval_rules.facts import FactSpec

CODE: Final = "uscc"
BATCH_ROWS: Final = 25_000

_NAME: Final = "company_name"
"""May stand in the file, for people; it is no fact of a profile."""
_PREFIX: Final = "profile."
_MOST_NAMED: Final = 20
_NAME_CHARS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CompaniesFile:
    """A file whose columns are of use; `rows` of it there are."""

    path: Path
    sha256: str
    stamp: tuple[int, int, int]
    rows: int
    columns: tuple[ReadColumn, ...]

    def batches(self, after: int) -> Iterator[pl.DataFrame]:
        """The rows behind the first `after`, `BATCH_ROWS` at a time, as they stand in the file.

        Raises:
            BadCompanies: the file can no longer be read, or was changed since it was opened.
        """
        with _readable(self.path):
            table = pl.scan_parquet(self.path, glob=False).select(CODE, *(one.name for one in self.columns))
            yield from table.slice(after).collect_batches(chunk_size=BATCH_ROWS, maintain_order=True)
            if _stamp(self.path) != self.stamp:
                raise BadCompanies(f"{self.path}: changed while it was read; run again with the file as it is now")

    def twice(self) -> pl.Series:
        """The codes that stand in more than one row, as `codes.are_among` asks for them."""
        with _readable(self.path):
            codes = pl.scan_parquet(self.path, glob=False).select(pl.col(CODE).cast(pl.String))
            batches = codes.collect_batches(chunk_size=10 * BATCH_ROWS)
            return codes_twice(batch.to_series() for batch in batches)


def open_companies(path: Path, on: date) -> CompaniesFile:
    """The file as a table of companies on that day: columns named as the facts of a profile, and `uscc`.

    Raises:
        BadCompanies: it can't be read, lacks `uscc`, or has a column that is no fact or of a type that can't hold it.
    """
    with _readable(path):
        if path.is_dir():
            raise IsADirectoryError(21, "Is a directory")
        table = pl.scan_parquet(path, glob=False)
        schema = table.collect_schema()
        columns, problems = _read_columns(schema, on)
        if problems:
            more = [f"and {len(problems) - _MOST_NAMED} more columns"] if len(problems) > _MOST_NAMED else []
            raise BadCompanies(*(f"{path}: {one}" for one in problems[:_MOST_NAMED]), *more)
        _require_exact(path, table, columns)
        return CompaniesFile(
            path=path,
            sha256=_sha256(path),
            stamp=_stamp(path),
            rows=int(table.select(pl.len()).collect().item()),
            columns=tuple(columns),
        )


def _read_columns(schema: pl.Schema, on: date) -> tuple[list[ReadColumn], list[str]]:
    specs = {name.removeprefix(_PREFIX): one for name, one in load_vocabulary().items() if name.startswith(_PREFIX)}
    columns, problems = [], _wrong_code(schema)
    for name, dtype in schema.items():
        if name in {CODE, _NAME}:
            continue
        if name not in specs:
            problems.append(_unknown(name, specs))
            continue
        try:
            columns.append(read_column(f"{_PREFIX}{name}", specs[name], dtype, on))
        except BadValue as error:
            problems.append(f"column {name} ({specs[name].title}): {error}")
    return columns, problems


def _wrong_code(schema: pl.Schema) -> list[str]:
    if CODE not in schema:
        return [f"there is no column {CODE} (统一社会信用代码), by which the companies are told apart"]
    if schema[CODE] != pl.String() and not isinstance(schema[CODE], pl.Categorical | pl.Enum):
        return [f"column {CODE} (统一社会信用代码): expected a column of text, not {schema[CODE]}"]
    return []


def _unknown(name: str, specs: dict[str, FactSpec]) -> str:
    near = get_close_matches(name.removeprefix(_PREFIX), [*specs, CODE, _NAME], n=1, cutoff=0.5)
    title = f" ({specs[near[0]].title})" if near and near[0] in specs else ""
    hint = f"did you mean {near[0]}{title}?" if near else "see `zhiban match --fields`"
    return f"there is no profile fact {name[:_NAME_CHARS]!r}; {hint}"


def _require_exact(path: Path, table: pl.LazyFrame, columns: list[ReadColumn]) -> None:
    """A column of floats that hold no exact decimals would be of use in hardly any row: the file is refused as one."""
    asked = {one.name: one.inexact for one in columns if one.inexact is not None}
    if not asked:
        return
    found = table.select(one.any().alias(name) for name, one in asked.items()).collect(engine="streaming").row(0)
    titles = [f"{one.name} ({one.title})" for one in columns if one.name in asked]
    inexact = [title for title, is_inexact in zip(titles, found, strict=True) if is_inexact]
    if inexact:
        raise BadCompanies(
            f"{path}: floating-point numbers that are no exact decimals in {', '.join(inexact)}; "
            "write decimals, or decimal numbers as text"
        )


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, PolarsError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:160]
        raise BadCompanies(f"{path}: can't be read as a Parquet file ({reason})") from error


def _stamp(path: Path) -> tuple[int, int, int]:
    """What tells that a file was written since."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
