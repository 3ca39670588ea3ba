"""Asks a solver, and turns what it finds into cases that the engine decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import z3

from approval_rules.conditions.verifying.making import Maker
from approval_rules.conditions.verifying.making_texts import NoSuchText
from approval_rules.conditions.verifying.values import Named
from approval_rules.decide import CaseFacts, Presented, Problem, ProblemCode
from approval_rules.evidence import Support
from approval_rules.proving.model import RECEIVED_ON, SUPPORTS, World, wording
from approval_rules.proving.stating import Stated, readings, reworded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from approval_rules.evidence import Reading
    from approval_rules.proving.model import Model
    from approval_rules.values import Value


class Found(StrEnum):
    """What a search ends with: cases, the certainty that there are none, or neither."""

    CASES = "cases"
    NONE = "none"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One case as a world has it. `values` are those of all facts, `supports` say which of them it knows, and how."""

    case: CaseFacts
    values: Mapping[str, Value]
    supports: Mapping[str, Support]


_TRIES: Final = 25
_MOST_MS: Final = 2**31 - 1


@dataclass(slots=True, kw_only=True)
class Search:
    """Questions about the worlds of one model; each may take `timeout_s` seconds and is open after that."""

    model: Model
    worlds: Sequence[World]
    timeout_s: float
    _solver: z3.Solver = field(init=False)
    _axioms: int = 0
    """How many of the model's axioms the solver has; reading one more condition adds to them."""

    def __post_init__(self) -> None:
        self._solver = z3.Solver()
        self._solver.set("timeout", min(int(self.timeout_s * 1000), _MOST_MS))
        self._solver.set("random_seed", 0)
        for world in self.worlds:
            self._solver.add(*world.given)

    def add(self, *terms: z3.BoolRef) -> None:
        self._solver.add(*terms)

    def whether(self, *terms: z3.BoolRef) -> Found:
        """Whether some case is so. NONE is certain; CASES may be no more than the model's coarseness."""
        self._take_axioms()
        return self._check(*terms)

    def reasons(self, names: Mapping[str, z3.BoolRef], *terms: z3.BoolRef) -> list[str] | None:
        """A smallest choice of the named terms that no case fulfils together with the others; None if it is open."""
        kept = dict(names)
        if self.whether(*kept.values(), *terms) is not Found.NONE:
            return None
        for name in names:
            rest = [term for other, term in kept.items() if other != name]
            if self.whether(*rest, *terms) is Found.NONE:
                del kept[name]
        return list(kept)

    def examples(self, *terms: z3.BoolRef) -> list[Example] | None:
        """A case of each world that is so, such as people meet where there is one; None if none was found."""
        linked = list(self.model.scope.records.linked())
        self._take_axioms()
        self._solver.push()
        self._solver.add(*terms, *linked)
        supported = [one for world in self.worlds for one in world.usual]
        common = self.model.scope.values.common
        try:
            return self._examples([*supported, *common]) or self._examples(supported) or self._examples([])
        finally:
            self._solver.pop()

    def _examples(self, usual: Sequence[z3.BoolRef]) -> list[Example] | None:
        """Within what is usual. A text that can't be made is not sought again."""
        self._solver.push()
        self._solver.add(*usual)
        denied: list[z3.BoolRef] = []
        made = None
        while made is None and len(denied) < _TRIES and self._check() is Found.CASES:
            try:
                made = self._made(self._solver.model())
            except NoSuchText as error:
                denied.append(error.clause)
                self._solver.add(error.clause)
        self._solver.pop()
        self._solver.add(*denied)
        return made

    def _check(self, *terms: z3.BoolRef) -> Found:
        return _ANSWERS[str(self._solver.check(*terms))]

    def _take_axioms(self) -> None:
        self._solver.add(*self.model.axioms[self._axioms :])
        self._axioms = len(self.model.axioms)

    def _made(self, chosen: z3.ModelRef) -> list[Example]:
        maker = Maker(self.model.scope, chosen)
        facts = self.model.version.facts
        values = {fact: maker.value(Named(fact, spec)) for fact, spec in facts.items()}
        values |= {wording(fact): maker.value(Named(wording(fact), facts[fact])) for fact in self.model.reworded}
        return [_Making(world, chosen, values).example() for world in self.worlds]


_ANSWERS: Final = {"sat": Found.CASES, "unsat": Found.NONE, "unknown": Found.OPEN}


@dataclass(frozen=True, slots=True)
class _Making:
    """The case that one world is in one model of the solver."""

    world: World
    chosen: z3.ModelRef
    values: Mapping[str, Value]

    def example(self) -> Example:
        version = self.world.model.version
        supports = {fact: self._support(fact) for fact in version.facts}
        on = received_on(self.world.model, self.values, supports)
        case = CaseFacts(
            received_on=on,
            presented=tuple(self._presented()),
            readings=tuple(one for fact in version.facts for one in self._readings(fact, supports[fact], on)),
            problems=tuple(
                Problem(code=code, message="样例") for code in ProblemCode if self._holds(self.world.problem(code))
            ),
            calendar=self.world.model.calendar,
        )
        return Example(case=case, values=self.values, supports=supports)

    def _support(self, fact: str) -> Support:
        return SUPPORTS[int(self.chosen.eval(self.world.support(fact), model_completion=True).as_long())]

    def _readings(self, fact: str, support: Support, on: date) -> tuple[Reading, ...]:
        second = self.values.get(wording(fact)) if self._holds(self.world.is_reworded(fact)) else None
        return said(self.world.model, fact, support, (self.values[fact], second), on)

    def _presented(self) -> list[Presented]:
        shown = []
        for material in self.world.model.version.materials:
            uploads = ("proof",) if self._holds(self.world.has_upload(material)) else ()
            problem = "样例" if self._holds(self.world.has_fault(material)) else ""
            shown.append(Presented(material=material.id, uploads=uploads, problem=problem))
        return shown

    def _holds(self, term: z3.BoolRef) -> bool:
        return bool(z3.is_true(self.chosen.eval(term, model_completion=True)))


def received_on(model: Model, values: Mapping[str, Value], supports: Mapping[str, Support]) -> date:
    """The day on which the case came in: the fact that says so, where it is known."""
    on = values.get(RECEIVED_ON)
    is_known = supports.get(RECEIVED_ON) is Support.AGREED
    return on if is_known and not isinstance(on, str) else model.version.in_force.start  # type: ignore[return-value]


def said(
    model: Model, fact: str, support: Support, values: tuple[Value, Value | None], on: date
) -> tuple[Reading, ...]:
    """The readings of a fact with that support; with a second value, its sources differ in wording."""
    stated = Stated(version=model.version, fact=fact, value=values[0], on=on)
    if values[1] is not None and support is Support.AGREED:
        return reworded(stated, (values[0], values[1]))
    return readings(stated, support) or ()
