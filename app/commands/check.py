"""`zhiban check APPLICATION.json`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.output import day, emit, json_option, on_option

if TYPE_CHECKING:
    from datetime import date

    from app.flows.approve import Decided
    from app.intake.application import Application, Upload


@click.command("check")
@click.argument("path", metavar="APPLICATION.json", type=click.Path(path_type=Path))
@on_option
@click.option("--pre-check", is_flag=True, help="Tell what would be decided; store nothing.")
@json_option
def command(path: Path, on: date | None, pre_check: bool, as_json: bool) -> None:
    """Decide an application and store the case. Exit status 0: approved; 1: handed to a person."""
    from app.flows.approve import approve
    from app.intake.application import read_application
    from app.main import build_office
    from app.settings import Settings
    from approval_rules.items import Outcome

    application = read_application(path)
    office = build_office(Settings())
    decided = approve(office, application, uploads_beside(application, path.parent), day(on), store=not pre_check)
    emit(decided_to_json(decided), as_json=as_json, say=lambda: say_decided(decided))
    sys.exit(0 if decided.verdict.outcome is Outcome.APPROVE else 1)


def decided_to_json(decided: Decided) -> dict[str, object]:
    from approval_rules.verdict import verdict_to_json

    return {
        "case_no": decided.case_no,
        **verdict_to_json(decided.verdict),
        "item_version": decided.item_version,
        "dossier_sha256": decided.dossier_sha256,
    }


def say_decided(decided: Decided) -> None:
    from approval_rules.conditions.language import Truth
    from approval_rules.items import Outcome

    verdict = decided.verdict
    is_approved = verdict.outcome is Outcome.APPROVE
    words = "自动核准（无人干预）" if is_approved else f"转人工办理（建议：{verdict.proposal.value}）"
    click.secho(f"{words}  {decided.case_no or '预检，未保存'}", bold=True, fg="green" if is_approved else "yellow")
    if verdict.amount_cny is not None:
        click.echo(f"  金额：{verdict.amount_cny:,} 元")
    for check in verdict.checks:
        mark = "✓" if check.holds is Truth.TRUE else "✗" if check.holds is Truth.FALSE else "?"
        click.echo(f"  {mark} {check.message or check.says}  〔{', '.join(check.basis)}〕")
    click.echo(f"  {decided.item_version}  sha256:{decided.dossier_sha256}")


def uploads_beside(application: Application, folder: Path) -> dict[str, Upload]:
    """The files that the application names, relative to the folder it lies in."""
    from app.errors import BadApplication
    from app.intake.application import Upload
    from extractors.files.limits import Limits

    uploads = {}
    for name in [one.file for one in application.materials] + [application.form_file or ""]:
        if not name:
            continue
        path = folder / name
        try:
            with path.open("rb") as file:
                content = file.read(Limits().bytes + 1)
        except (OSError, ValueError) as error:  # ValueError: a name that no file can have
            reason = getattr(error, "strerror", None) or str(error)
            raise BadApplication(f"{name}: can't be opened ({reason}); paths are relative to the JSON") from error
        uploads[name] = Upload(name=name, content=content)
    return uploads
