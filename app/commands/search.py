"""`zhiban search QUESTION --corpus DIR`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from app.commands.output import counter, emit, json_option

SHOWN_CHARS = 160
MOST_HITS = 1000


@click.command("search")
@click.argument("question")
@click.option("--corpus", "folder", required=True, type=click.Path(path_type=Path), help="Folder of documents.")
@click.option("-k", default=10, show_default=True, type=click.IntRange(1, MOST_HITS), help="How many passages.")
@json_option
def command(question: str, folder: Path, k: int, as_json: bool) -> None:
    """Find the passages that answer a question in any folder of .json, .md, .txt, .pdf and .docx files.

    Exit status 1: nothing was found.
    """
    from app.main import build_embedder
    from app.settings import Settings
    from retrieval.folder_search import search_folder

    settings = Settings()
    found = search_folder(
        folder, question, k, build_embedder(settings), settings.index_dir, counter("passages indexed")
    )
    for problem in found.problems:
        click.echo(f"zhiban: {problem}", err=True)
    hits = [{"id": hit.id, "score": round(hit.score, 4), "text": hit.text} for hit in found.hits]

    def say() -> None:
        for hit in found.hits:
            click.secho(f"{hit.score:7.3f}  {hit.id}  {hit.title}", bold=True)
            click.echo(f"         {' '.join(hit.text.split())[:SHOWN_CHARS]}")

    emit({"hits": hits}, as_json=as_json, say=say)
    sys.exit(0 if hits else 1)
