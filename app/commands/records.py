"""`zhiban records import FILE` and `zhiban records generate N`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.output import counter, day, emit, json_option, on_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from app.registries.cells import RegisterRow
    from app.registries.importing import Imported
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
    imported = import_file(engine, path, register, as_of, SystemClock(), counter("rows"))
    listed = refused or path.with_name(f"{path.name}.refused.csv")
    if imported.refused or listed.exists():
        write_refusals(engine, path, register, as_of, listed)
    emit(_to_json(imported, listed), as_json=as_json, say=lambda: _say(imported, listed))
    sys.exit(1 if imported.refused else 0)


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
