"""`zhiban assistant regressions`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from app.commands.output import emit, json_option


@click.group("assistant")
def command() -> None:
    """Export the answers that staff found wrong."""


@command.command("regressions")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="JSON file to write.")
@json_option
def regressions(out: Path, as_json: bool) -> None:
    """Write the confirmed thumbs-down as questions that `python -m eval answers --data FILE` asks."""
    from app.assistant.sessions.ratings import Ratings
    from app.clock import SystemClock
    from app.errors import BadInput
    from app.main import build_engine
    from app.settings import Settings

    bank = list(Ratings(engine=build_engine(Settings()), clock=SystemClock()).bank())
    try:
        out.write_text(json.dumps(bank, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{out}: can't be written ({error.strerror})") from error
    words = f"{out}: {len(bank)} questions"
    emit({"file": str(out), "questions": len(bank)}, as_json=as_json, say=lambda: click.echo(words))
