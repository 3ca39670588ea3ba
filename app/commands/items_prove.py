"""`zhiban items prove`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from app.commands.output import emit, json_option, progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from approval_rules.language_words import Both
    from approval_rules.proving.results import Proof, Proved, Remark


@click.command("prove")
@click.option("--item", "item_id", metavar="ID", help="One item; all when left out.")
@json_option
def command(item_id: str | None, as_json: bool) -> None:
    """Search for a case that the rules decide wrongly; a solver, not examples.

    Proved of every version: nothing needed may be in doubt, no rule may fail, and knowing less never helps; every rule
    can stop a case, and some case is approved. Exit status 1: something is refuted, or could not be proved.
    """
    from approval_rules.calendar import load_calendar
    from approval_rules.item_files import load_items
    from approval_rules.items import find_item
    from approval_rules.proving.prove import prove

    items = load_items()
    chosen = [find_item(item_id, items)] if item_id else list(items.values())
    calendar = load_calendar()
    results = []
    for item in chosen:
        results.append(prove(item, calendar=calendar))
        progress(_in_one_line(item.id, results[-1]))
    emit(_plain(results), as_json=as_json, say=lambda: _say(results))
    sys.exit(0 if all(_is_proved(proof) for proof in _proofs(results)) else 1)


def _is_proved(proof: Proof) -> bool:
    return proof.standing == "proved"


def _proofs(results: list[Proved]) -> Iterator[Proof]:
    return (proof for one in results for proof in one.proofs)


def _in_one_line(item_id: str, result: Proved) -> str:
    proved = sum(_is_proved(proof) for proof in result.proofs)
    return f"{item_id}: {proved} of {len(result.proofs)} proved, {_seconds(result.proofs):.1f} s"


def _seconds(proofs: tuple[Proof, ...]) -> float:
    return sum(proof.seconds for proof in proofs)


def _say(results: list[Proved]) -> None:
    """A line for every proof, what is not proved told below it, and the remarks."""
    width = max(len(proof.item) for proof in _proofs(results))
    for proof in _proofs(results):
        version = proof.version.isoformat() if proof.version else "all versions"
        line = f"{proof.item:{width}}  {version:12}  {proof.property:26}  {proof.standing:10}  {proof.seconds:6.2f} s"
        click.secho(line, fg=None if _is_proved(proof) else "red")
        for words in proof.because:
            click.echo(f"    {words.zh}。\n    {words.en}.")
    for remark in [remark for one in results for remark in one.remarks]:
        click.echo(f"{remark.item} {remark.version}: {remark.words.zh}。 {remark.words.en}.")
    everything = list(_proofs(results))
    click.echo(f"{sum(map(_is_proved, everything))} of {len(everything)} proved")


def _plain(results: list[Proved]) -> dict[str, object]:
    everything = list(_proofs(results))
    return {
        "proofs": [_proof(proof) for proof in everything],
        "remarks": [_remark(remark) for one in results for remark in one.remarks],
        "proved": sum(map(_is_proved, everything)),
        "seconds": round(sum(proof.seconds for proof in everything), 3),
    }


def _proof(proof: Proof) -> dict[str, object]:
    return {
        "item": proof.item,
        "version": proof.version.isoformat() if proof.version else None,
        "property": proof.property.value,
        "standing": proof.standing.value,
        "because": [_words(one) for one in proof.because],
        "seconds": proof.seconds,
    }


def _remark(remark: Remark) -> dict[str, object]:
    return {"item": remark.item, "version": remark.version.isoformat(), **_words(remark.words)}


def _words(words: Both) -> dict[str, object]:
    return {"zh": words.zh, "en": words.en}
