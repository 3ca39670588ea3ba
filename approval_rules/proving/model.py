"""One version as a solver sees it: every way in which a case may be known, and when it is approved.

A world is one such case. Two worlds share the values of facts and may know different ones of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Final

import z3

from approval_rules.amounts import Take, facts_of
from approval_rules.conditions.language import Truth, facts_read
from approval_rules.conditions.verifying.reading import read, scope_of
from approval_rules.conditions.verifying.terms import ALWAYS, NOWHERE, Terms
from approval_rules.conditions.verifying.values import Named
from approval_rules.decide import ProblemCode
from approval_rules.evidence import Support
from approval_rules.items import RequiredWhen
from approval_rules.proving.gate import HANDED
from approval_rules.texts import Normalisation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from approval_rules.amounts import AmountSpec, Row
    from approval_rules.calendar import Calendar
    from approval_rules.conditions.language import Condition
    from approval_rules.conditions.verifying.scopes import Scope
    from approval_rules.items import ItemVersion, Material
    from approval_rules.proving.gate import Gate, Handed

SUPPORTS: Final = tuple(Support)
RECEIVED_ON: Final = "application.received_on"


@dataclass(slots=True, kw_only=True)
class Model:
    """A version, switched on, with what its engine lets pass, and the values that all its worlds share."""

    version: ItemVersion
    gate: Gate
    calendar: Calendar | None
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.scope = scope_of(self.version.facts, lambda _fact: NOWHERE, self.calendar)

    @property
    def axioms(self) -> list[z3.BoolRef]:
        return self.scope.values.axioms

    @property
    def reworded(self) -> tuple[str, ...]:
        """The facts of which sources may give several wordings. Two stand for any number: all have to agree."""
        return tuple(fact for fact in self.version.decisive_facts if self.version.facts[fact].agree_on_answer)

    def in_force(self) -> z3.BoolRef:
        """That the day of receipt lies in the version's period."""
        day = self.scope.values.day(Named(RECEIVED_ON, self.version.facts[RECEIVED_ON]))
        period = self.version.in_force
        end = ALWAYS if period.end is None else day <= period.end.toordinal()
        return z3.And(day >= period.start.toordinal(), end)


def wording(fact: str) -> str:
    """What the second wording of a fact is called."""
    return f"{fact}, reworded"


@dataclass(slots=True)
class World:
    """One case. What is asked of it is a term; `given` holds of every case.

    `approves` is made of `checks`: by the name that a check has in a verdict, that it stands in nobody's way.
    """

    model: Model
    label: str
    given: list[z3.BoolRef] = field(default_factory=list)
    rules: dict[str, Terms] = field(default_factory=dict)
    checks: dict[str, z3.BoolRef] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._give()
        gate, version = self.model.gate, self.model.version
        for fact in version.facts:
            states = [self.has(fact, support) for support in gate.states(fact) if gate.passes[fact, support]]
            self.checks[f"evidence.{fact}"] = z3.Or(states)
        for rule in version.rules:
            terms = self.rules[rule.id] = self.answer(rule.condition)
            passing = [terms.having(truth) for truth in Truth if gate.rules[rule.id, truth]]
            self.checks[rule.id] = z3.Or(passing)
        for code in ProblemCode:
            self.checks[f"problem.{code}"] = ALWAYS if gate.problems[code] else z3.Not(self.problem(code))
        for material in version.materials:
            self.checks[f"material.{material.id}"] = z3.Or(list(self._taken(material)))
        self.checks["amount.known"] = ALWAYS if gate.unknown_amount else self.amount_is_known

    @property
    def approves(self) -> z3.BoolRef:
        return z3.And(list(self.checks.values()))

    @property
    def usual(self) -> list[z3.BoolRef]:
        """What is so of the cases that people meet: facts are well supported, in one wording, and all is handed in."""
        version = self.model.version
        supported = [self.has(fact, Support.AGREED) for fact in version.facts]
        handed = [self.is_handed(material, (True, False)) for material in version.materials]
        return [*supported, *handed, *(z3.Not(self.is_reworded(fact)) for fact in self.model.reworded)]

    def support(self, fact: str) -> z3.ArithRef:
        return z3.Int(f"{self.label} support {fact}")

    def has(self, fact: str, *supports: Support) -> z3.BoolRef:
        return z3.Or([self.support(fact) == SUPPORTS.index(one) for one in supports])

    def is_reworded(self, fact: str) -> z3.BoolRef:
        return z3.Bool(f"{self.label} reworded {fact}") if fact in self.model.reworded else NOWHERE

    def problem(self, code: ProblemCode) -> z3.BoolRef:
        return z3.Bool(f"{self.label} problem {code}")

    def has_upload(self, material: Material) -> z3.BoolRef:
        return z3.Bool(f"{self.label} upload {material.id}")

    def has_fault(self, material: Material) -> z3.BoolRef:
        return z3.Bool(f"{self.label} fault {material.id}")

    def is_handed(self, material: Material, handed: Handed) -> z3.BoolRef:
        return z3.And(self.has_upload(material) == handed[0], self.has_fault(material) == handed[1])

    def hangs_on(self, material: Material) -> Terms:
        """The truth of what the material hangs on."""
        if isinstance(material.required, RequiredWhen):
            return self.answer(material.required.when.condition)
        return Terms(ALWAYS, NOWHERE) if material.required == "always" else Terms(NOWHERE, ALWAYS)

    def knows(self, fact: str) -> z3.BoolRef:
        gate = self.model.gate
        return z3.Or([self.has(fact, one) for one in gate.states(fact) if gate.usable[fact, one]])

    @property
    def scope(self) -> Scope:
        return replace(self.model.scope, known=self.knows, world=self.label)

    def answer(self, condition: Condition) -> Terms:
        """The truth that every supported wording gives."""
        several = [fact for fact in self.model.reworded if fact in facts_read(condition)]
        true, false = [], []
        for chosen in product((False, True), repeat=len(several)):
            second = [fact for fact, is_second in zip(several, chosen, strict=True) if is_second]
            there = z3.And([self.is_reworded(fact) for fact in second])
            terms = read(condition, self.scope.worded({fact: wording(fact) for fact in second}))
            true.append(z3.Implies(there, terms.true))
            false.append(z3.Implies(there, terms.false))
        return Terms(z3.And(true), z3.And(false))

    @property
    def amount_is_known(self) -> z3.BoolRef:
        spec = self.model.version.amount
        return ALWAYS if spec is None else z3.Or(list(self.paying(spec)) or [NOWHERE])

    def paying(self, spec: AmountSpec) -> Iterator[z3.BoolRef]:
        """The ways in which a table comes to a figure: of the first row that fits by row, of all rows one."""
        conditions = [self._of_row(row) for row in spec.rows]
        bases = [self._base_is_known(row) for row in spec.rows]
        if spec.take is Take.FIRST:
            for place, terms in enumerate(conditions):
                yield z3.And([*(one.false for one in conditions[:place]), terms.true, bases[place]])
            return
        settled = [z3.Or(one.false, z3.And(one.true, base)) for one, base in zip(conditions, bases, strict=True)]
        yield z3.And([*settled, z3.Or([one.true for one in conditions])])

    def reaching(self, spec: AmountSpec) -> Iterator[z3.BoolRef]:
        """Of every row, that it is one that pays."""
        conditions = [self._of_row(row) for row in spec.rows]
        for place, terms in enumerate(conditions):
            before = [one.false for one in conditions[:place]] if spec.take is Take.FIRST else []
            yield z3.And([*before, terms.true])

    def _of_row(self, row: Row) -> Terms:
        return Terms(ALWAYS, NOWHERE) if row.condition is None else read(row.condition, self._scope_of_amount)

    def _base_is_known(self, row: Row) -> z3.BoolRef:
        scope = self._scope_of_amount
        if row.counted is None:
            return z3.And([ALWAYS, *map(scope.knows, row.names)])
        fact, where = row.counted.fact, row.counted.where
        if where is None:
            return scope.knows(fact)
        return z3.And(scope.knows(fact), scope.records.count(fact, where, scope).unknown == 0)

    @property
    def _scope_of_amount(self) -> Scope:
        """As the amount is reckoned: by the facts of one wording alone."""
        spec = self.model.version.amount
        if spec is None or not facts_of(spec) & set(self.model.reworded):
            return self.scope
        return replace(
            self.scope,
            known=lambda fact: z3.And(self.knows(fact), z3.Not(self.is_reworded(fact))),
            world=f"{self.label} amount",
        )

    def _taken(self, material: Material) -> Iterator[z3.BoolRef]:
        terms = self.hangs_on(material)
        for handed in HANDED:
            for truth in Truth:
                if self.model.gate.materials[material.id, handed, truth]:
                    yield z3.And(self.is_handed(material, handed), terms.having(truth))

    def _give(self) -> None:
        for fact in self.model.version.facts:
            self.given.append(self.has(fact, *self.model.gate.states(fact)))
        texts = self.model.scope.values.texts
        for fact in self.model.reworded:
            spec = self.model.version.facts[fact]
            first, second = (self.model.scope.values.text(Named(name, spec)) for name in (fact, wording(fact)))
            same = texts.are_same(first, second, Normalisation.PRINTED)
            self.given.append(z3.Implies(self.is_reworded(fact), z3.Not(same)))


def knows_less(less: World, more: World, *, among: Collection[str]) -> list[z3.BoolRef]:
    """That the first world is the second one with some of these facts taken away: stated by nobody, or not readable."""
    version = more.model.version
    terms = []
    for fact in version.facts:
        same = less.support(fact) == more.support(fact)
        taken = z3.And(more.has(fact, Support.AGREED), less.has(fact, Support.MISSING, Support.UNREAD))
        terms += [z3.Or(same, taken) if fact in among else same, less.is_reworded(fact) == more.is_reworded(fact)]
    for material in version.materials:
        terms.append(less.has_upload(material) == more.has_upload(material))
        terms.append(less.has_fault(material) == more.has_fault(material))
    return [*terms, *(less.problem(code) == more.problem(code) for code in ProblemCode)]
