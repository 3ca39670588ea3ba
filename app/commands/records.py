"""`zhiban records import FILE` and `zhiban records generate N`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.output import counter, day, emit, json_option, on_option

if TYPE_CHECKING:
    from datetime import date

    from app.registries.importing import Imported

MOST_COMPANIES = 1_000_000


@click.group("records")
def command() -> None:
    """Load a register, or make up synthetic companies."""


@command.command("import")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--register", default="company_registry", show_default=True, help="The register the file is of.")
@on_option
@json_option
def import_(path: Path, register: str, on: date | None, as_json: bool) -> None:
    """Load a CSV or Parquet file into a register; --on is the day it stands for.

    Rows add or replace; a company that left the register needs a row that says so. Rows with a bad value are left
    out and reported; the exit status is then 1.
    """
    from app.main import build_engine
    from app.registries.importing import import_file
    from app.settings import Settings

    imported = import_file(build_engine(Settings()), path, register, day(on), day(None), counter("rows"))
    emit(_to_json(imported), as_json=as_json, say=lambda: _say(imported))
    sys.exit(1 if imported.refused else 0)


@command.command("generate")
@click.argument("count", metavar="N", type=click.IntRange(1, MOST_COMPANIES))
@click.option("--seed", default=0, show_default=True, help="The same seed makes the same companies.")
@click.option("--out", type=click.Path(path_type=Path), help="Write a .csv or .parquet file; load nothing.")
@on_option
@json_option
def generate(count: int, seed: int, out: Path | None, on: date | None, as_json: bool) -> None:
    """Make N synthetic companies with valid codes and load them (and their qualifications) into the registers."""
    from app.main import build_engine
    from app.registries.importing import import_records
    from app.registries.synthetic import synthetic_companies, synthetic_qualifications
    from app.registries.tables import write_table
    from app.settings import Settings

    companies = synthetic_companies(count, seed)
    if out is not None:
        write_table(companies, out)
        data = [{"file": str(out), "companies": count}]
        emit(data, as_json=as_json, say=lambda: click.echo(f"{count:,} companies in {out}"))
        return
    engine, as_of = build_engine(Settings()), day(on)
    done = [
        import_records(engine, companies, "company_registry", as_of),
        import_records(engine, synthetic_qualifications(companies, seed), "qualification_registry", as_of),
    ]

    def say() -> None:
        for one in done:
            _say(one)

    emit([_to_json(one) for one in done], as_json=as_json, say=say)


def _to_json(imported: Imported) -> dict[str, object]:
    return {
        "register": imported.register,
        "written": imported.written,
        "unchanged": imported.unchanged,
        "refused": imported.refused,
        "reasons": list(imported.reasons),
    }


def _say(imported: Imported) -> None:
    click.echo(f"{imported.register}: {imported.written:,} new or changed, {imported.unchanged:,} unchanged")
    if imported.refused:
        click.secho(f"  {imported.refused:,} rows left out:", fg="yellow")
        for reason in imported.reasons:
            click.echo(f"  {reason}")
