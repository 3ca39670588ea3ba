"""`zhiban replay CASE`."""

from __future__ import annotations

import sys

import click

from app.commands.output import emit, json_option


@click.command("replay")
@click.argument("case_no", metavar="CASE")
@json_option
def command(case_no: str, as_json: bool) -> None:
    """Decide a stored case again from its dossier. Exit status 0: the same bytes; 1: they differ."""
    from app.cases.service import find
    from app.main import build_engine
    from app.settings import Settings
    from approval_rules.dossier import dossier_sha256
    from approval_rules.replay import replayed

    stored = find(build_engine(Settings()), case_no)
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
    sys.exit(0 if is_same else 1)
