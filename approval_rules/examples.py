"""Worked examples: `items/<id>/cases.yaml`, each a set of facts and what must be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from approval_rules import strict_yaml
from approval_rules.advice import closest
from approval_rules.amounts import Money
from approval_rules.calendar import load_calendar
from approval_rules.conditions.language import Truth
from approval_rules.decide import CaseFacts, Presented, decide
from approval_rules.errors import BadRuleFile
from approval_rules.evidence import Reading, SourceKind
from approval_rules.facts import load_namespaces, load_vocabulary
from approval_rules.item_files import ITEMS_DIR, load_items
from approval_rules.items import Outcome, find_item
from approval_rules.values import BadValue

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from decimal import Decimal
    from pathlib import Path

    from approval_rules.facts import FactSpec
    from approval_rules.items import Item, ItemVersion
    from approval_rules.strict_yaml import Lines
    from approval_rules.values import Value
    from approval_rules.verdict import Verdict

RECEIVED_ON = "application.received_on"


class _Case(BaseModel):
    """`change` replaces facts of the base; null is a fact that was asked for and could not be read.

    `without` are materials that are not handed in. `fails` are the checks that do not hold: every rule that surely
    fails is among them, while the switch and what else follows may go unnamed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    change: dict[str, Any]
    expect: Outcome
    proposal: Outcome | None = None
    fails: list[str] = []
    without: list[str] = []
    amount_cny: Money | None = None


class CasesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str
    base: dict[str, Any]
    cases: list[_Case]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Facts by full name as YAML writes them; None is a fact that was asked for and could not be read.

    `line` is where the example begins in `path`.
    """

    path: Path
    line: int
    item: str
    name: str
    facts: dict[str, Any]
    expect: Outcome
    proposal: Outcome
    fails: frozenset[str]
    without: frozenset[str]
    amount_cny: Decimal | None

    @property
    def received_on(self) -> date:
        on: date = self.facts[RECEIVED_ON]
        return on


@cache
def load_examples(folder: Path = ITEMS_DIR) -> tuple[Example, ...]:
    return tuple(one for path in sorted(folder.glob("*/cases.yaml")) for one in load_examples_of(path.parent))


def load_examples_of(folder: Path) -> list[Example]:
    """The worked examples of one item's folder.

    Raises:
        BadRuleFile: the file can't be read, breaks the format, or an example has no day of receipt or an unknown fact.
    """
    path = folder / "cases.yaml"
    content, lines = strict_yaml.load_with_lines(path, CasesFile)
    examples = [_example(path, lines.at("cases", place), content, case) for place, case in enumerate(content.cases)]
    for place, one in enumerate(examples):
        _check(one, lines, place)
    return examples


def _example(path: Path, line: int, content: CasesFile, case: _Case) -> Example:
    return Example(
        path=path,
        line=line,
        item=content.item,
        name=case.name,
        facts={**content.base, **case.change},
        expect=case.expect,
        proposal=case.proposal or case.expect,
        fails=frozenset(case.fails),
        without=frozenset(case.without),
        amount_cny=case.amount_cny,
    )


def _check(example: Example, lines: Lines, place: int) -> None:
    """Every fact is one that there is, with a value of its kind; the day of receipt is among them."""
    for name, raw in example.facts.items():
        problem, fix = _fact_problem(name, raw)
        if problem:
            line = max(lines.at("base", name), lines.at("cases", place, "change", name))
            raise BadRuleFile(example.path, line, f"{name}: {problem}", fix)
    if not isinstance(example.facts.get(RECEIVED_ON), date):
        fix = f"Add {RECEIVED_ON}: 2026-03-02"
        raise BadRuleFile(example.path, lines.at("base"), f"the base has no {RECEIVED_ON}", fix)


def _fact_problem(name: str, raw: object) -> tuple[str, str]:
    vocabulary = load_vocabulary()
    if name not in vocabulary:
        return "there is no such fact in approval_rules/facts", closest(name, vocabulary)
    try:
        _value(vocabulary[name], raw)
    except BadValue as error:
        return str(error), error.fix or "Write a value of that kind, or null for one that could not be read"
    return "", ""


def run_example(example: Example, items: Mapping[str, Item] | None = None) -> str:
    """What is decided otherwise than written; empty when nothing is.

    Each fact is stated by a form and by the register of its namespace, or by the one source that can know it.

    Raises:
        UnknownItem, NotInForce: no version is in force on its day of receipt.
    """
    version = find_item(example.item, items or load_items()).version_on(example.received_on)
    return otherwise_than_written(example, version, decide(version, case_of(version, example)))


def otherwise_than_written(example: Example, version: ItemVersion, verdict: Verdict) -> str:
    """How a verdict of this version differs from what the example expects; empty when it does not."""
    failed = {check.rule for check in verdict.checks if check.holds is not Truth.TRUE}
    surely = {check.rule for check in verdict.checks if check.holds is Truth.FALSE} & {
        rule.id for rule in version.rules
    }
    if verdict.outcome is not example.expect:
        return f"decided {verdict.outcome}, not {example.expect}"
    if verdict.proposal is not example.proposal:
        return f"proposed {verdict.proposal}, not {example.proposal}"
    if not surely <= example.fails <= failed or (not example.fails and failed):
        return f"failed {sorted(failed)}, not {sorted(example.fails)}"
    if example.amount_cny not in {None, verdict.amount_cny}:
        return f"gives {verdict.amount_cny} yuan, not {example.amount_cny}"
    return ""


def case_of(version: ItemVersion, example: Example) -> CaseFacts:
    """The case that an example describes."""
    return example_case(version, example.facts, example.without)


def example_case(version: ItemVersion, facts: Mapping[str, Any], without: Collection[str] = ()) -> CaseFacts:
    """The case of these facts: every material but those `without` is there, and every fact has its sources."""
    on: date = facts[RECEIVED_ON]
    there = [material.id for material in version.materials if material.id not in without]
    return CaseFacts(
        received_on=on,
        presented=tuple(Presented(material=material, uploads=("example",)) for material in there),
        readings=tuple(reading for name, raw in facts.items() for reading in _readings(version, name, raw, on)),
        calendar=load_calendar(),
    )


def _readings(version: ItemVersion, name: str, raw: object, on: date) -> list[Reading]:
    spec = version.facts[name]
    value = _value(spec, raw)
    return [
        Reading(fact=name, value=value, kind=kind, source=source, reference="example", as_of=on)
        for kind, source in _sources(name, spec)
    ]


def _value(spec: FactSpec, raw: object) -> Value | None:
    return None if raw is None else spec.parse(raw)


def _sources(name: str, spec: FactSpec) -> list[tuple[SourceKind, str]]:
    if spec.known_only_by == "system":
        return [(SourceKind.SYSTEM, "system")]
    space = load_namespaces()[name.partition(".")[0]]
    register = (SourceKind.REGISTER, space.register_id)
    if spec.declared_in:
        return [(SourceKind.FORM, spec.declared_in)]
    return [register] if spec.known_only_by else [(SourceKind.FORM, "form"), register]
