"""`zhiban match-all COMPANIES.parquet --out FILE` and `zhiban match-all --registers`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.commands.match import WORDS
from app.commands.output import counter, day, emit, json_option, on_option

if TYPE_CHECKING:
    from datetime import date

    from app.matching.over_file import FileMatched
    from app.matching.runs import MatchRun


@click.command("match-all")
@click.argument("path", metavar="COMPANIES.parquet", required=False, type=click.Path(path_type=Path))
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="The Parquet file to write.")
@click.option("--refused", type=click.Path(path_type=Path), help="Where every row left out is listed; beside --out.")
@click.option("--registers", is_flag=True, help="Match all companies of the registers, and tell them what changed.")
@on_option
@json_option
def command(
    path: Path | None, out: Path | None, refused: Path | None, registers: bool, on: date | None, as_json: bool
) -> None:
    """Find the schemes of every company: one row a company and scheme in force.

    COMPANIES.parquet has a column uscc, and columns named as `zhiban match --fields` lists them. Rows that can't be
    used are left out and listed, in --refused; the exit status is then 1. Interrupted, run it again: it goes on where
    it was.

    With --registers nothing is written to a file: what fits each company is kept, and what changed since the last run
    is told to it, once.
    """
    if registers:
        if path or out or refused:
            raise click.UsageError("--registers takes no file: leave out COMPANIES.parquet, --out and --refused")
        _match_registers(on, as_json=as_json)
        return
    if path is None or out is None:
        raise click.UsageError("give COMPANIES.parquet and --out FILE, or --registers")
    from app.matching.over_file import match_file
    from app.settings import Settings
    from app.subsidies.schemes import load_schemes

    schemes = load_schemes(Settings().corpora_dir)
    matched = match_file(path, out, schemes, day(on), refused=refused, progress=counter("companies"))
    emit(_to_json(matched), as_json=as_json, say=lambda: _say(matched))
    sys.exit(1 if matched.refused else 0)


def _match_registers(on: date | None, *, as_json: bool) -> None:
    from app.main import build_office
    from app.matching.over_registers import match_registers, matching_of
    from app.settings import Settings

    settings = Settings()
    office = build_office(settings)
    run = match_registers(matching_of(office, settings, "operator", progress=counter("companies")), day(on))
    document = {
        "on": run.on.isoformat(),
        "companies": run.companies,
        "changed": run.changed,
        "told": run.told,
        "left_out": run.left_out,
    }
    emit(document, as_json=as_json, say=lambda: _say_run(run))


def _to_json(matched: FileMatched) -> dict[str, Any]:
    return {
        "out": str(matched.out),
        "on": matched.on.isoformat(),
        "companies": matched.companies,
        "schemes": matched.schemes,
        "answers": matched.answers,
        "statuses": {status.value: count for status, count in matched.statuses.items()},
        "refused": matched.refused,
        "reasons": list(matched.reasons),
        "refused_file": str(matched.refused_file) if matched.refused_file else None,
        "taken_over": matched.taken_over,
    }


def _say(matched: FileMatched) -> None:
    if matched.taken_over:
        click.echo(f"接着上次：前 {matched.taken_over:,} 行已经做过")
    click.echo(f"{matched.companies:,} 家企业 × {matched.schemes} 项在 {matched.on} 有效的政策，写入 {matched.out}")
    for status, count in matched.statuses.items():
        click.echo(f"  {WORDS[status]}：{count:,}")
    if matched.refused:
        click.secho(f"有 {matched.refused:,} 行不能用，没有匹配：", fg="yellow")
        for reason in matched.reasons:
            click.echo(f"  {reason}")
        click.echo(f"  全部列在 {matched.refused_file}")


def _say_run(run: MatchRun) -> None:
    click.echo(f"{run.companies:,} 家企业已按 {run.on} 匹配：{run.changed:,} 家有变动，新发通知 {run.told:,} 条")
    if run.left_out:
        click.secho(f"有 {run.left_out:,} 家因登记信息暂时无法查询，保留上次的结果", fg="yellow")
