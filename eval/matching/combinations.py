"""Whether the best combination of schemes is what trying every subset finds, and how long it takes among a hundred."""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

from approval_rules.matching.combining import Cap, best_combination

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_MOST: Final = 12
"""Schemes of which every subset is tried."""
_MANY: Final = 100
_DENSITIES: Final = (0.02, 0.05, 0.1, 0.3, 0.6)
"""Shares of the pairs of a hundred schemes that exclude each other; those of corpora/schemes are under the first."""
_GRAPHS_EACH: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Combinations:
    """`ms` are the medians for a hundred schemes by the share of pairs that exclude each other; `slowest_ms` of all."""

    graphs: int
    different: int
    ms: Mapping[float, float]
    slowest_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """Caps lie within each other or apart, so that what they let through needs no search."""

    candidates: Mapping[str, Decimal]
    exclusions: Sequence[tuple[str, str]]
    caps: Sequence[Cap]


def measure(graphs: int, seed: int = 0) -> Combinations:
    """Compare on so many random graphs, and take the time on hundreds."""
    chance = Random(seed)
    cases = [_case(chance, chance.randint(1, _MOST), chance.choice((0.1, 0.3, 0.6))) for _ in range(graphs)]
    different = sum(_total(case) != _best_by_trying(case) for case in cases)
    times = {density: _times(chance, density) for density in _DENSITIES}
    return Combinations(
        graphs=graphs,
        different=different,
        ms={density: round(median(found), 2) for density, found in times.items()},
        slowest_ms=round(max(max(found) for found in times.values()), 2),
    )


def _total(case: _Case) -> int:
    """In fen, of an answer whose schemes don't exclude each other and whose parts are what they add up to."""
    best = best_combination(case.candidates, case.exclusions, case.caps)
    excluded = any({one, other} <= set(best.chosen) for one, other in case.exclusions)
    adds_up = sum(best.paid_cny.values()) == best.total_cny
    return int(best.total_cny * 100) if adds_up and not excluded else -1


def _times(chance: Random, density: float) -> list[float]:
    found = []
    for _ in range(_GRAPHS_EACH):
        case = _case(chance, _MANY, density)
        started = time.perf_counter()
        best_combination(case.candidates, case.exclusions, case.caps)
        found.append((time.perf_counter() - started) * 1000)
    return found


def _case(chance: Random, schemes: int, density: float) -> _Case:
    ids = [f"s{number:02}" for number in range(schemes)]
    candidates = {one: Decimal(chance.randint(0, 10 ** chance.randint(1, 9))) / 100 for one in ids}
    exclusions = [pair for pair in combinations(ids, 2) if chance.random() < density]
    return _Case(candidates=candidates, exclusions=exclusions, caps=_caps(chance, ids))


def _caps(chance: Random, ids: Sequence[str]) -> list[Cap]:
    caps, members = [], chance.sample(ids, chance.randint(0, min(len(ids), _MOST)))
    while len(members) > 1:
        caps.append(Cap(members=frozenset(members), cap=Decimal(chance.randint(1, 10**7)) / 100))
        members = members[: chance.randint(0, len(members) - 1)]
    return caps


def _best_by_trying(case: _Case) -> int:
    """In fen, of all subsets at once: bit by bit of their numbers."""
    ids = list(case.candidates)
    subsets = np.arange(2 ** len(ids), dtype=np.int64)
    has = {one: (subsets >> place & 1).astype(np.int64) for place, one in enumerate(ids)}
    allowed = np.ones(len(subsets), dtype=np.bool_)
    for one, other in case.exclusions:
        allowed &= (has[one] & has[other]) == 0
    return int(_paid(case, has)[allowed].max())


def _paid(case: _Case, has: Mapping[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    """What each subset pays: the innermost cap holds its members first, the next one the rest and what came through."""
    fen = {one: int(amount * 100) for one, amount in case.candidates.items()}
    through, inside = np.zeros_like(next(iter(has.values()))), frozenset[str]()
    for cap in sorted(case.caps, key=lambda one: len(one.members)):
        through = through + sum(has[one] * fen[one] for one in cap.members - inside)
        through, inside = np.minimum(through, int(cap.cap * 100)), cap.members
    return through + sum((has[one] * fen[one] for one in has if one not in inside), np.zeros_like(through))
