"""`zhiban ask QUESTION…`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from app.commands.output import counter, day, emit, json_option, on_option

if TYPE_CHECKING:
    from datetime import date

    from app.assistant.reply import Answer


@click.command("ask")
@click.argument("questions", nargs=-1, required=True, metavar="QUESTION…")
@on_option
@json_option
def command(questions: tuple[str, ...], on: date | None, as_json: bool) -> None:
    """Answer a question with exact quotes, or abstain (exit status 1). Several questions are one conversation."""
    from app.flows.answer import answer
    from app.main import build_assistant, build_corpus
    from app.settings import Settings

    settings = Settings()
    assistant = build_assistant(settings, build_corpus(settings), counter("passages indexed"))
    found = answer(questions, on=day(on), assistant=assistant)
    emit(found.to_json(), as_json=as_json, say=lambda: say_answer(found))
    sys.exit(1 if found.abstained else 0)


def say_answer(found: Answer) -> None:
    click.echo(found.answer)
    for option in found.clarification.options if found.clarification else ():
        click.echo(f"  · {option}")
    for citation in {one.clause: one for one in found.citations}.values():
        click.echo(f"  〔{citation.clause}〕{citation.title}  {citation.url or ''}（读取于 {citation.read_on}）")
    click.secho(found.notice, dim=True)
