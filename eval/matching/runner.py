"""`python -m eval matching`: every scheme over very many companies, agreed on, timed, and beside two other engines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.errors import BadInput
from eval.matching.agreement import Agreement, compare, days_of
from eval.matching.combinations import Combinations, measure
from eval.matching.growth import Run, matched_all
from eval.matching.peers import Peers, race
from eval.output import check_writable
from eval.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from approval_rules.schemes import Scheme

_IN_A_RACE: Final = 300_000
"""Companies at most; more make every contestant slower alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How much is measured.

    Attributes:
        pairs: of a company and a scheme, to be compared with the answer for one company.
        graphs: of schemes that exclude each other, to be compared with trying every subset.
        growth: other numbers of companies to run over.
    """

    companies: int
    pairs: int = 1_000_000
    graphs: int = 10_000
    growth: tuple[int, ...] = (3_000, 30_000, 300_000, 3_000_000)


def run(
    size: Size,
    *,
    schemes: Sequence[Scheme],
    seed: int = 0,
    run_out: Path | None = None,
    processes: int = 1,
    tell: Callable[[str], None] = lambda _line: None,
) -> Report:
    """Measure on the day on which most schemes are in force.

    Args:
        run_out: where the answers to all companies are kept, if anywhere; nothing may be there yet.
        processes: how many compare side by side; what is timed runs alone.

    Raises:
        BadInput: `run_out` can't be written, or there is something.
    """
    _require_free(run_out)
    on = busiest_day(schemes)
    agreement = compare(schemes, size.pairs, seed=seed, processes=processes)
    tell(f"{agreement.pairs:,} pairs compared, {agreement.disagreements} disagree")
    whole = matched_all(size.companies, on, seed, run_out)
    runs = [whole]
    for count in size.growth:
        if count != size.companies:
            runs.append(matched_all(count, on, seed))
        tell(f"{runs[-1].companies:,} companies: {runs[-1].seconds:.1f} s, {runs[-1].peak_mb:,} MB")
    peers = race(schemes, min(size.companies, _IN_A_RACE), on, seed=seed)
    tell(f"{peers.ratio_zen:,.0f} times zen, {peers.ratio_openfisca:.2f} times OpenFisca")
    return report(on, sorted(runs, key=_companies), whole, agreement, peers, measure(size.graphs, seed))


def busiest_day(schemes: Sequence[Scheme]) -> date:
    """The last of the days on which most schemes are in force."""
    return max(days_of(schemes), key=lambda day: (sum(one.version_on(day) is not None for one in schemes), day))


def report(
    on: date, runs: Sequence[Run], whole: Run, agreement: Agreement, peers: Peers, combinations: Combinations
) -> Report:
    """`whole` is the one of `runs` that was asked for."""
    return Report(
        title=f"matching: every scheme in force on {on} over made-up companies",
        figures={
            "companies": whole.companies,
            "schemes": whole.schemes,
            "on": on.isoformat(),
            "seconds": round(whole.seconds, 2),
            "peak_mb": whole.peak_mb,
            "growth": [_of_run(one) for one in runs],
            "pairs": agreement.pairs,
            "days": len(agreement.days),
            "statuses": {one.value: count for one, count in agreement.statuses.items()},
            "with_amount": agreement.with_amount,
            "disagreements": agreement.disagreements + peers.disagreements,
            "different": list(agreement.different),
            "ratio_zen": round(peers.ratio_zen, 1),
            "ratio_openfisca": round(peers.ratio_openfisca, 2),
            "peers": {
                "schemes": list(peers.schemes),
                "companies": peers.companies,
                "disagreements": peers.disagreements,
                "pairs_per_s": {name: round(speed) for name, speed in _speeds(peers).items()},
            },
            "combinations": {
                "graphs": combinations.graphs,
                "different": combinations.different,
                "ms_100": {f"{density:.0%}": ms for density, ms in combinations.ms.items()},
                "slowest_ms_100": combinations.slowest_ms,
            },
        },
        headers=("what", "figure"),
        rows=[
            ("schemes in force", f"{whole.schemes}"),
            *((f"match-all, {one.companies:,} companies", f"{one.seconds:,.1f} s, {one.peak_mb:,} MB") for one in runs),
            *_of_agreement(agreement, peers),
            *_of_peers(peers),
            *_of_combinations(combinations),
        ],
    )


def _of_run(one: Run) -> dict[str, float]:
    return {
        "companies": one.companies,
        "seconds": round(one.seconds, 2),
        "peak_mb": one.peak_mb,
        "answers": one.answers,
        "written_mb": round(one.written_mb, 1),
    }


def _speeds(peers: Peers) -> dict[str, float]:
    return {
        "ours": peers.ours,
        "openfisca": peers.openfisca,
        "openfisca, arrays given before": peers.openfisca_reckoning,
        "zen batch": peers.zen,
        "ours, by processor time": peers.ours_cpu,
        "openfisca, by processor time": peers.openfisca_cpu,
    }


def _of_agreement(agreement: Agreement, peers: Peers) -> Iterator[tuple[str, str]]:
    yield "pairs compared with the answer for one", f"{agreement.pairs:,} on {len(agreement.days)} days"
    yield "disagreements", f"{agreement.disagreements + peers.disagreements}"


def _of_peers(peers: Peers) -> Iterator[tuple[str, str]]:
    yield f"race of {len(peers.schemes)} schemes", f"{peers.companies:,} companies"
    for name, speed in _speeds(peers).items():
        yield f"pairs a second, {name}", f"{speed:,.0f}"
    yield "ours : zen batch", f"{peers.ratio_zen:,.1f}"
    yield "ours : openfisca", f"{peers.ratio_openfisca:,.2f}"


def _of_combinations(combinations: Combinations) -> Iterator[tuple[str, str]]:
    yield "combinations other than by trying all", f"{combinations.different} of {combinations.graphs:,}"
    for density, ms in combinations.ms.items():
        yield f"best of 100 schemes, {density:.0%} of pairs exclude each other", f"{ms:,.1f} ms"


def _companies(one: Run) -> int:
    return one.companies


def _require_free(run_out: Path | None) -> None:
    if run_out is not None and run_out.exists():
        raise BadInput(f"{run_out} exists; give the name of a new file")
    if run_out is not None:
        check_writable(run_out)
        run_out.unlink()
