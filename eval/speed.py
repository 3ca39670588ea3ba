"""How fast twelve rules decide, ours beside zen-engine: in one run, on one core, on the same facts, in turns.

Nothing is timed before both gave the same truth of every rule on some thousand made-up cases.
"""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING, Final

from approval_rules.conditions.evaluating import evaluator
from approval_rules.conditions.language import Truth
from approval_rules.decide import decide
from approval_rules.dossier import dossier
from eval.report import Report
from eval.speed_rules import RULES, case_of, in_order, made_up, version, zen_context, zen_graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from approval_rules.conditions.evaluating import Step
    from approval_rules.items import ItemVersion
    from approval_rules.values import Value

CASES: Final = 5_000
"""In one batch, and compared before anything is timed."""
_TURNS: Final = 7
"""Each contestant's turns; its figure is their median, so that a busy machine does not decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedFigures:
    """Decisions a second, each with the trace of every rule, and the two ratios that are promised.

    `ratio_zen_batch` is the slower of ours (rows given as dictionaries) over zen's batch; `ratio_zen_single` is our
    table, as columns, over the faster of zen's two ways to decide one case. `disagreements` counts rules on cases.
    """

    disagreements: int
    zen_single_decision: float
    zen_single_engine: float
    zen_batch: float
    scalar: float
    batch_from_dicts: float
    batch_from_columns: float
    decide: float
    decide_and_dossier: float

    @property
    def ratio_zen_batch(self) -> float:
        return self.batch_from_dicts / self.zen_batch

    @property
    def ratio_zen_single(self) -> float:
        return self.batch_from_columns / max(self.zen_single_decision, self.zen_single_engine)
