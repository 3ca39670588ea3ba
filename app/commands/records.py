"""`zhiban records import FILE`, `records status`, `records show REGISTER KEY` and `records generate N`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.output import counter, day, emit, json_option, on_option

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, Engine

    from app.registries.cells import RegisterRow
    from app.registries.importing import Imported
    from app.registries.service import RegisterRecord
    from app.registries.synthetic import World

MOST_COMPANIES = 1_000_000


@click.group("records")
def command() -> None:
    """Load a register, or make up synthetic companies."""


@command.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--register", default="company_registry", show_default=True, help="The register the file is of.")
@click.option(
    "--refused", "refused", type=click.Path(path_type=Path), help="Where every row left out is listed; beside FILE."
)
@on_option
@json_option
def import_(path: Path, register: str, refused: Path | None, on: date | None, as_json: bool) -> None:
    """Load a CSV or Parquet file into a register; --on is the day it stands for.

    Rows add or replace; a company that left the register needs a row that says so. Rows with a bad value are left
    out and reported, all of them in FILE.refused.csv; the exit status is then 1. Interrupted, run it again: it goes on
    where it was.
    """
    from app.clock import SystemClock
    from app.main import build_engine
    from app.registries.importing import import_file, write_refusals
    from app.settings import Settings

    engine, as_of = build_engine(Settings()), day(on)
    imported = import_file(engine, path, register, as_of, SystemClock(), progress=counter("rows"), also=_audited(as_of))
    listed = refused or path.with_name(f"{path.name}.refused.csv")
    if imported.refused or listed.exists():
        write_refusals(engine, path, register, as_of, listed)
    emit(_to_json(imported, listed), as_json=as_json, say=lambda: _say(imported, listed))
    sys.exit(1 if imported.refused else 0)


@command.command("status")
@json_option
def status(as_json: bool) -> None:
    """How many records each register has, of which days, and which load has not come to its end."""
    from app.main import build_engine
    from app.registries.standing import standing
    from app.settings import Settings

    found = standing(build_engine(Settings()))

    def say() -> None:
        for one in found:
            click.echo(f"{one.register}: {one.records:,} records of {one.oldest} to {one.newest}")
            for load in one.unfinished:
                click.secho(f"  a load of {load.as_of} stands at row {load.rows_done:,}: run it again", fg="yellow")

    emit(json.loads(json.dumps([asdict(one) for one in found], default=str)), as_json=as_json, say=say)


@command.command("show")
@click.argument("register")
@click.argument("key")
@click.option("--version", type=click.IntRange(1), help="The version that a decision names.")
@click.option(
    "--known-on", "known_on", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="As a look-up that day found it."
)
@json_option
def show(register: str, key: str, version: int | None, known_on: datetime | None, as_json: bool) -> None:
    """Show what REGISTER holds of KEY, now or then; that it was looked at goes into the audit log.

    Exit status 1: it holds nothing.
    """
    from app.clock import SystemClock
    from app.main import build_engine
    from app.registries.service import require_register
    from app.registries.sql import SqlRegisters
    from app.settings import Settings

    require_register(register)
    engine = build_engine(Settings())
    _note_view(
        engine, register, key, f"version {version}" if version else f"known on {known_on:%F}" if known_on else ""
    )
    registers = SqlRegisters(engine, SystemClock())
    if version is not None:
        found = registers.at_version(register, key, version)
    elif known_on is not None:
        found = registers.as_known_on(register, key, known_on.date())
    else:
        found = registers.look_up(register, key)
    data = None if found is None else _record_json(found)
    emit(data, as_json=as_json, say=lambda: click.echo(json.dumps(data, ensure_ascii=False, indent=1)))
    sys.exit(1 if found is None else 0)


@command.command("generate")
@click.argument("count", metavar="N", type=click.IntRange(1, MOST_COMPANIES))
@click.option("--seed", default=0, show_default=True, help="The same seed makes the same companies.")
@click.option("--out", type=click.Path(path_type=Path), help="Write a .csv or .parquet file; load nothing.")
@click.option("--register", default="company_registry", show_default=True, help="The register that --out writes.")
@on_option
@json_option
def generate(count: int, seed: int, out: Path | None, register: str, on: date | None, as_json: bool) -> None:
    """Make N synthetic companies with valid codes, their people, and what every register knows of them; load it all."""
    from app.registries.service import require_register
    from app.registries.synthetic import World

    require_register(register)
    world = World(count, seed)
    if out is not None:
        _write(world.rows(register), register, out, as_json=as_json)
        return
    done = _load(world, day(on))

    def say() -> None:
        for one in done:
            _say(one)

    emit([_to_json(one) for one in done], as_json=as_json, say=say)


def _audited(as_of: date) -> Callable[[Connection, Imported], object]:
    """What a load leaves in the audit log, in the transaction that ends it."""
    from app.audit import service as audit
    from app.clock import SystemClock

    def append(connection: Connection, imported: Imported) -> None:
        content = {
            "as_of": as_of.isoformat(),
            "written": imported.written,
            "unchanged": imported.unchanged,
            "refused": imported.refused,
        }
        at = SystemClock().now()
        audit.append(
            connection, at=at, actor="operator", event="register_loaded", subject=imported.register, content=content
        )

    return append


def _note_view(engine: Engine, register: str, key: str, which: str) -> None:
    """Before anything is shown. A person's number does not stand in the log, only what finds it."""
    from app.audit import service as audit
    from app.clock import SystemClock
    from app.db.engine import transaction
    from app.registries.service import register_key
    from app.registries.sql import kept_key

    with transaction(engine) as connection:
        content = {"key": kept_key(connection, register, register_key(register, key)), "which": which or "now"}
        at = SystemClock().now()
        audit.append(connection, at=at, actor="operator", event="register_viewed", subject=register, content=content)


def _record_json(found: RegisterRecord) -> dict[str, object]:
    from approval_rules.values import to_json

    return {
        "register": found.register,
        "key": found.key,
        "version": found.version,
        "as_of": found.as_of.isoformat(),
        "facts": {name: to_json(value) for name, value in found.facts.items()},
    }


def _write(rows: Sequence[RegisterRow], register: str, out: Path, *, as_json: bool) -> None:
    from app.registries.tables import write_table

    write_table(rows, register, out)
    data = [{"file": str(out), "register": register, "records": len(rows)}]
    emit(data, as_json=as_json, say=lambda: click.echo(f"{len(rows):,} records of {register} in {out}"))


def _load(world: World, as_of: date) -> list[Imported]:
    from app.main import build_engine
    from app.registries.importing import import_records
    from app.registries.synthetic import MADE_UP
    from app.settings import Settings

    engine = build_engine(Settings())
    return [import_records(engine, world.rows(register), register, as_of) for register in MADE_UP]


def _to_json(imported: Imported, listed: Path | None = None) -> dict[str, object]:
    return {
        "register": imported.register,
        "written": imported.written,
        "unchanged": imported.unchanged,
        "refused": imported.refused,
        "reasons": list(imported.reasons),
        "refused_file": str(listed) if listed and imported.refused else None,
    }


def _say(imported: Imported, listed: Path | None = None) -> None:
    click.echo(f"{imported.register}: {imported.written:,} new or changed, {imported.unchanged:,} unchanged")
    if imported.refused:
        click.secho(f"  {imported.refused:,} rows left out:", fg="yellow")
        for reason in imported.reasons:
            click.echo(f"  {reason}")
        if listed:
            click.echo(f"  all of them in {listed}")
