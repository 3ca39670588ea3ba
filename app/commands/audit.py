"""`zhiban audit verify`, `zhiban audit export` and `zhiban audit checkpoint`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.output import emit, json_option

if TYPE_CHECKING:
    from app.audit.verifying import Findings


@click.group("audit")
def command() -> None:
    """Verify the audit chain, export it, sign where it stands."""


@command.command("verify")
@click.argument("path", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option("--anchor", metavar="PATH", type=click.Path(path_type=Path), help="The checkpoints kept elsewhere.")
@json_option
def verify(path: Path | None, anchor: Path | None, as_json: bool) -> None:
    """Walk the chain of an export, or of the database with every case. Exit status 0: whole; 1: broken, and where."""
    from app.audit.verifying import verify_database, verify_export
    from app.main import build_engine
    from app.settings import Settings

    settings = Settings()
    if path is None:
        found = verify_database(build_engine(settings), anchor or settings.audit_anchor)
    else:
        found = verify_export(path, anchor)
    emit(_to_json(found), as_json=as_json, say=lambda: click.echo(_said(found)))
    sys.exit(0 if found.is_whole else 1)


@command.command("export")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@json_option
def export(path: Path, as_json: bool) -> None:
    """Write the whole log as JSON lines with a signed header, to be verified anywhere."""
    from app.audit import exporting
    from app.audit.signing import open_signer
    from app.clock import SystemClock
    from app.main import build_engine
    from app.settings import Settings

    settings = Settings()
    done = exporting.export(build_engine(settings), SystemClock(), open_signer(settings.audit_key), path)
    data = {
        "file": str(path),
        "entries": done.entries,
        "last_sha256": done.last_sha256,
        "public_key": done.public_key,
    }
    emit(data, as_json=as_json, say=lambda: click.echo(f"{done.entries:,} entries in {path}"))


@command.command("checkpoint")
@json_option
def checkpoint(as_json: bool) -> None:
    """Sign where the chain stands now; the service does so by itself every hour and every 1,000 entries."""
    from app.audit.checkpoints import make_checkpoint
    from app.clock import SystemClock
    from app.main import build_engine
    from app.settings import Settings

    settings = Settings()
    made = make_checkpoint(build_engine(settings), SystemClock(), settings.audit_key, settings.audit_anchor)
    words = "nothing new since the last checkpoint" if made is None else f"entry {made.number} signed"
    emit({"checkpoint": None if made is None else made.to_json()}, as_json=as_json, say=lambda: click.echo(words))


def _to_json(found: Findings) -> dict[str, object]:
    return {
        "whole": found.is_whole,
        "entries": found.entries,
        "broken_at": found.broken_at,
        "problem": found.problem,
        "unaccounted": list(found.unaccounted),
        "last_sha256": found.last_sha256,
        "checkpoints": found.checkpoints,
        "public_keys": list(found.public_keys),
    }


def _said(found: Findings) -> str:
    if not found.is_whole:
        return found.problem
    signed = f", {found.checkpoints} checkpoints hold" if found.checkpoints else ""
    return f"{found.entries:,} entries, whole{signed}"
