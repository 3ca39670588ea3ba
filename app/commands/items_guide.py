"""`zhiban items guide ITEM`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from app.commands.explain import language_option
from app.commands.output import day, emit, json_option, on_option

if TYPE_CHECKING:
    from datetime import date


@click.command("guide")
@click.argument("item", metavar="ITEM")
@on_option
@language_option
@json_option
def command(item: str, on: date | None, language: str, as_json: bool) -> None:
    """Write the guide of an item for its applicants, in Markdown, from the rules that decide it."""
    from app.items.telling import guide_of
    from approval_rules.document_spec import load_document_specs
    from approval_rules.item_files import load_items
    from approval_rules.items import find_item
    from approval_rules.language_words import Language

    items = load_items()
    find_item(item, items)
    documents = {spec.kind: spec for spec in load_document_specs()}
    made = guide_of(item, items, documents, day(on), Language(language))
    emit(made.to_json(), as_json=as_json, say=lambda: click.echo(made.to_markdown(), nl=False))
