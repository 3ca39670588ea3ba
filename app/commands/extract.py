"""`zhiban extract FILE…`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from app.commands.output import emit, json_option
from extractors.errors import UnreadableFile
from extractors.result import UNKNOWN_KIND

_PAGES_A_LINE: Final = 5

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from extractors.files.pages import Page
    from extractors.result import Extraction, Field, Problem


@click.command("extract")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@json_option
def command(files: tuple[Path, ...], as_json: bool) -> None:
    """Read certificates and forms (photo, scan, PDF, OFD, DOCX) into typed fields.

    A file that can't be read, or shows no document we know, is said so on stderr; the others are still read, and the
    exit status is 2.
    """
    from app.main import build_extractor
    from app.settings import Settings

    extractor = build_extractor(Settings())
    done: list[Extraction] = []
    entries: list[object] = []
    refused = 0
    for path in files:
        try:
            extraction = extractor.extract(path, str(path), on_page=_progress(path))
        except UnreadableFile as error:
            click.echo(f"zhiban: {error}", err=True)
            refused += 1
            entries.append(_refused(str(path), error))
            continue
        done.append(extraction)
        entries.append(extraction.to_json())
        if extraction.kind == UNKNOWN_KIND:
            click.echo(f"zhiban: {path}: {extraction.problems[0].message}", err=True)
            refused += 1
    emit(entries, as_json=as_json, say=lambda: _say(done))
    sys.exit(2 if refused else 0)


def _progress(path: Path) -> Callable[[Page], None]:
    """Says on stderr how far the reading of a long file is."""

    def say(page: Page) -> None:
        if page.number % _PAGES_A_LINE == 0:
            click.echo(f"{path}: page {page.number} of {page.of} read", err=True)

    return say


def _refused(file: str, error: UnreadableFile) -> dict[str, object]:
    """The entry of a file that could not be opened: the keys of any other, no field, and why."""
    problem = {"code": error.code, "message": str(error), "page": None, "field": None}
    nothing = {"others": [], "advice": [], "entities": [], "sha256": "", "text": ""}
    return {"file": file, "kind": UNKNOWN_KIND, "fields": {}, "problems": [problem], **nothing, "seconds": 0.0}


def _say(done: list[Extraction]) -> None:
    for one in done:
        click.secho(f"{one.file}: {one.kind} ({one.seconds:.1f} s)", bold=True)
        _say_document(one.fields, one.problems)
        for other in one.others:
            click.secho(f"  and on page {other.pages[0]}: {other.kind}", bold=True)
            _say_document(other.fields, other.problems)
        for entity in one.entities:
            click.echo(f"  {entity.kind.value:24} {entity.text}  [page {entity.page}]")
        for advice in one.advice:
            click.secho(f"  page {advice.page}: {advice.message}", fg="cyan")


def _say_document(fields: Mapping[str, Field], problems: Sequence[Problem]) -> None:
    from approval_rules.values import to_json

    for name, field in fields.items():
        value = "—" if field.value is None else str(to_json(field.value))
        click.echo(f"  {name:24} {value}  [{field.grade.value}, {field.confidence:.2f}, page {field.page}]")
        for item in field.items:
            click.echo(f"    · {item}")
    for problem in problems:
        click.secho(f"  ! {problem.message}", fg="yellow")
