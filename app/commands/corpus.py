"""`zhiban corpus …`: the texts that answers are made of."""

from __future__ import annotations

from typing import Final

import click

from app.commands.lazy import LazyGroup

ELSEWHERE: Final = {
    "add": ("app.commands.corpus_add", "Take official texts into the corpus: PDF, Word, web pages, OFD, scans."),
    "generate": ("app.commands.corpus_generate", "Write the guides and scheme facts that follow from the rules."),
    "lint": ("app.commands.corpus_lint", "Find what is wrong, ended or contradicting in the texts."),
}


@click.group("corpus", cls=LazyGroup, elsewhere=ELSEWHERE)
def command() -> None:
    """Take texts in, write those that follow from the rules, and look all of them over."""
