"""What the engine lets pass, asked of the engine itself: one question for every state that one thing may be in.

A model of an item is only as good as its idea of the engine. So that idea is no second writing of it: whether a stale
fact passes, whether an unknown rule does, is read off by deciding a version cut down to that one thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Final, TypeAlias

from approval_rules.amounts import AmountSpec
from approval_rules.conditions.language import (
    AllOf,
    AnyOf,
    Condition,
    Counted,
    Not,
    Operator,
    Sentence,
    Truth,
)
from approval_rules.conditions.parsing import Stated as Written
from approval_rules.conditions.verifying.samples import sample
from approval_rules.decide import CaseFacts, Presented, Problem, ProblemCode
from approval_rules.evidence import Support
from approval_rules.items import Automation, ItemVersion, Material, Outcome, RequiredWhen, Rule
from approval_rules.proving.stating import Stated, readings
from approval_rules.values import DATES, NUMBERS, Value, ValueType
from approval_rules.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from approval_rules.evidence import Reading

Decide: TypeAlias = Callable[[ItemVersion, CaseFacts], Verdict]

TRUE: Final[Condition] = AllOf(())
FALSE: Final[Condition] = AnyOf(())

Handed: TypeAlias = tuple[bool, bool]
"""Of a material: whether there is an upload, and whether it has a problem."""
HANDED: Final[tuple[Handed, ...]] = ((False, False), (False, True), (True, False), (True, True))


@dataclass(slots=True, kw_only=True)
class Gate:
    """The engine's answers for one version.

    Attributes:
        usable: the states of a fact in which its value counts: a rule that it fulfils passes, one that it breaks does
            not. Asked only where the state passes.
        materials: by material, what was handed in, and the truth of the condition on which the material hangs.
    """

    passes: dict[tuple[str, Support], bool] = field(default_factory=dict)
    usable: dict[tuple[str, Support], bool] = field(default_factory=dict)
    rules: dict[tuple[str, Truth], bool] = field(default_factory=dict)
    problems: dict[ProblemCode, bool] = field(default_factory=dict)
    materials: dict[tuple[str, Handed, Truth], bool] = field(default_factory=dict)
    switches: dict[Automation, bool] = field(default_factory=dict)
    unknown_amount: bool = False

    def states(self, fact: str) -> list[Support]:
        """The supports that a fact of its kind may have."""
        return [support for name, support in self.passes if name == fact]


def gate_of(version: ItemVersion, decide: Decide) -> Gate:
    trial = _Trial(version, decide)
    gate = Gate(unknown_amount=trial.approves(amount=_NO_AMOUNT))
    for fact in version.facts:
        _ask_fact(trial, gate, fact)
    for rule, truth in product(version.rules, Truth):
        gate.rules[rule.id, truth] = trial.approves(rules=[trial.rule(rule, truth)])
    for code in ProblemCode:
        gate.problems[code] = trial.approves(problems=(Problem(code=code, message="样例"),))
    for material, handed, truth in product(version.materials, HANDED, Truth):
        gate.materials[material.id, handed, truth] = trial.takes(material, handed, truth)
    for automation in Automation:
        gate.switches[automation] = trial.approves(automation=automation)
    return gate


_NO_AMOUNT: Final = AmountSpec.model_construct(basis=["proof#none"], rows=[])
"""A table that never gives a figure."""


def _ask_fact(trial: _Trial, gate: Gate, fact: str) -> None:
    version = trial.version
    value = sample(version.facts[fact], 1)
    stated = Stated(version=version, fact=fact, value=value, on=trial.on)
    needs_it = _that_it_is(fact, version.facts[fact].type, value)
    named = [one for one in version.decisive if one == fact]
    reads_it = AnyOf((TRUE, needs_it)) if fact in version.decisive_facts else TRUE
    for support in Support:
        said = readings(stated, support)
        if said is None:
            continue
        passes, fulfilled, broken = (
            trial.approves(decisive=named, rules=[trial.made(condition)], readings=said)
            for condition in (reads_it, needs_it, Not(needs_it))
        )
        gate.passes[fact, support] = passes
        gate.usable[fact, support] = passes and fulfilled and not broken


def _that_it_is(fact: str, kind: ValueType, value: Value) -> Condition:
    """A condition that is true of the value, and unknown without one."""
    if kind is ValueType.RECORDS:
        return Counted(fact=fact, where=None, operator=Operator.AT_LEAST, number=0)
    operator = Operator.AT_LEAST if kind in NUMBERS else Operator.ON_OR_AFTER if kind in DATES else Operator.IS
    if kind is ValueType.CHOICES:
        operator = Operator.INCLUDES_ALL
    return Sentence(subject=(fact,), operator=operator, operand=value, value_type=kind)


_BARE: Final[Mapping[str, object]] = {
    "decisive": [],
    "materials": [],
    "amount": None,
    "automation": Automation.UNATTENDED,
}


@dataclass(frozen=True, slots=True)
class _Trial:
    """Decides the version with everything taken out of it but what is asked about."""

    version: ItemVersion
    decide: Decide

    @property
    def on(self) -> date:
        return self.version.in_force.start

    def approves(
        self,
        readings: tuple[Reading, ...] = (),
        problems: tuple[Problem, ...] = (),
        presented: tuple[Presented, ...] = (),
        **parts: object,
    ) -> bool:
        """Whether the case is approved by the version with these parts and no others."""
        fields = {**dict(self.version), **_BARE, "rules": [self.made(TRUE)], **parts}
        case = CaseFacts(received_on=self.on, readings=readings, problems=problems, presented=presented)
        return self.decide(ItemVersion.model_construct(**fields), case).outcome is Outcome.APPROVE

    def made(self, condition: Condition) -> Rule:
        return _with(self.version.rules[0], condition)

    def rule(self, rule: Rule, truth: Truth) -> Rule:
        return _with(rule, self._of(truth))

    def takes(self, material: Material, handed: Handed, truth: Truth) -> bool:
        """Whether the material stands in the way of nothing, handed in so, with its condition of that truth."""
        has_upload, has_problem = handed
        if isinstance(material.required, RequiredWhen):
            when = RequiredWhen.model_construct(when=Written({}, self._of(truth)))
            material = material.model_copy(update={"required": when})
        shown = Presented(material=material.id, uploads=("proof",) * has_upload, problem="样例" if has_problem else "")
        return self.approves(materials=[material], presented=(shown,) if has_upload or has_problem else ())

    def _of(self, truth: Truth) -> Condition:
        """A condition of that truth in a case in which nobody said anything."""
        unknown = Counted(fact=next(iter(self.version.facts)), where=None, operator=Operator.AT_LEAST, number=0)
        return {Truth.TRUE: TRUE, Truth.FALSE: FALSE, Truth.UNKNOWN: unknown}[truth]


def _with(rule: Rule, condition: Condition) -> Rule:
    return Rule.model_construct(**{**dict(rule), "holds": Written({}, condition), "notice": ""})
