"""What every proof of one version needs: two worlds, a search, and the engine to put its examples to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from approval_rules.items import Outcome
from approval_rules.proving.gate import Decide, Gate, gate_of
from approval_rules.proving.model import Model, World
from approval_rules.proving.results import Standing
from approval_rules.proving.search import Example, Search

if TYPE_CHECKING:
    from approval_rules.calendar import Calendar
    from approval_rules.items import ItemVersion
    from approval_rules.language_words import Both


@dataclass(slots=True, kw_only=True)
class Subject:
    """One version, switched on whatever it says, and the engine that decides it."""

    version: ItemVersion
    decide: Decide
    calendar: Calendar | None
    timeout_s: float
    gate: Gate = field(init=False)
    world: World = field(init=False)
    search: Search = field(init=False)

    def __post_init__(self) -> None:
        self.version = self.version.as_if_unattended()
        self.gate = gate_of(self.version, self.decide)
        model = Model(version=self.version, gate=self.gate, calendar=self.calendar)
        self.world = World(model, "")
        self.search = Search(model=model, worlds=[self.world], timeout_s=self.timeout_s)

    def approves(self, example: Example) -> bool:
        return self.decide(self.version, example.case).outcome is Outcome.APPROVE


@dataclass(frozen=True, slots=True)
class Finding:
    """How one property stands, and why."""

    standing: Standing
    because: tuple[Both, ...] = ()

    @classmethod
    def of(cls, refuted: list[Both], open_: list[Both]) -> Finding:
        """One case against it refutes it, whatever else is open."""
        if refuted:
            return cls(Standing.REFUTED, tuple(dict.fromkeys(refuted)))
        return cls(Standing.NOT_PROVED, tuple(dict.fromkeys(open_))) if open_ else cls(Standing.PROVED)
