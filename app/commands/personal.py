"""`zhiban personal …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from app.commands.output import emit, json_option

if TYPE_CHECKING:
    from app.personal.retention import Retention, RetentionRule

OPERATOR: Final = "operator"


@click.group("personal")
def command() -> None:
    """Tell, keep and erase what is held on people."""


@command.command("export")
@click.option(
    "--id", "number", required=True, metavar="NUMBER", help="公民身份号码 or 统一社会信用代码; - asks for it."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="ZIP to write, with the files.")
@json_option
def export(number: str, out: Path | None, as_json: bool) -> None:
    """Everything that is held on one person: one JSON document, or a ZIP of it with the files. It is logged."""
    from app.clock import SystemClock
    from app.main import build_engine, build_files
    from app.personal.exporting import as_json as as_text
    from app.personal.exporting import held_on, written
    from app.settings import Settings

    if number == "-":
        number = click.prompt("number", hide_input=True, err=True)
    settings = Settings()
    engine = build_engine(settings)
    held = held_on(engine, SystemClock(), number, OPERATOR)
    if out is None:
        click.echo(as_text(held))
        return
    _write_privately(out, written(held, build_files(settings, engine)))
    words = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in held.counts.items())
    emit({"out": str(out), **held.counts}, as_json=as_json, say=lambda: click.echo(f"{out}: {words}"))


@command.command("erase")
@click.argument("case_no", metavar="CASE")
@click.option("--order", required=True, metavar="TEXT", help="What it is erased for: file number or reason.")
@json_option
def erase(case_no: str, order: str, as_json: bool) -> None:
    """Erase what one case holds of people. Refused while the case goes on or its retention period runs."""
    from app.clock import SystemClock
    from app.main import build_engine, build_files
    from app.personal.erasing import erase_case
    from app.settings import Settings

    settings = Settings()
    engine = build_engine(settings)
    is_new = erase_case(engine, SystemClock(), build_files(settings, engine), case_no, order, OPERATOR)
    words = "erased" if is_new else "was erased before"
    emit({"case_no": case_no, "erased": is_new}, as_json=as_json, say=lambda: click.echo(f"{case_no}: {words}"))


@command.command("erase-due")
@json_option
def erase_due(as_json: bool) -> None:
    """Erase every case whose retention period is over; `zhiban worker` does so by itself."""
    from app.clock import SystemClock
    from app.main import build_engine, build_files
    from app.personal.erasing import erase_due as erase_some
    from app.settings import Settings

    settings = Settings()
    engine = build_engine(settings)
    files, clock, erased = build_files(settings, engine), SystemClock(), 0
    while some := erase_some(engine, clock, files):
        erased += some
    emit({"erased": erased}, as_json=as_json, say=lambda: click.echo(f"{erased} cases erased"))


@command.group("retention")
def retention() -> None:
    """How long the cases of each item are kept. Without a rule nothing is erased by time."""


@retention.command("set")
@click.argument("item_id", metavar="ITEM")
@click.option("--days", required=True, type=int, help="Days from the end of the case.")
@click.option("--basis", required=True, metavar="TEXT", help="The provision that says so.")
@json_option
def set_rule(item_id: str, days: int, basis: str, as_json: bool) -> None:
    """Keep the cases of an item so many days after they ended, then erase them."""
    rule = _retention().set(item_id, days, basis, OPERATOR)
    emit(_to_json(rule), as_json=as_json, say=lambda: click.echo(f"{item_id}: {days} days ({rule.basis})"))


@retention.command("remove")
@click.argument("item_id", metavar="ITEM")
@json_option
def remove_rule(item_id: str, as_json: bool) -> None:
    """Erase nothing of an item by time any more."""
    _retention().remove(item_id, OPERATOR)
    emit({"item": item_id}, as_json=as_json, say=lambda: click.echo(f"{item_id}: kept without limit"))


@retention.command("list")
@json_option
def list_rules(as_json: bool) -> None:
    """Every item with its rule, or that it has none."""
    kept = _retention()
    rules = {rule.item_id: rule for rule in kept.rules()}
    without = sorted(set(kept.known_items) - rules.keys())

    def say() -> None:
        for rule in rules.values():
            click.echo(f"{rule.item_id}: {rule.days} days ({rule.basis})")
        for item_id in without:
            click.echo(f"{item_id}: kept without limit")

    emit({"rules": [_to_json(rule) for rule in rules.values()], "without": without}, as_json=as_json, say=say)


def _retention() -> Retention:
    from app.clock import SystemClock
    from app.main import build_engine
    from app.personal.retention import Retention
    from app.settings import Settings
    from approval_rules.item_files import load_items

    return Retention(engine=build_engine(Settings()), clock=SystemClock(), known_items=load_items())


def _to_json(rule: RetentionRule) -> dict[str, object]:
    return {"item": rule.item_id, "days": rule.days, "basis": rule.basis, "set_by": rule.set_by, "set_at": rule.set_at}


def _write_privately(path: Path, content: bytes) -> None:
    """A file that only its owner may read."""
    import os

    from app.errors import BadInput

    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as error:
        raise BadInput(f"{path}: can't be written ({error.strerror})") from error
