"""`zhiban corpus add FILE|DIR…`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.output import day, emit, json_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.corpus.adding.service import Taken


@click.command("add")
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR…", type=click.Path(path_type=Path, exists=True))
@json_option
def command(paths: tuple[Path, ...], as_json: bool) -> None:
    """Take official texts into the corpus: PDF, Word, web pages, Markdown, text, OFD, and scans by OCR.

    They are cut at their own articles and headings. A new edition replaces the old one from its date; what is there
    already is passed over, so a run that was ended goes on. What a text does not say of itself (issuer, date, region)
    is taken from FILE.about.yaml beside it, or from about.yaml in its folder. Exit status 1: a file was refused.
    """
    from app.corpus.adding.service import AddOutcome, add, files_under
    from app.corpus.adding.shelf import Shelf
    from app.main import build_paged_reader
    from app.settings import Settings

    settings = Settings()
    files = files_under(paths)
    with click.progressbar(length=len(files), label="texts", file=sys.stderr) as bar:
        taken = add(
            files,
            shelf=Shelf(settings.texts_dir),
            paged=build_paged_reader(settings),
            today=day(None),
            progress=lambda done, _all: bar.update(done - bar.pos),
        )
    emit([one.to_json() for one in taken], as_json=as_json, say=lambda: _say(taken))
    sys.exit(1 if any(one.outcome is AddOutcome.REFUSED for one in taken) else 0)


def _say(taken: Sequence[Taken]) -> None:
    from collections import Counter

    from app.corpus.adding.service import AddOutcome

    for one in taken:
        if one.outcome is AddOutcome.REFUSED:
            click.secho(f"refused: {one.file} {one.problem}", fg="red")
        else:
            concluded = f" ({'; '.join(one.concluded)})" if one.concluded else ""
            click.echo(f"{one.outcome}: {one.file} → {one.id}, {one.clauses} clauses{concluded}")
    counted = Counter(one.outcome.value for one in taken)
    click.echo(", ".join(f"{count} {outcome}" for outcome, count in counted.items()) or "no file to add")
