"""What the rules of one item version say of many cases at once, with the whole trace as columns.

It asks the rules alone, of facts that are supported already: no gate, no material, no amount, no switch. So `outcome`
is what the rules lead to, and never by itself a decision. Import it inside the function that needs it: Polars is heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from approval_rules.conditions.columns import completed, schema_of
from approval_rules.conditions.language import atoms
from approval_rules.conditions.vectorising import joined, step_expression
from approval_rules.items import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from approval_rules.calendar import Calendar
    from approval_rules.items import ItemVersion, Rule

OUTCOME: Final = "outcome"
_PLACES: Final = {outcome: pl.lit(place, dtype=pl.UInt8) for place, outcome in enumerate(Outcome)}
_OUTCOMES: Final = pl.Enum([outcome.value for outcome in Outcome])


def rules_table(version: ItemVersion, table: pl.DataFrame, calendar: Calendar | None = None) -> pl.DataFrame:
    """One row a case, as in the table.

    Args:
        table: a column a fact, as `columns.table_of` makes it; a fact without a column is unknown in every case.

    Returns:
        `{rule}`: whether the rule holds; null is unknown. `{rule}.{n}`: the same of its n-th sentence, from 1.
        `{rule}.{n}.required`: what it compares with, where that hangs on another fact and is moved or multiplied.
        `{rule}.{n}.actual`: a sum, or how many records surely satisfy a condition. `{rule}.{n}.rows`: which records
        those are, from 1 (under `every`: which surely do not). Every other value is a column of the table, or written
        in the rule. `outcome`: the worst that the rules lead to.

    Raises:
        BadValue: a column of the table is not of its fact's type.
    """
    facts = completed(table, schema_of(rule_facts(version), version.facts)).lazy()
    steps = facts.select(one for rule in version.rules for one in _steps(rule, version, calendar)).collect()
    truths = steps.select(_fields(steps)).lazy().with_columns(_truth(rule) for rule in version.rules)
    return truths.with_columns(_worst(version.rules)).collect()


def rule_facts(version: ItemVersion) -> tuple[str, ...]:
    """Every fact that a rule of the version reads, sorted."""
    return tuple(sorted({fact for facts in version.condition_facts.values() for fact in facts}))


def _steps(rule: Rule, version: ItemVersion, calendar: Calendar | None) -> Iterator[pl.Expr]:
    for name, atom in zip(_columns(rule), atoms(rule.condition), strict=True):
        yield step_expression(atom, version.facts, calendar).alias(name)


def _fields(steps: pl.DataFrame) -> Iterator[pl.Expr]:
    """Each field of each step as a column; its truth has the name of the step."""
    for step in steps:
        for field in step.struct.fields:
            name = step.name if field == "truth" else f"{step.name}.{field}"
            yield pl.col(step.name).struct.field(field).alias(name)


def _columns(rule: Rule) -> list[str]:
    return [f"{rule.id}.{number}" for number, _atom in enumerate(atoms(rule.condition), start=1)]


def _truth(rule: Rule) -> pl.Expr:
    columns = iter(_columns(rule))
    return joined(rule.condition, lambda _atom: pl.col(next(columns))).alias(rule.id)


def _worst(rules: Sequence[Rule]) -> pl.Expr:
    return pl.max_horizontal(_place(rule) for rule in rules).cat.to(_OUTCOMES).alias(OUTCOME)


def _place(rule: Rule) -> pl.Expr:
    """How bad it is what the rule leads to; where it is unknown, a person looks."""
    holds, fails, unknown = (_PLACES[one] for one in (Outcome.APPROVE, rule.otherwise, Outcome.ESCALATE))
    return pl.when(rule.id).then(holds).when(~pl.col(rule.id)).then(fails).otherwise(unknown)
