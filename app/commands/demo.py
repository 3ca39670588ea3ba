"""`zhiban demo`."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date
from typing import TYPE_CHECKING

import click

from app.commands.output import emit, json_option, progress

if TYPE_CHECKING:
    from pathlib import Path

    from app.assistant.reply import Answer
    from app.flows.approve import Decided
    from app.flows.match import MatchReport
    from app.flows.office import Office
    from app.settings import Settings

COMPANIES = 3_000
AWARD_DAY = date(2025, 10, 15)
"""A day on which the award's batch was open."""
QUESTIONS = (
    "只卖预包装食品，还需要办食品经营许可证吗？",
    "办仅销售预包装食品备案要准备哪些材料？",
    "今天晚上会不会下雨？",
)
STEPS = 6


@click.command("demo")
@json_option
def command(as_json: bool) -> None:
    """The main job on drawn input: documents → decision, question → answer, company → schemes.

    It keeps its own registers and cases, in `demo/` of the home folder.
    """
    from app.main import build_office
    from app.settings import Settings

    started = time.perf_counter()
    base = Settings()
    settings = base.model_copy(update={"home": base.home / "demo", "database_url": ""})
    folder = settings.home / "input"
    _draw(folder)
    office = build_office(settings)
    _fill_registers(office)
    decisions = [
        _decide(office, folder / "food/application.json", None, "照片与申请表 → 决定：仅销售预包装食品备案"),
        _decide(office, folder / "food/mistaken.json", None, "同一家企业，申请表上的法定代表人与证照、登记不一致"),
        _decide(
            office, folder / "award/application.json", AWARD_DAY, "高新技术企业奖励（金额未经官方文本核对，由人决定）"
        ),
    ]
    identical = _replays(office, decisions)
    answers, report = _ask(settings), _match(settings)
    emit(
        _to_json(decisions, answers, report, identical=identical),
        as_json=as_json,
        say=lambda: _say(decisions, answers, report, identical=identical),
    )
    progress(f"done in {time.perf_counter() - started:.0f} s; the drawn documents are in {folder}")


def _step(number: int, words: str) -> None:
    progress(f"[{number}/{STEPS}] {words}")


def _draw(folder: Path) -> None:
    """Have the demo's documents drawn; the drawing belongs to `eval`, which the service does not import."""
    _step(1, "drawing certificates and forms of made-up companies")
    if (folder / "award" / "application.json").exists():
        return
    made = subprocess.run(  # noqa: S603  our own module, with a path of our own  # nosec B603
        [sys.executable, "-m", "eval", "draw-demo", "--out", str(folder)], check=False, capture_output=True, text=True
    )
    if made.returncode:
        from app.errors import NotReady

        reason = (made.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise NotReady(f"the demo's documents could not be drawn ({reason}); run `zhiban models prepare`")


def _fill_registers(office: Office) -> None:
    from app.clock import today
    from app.registries.importing import import_records
    from app.registries.synthetic import generate_all

    _step(2, f"filling the registers with {COMPANIES:,} made-up companies and their people")
    for register, rows in generate_all(COMPANIES).items():
        import_records(office.engine, rows, register, today(office.clock))


def _decide(office: Office, path: Path, on: date | None, title: str) -> tuple[str, Decided]:
    from app.clock import today
    from app.commands.check import uploads_beside
    from app.flows.approve import approve
    from app.intake.application import read_application

    _step(3, f"reading and deciding {path.parent.name}/{path.name}")
    application = read_application(path)
    day = on or today(office.clock)
    return title, approve(office, application, uploads_beside(application, path.parent), day, store=True)


def _replays(office: Office, decisions: list[tuple[str, Decided]]) -> bool:
    from app.cases.service import find
    from approval_rules.dossier import dossier_sha256
    from approval_rules.replay import replayed

    _step(4, "deciding the stored cases again and comparing the bytes")
    stored = [find(office.engine, str(one.case_no)) for _, one in decisions]
    return all(dossier_sha256(replayed(one.dossier)) == one.dossier_sha256 for one in stored)


def _ask(settings: Settings) -> list[Answer]:
    from app.clock import SystemClock, today
    from app.flows.answer import answer
    from app.main import build_assistant, build_corpus

    _step(5, "answering questions from the corpus")
    assistant = build_assistant(settings, build_corpus(settings))
    return [answer([question], on=today(SystemClock()), assistant=assistant) for question in QUESTIONS]


def _match(settings: Settings) -> MatchReport:
    from app.clock import SystemClock, today
    from app.flows.match import match_profile
    from app.subsidies.profile import parse_profile
    from app.subsidies.schemes import load_schemes

    _step(6, "matching a company with the schemes in force")
    return match_profile(parse_profile(PROFILE), load_schemes(settings.corpora_dir), today(SystemClock()))


PROFILE: dict[str, object] = {
    "entity_type": "enterprise",
    "region": "310114",
    "tax_region": "310114",
    "established_on": "2019-05-06",
    "size": "small",
    "is_legal_person": True,
    "employees": 46,
    "total_assets_cny": 18_000_000,
    "taxable_income_cny": 860_000,
    "is_restricted_industry": False,
    "credit_breach": False,
}


def _to_json(
    decisions: list[tuple[str, Decided]], answers: list[Answer], report: MatchReport, *, identical: bool
) -> dict[str, object]:
    from app.commands.check import decided_to_json

    return {
        "decisions": [{"title": title, **decided_to_json(one)} for title, one in decisions],
        "replay_identical": identical,
        "answers": [one.to_json() for one in answers],
        "match": report.to_json(),
    }


def _say(decisions: list[tuple[str, Decided]], answers: list[Answer], report: MatchReport, *, identical: bool) -> None:
    from app.commands.ask import say_answer
    from app.commands.check import say_decided
    from app.commands.match import say_report

    for title, one in decisions:
        click.secho(f"\n■ {title}", bold=True)
        say_decided(one)
    click.echo(f"\n重放：{'逐字节一致' if identical else '不一致！'}")
    for found in answers:
        click.secho(f"\n■ 问：{found.question}", bold=True)
        say_answer(found)
    click.secho("\n■ 企业 → 政策（一家嘉定区的小型企业，46人）", bold=True)
    say_report(report)
