"""`zhiban items …`: what an author of rules asks about them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from app.commands.lazy import LazyGroup
from app.commands.output import emit, json_option

if TYPE_CHECKING:
    from approval_rules.mutating import Mutated

ENOUGH: Final = 0.95
"""The share of mutants that the examples of an item have to tell."""

ELSEWHERE: Final = {
    "prove": ("app.commands.items_prove", "Search for a case that the rules decide wrongly; a solver, not examples."),
    "guide": ("app.commands.items_guide", "Write the guide of an item for its applicants."),
}


@click.group("items", cls=LazyGroup, elsewhere=ELSEWHERE)
def command() -> None:
    """Check the rule files and their worked examples."""


item_option = click.option("--item", "item_id", metavar="ID", help="One item; all when left out.")


@command.command("lint")
@json_option
def lint(as_json: bool) -> None:
    """Everything wrong with the items, facts, documents and calendars, with file, line and a fix.

    Exit status 1: something was found; 2: a file can't be read.
    """
    from app.items.lint import lint as looked_over
    from app.settings import Settings

    found = looked_over(Settings().corpora_dir)
    data = {
        "items": found.items,
        "documents": found.documents,
        "calendars": found.calendars,
        "findings": [one.to_json() for one in found.findings],
    }

    def say() -> None:
        for one in found.findings:
            click.secho(str(one), fg=None if one.is_remark else "red", err=one.is_unreadable)
        counted = f"{len(found.items)} items, {len(found.documents)} document kinds, {len(found.calendars)} calendars"
        click.echo(f"{counted}: {len(found.mistakes) or 'no'} mistake{'s' if len(found.mistakes) > 1 else ''}")

    emit(data, as_json=as_json, say=say)
    sys.exit(2 if any(one.is_unreadable for one in found.findings) else 1 if found.mistakes else 0)


@command.command("test")
@json_option
def test(as_json: bool) -> None:
    """Decide every worked example. Exit status 1: one is decided otherwise than written."""
    from approval_rules.examples import load_examples, run_example

    results = [(example, run_example(example)) for example in load_examples()]
    failed = [
        {"item": one.item, "name": one.name, "problem": problem, "file": str(one.path), "line": one.line}
        for one, problem in results
        if problem
    ]

    def say() -> None:
        for one in failed:
            click.secho(f"{one['file']}:{one['line']}: {one['name']}: {one['problem']}", fg="red")
        click.echo(f"{len(results) - len(failed)} of {len(results)} examples as written")

    emit({"examples": len(results), "failed": failed}, as_json=as_json, say=say)
    sys.exit(1 if failed else 0)


@command.command("mutate")
@item_option
@json_option
def mutate(item_id: str | None, as_json: bool) -> None:
    """Make small mistakes in the rules, and see whether the worked examples notice.

    Exit status 1: fewer than 95 % of an item's are noticed. What survives is listed with the example that would tell.
    """
    from approval_rules.examples import load_examples
    from approval_rules.item_files import load_items
    from approval_rules.items import find_item
    from approval_rules.mutating import mutate as tried

    items = load_items()
    wanted = items.values() if item_id is None else [find_item(item_id, items)]
    examples = load_examples()
    results = [tried(item, [one for one in examples if one.item == item.id]) for item in wanted]

    def say() -> None:
        for one in results:
            for line in _survivors(one):
                click.echo(line["text"])
            colour = None if one.share >= ENOUGH else "red"
            click.secho(f"{one.item}: {one.killed} of {one.mutants} noticed ({one.share:.1%})", fg=colour)
        killed, everything = sum(one.killed for one in results), sum(one.mutants for one in results)
        click.echo(f"all: {killed} of {everything} noticed ({killed / max(everything, 1):.1%})")

    data = [
        {
            "item": one.item,
            "mutants": one.mutants,
            "killed": one.killed,
            "share": round(one.share, 4),
            "survivors": _survivors(one),
        }
        for one in results
    ]
    emit({"items": data}, as_json=as_json, say=say)
    sys.exit(0 if all(one.share >= ENOUGH for one in results) else 1)


def _survivors(mutated: Mutated) -> list[dict[str, str]]:
    from approval_rules.item_files import ITEMS_DIR
    from approval_rules.places import places_of

    places = places_of(ITEMS_DIR / mutated.item)
    found = []
    for one in mutated.survivors:
        path, line = places.of(*one.at)
        text = f"{path}:{line}: {one.check}: {one.says}. Add {one.example}"
        found.append(
            {
                "file": str(path),
                "line": str(line),
                "check": one.check,
                "change": one.says,
                "add": one.example,
                "text": text,
            }
        )
    return found


@command.command("schema")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write; else to stdout.")
@click.option("--names", is_flag=True, help="With the names of today's facts, so that an editor completes them.")
def schema(out: Path | None, names: bool) -> None:
    """JSON Schemas of the rule files, for editors."""
    import json

    from approval_rules.facts import load_vocabulary
    from approval_rules.file_schemas import file_schemas, written

    schemas = file_schemas(sorted(load_vocabulary()) if names else ())
    if out is None:
        click.echo(json.dumps(schemas, ensure_ascii=False, indent=1))
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, content in schemas.items():
        (out / f"{name}.json").write_text(written(content), encoding="utf-8")
    click.echo(f"{len(schemas)} schemas in {out}", err=True)
