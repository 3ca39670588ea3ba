"""Loads a register from a table: CSV or Parquet, one row a record, columns named as the facts of the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from app.db.engine import transaction
from app.db.tables import KEY_CHARS, register_record
from app.errors import BadRecords
from app.registries.cells import RegisterRow, typed
from app.registries.service import key_column, register_key, register_namespace, require_register
from approval_rules.canonical import canonical_json
from approval_rules.values import BadValue, to_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from _typeshed import DataclassInstance
    from sqlalchemy import Connection, Engine

    from approval_rules.facts import FactSpec

BATCH_ROWS = 5_000
SHOWN_REFUSALS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """`refused` counts the rows left out; `reasons` says why for the first of them, by row number from 1."""

    register: str
    written: int
    unchanged: int
    refused: int
    reasons: tuple[str, ...]


def import_file(
    engine: Engine,
    path: Path,
    register: str,
    as_of: date,
    today: date,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Imported:
    """Load a file into a register in one transaction; rows with a bad value are left out and reported.

    Rows add or replace: a record already there gets a new version when anything differs, and otherwise only a later
    `as_of`. A record that is not in the table stays as it was: one that left the register needs a row that says so.

    Raises:
        BadRecords: the file can't be read, has an unknown column or lacks the register's key, the register already
            holds records of a later day, or `as_of` is after today; nothing is written.
    """
    if as_of > today:
        raise BadRecords(f"a table can't stand for {as_of}, a day to come; give the day it was drawn up")
    require_register(register)
    return _import_rows(engine, _read_table(path, register), register, as_of, progress)


def import_records(
    engine: Engine, records: Sequence[DataclassInstance | RegisterRow], register: str, as_of: date
) -> Imported:
    """Load made-up records into a register: dataclasses or mappings, with the register's columns as names."""
    rows = [one if isinstance(one, Mapping) else asdict(one) for one in records]
    return _import_rows(engine, rows, register, as_of, lambda _done, _all: None)


def _read_table(path: Path, register: str) -> list[dict[str, Any]]:
    import polars as pl

    _, namespace = register_namespace(register)
    known = {fact.name for fact in namespace.facts}
    try:
        if path.suffix.lower() == ".parquet":
            table = pl.read_parquet(path)
        elif path.suffix.lower() == ".csv":
            table = pl.read_csv(path, infer_schema=False, encoding="utf8")
        else:
            raise BadRecords(f"{path}: give a .csv or .parquet file")
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).splitlines()[0][:160]
        raise BadRecords(
            f"{path}: can't be read as a table ({reason}); give a UTF-8 .csv or a .parquet file"
        ) from error
    unknown = sorted(set(table.columns) - known)
    if unknown or namespace.key not in table.columns:
        lacking = f"unknown columns {', '.join(unknown)}" if unknown else f"no column {namespace.key}"
        raise BadRecords(f"{path}: {lacking}; the columns of {register} are: {', '.join(sorted(known))}")
    return table.to_dicts()


def _import_rows(
    engine: Engine,
    rows: Sequence[RegisterRow],
    register: str,
    as_of: date,
    progress: Callable[[int, int], None],
) -> Imported:
    good, reasons = _checked(rows, register)
    keys, written = list(good), 0
    with transaction(engine) as connection:
        _refuse_older(connection, register, as_of)
        for start in range(0, len(keys), BATCH_ROWS):
            batch = {key: good[key] for key in keys[start : start + BATCH_ROWS]}
            written += _write(connection, register, batch, as_of)
            progress(start + len(batch), len(keys))
    return Imported(
        register=register,
        written=written,
        unchanged=len(good) - written,
        refused=len(reasons),
        reasons=tuple(reasons[:SHOWN_REFUSALS]),
    )


def _checked(rows: Sequence[RegisterRow], register: str) -> tuple[dict[str, str], list[str]]:
    """The records by key, and for every row left out its number and the reason."""
    _, namespace = register_namespace(register)
    specs = {fact.name: fact for fact in namespace.facts}
    good: dict[str, str] = {}
    reasons: list[str] = []
    for number, row in enumerate(rows, start=1):
        try:
            content = _content(row, specs)
            key = _key(content, register)
        except BadValue as error:
            reasons.append(f"row {number}: {error}")
            continue
        if key in good:
            reasons.append(f"row {number}: {namespace.key}: the same stands in an earlier row")
        else:
            good[key] = canonical_json(content).decode()
    return good, reasons


def _key(content: Mapping[str, Any], register: str) -> str:
    """What the record is kept by. A reason does not repeat it: it may be a person's number."""
    column = key_column(register)
    if column.name not in content:
        raise BadValue(f"{column.name}: expected the {column.title} by which the record is kept")
    key = register_key(register, content[column.name])
    if len(key) > KEY_CHARS:
        raise BadValue(f"{column.name}: longer than {KEY_CHARS} characters")
    return key


def _refuse_older(connection: Connection, register: str, as_of: date) -> None:
    """An older table must not bring back what a newer one has replaced."""
    latest = connection.execute(
        select(func.max(register_record.c.as_of)).where(register_record.c.register == register)
    ).scalar()
    if latest is not None and latest > as_of.isoformat():
        raise BadRecords(f"{register} already holds records of {latest}; a table of {as_of} is older and is not loaded")


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


def _write(connection: Connection, register: str, good: Mapping[str, str], as_of: date) -> int:
    """Insert or replace the records; returns how many are new or changed."""
    before = _versions(connection, register, good)
    changed = {key for key, content in good.items() if key not in before or before[key][1] != content}
    values = [
        {
            "register": register,
            "key": key,
            "version": before.get(key, (0, ""))[0] + (key in changed),
            "as_of": as_of.isoformat(),
            "content": content,
        }
        for key, content in good.items()
    ]
    if values:
        _upsert(connection, values)
    return len(changed)


def _versions(connection: Connection, register: str, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    found = select(register_record.c.key, register_record.c.version, register_record.c.content).where(
        register_record.c.register == register, register_record.c.key.in_(list(keys))
    )
    return {row.key: (row.version, row.content) for row in connection.execute(found)}


def _upsert(connection: Connection, values: list[dict[str, Any]]) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(register_record)
    replaced = {name: statement.excluded[name] for name in ("version", "as_of", "content")}
    connection.execute(statement.on_conflict_do_update(index_elements=["register", "key"], set_=replaced), values)
