"""`zhiban corpus lint`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from app.commands.output import day, emit, json_option, on_option

if TYPE_CHECKING:
    from datetime import date


@click.command("lint")
@on_option
@json_option
def command(on: date | None, as_json: bool) -> None:
    """Find texts that contradict the rules or each other, that have ended and are still named, or that lead nowhere.

    Exit status 1: something was found.
    """
    from app.corpus.adding.shelf import Shelf
    from app.corpus.linting import lint
    from app.settings import Settings

    settings = Settings()
    looked = lint(settings.corpora_dir, *Shelf(settings.texts_dir).folders(), on=day(on))

    def say() -> None:
        for one in looked.findings:
            click.secho(str(one), fg="red")
        count = len(looked.findings)
        counted = f"{looked.sources} sources, {looked.clauses} clauses"
        click.echo(f"{counted}: {count or 'no'} finding{'' if count == 1 else 's'}")

    data = {
        "sources": looked.sources,
        "clauses": looked.clauses,
        "findings": [one.to_json() for one in looked.findings],
    }
    emit(data, as_json=as_json, say=say)
    sys.exit(1 if looked.findings else 0)
