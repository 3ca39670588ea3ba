"""How fast zen-engine, OpenFisca and the table say the same of the same companies: in one run, in turns.

A subset of the schemes that all three can say without loss, written for each from the same data, on companies whose
facts are all known: the others have no third truth. Nothing is timed before all answers were held against each other.
Every contestant starts from companies as it takes them, in memory and of its own types: zen from dictionaries,
OpenFisca from arrays, which each turn gives to a new simulation, ours from columns that were made ready.
"""

from __future__ import annotations

import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from approval_rules.facts import load_vocabulary
from approval_rules.matching.ready import made_ready
from approval_rules.matching.table import facts_needed, match_table, matched
from approval_rules.schemes import MatchStatus
from approval_rules.values import ValueType
from eval.matching.companies import made_up
from eval.matching.openfisca_schemes import OpenFisca
from eval.matching.subset import subset
from eval.matching.zen_schemes import Zen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from approval_rules.schemes import Scheme
    from approval_rules.values import Value
    from eval.matching.subset import Said

_FEWER: Final = 3000
"""Companies that zen has in one turn: it takes a while for them."""
_ROUNDS: Final = 5
_EXACT: Final = 1024
_MOST_CNY: Final = 2**33
"""Floats of 32 bits hold multiples of a power of two exactly, so large: what OpenFisca rounds is no disagreement."""
_FIGURE: Final = (MatchStatus.ELIGIBLE.value, MatchStatus.POSSIBLE.value)
_ROUNDED: Final = 0.006
_OF_FLOAT: Final = 1e-6
"""Amounts may differ by half a fen, which only ours rounds to, and by what a float of 32 bits can't tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """Pairs of a company and a scheme that are answered in a second; medians of turns.

    `openfisca_reckoning` leaves out that the companies' arrays are given to a new simulation, and `_cpu` is by time of
    all processors instead of by the clock.
    """

    schemes: tuple[str, ...]
    companies: int
    disagreements: int
    ours: float
    ours_cpu: float
    openfisca: float
    openfisca_cpu: float
    openfisca_reckoning: float
    zen: float

    @property
    def ratio_zen(self) -> float:
        return self.ours / self.zen

    @property
    def ratio_openfisca(self) -> float:
        return self.ours / self.openfisca


def race(schemes: Sequence[Scheme], companies: int, on: date, *, turns: int = 9, seed: int = 0) -> Peers:
    """Compare all answers, then measure so many turns of each."""
    said = subset(schemes, on)
    table = _exact(made_up(facts_needed([one.scheme for one in said], on), companies, on, seed, all_known=True))
    lanes = _Lanes(said, table, on)
    disagreements = lanes.disagreements()
    clock, cpu = lanes.measured(turns)
    pairs, fewer = companies * len(said), min(companies, _FEWER) * len(said)
    return Peers(
        schemes=tuple(one.scheme.id for one in said),
        companies=companies,
        disagreements=disagreements,
        ours=pairs / clock["ours"],
        ours_cpu=pairs / cpu["ours"],
        openfisca=pairs / (clock["given"] + clock["reckoned"]),
        openfisca_cpu=pairs / (cpu["given"] + cpu["reckoned"]),
        openfisca_reckoning=pairs / clock["reckoned"],
        zen=fewer / clock["zen"],
    )


class _Lanes:
    def __init__(self, said: Sequence[Said], table: pl.DataFrame, on: date) -> None:
        self._said, self._table, self._on = said, table, on
        self._schemes = [one.scheme for one in said]
        self._ready = made_ready(table, load_vocabulary())
        self._openfisca = OpenFisca(said, table, on)
        self._zen = Zen(said, _rows(table.head(_FEWER)))

    def disagreements(self) -> int:
        """Pairs of which not all give the same answer; of zen's companies those of zen as well."""
        ours = match_table(self._schemes, self._ready, self._on)
        arrays = self._openfisca.reckon(self._openfisca.simulation())
        zen = self._zen.read(self._zen.reckon())
        different = 0
        for one in self._schemes:
            eligible = ours[one.id].is_in(_FIGURE).to_numpy()
            amounts = ours[f"{one.id}.amount_cny"].cast(pl.Float64).fill_null(0).to_numpy()
            different += _different(eligible, amounts, *arrays[one.id])
            truths, sums = (np.array(column) for column in zip(*zen[one.id], strict=True))
            different += _different(eligible[: len(truths)], amounts[: len(truths)], truths, sums.astype(np.float64))
        return different

    def measured(self, turns: int) -> tuple[Mapping[str, float], Mapping[str, float]]:
        """Median seconds of each, by the clock and of all processors. In a turn each has some rounds in a row."""
        clock, cpu = defaultdict[str, list[float]](list), defaultdict[str, list[float]](list)
        for _ in range(turns):
            for _ in range(_ROUNDS):
                with _timed("ours", clock, cpu):
                    matched(self._schemes, self._ready, self._on)
            for _ in range(_ROUNDS):
                with _timed("given", clock, cpu):
                    simulation = self._openfisca.simulation()
                with _timed("reckoned", clock, cpu):
                    self._openfisca.reckon(simulation)
            with _timed("zen", clock, cpu):
                self._zen.reckon()
        return _medians(clock), _medians(cpu)


@contextmanager
def _timed(name: str, clock: dict[str, list[float]], cpu: dict[str, list[float]]) -> Iterator[None]:
    started, used = time.perf_counter(), time.process_time()
    yield
    cpu[name].append(time.process_time() - used)
    clock[name].append(time.perf_counter() - started)


def _medians(turns: Mapping[str, Sequence[float]]) -> Mapping[str, float]:
    return {name: median(found) for name, found in turns.items()}


def _exact(table: pl.DataFrame) -> pl.DataFrame:
    """The companies with amounts and numbers that a float of 32 bits holds exactly."""
    vocabulary = load_vocabulary()
    kinds = {name: vocabulary[name].type for name in table.columns if name in vocabulary}
    money = [name for name, kind in kinds.items() if kind is ValueType.MONEY_CNY]
    numbers = [name for name, kind in kinds.items() if kind is ValueType.NUMBER]
    return table.select(
        *(
            (pl.col(name).cast(pl.Int64).clip(0, _MOST_CNY) // _EXACT * _EXACT).cast(table.schema[name])
            for name in money
        ),
        *(pl.col(name).cast(pl.Int64).cast(table.schema[name]) for name in numbers),
        *(name for name in kinds if name not in money and name not in numbers),
    )


def _rows(table: pl.DataFrame) -> list[dict[str, Value]]:
    rows = table.iter_rows(named=True)
    return [{name: tuple(one) if isinstance(one, list) else one for name, one in row.items()} for row in rows]


def _different(
    eligible: NDArray[np.bool_], amounts: NDArray[np.float64], truths: NDArray[np.bool_], sums: NDArray[np.floating]
) -> int:
    far = np.abs(amounts - sums) > _ROUNDED + _OF_FLOAT * amounts
    return int(((eligible != truths) | far).sum())
