"""match-all over a file:  companies → rows of use → what every scheme says of each → one long table.

Killed at any moment and run again with the same file, day and schemes, it goes on where it was.
Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

import csv
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

import polars as pl
from polars.io.plugins import register_io_source

from app.matching.answers import answers_schema, long_answers
from app.matching.checking import check
from app.matching.companies_file import BATCH_ROWS, CODE, open_companies
from app.matching.errors import BadCompanies, CantWrite
from app.matching.in_force import schemes_digest, schemes_on
from app.matching.parts import Part, parts_beside, writing
from approval_rules.matching.table import match_table
from approval_rules.schemes import MatchStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from app.matching.companies_file import CompaniesFile
    from app.matching.parts import Parts
    from approval_rules.schemes import Scheme

SHOWN_REFUSALS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMatched:
    """What a run came to.

    Attributes:
        companies: rows of use; `refused` the others, of which `reasons` says why for the first, by row number from 1.
        schemes: how many were in force; `answers` is how many rows were written.
        taken_over: rows of the file that an earlier run had done.
        refused_file: where every refused row is listed; None when there are none.
    """

    out: Path
    on: date
    companies: int
    schemes: int
    answers: int
    statuses: Mapping[MatchStatus, int]
    refused: int
    reasons: tuple[str, ...]
    refused_file: Path | None
    taken_over: int


def match_file(
    path: Path,
    out: Path,
    schemes: Sequence[Scheme],
    on: date,
    *,
    refused: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> FileMatched:
    """Write what every scheme in force on the day says of every company of the file.

    Args:
        refused: where the rows of no use are listed as CSV; beside `out` when None.

    Raises:
        BadCompanies: the file can't be read, or has columns that can't be used; nothing is written.
        CantWrite: the result can't be written; `out` is as it was.
        AlreadyRunning: another process writes the same output.
    """
    listed = refused or out.with_name(f"{out.name}.refused.csv")
    companies = open_companies(path, on)
    _require_apart(path, out, listed)
    run = _Run(companies, schemes_on(schemes, on), on, progress)
    with parts_beside(out, run.identity()) as parts, _partly(listed) as list_:
        taken_over = parts.done()
        whole = parts.folder / "whole"
        run.write(parts, whole, list_)
        with writing(listed):
            list_.replace(listed) if run.refused else listed.unlink(missing_ok=True)
        with writing(out):
            whole.replace(out)
        parts.remove()
    return run.matched(out, listed, min(taken_over * BATCH_ROWS, companies.rows))


@contextmanager
def _partly(path: Path) -> Iterator[Path]:
    """Where a file is written until it is whole; nothing is left of it."""
    partly = path.with_name(f"{path.name}.partly")
    try:
        yield partly
    finally:
        partly.unlink(missing_ok=True)


class _Run:
    def __init__(
        self, companies: CompaniesFile, schemes: Sequence[Scheme], on: date, progress: Callable[[int, int], None]
    ) -> None:
        self._companies, self._schemes, self._on, self._progress = companies, schemes, on, progress
        self._ids = [one.id for one in schemes]
        self._statuses: Counter[str] = Counter()
        self._used = 0
        self.refused = 0
        self._reasons: list[str] = []

    def identity(self) -> dict[str, str]:
        """What its parts hang on: with any of it changed they are of no use."""
        return {
            "companies": self._companies.sha256,
            "on": self._on.isoformat(),
            "schemes": schemes_digest(self._schemes),
            "batch_rows": str(BATCH_ROWS),
            "release": version("zhiban"),
        }

    def write(self, parts: Parts, whole: Path, listed: Path) -> None:
        """Make the parts that are missing and write all of them, one after the other, as one table."""
        failed: list[Exception] = []

        def answers(*_asked: object) -> Iterator[pl.DataFrame]:
            try:
                yield from self._answers(parts, listed)
            except Exception as error:
                failed.append(error)
                raise

        try:
            with writing(whole):
                table = register_io_source(answers, schema=answers_schema(self._ids))
                table.sink_parquet(whole, compression="zstd", compression_level=1, sync_on_close="all")
        except Exception as error:
            whole.unlink(missing_ok=True)
            if failed and failed[0] is not error:  # the sink tells it in words of its own
                raise failed[0] from error
            raise

    def _answers(self, parts: Parts, listed: Path) -> Iterator[pl.DataFrame]:
        with writing(listed):
            file = listed.open("w", encoding="utf-8", newline="")
        with file:
            rows = csv.writer(file)
            rows.writerow(("row", "reason"))
            for part in self._parts(parts):
                with writing(listed):
                    rows.writerows(part.refused.iter_rows())
                yield long_answers(self._counted(part), self._ids)
            with writing(listed):
                file.flush()

    def _parts(self, parts: Parts) -> Iterator[Part]:
        done, everything = 0, self._companies.rows
        for number in range(parts.done()):
            part = parts.read(number)
            if part is None:
                break
            yield part
            done = min(everything, done + BATCH_ROWS)
            self._progress(done, everything)
        if done == everything:
            return
        twice = self._companies.twice()
        for batch in self._companies.batches(done):
            part = self._part(batch, done, twice)
            parts.keep(done // BATCH_ROWS, part)
            yield part
            done += len(batch)
            self._progress(done, everything)
        if done != everything:
            raise BadCompanies(f"{self._companies.path}: {done:,} rows could be read of {everything:,}")

    def _part(self, batch: pl.DataFrame, after: int, twice: pl.Series) -> Part:
        checked = check(batch, after, self._companies.columns, twice)
        answers = match_table(self._schemes, checked.facts, self._on)
        return Part(answers=pl.DataFrame([checked.facts[CODE], *answers]), refused=checked.refused)

    def _counted(self, part: Part) -> pl.DataFrame:
        self._used += len(part.answers)
        for scheme in self._ids:
            self._statuses.update(dict(part.answers[scheme].value_counts().iter_rows()))
        shown = part.refused.head(SHOWN_REFUSALS - len(self._reasons)).iter_rows()
        self._reasons += [f"row {row}: {reason}" for row, reason in shown]
        self.refused += len(part.refused)
        return part.answers

    def matched(self, out: Path, listed: Path, taken_over: int) -> FileMatched:
        return FileMatched(
            out=out,
            on=self._on,
            companies=self._used,
            schemes=len(self._ids),
            answers=self._used * len(self._ids),
            statuses={status: self._statuses[status.value] for status in MatchStatus},
            refused=self.refused,
            reasons=tuple(self._reasons),
            refused_file=listed if self.refused else None,
            taken_over=taken_over,
        )


def _require_apart(path: Path, out: Path, listed: Path) -> None:
    """Raises when the run would write over what it reads, two of its files into one, or a file over a folder."""
    if len({one.resolve() for one in (path, out, listed)}) < 3:  # noqa: PLR2004  each of them another file
        raise BadCompanies(f"{path}, {out} and {listed}: give three different names")
    folder = next((one for one in (out, listed) if one.is_dir()), None)
    if folder is not None:
        raise CantWrite(f"{folder} can't be written (it is a folder); give the name of a file")
