"""`python -m eval SUITE --data DIR`: measured, not asserted."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from eval.report import Report

_data = click.option("--data", required=True, type=click.Path(path_type=Path), help="Folder to measure on.")
_json = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
_run_out = click.option("--run-out", type=click.Path(path_type=Path), help="Write every prediction to this file.")
_limit = click.option("--limit", type=click.IntRange(1), help="Measure on the first so many only.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Measure the service, or draw made-up documents to measure it on."""


@main.command()
@_data
@_json
@_run_out
@_limit
def extraction(data: Path, as_json: bool, run_out: Path | None, limit: int | None) -> None:
    """Exact fields, their grades and seconds a page on DIR/images against DIR/truth.json, or on all sets in DIR."""
    from eval.extraction import run

    _show(run(data, run_out=run_out, limit=limit, models=_models()), as_json=as_json)


@main.command()
@_data
@_json
@_run_out
@_limit
def retrieval(data: Path, as_json: bool, run_out: Path | None, limit: int | None) -> None:
    """hit@1, hit@10 and MRR@10 of DIR/queries.json over DIR/articles.json."""
    from eval.retrieval import run

    _show(run(data, run_out=run_out, limit=limit, models=_models()), as_json=as_json)


@main.command()
@_data
def tune(data: Path) -> None:
    """Learn the question adapter of the search anew from DIR/queries.json and DIR/articles.json."""
    from eval.retrieval import tune as learn

    learn(data, models=_models())


@main.command()
@click.option("--data", type=click.Path(path_type=Path), help="JSON list of questions to ask in place of the bank.")
@click.option("--documents", type=click.Path(path_type=Path), help="Folder of official documents and their questions.")
@click.option("--half", type=click.Choice(["seen", "held"]), help="Only this half of the questions.")
@click.option("--show-wrong", is_flag=True, help="Print the wrong replies of the seen half on stderr.")
@_run_out
@_json
def answers(
    data: Path | None, documents: Path | None, half: str | None, show_wrong: bool, run_out: Path | None, as_json: bool
) -> None:
    """Ask the assistant the bank of questions: right, quoted exactly, refused where it must, nothing obeyed?"""
    from app.settings import Settings
    from eval.answers import guangzhou, runner
    from eval.answers.questions import Half

    if documents is not None and (data is not None or half is not None):
        raise click.UsageError("--documents brings its own questions; leave --data and --half out")
    if documents is not None:
        measured = guangzhou.run(documents, run_out=run_out, settings=Settings())
    else:
        measured = runner.run(data, half=Half(half) if half else None, run_out=run_out, settings=Settings())
    _show(measured.report, as_json=as_json)
    if show_wrong:
        for verdict in measured.wrong:
            click.echo(runner.in_words(verdict), err=True)


@main.command()
@click.option("--files", default=2000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--seed", default=0, show_default=True)
@_json
def fuzz(files: int, seed: int, as_json: bool) -> None:
    """Open broken and hostile files: each has to end as pages or as a named problem."""
    from eval.fuzz import run

    _show(run(files=files, seed=seed), as_json=as_json)


@main.command()
@click.option("--applications", default=100_000, show_default=True, type=click.IntRange(1, 10_000_000))
@click.option("--seed", default=0, show_default=True)
@click.option(
    "--images",
    default=0,
    show_default=True,
    type=click.IntRange(0, 10_000),
    help="Also so many whose papers are photos.",
)
@click.option("--speed/--no-speed", default=True, show_default=True, help="Compare with zen-engine as well.")
@_run_out
@_json
def approval(applications: int, seed: int, images: int, speed: bool, run_out: Path | None, as_json: bool) -> None:
    """Put made-up applications, whose truth is known, through the real flow: what is approved that must not be?"""
    from os import cpu_count

    from eval.approval.runner import Images, run

    drawn = Images(count=images, models=_models()) if images else None
    processes = min(2, cpu_count() or 1)
    report = run(
        applications=applications, seed=seed, images=drawn, run_out=run_out, processes=processes, with_speed=speed
    )
    _show(report, as_json=as_json)


@main.command()
@click.option("--companies", default=300_000, show_default=True, type=click.IntRange(1, 10_000_000))
@click.option(
    "--pairs", default=1_000_000, show_default=True, type=click.IntRange(1, 1_000_000_000), help="To be compared."
)
@click.option("--growth/--no-growth", default=True, show_default=True, help="Also 3,000 to 3,000,000 companies.")
@click.option("--seed", default=0, show_default=True)
@_run_out
@_json
def matching(companies: int, pairs: int, growth: bool, seed: int, run_out: Path | None, as_json: bool) -> None:
    """Match made-up companies with every scheme: the same as one by one? How fast, beside zen-engine and OpenFisca?"""
    from os import cpu_count

    from app.settings import Settings
    from app.subsidies.schemes import load_schemes
    from eval.matching.runner import Size, run

    size = Size(companies=companies, pairs=pairs) if growth else Size(companies=companies, pairs=pairs, growth=())
    report = run(
        size,
        schemes=load_schemes(Settings().corpora_dir),
        seed=seed,
        run_out=run_out,
        processes=min(2, cpu_count() or 1),
        tell=partial(click.echo, err=True),
    )
    _show(report, as_json=as_json)


@main.command()
@click.option("--pages", default=300, show_default=True, type=click.IntRange(1, 100_000))
@_json
def endurance(pages: int, as_json: bool) -> None:
    """Cold start of `zhiban extract`, and the memory of one process over many pages."""
    from eval.endurance import run

    _show(run(pages=pages, models=_models()), as_json=as_json)


@main.command()
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write.")
@click.option("--count", default=40, show_default=True, type=click.IntRange(1, 10_000), help="Pages of a kind.")
@click.option("--seed", default=0, show_default=True)
@click.option("--kind", help="What to draw: a kind, or all into OUT/KIND each. Business licences if left out.")
@click.option("--wear", type=click.Choice(["clean", "degraded"]), help="Of a kind's pages; half and half if left out.")
def draw(out: Path, count: int, seed: int, kind: str | None, wear: str | None) -> None:
    """Draw made-up business licences or other documents, with their truth."""
    from eval.draw import run, run_kind
    from eval.drawing.kinds import DRAWERS

    if kind is None:
        run(out, count=count, seed=seed, models=_models())
        click.echo(f"{count} licences in {out}", err=True)
        return
    if kind != "all" and kind not in DRAWERS:
        raise click.BadParameter(f"no such kind; choose all or one of: {', '.join(DRAWERS)}", param_hint="--kind")
    for one in DRAWERS if kind == "all" else [kind]:
        folder = out / one if kind == "all" else out
        run_kind(one, folder, count=count, seed=seed, models=_models(), wear=wear)
        click.echo(f"{count} pages in {folder}", err=True)


@main.command()
@click.option("--decisions", default=10_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--seed", default=0, show_default=True)
@_json
def replay(decisions: int, seed: int, as_json: bool) -> None:
    """Store decisions and decide them again: the same bytes, also after the rules have gained a newer version?"""
    from eval.replay import run

    _show(run(decisions=decisions, seed=seed), as_json=as_json)


@main.command()
@_json
def speed(as_json: bool) -> None:
    """Decisions a second of one core, beside zen-engine on equal rules; first both have to agree on every case."""
    from eval.speed import report, run

    _show(report(run()), as_json=as_json)


@main.command("audit-speed")
@click.option("--entries", default=100_000, show_default=True, type=click.IntRange(1), help="Entries to verify.")
@_json
def audit_speed(entries: int, as_json: bool) -> None:
    """How long verifying the audit log takes, of an export and in the database."""
    from eval.audit_speed import run

    _show(run(entries), as_json=as_json)


@main.command("search-speed")
@click.option("--passages", default=100_000, show_default=True, type=click.IntRange(100, 1_000_000))
@_json
def search_speed(passages: int, as_json: bool) -> None:
    """How long people wait for searches and answers over made-up passages in a running server; memory and growth."""
    from eval.search_speed.runner import run

    _show(run(passages=passages, tell=lambda line: click.echo(line, err=True)), as_json=as_json)


_database = click.option(
    "--database",
    "databases",
    multiple=True,
    metavar="sqlite|postgresql|URL",
    help="Made for the measurement by its word, both when left out; or the URL of one that may be written to.",
)


@main.command("service-load")
@_database
@click.option(
    "--processes", multiple=True, type=click.IntRange(1, 64), help="Of the server; 1 and 2, each alone, if left out."
)
@click.option("--seconds", default=12.0, show_default=True, type=click.FloatRange(1, 600), help="Of each rate tried.")
@click.option(
    "--requests",
    default=0,
    type=click.IntRange(0, 10_000_000),
    help="Search no rate: offer so many at --rate, and watch memory.",
)
@click.option("--rate", default=100.0, show_default=True, type=click.FloatRange(0.1, 10_000), help="With --requests.")
@_json
def service_load(
    databases: tuple[str, ...],
    processes: tuple[int, ...],
    seconds: float,
    requests: int,
    rate: float,
    as_json: bool,
) -> None:
    """Form-only applications decided a second with fsync on: the highest rate at which p95 is within 100 ms."""
    from eval.service_load.runner import run
    from eval.serving.databases import OWN

    report = run(
        databases=databases or OWN,
        processes=processes or (1, 2),
        seconds=seconds,
        requests=requests,
        rate=rate,
        tell=partial(click.echo, err=True),
    )
    _show(report, as_json=as_json)


@main.command("service-faults")
@click.option("--kills", default=200, show_default=True, type=click.IntRange(1, 100_000), help="On each database.")
@_database
@click.option("--seed", default=0, show_default=True)
@_json
def service_faults(kills: int, databases: tuple[str, ...], seed: int, as_json: bool) -> None:
    """Kill -9 of server, worker and database under load: is all there once, decided once, told once?"""
    from eval.service_faults.runner import run
    from eval.serving.databases import OWN

    tell = partial(click.echo, err=True)
    _show(run(databases=databases or OWN, kills=kills, seed=seed, tell=tell), as_json=as_json)


@main.command("service-hostile")
@click.option("--uploads", default=2_000, show_default=True, type=click.IntRange(1, 1_000_000))
@click.option("--bodies", default=500, show_default=True, type=click.IntRange(0, 1_000_000), help="Of JSON.")
@click.option("--database", "wanted", default="sqlite", show_default=True, metavar="sqlite|postgresql|URL")
@click.option("--seed", default=0, show_default=True)
@_json
def service_hostile(uploads: int, bodies: int, wanted: str, seed: int, as_json: bool) -> None:
    """Broken, ruinous and strange uploads and bodies over HTTP: no 5xx, no hang, memory flat."""
    from eval.service_hostile.runner import run

    _show(run(uploads=uploads, bodies=bodies, seed=seed, wanted=wanted), as_json=as_json)


@main.command("draw-demo")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write.")
@click.option("--seed", default=0, show_default=True)
def draw_demo(out: Path, seed: int) -> None:
    """Draw the documents of the demo's made-up companies."""
    from eval.demo import run

    run(out, seed=seed, models=_models())


def _models() -> Path:
    from app.settings import Settings

    return Settings().models_dir


def _show(report: Report, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.figures, ensure_ascii=False, indent=1))
    else:
        click.echo(report.table())


if __name__ == "__main__":
    try:
        main(prog_name="python -m eval", standalone_mode=True)
    except Exception as error:
        from app.cli import is_expected

        if not is_expected(error):
            raise
        click.echo(f"eval: {error}", err=True)
        sys.exit(2)
