"""`zhiban items lint` and `zhiban items test`."""

from __future__ import annotations

import sys

import click

from app.commands.output import emit, json_option


@click.group("items")
def command() -> None:
    """Check the rule files and their worked examples."""


@command.command("lint")
@json_option
def lint(as_json: bool) -> None:
    """Load every item, fact and document file strictly; the first mistake is named with file, line and a fix."""
    from approval_rules.document_spec import load_document_specs
    from approval_rules.items import load_items

    items, documents = load_items(), load_document_specs()
    data = {"items": sorted(items), "documents": [spec.kind for spec in documents]}
    emit(
        data,
        as_json=as_json,
        say=lambda: click.echo(f"{len(items)} items, {len(documents)} document kinds: no mistake"),
    )


@command.command("test")
@json_option
def test(as_json: bool) -> None:
    """Decide every worked example. Exit status 1: one is decided otherwise than written."""
    from approval_rules.examples import load_examples, run_example

    results = [(example, run_example(example)) for example in load_examples()]
    failed = [{"item": one.item, "name": one.name, "problem": problem} for one, problem in results if problem]

    def say() -> None:
        for one in failed:
            click.secho(f"{one['item']}: {one['name']}: {one['problem']}", fg="red")
        click.echo(f"{len(results) - len(failed)} of {len(results)} examples as written")

    emit({"examples": len(results), "failed": failed}, as_json=as_json, say=say)
    sys.exit(1 if failed else 0)
