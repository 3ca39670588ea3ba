"""How a command answers: one JSON document with --json, plain words without."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
on_option = click.option(
    "--on", type=click.DateTime(["%Y-%m-%d"]), callback=lambda _c, _p, value: value.date() if value else None,
    metavar="DATE", help="As of this date in Shanghai (2026-03-02); today when left out.",
)  # fmt: skip


def emit(data: object, *, as_json: bool, say: Callable[[], None]) -> None:
    """Print the JSON document, or call `say` to print the words."""
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    else:
        say()


def progress(message: str) -> None:
    click.echo(message, err=True)


def counter(label: str) -> Callable[[int, int], None]:
    """A progress callback (done, all) that keeps one line on a terminal and stays quiet elsewhere."""

    def show(done: int, everything: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{label} {done:,}/{everything:,}", err=True, nl=done >= everything)

    return show


def day(on: date | None) -> date:
    from app.clock import SystemClock, today

    return on or today(SystemClock())
