"""`zhiban audit verify`."""

from __future__ import annotations

import sys

import click

from app.commands.output import emit, json_option


@click.group("audit")
def command() -> None:
    """Verify the audit chain."""


@command.command("verify")
@json_option
def verify(as_json: bool) -> None:
    """Walk the chain and hold every decision against it. Exit status 0: whole; 1: broken, and where."""
    from app.audit import service
    from app.db.engine import reading
    from app.main import build_engine
    from app.settings import Settings

    with reading(build_engine(Settings())) as connection:
        report = service.verify(connection)
    is_whole = report.broken_at is None and not report.unaccounted
    data = {
        "whole": is_whole,
        "entries": report.entries,
        "broken_at": report.broken_at,
        "unaccounted": list(report.unaccounted),
        "last_sha256": report.last_sha256,
    }
    words = f"{report.entries} entries, whole"
    if report.broken_at is not None:
        words = f"broken at entry {report.broken_at}"
    elif report.unaccounted:
        words = f"cases that differ from the log: {', '.join(report.unaccounted[:10])}"
    emit(data, as_json=as_json, say=lambda: click.echo(words))
    sys.exit(0 if is_whole else 1)
