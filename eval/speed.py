"""How fast twelve rules decide, ours beside zen-engine: in one run, on one core, on the same facts, in turns.

Nothing is timed before all of them gave their truth of every rule on thousands of made-up cases: any difference is
known. Time is that of the processor, of all threads: what else the machine does counts for nobody.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from approval_rules.batch import rule_facts, rules_table
from approval_rules.conditions.columns import table_of
from approval_rules.conditions.language import Truth
from approval_rules.decide import decide
from approval_rules.dossier import dossier
from eval.report import Report
from eval.speed_rules import RULES, case_of, made_up, nearly_in_order, version, zen_context, zen_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import polars as pl

    from approval_rules.conditions.evaluating import Step
    from approval_rules.values import Value

CASES: Final = 10_000
"""In one batch; all of them are compared before anything is timed."""
_FEWEST_TURNS: Final = 3
_SINGLE: Final = 100
_ROUNDS: Final = 5
"""What decides one by one has so many cases in a turn, so often over: a service in use is warm."""
_ZEN_BATCH: Final = 200
"""Requests in one of zen's batches: of 50 to 10,000 it is fastest with so few; ours has all cases in one."""
_TRACE: Final = {"trace": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedFigures:
    """Decisions a second of one core, each with its whole trace; `disagreements` counts rules over all cases."""

    cases: int
    rules: int
    disagreements: int
    zen_decision: float
    zen_engine: float
    zen_batch: float
    scalar: float
    batch_from_dicts: float
    batch_from_columns: float
    decide: float
    decide_and_dossier: float

    @property
    def ratio_zen_batch(self) -> float:
        """Ours from a list of dictionaries, as zen takes them, over zen's batch."""
        return self.batch_from_dicts / self.zen_batch

    @property
    def ratio_zen_single(self) -> float:
        """Ours from columns over the faster of zen's two ways to decide one case."""
        return self.batch_from_columns / max(self.zen_decision, self.zen_engine)


def run(seconds: float = 30.0, *, cases: int = CASES, seed: int = 1) -> SpeedFigures:
    """Compare, then measure in turns for about so long. A figure is the median of a contestant's turns."""
    ours = _Ours(cases, seed)
    zen = _Zen(ours.facts)
    with _one_core():
        disagreements = _disagreements(ours, zen)
        speeds = _in_turns({**zen.turns(), **ours.turns()}, seconds)
    return SpeedFigures(cases=cases, rules=len(RULES), disagreements=disagreements, **speeds)


def report(figures: SpeedFigures) -> Report:
    ratios = {"ratio_zen_batch": figures.ratio_zen_batch, "ratio_zen_single": figures.ratio_zen_single}
    known: dict[str, float] = asdict(figures) | {name: round(ratio, 1) for name, ratio in ratios.items()}
    rows = [[_TITLES[name], f"{value:,.1f}" if name in ratios else f"{value:,.0f}"] for name, value in known.items()]
    return Report(title="Twelve rules with their trace", figures=known, headers=["what", "a second"], rows=rows)


_TITLES: Final = {
    "cases": "cases (their number)",
    "rules": "rules (their number)",
    "disagreements": "rules on which the truths differ (their number)",
    "zen_decision": "zen, one case: ZenDecision.evaluate",
    "zen_engine": "zen, one case: ZenEngine.evaluate by key",
    "zen_batch": "zen, all cases: evaluate_batch",
    "scalar": "ours, one case: twelve conditions",
    "batch_from_dicts": "ours, all cases: from dictionaries",
    "batch_from_columns": "ours, all cases: from columns",
    "decide": "ours, whole decision with the two-source gate",
    "decide_and_dossier": "ours, whole decision and its dossier",
    "ratio_zen_batch": "ours from dictionaries : zen's batch",
    "ratio_zen_single": "ours from columns : zen's faster way for one case",
}


class _Ours:
    """What is ours, ready to be timed: each turn gives how many cases it decided."""

    def __init__(self, cases: int, seed: int) -> None:
        chance = Random(seed)
        self.version = version()
        self.facts = [made_up(chance) for _ in range(cases)]
        self.few = self.facts[:_SINGLE] * _ROUNDS
        self.whole = [case_of(nearly_in_order(chance)) for _ in range(_SINGLE)] * _ROUNDS
        self.table = self._columns()

    def turns(self) -> dict[str, Callable[[], int]]:
        return {
            "scalar": self._scalar,
            "batch_from_dicts": lambda: rules_table(self.version, self._columns()).height,
            "batch_from_columns": lambda: rules_table(self.version, self.table).height,
            "decide": self._decide,
            "decide_and_dossier": self._decide_and_dossier,
        }

    def truths(self) -> list[dict[str, bool]]:
        """Of each case, as the scalar reader gives them."""
        rules = self.version.rules
        return [{rule.id: rule.ask(facts, None, []) is Truth.TRUE for rule in rules} for facts in self.facts]

    def truths_of_table(self) -> list[dict[str, bool]]:
        return rules_table(self.version, self.table).select(rule.id for rule in RULES).to_dicts()

    def _columns(self) -> pl.DataFrame:
        return table_of(self.facts, rule_facts(self.version), self.version.facts)

    def _scalar(self) -> int:
        for facts in self.few:
            steps: list[Step] = []
            for rule in self.version.rules:
                rule.ask(facts, None, steps)
        return len(self.few)

    def _decide(self) -> int:
        for case in self.whole:
            decide(self.version, case)
        return len(self.whole)

    def _decide_and_dossier(self) -> int:
        for case in self.whole:
            dossier(self.version, case, decide(self.version, case))
        return len(self.whole)


class _Zen:
    """The same of zen-engine, with its graph held ready in the engine."""

    def __init__(self, facts: Sequence[Mapping[str, Value]]) -> None:
        from zen import ZenEngine

        self.contexts = [zen_context(one) for one in facts]
        self.few = self.contexts[:_SINGLE] * _ROUNDS
        requests = [{"key": "rules", "context": context} for context in self.contexts]
        self.batches: Any = [requests[at : at + _ZEN_BATCH] for at in range(0, len(requests), _ZEN_BATCH)]
        self.engine: Any = ZenEngine({"loader": {"type": "static", "content": {"rules": zen_graph()}}})
        self.decision: Any = ZenEngine().create_decision(json.dumps(zen_graph()))

    def turns(self) -> dict[str, Callable[[], int]]:
        return {
            "zen_decision": self._decision,
            "zen_engine": self._engine,
            "zen_batch": self._batches,
        }

    def truths(self) -> list[dict[str, bool]]:
        answers = (answer for batch in self.batches for answer in self.engine.evaluate_batch(batch, _TRACE))
        return [{rule.id: answer["data"]["result"][rule.zen_key] for rule in RULES} for answer in answers]

    def _batches(self) -> int:
        return sum(len(self.engine.evaluate_batch(batch, _TRACE)) for batch in self.batches[:10])

    def _decision(self) -> int:
        for context in self.few:
            self.decision.evaluate(context, _TRACE)
        return len(self.few)

    def _engine(self) -> int:
        for context in self.few:
            self.engine.evaluate("rules", context, _TRACE)
        return len(self.few)


def _disagreements(ours: _Ours, zen: _Zen) -> int:
    """On how many rules of how many cases not all give the same truth."""
    answers = zip(ours.truths(), ours.truths_of_table(), zen.truths(), strict=True)
    return sum(not (a[rule.id] is b[rule.id] is c[rule.id]) for a, b, c in answers for rule in RULES)


def _in_turns(turns: Mapping[str, Callable[[], int]], seconds: float) -> dict[str, float]:
    speeds: dict[str, list[float]] = {name: [] for name in turns}
    started, done = time.perf_counter(), 0
    while done < _FEWEST_TURNS or time.perf_counter() - started < seconds:
        for name, turn in turns.items():
            before = time.process_time()
            speeds[name].append(turn() / (time.process_time() - before))
        done += 1
    return {name: median(found) for name, found in speeds.items()}


@contextmanager
def _one_core() -> Iterator[None]:
    """Every thread there is runs on one core inside; where the system can't say so, they run as they did."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    _run_on({max(cores)})
    try:
        yield
    finally:
        _run_on(cores)


def _run_on(cores: set[int]) -> None:
    for thread in Path("/proc/self/task").iterdir():
        with suppress(ProcessLookupError):
            os.sched_setaffinity(int(thread.name), cores)
