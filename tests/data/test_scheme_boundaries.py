"""Every limit of every scheme decides in a worked example on the limit, and in one that stands one unit beyond.

`pytest tests/data/test_scheme_boundaries.py -q -k SCHEME` lists the examples that a scheme lacks.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING

import pytest

from app.subsidies.schemes import load_schemes
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Sentence, Truth, atoms
from approval_rules.facts import load_vocabulary
from approval_rules.matching.boundaries import CapLimit, SentenceLimit, Side, limits, side_of, sides
from approval_rules.matching.examples import CASES_FILE, SchemeExample, load_scheme_examples, shadowed_limits
from approval_rules.schemes import RECEIVED_ON
from approval_rules.values import DATES, NUMBERS, ValueType, to_json
from corpora import CORPORA_DIR

if TYPE_CHECKING:
    from pathlib import Path

    from approval_rules.matching.boundaries import Limit
    from approval_rules.schemes import Scheme, SchemeVersion
    from approval_rules.values import Value

SCHEMES = load_schemes(CORPORA_DIR)
MOST_COMPANIES = 100_000
each_scheme = pytest.mark.parametrize("scheme", SCHEMES, ids=[scheme.id for scheme in SCHEMES])


def _folder(scheme: Scheme) -> Path:
    return CORPORA_DIR / "schemes" / scheme.id


def _examples(scheme: Scheme) -> tuple[SchemeExample, ...]:
    return load_scheme_examples(_folder(scheme)) if (_folder(scheme) / CASES_FILE).exists() else ()


def _shadowed(scheme: Scheme) -> dict[str, str]:
    return shadowed_limits(_folder(scheme)) if (_folder(scheme) / CASES_FILE).exists() else {}


def _known(example: SchemeExample) -> dict[str, Value]:
    return {**example.facts, RECEIVED_ON: example.on}


def _those_of(version: SchemeVersion, examples: tuple[SchemeExample, ...]) -> list[dict[str, Value]]:
    return [_known(one) for one in examples if version.in_force.covers(one.on)]


def _lacking(scheme: Scheme) -> list[str]:
    examples, shadowed = _examples(scheme), _shadowed(scheme)
    lines = [] if examples else [f"{scheme.id}: there is no {CASES_FILE}"]
    for version in scheme.versions:
        facts = _those_of(version, examples)
        for limit in limits(version):
            if str(limit) not in shadowed:
                shown = {side_of(limit, version, one) for one in facts}
                lines += [_line(scheme, version, limit, side, facts) for side in Side if side not in shown]
    return lines


def _line(scheme: Scheme, version: SchemeVersion, limit: Limit, side: Side, facts: list[dict[str, Value]]) -> str:
    base = facts[0] if facts else {RECEIVED_ON: version.in_force.start}
    values = sides(limit, version, base)
    value = to_json(values[side]) if side in values else "(the value follows from other facts of the example)"
    word = side.replace("_", " ")
    return f"{scheme.id} ({version.in_force}) {limit} -> {limit.fact.removeprefix('profile.')}: {value} ({word})"


@each_scheme
def test_both_sides_of_every_limit_decide_in_a_worked_example(scheme: Scheme) -> None:
    lacking = _lacking(scheme)

    assert not lacking, "worked examples are missing:\n" + "\n".join(lacking)


@each_scheme
def test_a_sentence_holds_on_one_side_of_its_limit_only(scheme: Scheme) -> None:
    for version in scheme.versions:
        for facts in _those_of(version, _examples(scheme)):
            for limit in limits(version):
                values = sides(limit, version, facts)
                if isinstance(limit, SentenceLimit) and values:
                    truths = {evaluate(limit.sentence, {**facts, limit.fact: one}).truth for one in values.values()}

                    assert truths == {Truth.TRUE, Truth.FALSE}


@each_scheme
def test_a_limit_that_is_said_to_be_shadowed_is_one_and_decides_for_no_company(scheme: Scheme) -> None:
    shadowed, examples = _shadowed(scheme), _examples(scheme)
    there = {str(limit) for version in scheme.versions for limit in limits(version)}

    assert set(shadowed) <= there
    assert all(shadowed.values())
    for version in scheme.versions:
        tried = _companies(version, _those_of(version, examples)) if shadowed else []
        for limit in limits(version):
            if str(limit) in shadowed:
                deciding = next((one for one in tried if _moved_decides(limit, version, one)), None)
                assert deciding is None, f"{limit} decides for {deciding}"


def _moved_decides(limit: Limit, version: SchemeVersion, facts: dict[str, Value]) -> bool:
    values = sides(limit, version, facts)
    return any(side_of(limit, version, {**facts, limit.fact: value}) for value in values.values())


def _companies(version: SchemeVersion, examples: list[dict[str, Value]]) -> list[dict[str, Value]]:
    """One company of every combination of the values that matter: those of the examples, both sides of all limits,
    and the choices there are.
    """
    pools: dict[str, list[Value]] = {name: [] for name in sorted(version.facts)}
    for facts, limit in product(examples, limits(version)):
        pools[limit.fact] += sides(limit, version, facts).values()
    for name, pool in pools.items():
        pool.extend(facts[name] for facts in examples if name in facts)
        pool.extend(_all_of(name))
    each = [tuple(dict.fromkeys(pool)) for pool in pools.values()]
    assert prod(map(len, each)) <= MOST_COMPANIES, "too many combinations to try them all"
    return [dict(zip(pools, values, strict=True)) for values in product(*each)]


def _all_of(name: str) -> list[Value]:
    spec = load_vocabulary()[name]
    match spec.type:
        case ValueType.BOOLEAN:
            return [True, False]
        case ValueType.CHOICE:
            return list(spec.choices)
        case ValueType.CHOICES:
            return [(one,) for one in spec.choices]
        case _:
            return []


@each_scheme
def test_every_number_date_and_cap_has_its_limit(scheme: Scheme) -> None:
    for version in scheme.versions:
        rows = version.amount.rows
        read = [version.eligible.condition, *(row.condition for row in rows if row.condition is not None)]
        held = {atom for one in read for atom in atoms(one) if not isinstance(atom, Sentence) or _is_held(atom)}
        capped = [row.cap for row in rows if row.cap is not None] + [version.amount.cap] * (
            version.amount.cap is not None
        )
        found = limits(version)

        assert held == {limit.sentence for limit in found if isinstance(limit, SentenceLimit)}
        assert set(capped) == {limit.cap for limit in found if isinstance(limit, CapLimit)}


def _is_held(sentence: Sentence) -> bool:
    return sentence.value_type in NUMBERS | DATES
