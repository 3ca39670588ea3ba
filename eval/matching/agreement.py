"""Whether the table of all companies says of every company and scheme what `schemes.match` says of it alone."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from itertools import cycle
from multiprocessing import get_context
from operator import add
from random import Random
from typing import TYPE_CHECKING, Final

from approval_rules.conditions.columns import table_of
from approval_rules.facts import load_vocabulary
from approval_rules.matching.table import facts_needed, match_table
from approval_rules.schemes import MatchStatus, match
from eval.matching.near_limits import NearLimits
from eval.output import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from approval_rules.schemes import Scheme
    from approval_rules.values import Value

_COMPANIES: Final = 250
"""Of one day in one turn."""
_LEAP_DAY: Final = date(2024, 2, 29)
_SHOWN: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many pairs of a company and a scheme were compared; `different` tells the first that were not the same."""

    pairs: int
    disagreements: int
    statuses: Mapping[MatchStatus, int]
    with_amount: int
    days: tuple[date, ...]
    different: tuple[str, ...]

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            pairs=self.pairs + other.pairs,
            disagreements=self.disagreements + other.disagreements,
            statuses={one: self.statuses[one] + other.statuses[one] for one in MatchStatus},
            with_amount=self.with_amount + other.with_amount,
            days=tuple(sorted({*self.days, *other.days})),
            different=(*self.different, *other.different)[:_SHOWN],
        )


def compare(schemes: Sequence[Scheme], pairs: int, *, seed: int = 0, processes: int = 1) -> Agreement:
    """Compare at least so many pairs, of companies near the limits, on many days."""
    jobs, done = _jobs(schemes, pairs, seed), []
    with Progress("days compared", len(jobs)) as progress:
        for found in _turns(jobs, processes):
            done.append(found)
            progress.done(len(done))
    return reduce(add, done)


def compared(schemes: Sequence[Scheme], companies: Sequence[Mapping[str, Value]], on: date) -> Agreement:
    """Compare each of these companies with each scheme in force on the day."""
    table = table_of(companies, facts_needed(schemes, on), load_vocabulary())
    answers = match_table(schemes, table, on)
    statuses, with_amount, different = Counter[MatchStatus](), 0, []
    for scheme in (one for one in schemes if one.id in answers.columns):
        columns = zip(companies, answers[scheme.id], answers[f"{scheme.id}.amount_cny"], strict=True)
        for facts, status, amount in columns:
            alone = match(scheme, facts, on)
            if alone is None or (alone.status, alone.amount_cny) != (status, amount):
                different.append(
                    f"{scheme.id} on {on}: {alone and (alone.status, alone.amount_cny)}, not {status, amount}"
                )
            statuses[MatchStatus(status)] += 1
            with_amount += amount is not None
    return Agreement(
        pairs=statuses.total(),
        disagreements=len(different),
        statuses={one: statuses[one] for one in MatchStatus},
        with_amount=with_amount,
        days=(on,),
        different=tuple(different[:_SHOWN]),
    )


def days_of(schemes: Sequence[Scheme]) -> tuple[date, ...]:
    """The first and the last day of every version, the days beside them, and a 29 February; those with a scheme."""
    periods = [version.in_force for scheme in schemes for version in scheme.versions]
    ends = [day for period in periods for day in (period.start, period.end) if day is not None]
    days = {_LEAP_DAY, *(day + timedelta(by) for day in ends for by in (-1, 0, 1))}
    return tuple(sorted(day for day in days if any(scheme.version_on(day) for scheme in schemes)))


def _turns(jobs: Sequence[_Job], processes: int) -> Iterator[Agreement]:
    if processes == 1:
        yield from map(_turn, jobs)
        return
    with ProcessPoolExecutor(max_workers=processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_turn, jobs)


def _jobs(schemes: Sequence[Scheme], pairs: int, seed: int) -> list[_Job]:
    days, jobs = days_of(schemes), []
    Random(seed).shuffle(shuffled := list(days))
    for turn, on in enumerate(cycle(shuffled)):
        if pairs <= 0:
            break
        running = tuple(scheme for scheme in schemes if scheme.version_on(on) is not None)
        jobs.append(_Job(schemes=running, on=on, seed=seed * 1_000_003 + turn))
        pairs -= _COMPANIES * len(running)
    return jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    schemes: tuple[Scheme, ...]
    on: date
    seed: int


def _turn(job: _Job) -> Agreement:
    chance, drawn = Random(job.seed), NearLimits(job.schemes, job.on)
    return compared(job.schemes, [drawn.company(chance) for _ in range(_COMPANIES)], job.on)
