"""Worked examples: `items/<id>/cases.yaml`, each a set of facts and what must be decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from approval_rules import strict_yaml
from approval_rules.amounts import Money
from approval_rules.calendar import load_calendar
from approval_rules.conditions.language import Truth
from approval_rules.decide import CaseFacts, Presented, decide
from approval_rules.evidence import Reading, SourceKind
from approval_rules.facts import load_namespaces
from approval_rules.items import ITEMS_DIR, Outcome, load_items

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from approval_rules.facts import FactSpec
    from approval_rules.items import ItemVersion
    from approval_rules.verdict import Verdict

RECEIVED_ON = "application.received_on"


class _Case(BaseModel):
    """`change` replaces facts of the base; null is a fact that was asked for and could not be read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    change: dict[str, Any]
    expect: Outcome
    proposal: Outcome | None = None
    fails: list[str] = []
    amount_cny: Money | None = None


class _CasesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str
    base: dict[str, Any]
    cases: list[_Case]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Facts by full name as YAML writes them; None is a fact that was asked for and could not be read."""

    item: str
    name: str
    facts: dict[str, Any]
    expect: Outcome
    proposal: Outcome
    fails: frozenset[str]
    amount_cny: Decimal | None


def load_examples(folder: Path = ITEMS_DIR) -> list[Example]:
    return [
        Example(
            item=content.item,
            name=case.name,
            facts={**content.base, **case.change},
            expect=case.expect,
            proposal=case.proposal or case.expect,
            fails=frozenset(case.fails),
            amount_cny=case.amount_cny,
        )
        for path in sorted(folder.glob("*/cases.yaml"))
        for content in [strict_yaml.load_model(path, _CasesFile)]
        for case in content.cases
    ]


def run_example(example: Example) -> str:
    """What is decided otherwise than written; empty when nothing is.

    Each fact is stated by a form and by the register of its namespace, or by the one source that can know it.
    """
    verdict = _decided(example)
    failed = {check.rule for check in verdict.checks if check.holds is not Truth.TRUE}
    if verdict.outcome is not example.expect:
        return f"decided {verdict.outcome}, not {example.expect}"
    if verdict.proposal is not example.proposal:
        return f"proposed {verdict.proposal}, not {example.proposal}"
    if not example.fails <= failed or (not example.fails and failed):
        return f"failed {sorted(failed)}, not {sorted(example.fails)}"
    if example.amount_cny not in {None, verdict.amount_cny}:
        return f"gives {verdict.amount_cny} yuan, not {example.amount_cny}"
    return ""


def _decided(example: Example) -> Verdict:
    on: date = example.facts[RECEIVED_ON]
    version = load_items()[example.item].version_on(on)
    return decide(version, example_case(version, example.facts))


def example_case(version: ItemVersion, facts: Mapping[str, Any]) -> CaseFacts:
    """The case that an example describes: every material is there, and every fact has its sources."""
    on: date = facts[RECEIVED_ON]
    return CaseFacts(
        received_on=on,
        presented=tuple(Presented(material=material.id, uploads=("example",)) for material in version.materials),
        readings=tuple(reading for name, raw in facts.items() for reading in _readings(version, name, raw, on)),
        calendar=load_calendar(),
    )


def _readings(version: ItemVersion, name: str, raw: object, on: date) -> list[Reading]:
    spec = version.facts[name]
    value = None if raw is None else spec.parse(raw)
    return [
        Reading(fact=name, value=value, kind=kind, source=source, reference="example", as_of=on)
        for kind, source in _sources(name, spec)
    ]


def _sources(name: str, spec: FactSpec) -> list[tuple[SourceKind, str]]:
    if spec.known_only_by == "system":
        return [(SourceKind.SYSTEM, "system")]
    space = load_namespaces()[name.partition(".")[0]]
    register = (SourceKind.REGISTER, space.register_id)
    if spec.declared_in:
        return [(SourceKind.FORM, spec.declared_in)]
    return [register] if spec.known_only_by else [(SourceKind.FORM, "form"), register]
