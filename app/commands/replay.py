"""`zhiban replay CASE` and `zhiban replay --all`."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from app.commands.output import counter, emit, json_option

if TYPE_CHECKING:
    from sqlalchemy import Engine


@click.command("replay")
@click.argument("case_no", metavar="CASE", required=False)
@click.option("--all", "everything", is_flag=True, help="Every stored case.")
@json_option
def command(case_no: str | None, everything: bool, as_json: bool) -> None:
    """Decide a stored case again from its dossier, or all of them.

    Exit status 0: the same bytes; 1: they differ.
    """
    from app.main import build_engine
    from app.settings import Settings

    if (case_no is None) != everything:
        raise click.UsageError("give a case number, or --all")
    engine = build_engine(Settings())
    is_same = _all(engine, as_json=as_json) if case_no is None else _one(engine, case_no, as_json=as_json)
    sys.exit(0 if is_same else 1)


def _all(engine: Engine, *, as_json: bool) -> bool:
    from app.cases.replaying import replay_all

    started = time.perf_counter()
    found = replay_all(engine, counter("replayed"))
    seconds = time.perf_counter() - started
    data = {
        "decisions": found.decisions,
        "identical": found.identical,
        "erased": found.erased,
        "different": found.different,
        "first_differing": [{"case_no": case_no, "difference": why} for case_no, why in found.differing],
        "seconds": round(seconds, 2),
    }

    def say() -> None:
        for case_no, why in found.differing:
            click.secho(f"{case_no}: DIFFERS: {why}", fg="red")
        click.echo(f"{found.identical:,} of {found.decisions:,} decisions bit-identical, in {seconds:.1f} s")
        if found.erased:
            click.echo(f"{found.erased:,} more were erased, their time having run: nothing is left to decide them from")

    emit(data, as_json=as_json, say=say)
    return not found.different


def _one(engine: Engine, case_no: str, *, as_json: bool) -> bool:
    from app.cases.service import find
    from approval_rules.dossier import dossier_sha256
    from approval_rules.replay import replayed

    stored = find(engine, case_no)
    again = dossier_sha256(replayed(stored.dossier))
    is_acted_on = stored.content["verdict"]["outcome"] == stored.summary.outcome.value
    is_same = is_acted_on and again == stored.dossier_sha256 == dossier_sha256(stored.dossier)
    data = {
        "case_no": case_no,
        "identical": is_same,
        "outcome": stored.summary.outcome.value,
        "dossier_sha256": stored.dossier_sha256,
        "replayed_sha256": again,
    }
    words = "bit-identical" if is_same else f"DIFFERS: replay gives {again}"
    emit(data, as_json=as_json, say=lambda: click.echo(f"{case_no}: {words}  sha256:{stored.dossier_sha256}"))
    return is_same
