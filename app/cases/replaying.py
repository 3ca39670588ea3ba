"""Decides stored cases again, each from its own dossier, and compares the bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.cases.service import all_dossiers
from app.db.engine import reading
from app.db.tables import case, decision
from approval_rules.dossier import dossier_sha256
from approval_rules.errors import RulesError
from approval_rules.replay import replayed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

    from app.cases.service import StoredDecision

SHOWN = 20
_STEP = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """How many decisions came out as stored; of the others, case number and reason of the first ones.

    `erased` are not among the decisions: what they were decided from is gone.
    """

    decisions: int
    identical: int
    erased: int
    differing: tuple[tuple[str, str], ...]

    @property
    def different(self) -> int:
        return self.decisions - self.identical


def replay_all(engine: Engine, progress: Callable[[int, int], None] = lambda _done, _all: None) -> Replayed:
    """Decide every stored case again.

    Args:
        progress: told how many are done, and of how many.
    """
    with reading(engine) as connection:
        counted = select(func.count(), func.count(case.c.erased_at)).select_from(decision.join(case))
        stored_in_all, erased = connection.execute(counted).one()
    everything = stored_in_all - erased
    done, differing = 0, []
    for stored in all_dossiers(engine):
        done += 1
        difference = difference_of(stored)
        if difference:
            differing.append((stored.case_no, difference))
        if done % _STEP == 0 or done == everything:
            progress(done, everything)
    return Replayed(decisions=done, identical=done - len(differing), erased=erased, differing=tuple(differing[:SHOWN]))


def difference_of(stored: StoredDecision) -> str:
    """In what deciding it again differs from what is stored; empty when in nothing."""
    if dossier_sha256(stored.dossier) != stored.dossier_sha256:
        return "the dossier is not the one that was hashed"
    try:
        again = replayed(stored.dossier)
    except RulesError as error:
        return str(error)
    if again != stored.dossier:
        return f"deciding it again gives sha256:{dossier_sha256(again)}"
    if json.loads(again)["verdict"]["outcome"] != stored.outcome:
        return f"{stored.outcome} was acted on, and the dossier says otherwise"
    return ""
