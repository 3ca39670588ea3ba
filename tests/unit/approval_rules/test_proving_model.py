"""The model of a version decides every case as the engine does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import pytest
import z3
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.calendar import load_calendar
from approval_rules.conditions.verifying.samples import another, sample
from approval_rules.decide import CaseFacts, Presented, Problem, ProblemCode, decide
from approval_rules.evidence import Support, weigh
from approval_rules.item_files import ITEMS_DIR, load_item
from approval_rules.items import ItemVersion, Outcome
from approval_rules.proving.case import Subject
from approval_rules.proving.liveness import every_rule_can_stop, something_approves
from approval_rules.proving.model import RECEIVED_ON, SUPPORTS, wording
from approval_rules.proving.search import Example, said
from approval_rules.proving.stating import Stated, readings
from tests.unit.approval_rules.conditions.assigning import Assignment, Pair, broken, truth_of
from tests.unit.approval_rules.sample_version import BASIS, CREDIT, a_rule, a_version

if TYPE_CHECKING:
    from approval_rules.facts import FactSpec
    from approval_rules.values import Value

CALENDAR = load_calendar()

ITEMS = (
    "prepackaged-food-filing",  # a fact in several wordings
    "food-permit-renewal",  # working days, texts that match
    "job-expansion-subsidy",  # records, counted and paid for
    "specialised-sme-award",  # lists of choices, rows of amounts
    "stable-employment-refund",  # sums
    "individual-business-registration",  # materials that hang on a condition, spans of years
    "foreign-patent-grant-claim",  # every record, amounts that add up
)
LARGE = a_rule("large", "不少于5人", {"fact": "insurance.insured_at_year_end", "at_least": 5})
ROWS = [
    {"when": {"fact": "insurance.size", "is": "micro"}, "fixed": 1000},
    {"when": {"fact": "company.business_scope", "mentions": "样例甲"}, "fixed": 2000},
    {"when": {"fact": "company.status", "is": "operating"}, "rate": "0.1", "of": "company.registered_capital_cny"},
]
MADE_UP = {
    take: a_version([CREDIT, LARGE], amount={"basis": BASIS, "take": take, "rows": ROWS}) for take in ("first", "all")
}
"""Rows that hang on facts which no rule reads, one of them in several wordings."""
DRIFT = (*ITEMS, *MADE_UP)


@dataclass(frozen=True, slots=True)
class Drift:
    """The last version of an item, a case in order, and values that make one rule or another fail."""

    subject: Subject
    in_order: Example
    pool: dict[str, list[Value]]


def _of(item: str) -> ItemVersion:
    return MADE_UP[item] if item in MADE_UP else load_item(ITEMS_DIR / item).versions[-1]


@cache
def _drift(item: str) -> Drift:
    version = _of(item)
    subject = Subject(version=version, decide=decide, calendar=CALENDAR, timeout_s=60)
    _, in_order = something_approves(subject)
    assert in_order is not None
    examples = [in_order, *(example for _, example in every_rule_can_stop(subject).examples)]
    pool = {
        fact: [*(one.values[fact] for one in examples), *_others(spec, in_order.values[fact])]
        for fact, spec in version.facts.items()
    }
    return Drift(subject, in_order, pool)


def _others(spec: FactSpec, value: Value) -> list[Value]:
    return [another(value, spec) or value, *(sample(spec, number) for number in range(4))]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One case, as the model's constants say it and as the engine is given it."""

    pairs: list[Pair]
    case: CaseFacts


def _drawn(drift: Drift, data: st.DataObject) -> Drawn:
    version, world = drift.subject.version, drift.subject.world
    spoilt = data.draw(st.sets(st.sampled_from([*version.decisive_facts * 5, *version.facts]), max_size=4))
    values = {fact: data.draw(st.sampled_from(drift.pool[fact])) for fact in sorted(spoilt)}
    values = {**drift.in_order.values, **values}
    supports = {
        fact: data.draw(st.sampled_from([*drift.subject.gate.states(fact), *[Support.AGREED] * 6]))
        if fact in spoilt
        else Support.AGREED
        for fact in version.facts
    }
    seconds = {fact: data.draw(st.none() | st.sampled_from(drift.pool[fact])) for fact in world.model.reworded}
    seconds = {fact: other for fact, other in seconds.items() if other is not None and other != values[fact]}
    handed = {
        material.id: data.draw(st.sampled_from([(True, False)] * 4 + [(False, False), (False, True), (True, True)]))
        for material in version.materials
    }
    codes = data.draw(st.sampled_from([frozenset[ProblemCode]()] * 5 + [frozenset({one}) for one in ProblemCode]))
    on = values[RECEIVED_ON] if supports[RECEIVED_ON] is Support.AGREED else version.in_force.start
    assert isinstance(on, date)
    case = CaseFacts(
        received_on=on,
        presented=tuple(
            Presented(material=one, uploads=("a",) * up, problem="样例" * fault) for one, (up, fault) in handed.items()
        ),
        readings=tuple(
            one
            for fact, support in supports.items()
            for one in said(world.model, fact, support, (values[fact], seconds.get(fact)), on)
        ),
        problems=tuple(Problem(code=code, message="样例") for code in codes),
        calendar=CALENDAR,
    )
    states: list[Pair] = [(world.support(fact), z3.IntVal(SUPPORTS.index(one))) for fact, one in supports.items()]
    states += [(world.is_reworded(fact), z3.BoolVal(fact in seconds)) for fact in world.model.reworded]
    states += [(world.problem(code), z3.BoolVal(code in codes)) for code in ProblemCode]
    for material in version.materials:
        up, fault = handed[material.id]
        states += [(world.has_upload(material), z3.BoolVal(up)), (world.has_fault(material), z3.BoolVal(fault))]
    known = {fact for fact, one in supports.items() if one is Support.AGREED}
    others = {fact: seconds.get(fact, data.draw(st.sampled_from(drift.pool[fact]))) for fact in world.model.reworded}
    everything = {**values, **{wording(fact): other for fact, other in others.items()}}
    assignment = Assignment(world.scope, everything, lambda _world, fact: fact in known)
    return Drawn([*assignment.pairs(), *states], case)


@given(item=st.sampled_from(DRIFT), data=st.data())
def test_the_model_approves_exactly_what_the_engine_approves(item: str, data: st.DataObject) -> None:
    drift = _drift(item)
    drawn = _drawn(drift, data)

    verdict = decide(drift.subject.version, drawn.case)

    assert truth_of(drift.subject.world.approves, drawn.pairs) is (verdict.outcome is Outcome.APPROVE)


@given(item=st.sampled_from(DRIFT), data=st.data())
def test_every_rule_has_the_truth_in_the_model_that_the_engine_finds(item: str, data: st.DataObject) -> None:
    drift = _drift(item)
    drawn = _drawn(drift, data)

    verdict = decide(drift.subject.version, drawn.case)

    found = {check.rule: check.holds for check in verdict.checks}
    for rule, terms in drift.subject.world.rules.items():
        assert truth_of(terms.having(found[rule]), drawn.pairs)


@given(item=st.sampled_from(DRIFT), data=st.data())
def test_every_case_keeps_the_axioms_of_the_model(item: str, data: st.DataObject) -> None:
    drift = _drift(item)
    drawn = _drawn(drift, data)

    against = broken(drift.subject.world.model.axioms, drawn.pairs)

    assert against == []


@pytest.mark.parametrize("item", DRIFT)
def test_a_fact_stated_so_has_the_support_it_is_stated_with(item: str) -> None:
    version = _of(item)
    on = version.in_force.start

    for fact, spec in version.facts.items():
        stated = Stated(version=version, fact=fact, value=sample(spec, 1), on=on)
        for support in Support:
            there = readings(stated, support)
            if there is not None:
                weighed = weigh([fact], there, version.facts, on, version.max_age_days)
                assert weighed[fact].support is support
