"""`zhiban restore FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.commands.output import emit, json_option


@click.command("restore")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--home", type=click.Path(path_type=Path), help="Empty folder to restore to; ZHIBAN_HOME when left out.")
@json_option
def command(path: Path, home: Path | None, as_json: bool) -> None:
    """Put a backup into an empty folder and database, and verify its audit log. Exit status 1: the log is broken."""
    from app.audit.verifying import verify_database
    from app.main import build_engine
    from app.operation.restoring import restore
    from app.settings import Settings

    settings = Settings() if home is None else Settings(home=home)
    kept = restore(path, settings)
    found = verify_database(build_engine(settings))
    data = {
        "home": str(settings.home),
        "made_at": kept.made_at,
        "files": len(kept.files),
        "audit_entries": found.entries,
        "whole": found.is_whole,
        "problem": found.problem,
    }
    words = f"{settings.home}: as of {kept.made_at}, {found.entries:,} audit entries, {found.problem or 'whole'}"
    emit(data, as_json=as_json, say=lambda: click.echo(words))
    sys.exit(0 if found.is_whole else 1)
