"""A load that is interrupted goes on where it was; what it leaves in between is whole and says how far it got."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest
from sqlalchemy import select

from app.db.engine import open_database, reading
from app.db.tables import register_import, register_record, register_record_past, register_refusal
from app.errors import BadRecords
from app.registries import importing
from app.registries.importing import Imported, ImportState, import_file, import_records, write_refusals
from app.registries.sql import SqlRegisters
from app.registries.synthetic import World, synthetic_companies
from app.registries.tables import write_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

REGISTER = "company_registry"
ON, LATER = date(2026, 3, 2), date(2026, 3, 9)
ROWS = World(60, seed=5).rows(REGISTER)
COMPANIES = synthetic_companies(60, seed=5)


@dataclass(slots=True)
class MovingClock:
    """A minute later at each look."""

    at: datetime = datetime(2026, 3, 10, 2, tzinfo=UTC)

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path)


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "BATCH_ROWS", 7)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    write_table(ROWS, REGISTER, path)
    return path


class Stopped(Exception):
    """Stands for a process that ends."""


def _stops_after(rows: int) -> object:
    def progress(done: int, _all: int) -> None:
        if done >= rows:
            raise Stopped

    return progress


def _load(engine: Engine, path: Path, as_of: date = ON, stop_after: int | None = None) -> Imported | None:
    if stop_after is None:
        return import_file(engine, path, REGISTER, as_of, MovingClock())
    with pytest.raises(Stopped):
        import_file(engine, path, REGISTER, as_of, MovingClock(), progress=_stops_after(stop_after))  # type: ignore[arg-type]
    return None


def _records(engine: Engine) -> list[tuple[object, ...]]:
    """Every version of every record, without the instants at which it came in."""
    with reading(engine) as connection:
        rows = [
            (row.register, row.key, row.version, row.as_of, row.content)
            for kept in (register_record, register_record_past)
            for row in connection.execute(select(kept))
        ]
    return sorted(rows)


def _state(engine: Engine) -> list[tuple[str, int]]:
    """Of the loads that came from a file."""
    from_files = select(register_import).where(register_import.c.file_sha256 != "")
    with reading(engine) as connection:
        return [(row.state, row.rows_done) for row in connection.execute(from_files)]


@pytest.mark.usefixtures("small_batches")
def test_a_load_that_stopped_goes_on_and_tells_of_all_rows(engine: Engine, table: Path) -> None:
    _load(engine, table, stop_after=20)
    assert _state(engine) == [(ImportState.RUNNING.value, 21)]

    imported = _load(engine, table)

    assert imported is not None
    assert (imported.written, imported.unchanged, imported.refused) == (60, 0, 0)
    assert _state(engine) == [(ImportState.DONE.value, 60)]


@pytest.mark.usefixtures("small_batches")
def test_while_a_load_stands_still_each_record_is_as_it_was_or_as_it_will_be(engine: Engine, table: Path) -> None:
    import_records(engine, [replace(one, status="abnormal") for one in COMPANIES], REGISTER, ON)
    registers = SqlRegisters(engine, MovingClock())

    _load(engine, table, LATER, stop_after=20)

    found = [registers.look_up(REGISTER, one.uscc) for one in COMPANIES]
    seen = {(one.as_of, one.facts["company.status"] == "abnormal") for one in found if one}
    assert len(found) == 60
    assert seen == {(ON, True), (LATER, False)}
    assert sum(one.as_of == LATER for one in found if one) == 21


def test_loading_the_same_file_again_changes_nothing_and_tells_the_same(engine: Engine, table: Path) -> None:
    first, before = _load(engine, table), _records(engine)

    again = _load(engine, table)

    assert again == first
    assert _records(engine) == before


def test_the_same_file_for_a_later_day_is_another_load(engine: Engine, table: Path) -> None:
    _load(engine, table)

    later = _load(engine, table, LATER)

    assert later is not None
    assert (later.written, later.unchanged) == (0, 60)
    assert {row[3] for row in _records(engine)} == {LATER.isoformat()}


@pytest.mark.usefixtures("small_batches")
def test_a_load_that_stopped_does_not_go_on_once_a_newer_one_came_in(engine: Engine, table: Path) -> None:
    _load(engine, table, stop_after=20)
    import_records(engine, COMPANIES[50:51], REGISTER, LATER)

    with pytest.raises(BadRecords, match="older"):
        _load(engine, table)


@pytest.mark.usefixtures("small_batches")
def test_a_row_that_repeats_one_before_the_stop_is_still_told(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    codes = [one.uscc for one in COMPANIES[:20]]
    path.write_text("\n".join(["uscc,status", *(f"{one},operating" for one in [*codes, codes[0]])]), encoding="utf-8")
    _load(engine, path, stop_after=14)

    imported = _load(engine, path)

    assert imported is not None
    assert imported.reasons == ("row 21: uscc: the same stands in an earlier row",)


@pytest.mark.usefixtures("small_batches")
def test_two_processes_with_one_file_do_not_load_a_batch_twice(engine: Engine, table: Path) -> None:
    def another_comes(done: int, _all: int) -> None:
        if done == 7:
            import_file(engine, table, REGISTER, ON, MovingClock())

    with pytest.raises(BadRecords, match="another process"):
        import_file(engine, table, REGISTER, ON, MovingClock(), progress=another_comes)

    assert _state(engine) == [(ImportState.DONE.value, 60)]
    assert {row[2] for row in _records(engine)} == {1}


def test_a_file_that_is_changed_while_it_is_loaded_is_not_taken_for_loaded(engine: Engine, table: Path) -> None:
    def meddle(done: int, _all: int) -> None:
        if done == 0:
            table.write_bytes(table.read_bytes() + b"\n")

    with pytest.raises(BadRecords, match="changed while"):
        import_file(engine, table, REGISTER, ON, MovingClock(), progress=meddle)

    assert [state for state, _ in _state(engine)] == [ImportState.RUNNING.value]


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_every_row_left_out_is_listed_however_many_and_however_often_it_stopped(
    engine: Engine, tmp_path: Path, ending: str
) -> None:
    codes = [one.uscc if place % 2 else "nonsense" for place, one in enumerate(COMPANIES)]
    path, listed = tmp_path / f"register.{ending}", tmp_path / "refused.csv"
    frame = pl.DataFrame({"uscc": codes})
    _ = frame.write_csv(path) if ending == "csv" else frame.write_parquet(path)
    for stop in (10, 30):
        _load(engine, path, stop_after=stop)

    imported = _load(engine, path)
    write_refusals(engine, path, REGISTER, ON, listed)

    assert imported is not None
    assert (imported.written, imported.refused, len(imported.reasons)) == (30, 30, 20)
    refused = pl.read_csv(listed)
    assert refused["row"].to_list() == list(range(1, 60, 2))
    assert all(reason.startswith("uscc: ") for reason in refused["reason"])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("91310117MY0000004E,甲,operating,more", "row 2: expected 3 cells, found 4"),
        ("91310117MY0000004E", "row 2: expected 3 cells, found 1"),
        ('91310117MY0000004E,"甲\n乙",shut', "row 2: status: expected one of"),
    ],
)
def test_a_row_of_another_shape_is_left_out_and_the_others_are_loaded(
    engine: Engine, tmp_path: Path, line: str, reason: str
) -> None:
    path = tmp_path / "register.csv"
    one, other = COMPANIES[0].uscc, COMPANIES[1].uscc
    lines = ["uscc,company_name,status", f"{one},样例甲,operating", line, "", f"{other},样例乙,operating", ""]
    path.write_text("\n".join(lines), encoding="utf-8-sig")

    imported = _load(engine, path)

    assert imported is not None
    assert (imported.written, imported.refused) == (2, 1)
    assert imported.reasons[0].startswith(reason)


@pytest.mark.parametrize("text", ["uscc,uscc\nx,y\n", 'uscc\n"open\n', "uscc\n" + "x" * 20_000_000])
def test_a_file_that_is_no_well_formed_table_is_refused_before_any_row(
    engine: Engine, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "register.csv"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadRecords, match=r"register\.csv: "):
        _load(engine, path)

    assert (_records(engine), _state(engine)) == ([], [])


LOADER = """
import os, sys
from datetime import date
from pathlib import Path
from app.clock import SystemClock
from app.db.engine import open_database
from app.registries import importing

importing.BATCH_ROWS = 20
home, table = Path(sys.argv[1]), Path(sys.argv[2])
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        engine = open_database(f"sqlite:///{home / 'zhiban.db'}", home)
        importing.import_file(engine, table, "company_registry", date(2026, 3, 9), SystemClock())
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


def test_killed_at_any_moment_five_times_it_ends_with_the_records_of_one_clean_run(tmp_path: Path) -> None:
    table, chance = tmp_path / "register.csv", random.Random(11)  # noqa: S311  moments, not secrets
    write_table(World(2_000, seed=6).rows(REGISTER), REGISTER, table)
    engines = []
    for name in ("clean", "killed"):
        home = tmp_path / name
        engines.append(open_database(f"sqlite:///{home / 'zhiban.db'}", home))
        import_records(engines[-1], synthetic_companies(2_000, seed=6)[::3], REGISTER, ON)
    clean, killed = engines
    import_file(clean, table, REGISTER, LATER, MovingClock())
    last = 0

    with _loader(tmp_path / "killed", table) as loader:
        for _ in range(5):
            last = _killed(killed, loader, last + chance.randrange(1, 150))
            assert _state(killed)[0][0] == ImportState.RUNNING.value
        _begun(loader)
        assert _ended(loader) == 0

    assert _state(killed) == [(ImportState.DONE.value, 2_000)]
    assert _records(killed) == _records(clean)
    with reading(killed) as connection:
        assert connection.execute(select(register_refusal)).all() == []


@contextmanager
def _loader(home: Path, table: Path) -> Iterator[subprocess.Popen[str]]:
    """Loads the table in a process of its own for each line it is sent."""
    command = [sys.executable, "-c", LOADER, str(home), str(table)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


def _begun(loader: subprocess.Popen[str]) -> int:
    """The number of the process that now loads."""
    assert loader.stdin is not None
    assert loader.stdout is not None
    loader.stdin.write("go\n")
    loader.stdin.flush()
    return int(loader.stdout.readline())


def _ended(loader: subprocess.Popen[str]) -> int:
    assert loader.stdout is not None
    return int(loader.stdout.readline())


def _killed(engine: Engine, loader: subprocess.Popen[str], after: int) -> int:
    """Begins the load and kills it some time after it has passed that many rows; how many are then done."""
    process = _begun(loader)
    until = time.monotonic() + 60
    while not (rows := _state(engine)) or rows[0][1] < after:
        assert time.monotonic() < until
        time.sleep(0.003)
    os.kill(process, signal.SIGKILL)
    assert _ended(loader) == -signal.SIGKILL
    return _state(engine)[0][1]
