"""`zhiban match PROFILE.json`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.output import day, emit, json_option, on_option

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.flows.match import MatchReport
    from approval_rules.matching.choosing import Best

WORDS = {
    "eligible": "符合",
    "possible": "可能符合（条件只部分可知，请看原文）",
    "unknown": "缺少信息",
    "ineligible": "不符合",
}
COLOURS = {"eligible": "green", "possible": "cyan", "unknown": "yellow", "ineligible": None}


@click.command("match")
@click.argument("path", metavar="PROFILE.json", required=False, type=click.Path(path_type=Path))
@click.option("--fields", is_flag=True, help="List every fact a profile may hold.")
@on_option
@json_option
def command(path: Path | None, fields: bool, on: date | None, as_json: bool) -> None:
    """Find the schemes that fit a company. Exit status 1: none is eligible or possible."""
    if fields:
        _list_fields(as_json=as_json)
        return
    if path is None:
        raise click.UsageError("give a PROFILE.json, or --fields to see what one may hold")
    from app.flows.match import match_profile
    from app.settings import Settings
    from app.subsidies.profile import read_profile
    from app.subsidies.schemes import load_schemes

    report = match_profile(read_profile(path), load_schemes(Settings().corpora_dir), day(on))
    emit(report.to_json(), as_json=as_json, say=lambda: say_report(report))
    sys.exit(0 if any(one.status in {"eligible", "possible"} for one in report.schemes) else 1)


def say_report(report: MatchReport) -> None:
    for one in report.schemes:
        amount = f"  {one.amount_cny:,} 元" if one.amount_cny is not None else ""
        click.secho(f"{WORDS[one.status]}：{one.title}{amount}", fg=COLOURS[one.status], bold=True)
        for unmet in one.unmet:
            click.echo(f"    ✗ {unmet.reason}  〔{unmet.clause}〕")
        for lacking in one.shortfalls:
            if lacking.shortfall.outlook != "by_change":  # which says no more than the line above
                click.echo(f"    → {lacking.text.zh}")
        if one.missing:
            click.echo(f"    ? 还需要：{'、'.join(missing.title for missing in one.missing)}")
    _say_best(report)
    if report.next_question is not None:
        stake = f"  （关系到最高 {report.next_question.stake_cny:,} 元）" if report.next_question.stake_cny else ""
        click.echo(f"先问：{report.next_question.text.zh}{stake}")
    click.echo(f"{len(report.schemes)} 项在 {report.on} 有效；另有 {len(report.expired)} 项已过期，未列出")


def _say_best(report: MatchReport) -> None:
    """The best combination of what fits for certain, and of what possibly fits where that is more."""
    titles = {one.id: one.title for one in report.schemes}
    certain, possible = report.best, report.best_with_possible
    if certain is None or possible is None:
        click.echo("最优组合：可以组合的方案太多，没有算出确定的结果")
        return
    _say_combination("最优组合", certain, titles)
    if possible.chosen != certain.chosen:
        _say_combination("连同可能符合的，最优组合", possible, titles)


def _say_combination(lead: str, best: Best, titles: Mapping[str, str]) -> None:
    if best.chosen:
        chosen = "、".join(f"《{titles[name]}》" for name in best.chosen)
        click.secho(f"{lead}：{chosen}  共 {best.total_cny:,} 元", bold=True)
    for one in best.left_out:
        if one.because_of:
            click.echo(f"    不选《{titles[one.id]}》：{one.text.zh}")


def _list_fields(*, as_json: bool) -> None:
    from app.subsidies.profile import profile_fields

    fields = profile_fields()

    def say() -> None:
        for field in fields:
            choices = (
                f"（{'、'.join(f'{code}={words}' for code, words in field.choices.items())}）" if field.choices else ""
            )
            click.echo(f"{field.name:40} {field.type:18} {field.title}{choices} {field.unit} {field.note}".rstrip())

    emit({"fields": [asdict(field) for field in fields]}, as_json=as_json, say=say)
