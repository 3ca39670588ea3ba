"""`zhiban explain CASE`."""

from __future__ import annotations

import click

from app.commands.output import day, emit, json_option

language_option = click.option(
    "--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Chinese or English."
)


@click.command("explain")
@click.argument("case_no", metavar="CASE")
@language_option
@json_option
def command(case_no: str, language: str, as_json: bool) -> None:
    """Tell in plain words why a stored case was decided as it was, and how to ask for a person.

    Identity numbers are shown in part.
    """
    from app.cases.service import find
    from app.items.telling import explanation_of
    from app.main import build_corpus, build_engine
    from app.settings import Settings
    from approval_rules.item_files import load_items
    from approval_rules.language_words import Language

    settings, chosen = Settings(), Language(language)
    found = find(build_engine(settings), case_no)
    told = explanation_of(found, load_items(), build_corpus(settings), day(None))
    emit(told.to_json(chosen), as_json=as_json, say=lambda: click.echo(told.to_text(chosen), nl=False))
