"""Loads a register from a table: CSV or Parquet, one row a record, columns named as the facts of the register.

A file is loaded a batch a transaction, and how far it got stands in `register_import`. Killed and run again it goes on
from there; run again when it is done, it changes nothing. Until then a look-up finds each record whole, as it was
before or as the file has it, and `as_of` tells which; the row in `register_import` says `running`.
"""

from __future__ import annotations

import csv
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from app.clock import SystemClock, today
from app.db.engine import reading, transaction
from app.db.tables import KEY_CHARS, register_import, register_refusal
from app.errors import BadRecords
from app.registries.cells import RegisterRow, typed
from app.registries.service import key_column, register_columns, register_key, require_register
from app.registries.sql import kept_key
from app.registries.table_rows import open_table
from app.registries.versions import NewRecord, Refusal, Source, lock_register, refuse_older, write_records
from approval_rules.canonical import canonical_json
from approval_rules.values import BadValue, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from _typeshed import DataclassInstance
    from sqlalchemy import Connection, Engine

    from app.clock import Clock
    from app.registries.table_rows import RegisterTable, TableRow
    from approval_rules.facts import FactSpec

BATCH_ROWS = 2_000
SHOWN_REFUSALS: Final = 20


class ImportState(StrEnum):
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """`refused` counts the rows left out; `reasons` says why for the first of them, by row number from 1."""

    register: str
    written: int
    unchanged: int
    refused: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Load:
    """One file on its way into one register, as far as it has got."""

    source: Source
    rows_done: int = 0
    written: int = 0
    refused: int = 0
    state: ImportState = ImportState.RUNNING


def import_file(  # noqa: PLR0913  what a load is made of
    engine: Engine,
    path: Path,
    register: str,
    as_of: date,
    clock: Clock,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
    also: Callable[[Connection, Imported], object] = lambda _connection, _imported: None,
) -> Imported:
    """Load a file into a register; rows with a bad value are left out and reported.

    Rows add or replace: a record already there gets a new version when anything differs, and otherwise only a later
    `as_of`. A record that is not in the table stays as it was: one that left the register needs a row that says so.

    Args:
        also: what else is written in the transaction that ends the load.

    Raises:
        BadRecords: the file can't be read, has an unknown column or lacks the register's key, the register already
            holds records of a later day, or `as_of` is after today; nothing is written. Or the file was changed, or
            loaded by another process, meanwhile; what was loaded of it stays.
    """
    if as_of > today(clock):
        raise BadRecords(f"a table can't stand for {as_of}, a day to come; give the day it was drawn up")
    require_register(register)
    table = open_table(path, register)
    load = _begin(engine, table, Source(register=register, import_id="", as_of=as_of, at=clock.now()))
    if load.state is ImportState.RUNNING:
        progress(load.rows_done, table.rows)
        for batch in table.batches(load.rows_done, BATCH_ROWS):
            load = _advance(engine, replace(load, source=replace(load.source, at=clock.now())), batch)
            progress(load.rows_done, table.rows)
        _end(engine, load, clock, also)
    with reading(engine) as connection:
        return _imported(connection, load)


def import_records(
    engine: Engine,
    records: Sequence[DataclassInstance | RegisterRow],
    register: str,
    as_of: date,
    clock: Clock | None = None,
) -> Imported:
    """Load made-up records in one transaction: dataclasses or mappings, with the register's columns as names.

    Raises:
        BadRecords: the register already holds records of a later day.
    """
    rows = [one if isinstance(one, Mapping) else asdict(one) for one in records]
    at, written = (clock or SystemClock()).now(), 0
    source = Source(register=register, import_id=secrets.token_hex(16), as_of=as_of, at=at)
    refusals: list[Refusal] = []
    with transaction(engine) as connection:
        lock_register(connection, register)
        refuse_older(connection, register, as_of)
        for start in range(0, len(rows), BATCH_ROWS):
            good, bad = _checked(connection, rows[start : start + BATCH_ROWS], register, start)
            changed, late = write_records(connection, source, good, key_column(register).name)
            written += changed
            refusals += [*bad, *late]
        connection.execute(insert(register_import).values(**_ended(source, len(rows), written, len(refusals))))
    return Imported(
        register=register,
        written=written,
        unchanged=len(rows) - len(refusals) - written,
        refused=len(refusals),
        reasons=_told(sorted(refusals, key=lambda one: one.row)[:SHOWN_REFUSALS]),
    )


def _ended(source: Source, rows: int, written: int, refused: int) -> dict[str, object]:
    """The note of a load that came from no file and was over at once."""
    return {
        "id": source.import_id,
        "register": source.register,
        "file_sha256": "",
        "as_of": source.as_of.isoformat(),
        "state": ImportState.DONE.value,
        "rows_done": rows,
        "written": written,
        "refused": refused,
        "begun_at": source.at.isoformat(),
        "ended_at": source.at.isoformat(),
    }


def write_refusals(engine: Engine, path: Path, register: str, as_of: date, out: Path) -> None:
    """Every row of that file that was left out, as CSV: its number from 1 and the reason.

    Raises:
        BadRecords: the file can't be written; the register is loaded all the same.
    """
    import_id = _import_id(register, open_table(path, register).sha256, as_of)
    wanted = select(register_refusal.c.row, register_refusal.c.reason).where(register_refusal.c.import_id == import_id)
    try:
        with out.open("w", encoding="utf-8", newline="") as file, reading(engine) as connection:
            rows = csv.writer(file)
            rows.writerow(("row", "reason"))
            rows.writerows(connection.execute(wanted.order_by(register_refusal.c.row)))
    except OSError as error:
        raise BadRecords(
            f"{out}: can't be written ({error.strerror}); the rows are loaded, run again with --refused FILE"
        ) from error


def _begin(engine: Engine, table: RegisterTable, source: Source) -> _Load:
    """The load as it stands: new, interrupted or done."""
    import_id = _import_id(source.register, table.sha256, source.as_of)
    source = replace(source, import_id=import_id)
    with transaction(engine) as connection:
        lock_register(connection, source.register)
        row = connection.execute(select(register_import).where(register_import.c.id == import_id)).first()
        if row is None or row.state == ImportState.RUNNING.value:
            refuse_older(connection, source.register, source.as_of)
        if row is not None:
            state = ImportState(row.state)
            return _Load(source=source, rows_done=row.rows_done, written=row.written, refused=row.refused, state=state)
        connection.execute(
            insert(register_import).values(
                id=import_id,
                register=source.register,
                file_sha256=table.sha256,
                as_of=source.as_of.isoformat(),
                state=ImportState.RUNNING.value,
                rows_done=0,
                written=0,
                refused=0,
                begun_at=source.at.isoformat(),
            )
        )
    return _Load(source=source)


def _import_id(register: str, file_sha256: str, as_of: date) -> str:
    """The same file for the same day is the same import."""
    return hashlib.sha256(f"{register}\n{file_sha256}\n{as_of}".encode()).hexdigest()[:32]


def _advance(engine: Engine, load: _Load, batch: Sequence[TableRow]) -> _Load:
    """Write the next rows and how far that is, both or neither."""
    register = load.source.register
    good, bad = _checked(engine, batch, register, load.rows_done)
    with transaction(engine) as connection:
        lock_register(connection, register)
        changed, late = write_records(connection, load.source, good, key_column(register).name)
        refusals = [*bad, *late]
        further = replace(
            load,
            rows_done=load.rows_done + len(batch),
            written=load.written + changed,
            refused=load.refused + len(refusals),
        )
        _note(connection, load, rows_done=further.rows_done, written=further.written, refused=further.refused)
        if refusals:
            rows = [{"import_id": load.source.import_id, **asdict(one)} for one in refusals]
            connection.execute(insert(register_refusal), rows)
    return further


def _end(engine: Engine, load: _Load, clock: Clock, also: Callable[[Connection, Imported], object]) -> None:
    with transaction(engine) as connection:
        _note(connection, load, state=ImportState.DONE.value, ended_at=clock.now().isoformat())
        also(connection, _imported(connection, load))


def _note(connection: Connection, load: _Load, **values: object) -> None:
    """Write how far the load is, unless another process has taken it further: then nothing of this batch is kept."""
    row = register_import.c
    known = (row.id == load.source.import_id, row.rows_done == load.rows_done, row.state == load.state.value)
    if connection.execute(update(register_import).where(*known).values(**values)).rowcount != 1:
        raise BadRecords("another process is loading the same file; let it finish, then run this again to see the end")


def _imported(connection: Connection, load: _Load) -> Imported:
    row = register_refusal.c
    first = select(row.row, row.reason).where(row.import_id == load.source.import_id).order_by(row.row)
    found = connection.execute(first.limit(SHOWN_REFUSALS)).all()
    return Imported(
        register=load.source.register,
        written=load.written,
        unchanged=load.rows_done - load.refused - load.written,
        refused=load.refused,
        reasons=_told([Refusal(row=one.row, reason=one.reason) for one in found]),
    )


def _told(refusals: Sequence[Refusal]) -> tuple[str, ...]:
    return tuple(f"row {one.row}: {one.reason}" for one in refusals)


def _checked(
    bound: Engine | Connection, rows: Sequence[TableRow], register: str, after: int
) -> tuple[list[NewRecord], list[Refusal]]:
    """The records, and every row that makes none; the first row has the number after `after`."""
    specs, good, bad = register_columns(register), [], []
    for number, row in enumerate(rows, start=after + 1):
        try:
            if isinstance(row, BadValue):
                raise row
            content = _content(row, specs)
            key = kept_key(bound, register, _key(content, register))
            good.append(NewRecord(row=number, key=key, content=canonical_json(content).decode()))
        except BadValue as error:
            bad.append(Refusal(row=number, reason=str(error)))
    return good, bad


def _key(content: Mapping[str, Any], register: str) -> str:
    """What the record is kept by. A reason does not repeat it: it may be a person's number."""
    column = key_column(register)
    if column.name not in content:
        raise BadValue(f"{column.name}: expected the {column.title} by which the record is kept")
    key = register_key(register, content[column.name])
    if len(key) > KEY_CHARS:
        raise BadValue(f"{column.name}: longer than {KEY_CHARS} characters")
    return key


def _content(row: RegisterRow, specs: Mapping[str, FactSpec]) -> dict[str, Any]:
    """The cells that are not empty, as JSON writes them."""
    content = {}
    for name, cell in row.items():
        if cell is None or cell == "":
            continue
        try:
            content[name] = to_json(specs[name].parse(typed(cell, specs[name])))
        except BadValue as error:
            raise BadValue(f"{name}: {error}") from error
    return content
