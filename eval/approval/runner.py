"""`python -m eval approval`: made-up applications through the real flow, and what was approved that must not be."""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from typing import TYPE_CHECKING, Final

from eval.approval.judging import judged
from eval.approval.office import open_office
from eval.approval.tally import Tallies, Tally, tallied
from eval.output import Progress, check_writable, writing
from eval.report import Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from app.flows.office import Office
    from eval.approval.judging import Judged

CHUNK: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Images:
    """How many applications have papers that are drawn and really read, and the folder of the models and the fonts."""

    count: int
    models: Path


def run(
    *,
    applications: int,
    seed: int,
    images: Images | None = None,
    run_out: Path | None = None,
    processes: int = 1,
    with_speed: bool = False,
) -> Report:
    """Put so many applications through the flow.

    Args:
        images: as well, applications whose papers the real reader reads; see `eval.approval.drawn`.
        run_out: where one JSON line for each application goes, if anywhere.
        processes: how many work side by side; the result is the same.
        with_speed: also measure the rules against another engine, for `ratio_zen`.

    Raises:
        BadInput: `run_out` can't be written.
        ModelsMissing: images are asked for, and the reader's models or the fonts were not prepared.
    """
    check_writable(run_out)
    every = _judged(applications, seed, processes)
    if run_out is not None:
        with writing(run_out), run_out.open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(one.to_json(), ensure_ascii=False) + "\n" for one in every)
    return report(
        tallied(every),
        images=None if images is None else _seen(images, seed, processes),
        ratio_zen=_ratio_zen() if with_speed else None,
    )


def report(tallies: Tallies, *, images: Report | None = None, ratio_zen: float | None = None) -> Report:
    whole = tallies.whole
    return Report(
        title="approval: made-up applications through the real flow, every item switched on",
        figures={
            "applications": whole.applications,
            "due": whole.due,
            "approved": whole.approved,
            "false_approvals": whole.false_approvals,
            "upper_bound_95": float(f"{whole.upper_bound_95:.3g}"),
            "straight_through": whole.straight_through,
            "handed_over_without_reason": whole.unexplained,
            "decisions_per_s": round(whole.applications / whole.seconds, 1) if whole.seconds else None,
            "ratio_zen": ratio_zen,
            "by_item": _figures(tallies.by_item),
            "by_fault": _figures(tallies.by_fault),
            "by_variant": _figures(tallies.by_variant),
            "unattended_today": _figures(tallies.unattended),
            "images": None if images is None else images.figures,
        },
        headers=("", "applications", "due", "approved", "false", "straight through", "handed over because"),
        rows=[
            _row("all", whole),
            *(_row(f"item {name}", tally) for name, tally in tallies.by_item.items()),
            *(_row(f"unattended today {name}", tally) for name, tally in tallies.unattended.items()),
            *(_row(f"fault {name}", tally) for name, tally in tallies.by_fault.items()),
            *(_row(f"printed otherwise {name}", tally) for name, tally in tallies.by_variant.items()),
            *_sums(whole, ratio_zen),
            *([] if images is None else _of_images(images)),
        ],
    )


def _judged(applications: int, seed: int, processes: int) -> list[Judged]:
    chunks = [range(start, min(start + CHUNK, applications)) for start in range(0, applications, CHUNK)]
    every: list[Judged] = []
    with Progress("approval", applications) as progress:
        for part in _parts(chunks, seed, processes):
            every += part
            progress.done(len(every))
    return every


def _parts(chunks: list[range], seed: int, processes: int) -> Iterator[list[Judged]]:
    if processes == 1:
        yield from (_judged_chunk(chunk, seed) for chunk in chunks)
        return
    with ProcessPoolExecutor(max_workers=processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_judged_chunk, chunks, [seed] * len(chunks))


def _judged_chunk(numbers: range, seed: int) -> list[Judged]:
    return judged(numbers, seed, _office())


@cache
def _office() -> Office:
    return open_office()


def _seen(images: Images, seed: int, processes: int) -> Report:
    from eval.approval.drawn import run as drawn

    return drawn(images.count, seed, images.models, processes)


def _of_images(images: Report) -> Iterator[tuple[str, ...]]:
    for name, due, approved, share in images.rows:
        yield (f"photos, {name}", "", due, approved, "", share, "")


def _ratio_zen() -> float:
    """How many times as fast as the other engine the rules decide; the lesser of the two ratios of `eval.speed`."""
    from eval.speed import run as measured

    figures = measured()
    return round(min(figures.ratio_zen_batch, figures.ratio_zen_single), 2)


def _figures(tallies: Mapping[str, Tally]) -> dict[str, object]:
    return {name: tally.to_json() for name, tally in tallies.items()}


def _row(name: str, tally: Tally) -> tuple[str, ...]:
    straight = "" if tally.straight_through is None else f"{tally.straight_through:.2%}"
    reasons = ", ".join(f"{reason} {count}" for reason, count in tally.reasons.most_common(3))
    counts = (tally.applications, tally.due, tally.approved, tally.false_approvals)
    return (name, *(f"{count:,}" for count in counts), straight, reasons)


def _sums(whole: Tally, ratio_zen: float | None) -> Iterator[tuple[str, ...]]:
    said = {
        "false approvals, upper bound at 95 %": f"{whole.upper_bound_95:.2e}",
        "handed over without a reason": f"{whole.unexplained:,}",
        "decisions a second and core": f"{whole.applications / whole.seconds:,.0f}" if whole.seconds else "",
        "times as fast as zen": "" if ratio_zen is None else f"{ratio_zen:.2f}",
    }
    yield from ((name, figure, "", "", "", "", "") for name, figure in said.items())
