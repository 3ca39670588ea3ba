"""Simulations: asked for by staff, gone through all companies batch by batch, kept with what they found."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select, update

from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.tables import simulation
from app.errors import NotFound
from app.simulator.drafting import draft_of, real_changes, version_in_force
from app.simulator.errors import BadDraft
from app.simulator.result import NOTHING, Outcome
from approval_rules.language_words import Both
from approval_rules.schemes import Scheme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Engine, RowMapping

    from app.clock import Clock

MOST_RUNNING: Final = 3
"""Of one asker."""
_SHOWN: Final = 50


class SimulationState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """It ended its process each time it was tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """`scheme` is the scheme as it was then; `outcome` of a running one is that of the companies seen so far."""

    simulation_id: str
    scheme: Scheme
    changes: Mapping[str, str]
    on: date
    asked_by: str
    asked_at: str
    state: SimulationState
    seen_through: str
    companies_seen: int
    outcome: Outcome
    ended_at: str | None

    def draft(self) -> Scheme:
        return draft_of(self.scheme, self.on, self.changes)


def ask(engine: Engine, clock: Clock, asking: str, scheme: Scheme, on: date, wanted: Mapping[str, str]) -> str:
    """Have a draft looked at; returns the simulation's id.

    Args:
        wanted: new figures by place, as `figures_of` names them; those that are as they were change nothing.

    Raises:
        BadDraft: a figure can't be used, nothing differs, or too many of the asker's are running.
    """
    changes = real_changes(scheme, on, wanted)
    alone = scheme.model_copy(update={"versions": [version_in_force(scheme, on)]})
    simulation_id, now, own = f"sim-{secrets.token_hex(8)}", clock.now(), simulation.c
    running = select(func.count()).where(own.asked_by == asking, own.state == SimulationState.RUNNING.value)
    with transaction(engine) as connection:
        audit.append(
            connection, at=now, actor=asking, event="simulation_asked", subject=simulation_id,
            content={"scheme": scheme.id, "on": on.isoformat(), "changes": changes},
        )  # fmt: skip
        if connection.execute(running).scalar_one() >= MOST_RUNNING:
            raise BadDraft(
                Both(
                    f"已有{MOST_RUNNING}个演算正在进行，请等其中一个完成",
                    f"{MOST_RUNNING} of yours are running: wait until one of them is done",
                )
            )
        connection.execute(
            insert(simulation).values(
                simulation_id=simulation_id,
                scheme_id=scheme.id,
                scheme=alone.model_dump_json(by_alias=True),
                changes=json.dumps(changes),
                on_day=on.isoformat(),
                asked_by=asking,
                asked_at=now.isoformat(),
                state=SimulationState.RUNNING.value,
                seen_through="",
                companies_seen=0,
                outcome=json.dumps(NOTHING.to_json()),
            )
        )
    return simulation_id


def find(engine: Engine, simulation_id: str) -> Simulation:
    """Raises NotFound: there is none of that id."""
    with reading(engine) as connection:
        row = (
            connection.execute(select(simulation).where(simulation.c.simulation_id == simulation_id)).mappings().first()
        )
    if row is None:
        raise NotFound(f"没有编号为“{simulation_id[:40]}”的演算")
    return _simulation(row)


def latest(engine: Engine) -> list[Simulation]:
    """The last ones of everybody, the newest first."""
    wanted = select(simulation).order_by(simulation.c.asked_at.desc(), simulation.c.simulation_id).limit(_SHOWN)
    with reading(engine) as connection:
        return [_simulation(row) for row in connection.execute(wanted).mappings()]


def running(engine: Engine) -> Sequence[tuple[str, int]]:
    """Those that are under way, the oldest first, and how many companies each has seen."""
    own = simulation.c
    wanted = select(own.simulation_id, own.companies_seen).where(own.state == SimulationState.RUNNING.value)
    with reading(engine) as connection:
        return [(row.simulation_id, row.companies_seen) for row in connection.execute(wanted.order_by(own.asked_at))]


def advance(engine: Engine, before: Simulation, usccs: Sequence[str], outcome: Outcome) -> bool:
    """Write what a batch of companies brought; False when another process was there before."""
    values = {
        "seen_through": usccs[-1],
        "companies_seen": before.companies_seen + len(usccs),
        "outcome": json.dumps(before.outcome.plus(outcome).to_json()),
    }
    return _move(engine, before, values)


def end(engine: Engine, clock: Clock, before: Simulation, state: SimulationState) -> bool:
    return _move(engine, before, {"state": state.value, "ended_at": clock.now().isoformat()})


def _move(engine: Engine, before: Simulation, values: Mapping[str, object]) -> bool:
    own = simulation.c
    where = (
        own.simulation_id == before.simulation_id,
        own.state == SimulationState.RUNNING.value,
        own.seen_through == before.seen_through,
    )
    with transaction(engine) as connection:
        return connection.execute(update(simulation).where(*where).values(**values)).rowcount == 1


def _simulation(row: RowMapping) -> Simulation:
    return Simulation(
        simulation_id=row["simulation_id"],
        scheme=Scheme.model_validate_json(row["scheme"]),
        changes=json.loads(row["changes"]),
        on=date.fromisoformat(row["on_day"]),
        asked_by=row["asked_by"],
        asked_at=row["asked_at"],
        state=SimulationState(row["state"]),
        seen_through=row["seen_through"],
        companies_seen=row["companies_seen"],
        outcome=Outcome.from_json(json.loads(row["outcome"])),
        ended_at=row["ended_at"],
    )
