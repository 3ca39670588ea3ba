"""All schemes over a table of companies: which columns there are, and that each answer is that for one company."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from approval_rules.conditions.columns import table_of
from approval_rules.facts import load_vocabulary
from approval_rules.matching.ready import made_ready
from approval_rules.matching.table import facts_needed, match_table, matched
from approval_rules.schemes import MatchStatus, Scheme, match
from approval_rules.values import BadValue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from approval_rules.values import Value

ON = date(2026, 3, 2)
REGION, EMPLOYEES, INCOME, BORN = (
    f"profile.{name}" for name in ("region", "employees", "taxable_income_cny", "established_on")
)
ELIGIBLE = {
    "all_of": [
        {"fact": REGION, "starts_with": "310114"},
        {"fact": EMPLOYEES, "at_most": 300},
        {"fact": BORN, "on_or_before": {"fact": "application.received_on", "minus": {"years": 1}}},
    ]
}
COMPANIES: list[dict[str, Value]] = [
    {REGION: "310114", EMPLOYEES: 300, INCOME: Decimal(1000), BORN: date(2025, 3, 2)},
    {REGION: "310114", EMPLOYEES: 301, INCOME: Decimal(1000), BORN: date(2025, 3, 2)},
    {REGION: "310114", EMPLOYEES: 300, INCOME: Decimal(1000), BORN: date(2025, 3, 3)},
    {REGION: " 310114", EMPLOYEES: 300, BORN: date(2020, 2, 29)},
    {EMPLOYEES: 5, INCOME: Decimal("0.05"), BORN: date(2020, 2, 29)},
    {REGION: "330106", INCOME: Decimal("0.05")},
    {},
]


def _scheme(name: str, **more: object) -> Scheme:
    version = {
        "in_force": {"from": date(2026, 1, 1), "to": date(2026, 12, 31)},
        "basis": ["a-scheme#conditions"],
        "eligible": ELIGIBLE,
        "amount": {"basis": ["a-scheme#amount"], "rows": [{"otherwise": True, "rate": "0.10", "of": INCOME}]},
    }
    data: dict[str, Any] = {"id": name, "title": "某项补贴", "from": "sh-jd-01", "claim": "apply", "conditions": "full"}
    return Scheme.model_validate({**data, "versions": [{**version, **more.pop("version", {})}], **more})  # type: ignore[dict-item]


FULL, PARTIAL = _scheme("a-full-one"), _scheme("a-partial-one", conditions="partial")
OVER = _scheme("an-old-one", version={"in_force": {"from": date(2025, 1, 1), "to": date(2025, 12, 31)}})


def _table(companies: Sequence[Mapping[str, Value]] = COMPANIES) -> pl.DataFrame:
    return table_of(companies, facts_needed([FULL], ON), load_vocabulary())


def _alone(scheme: Scheme) -> list[tuple[MatchStatus, Decimal | None]]:
    found = [match(scheme, facts, ON) for facts in COMPANIES]
    return [(one.status, one.amount_cny) for one in found if one is not None]


@pytest.mark.parametrize("scheme", [FULL, PARTIAL])
def test_each_answer_is_that_for_the_company_alone(scheme: Scheme) -> None:
    answers = match_table([scheme], _table(), ON)

    assert list(answers.iter_rows()) == _alone(scheme)
    assert len(set(answers[scheme.id])) == 3


def test_companies_that_were_made_ready_have_the_same_answers() -> None:
    answers = match_table([FULL, PARTIAL], made_ready(_table(), load_vocabulary()), ON)

    assert answers.equals(match_table([FULL, PARTIAL], _table(), ON))


def test_there_are_two_columns_for_each_scheme_in_force() -> None:
    answers = match_table([OVER, PARTIAL, FULL], _table(), ON)

    assert answers.columns == ["a-partial-one", "a-partial-one.amount_cny", "a-full-one", "a-full-one.amount_cny"]
    assert set(answers.dtypes) == {pl.Enum([one.value for one in MatchStatus]), pl.Decimal(38, 2)}


def test_facts_needed_are_those_of_the_schemes_in_force_but_for_the_day() -> None:
    assert facts_needed([FULL, OVER], ON) == (EMPLOYEES, BORN, REGION, INCOME)
    assert facts_needed([OVER], ON) == ()


def test_a_fact_without_a_column_is_unknown_and_other_columns_are_ignored() -> None:
    known = _table().drop(REGION).with_columns(pl.lit("330106").alias(f"{REGION}#"), pl.lit("x").alias("uscc"))

    answers = match_table([FULL], known, ON)

    unknown = [{name: value for name, value in one.items() if name != REGION} for one in COMPANIES]
    assert answers["a-full-one"].to_list() == match_table([FULL], _table(unknown), ON)["a-full-one"].to_list()


def test_the_day_is_that_of_the_question_whatever_the_table_says() -> None:
    told = _table().with_columns(pl.lit(date(2020, 1, 1)).alias("application.received_on"))

    assert match_table([FULL], told, ON).equals(match_table([FULL], _table(), ON))


def test_a_column_of_another_type_is_refused_by_name() -> None:
    with pytest.raises(BadValue, match=EMPLOYEES):
        match_table([FULL], _table().with_columns(pl.col(EMPLOYEES).cast(pl.String)), ON)


def test_no_companies_have_no_answers() -> None:
    assert match_table([FULL], _table([]), ON).shape == (0, 2)


def test_another_version_of_a_scheme_is_not_taken_for_the_one_asked_before() -> None:
    strict = _scheme("a-full-one", version={"eligible": {"fact": EMPLOYEES, "at_most": 5}})

    before, after = (match_table([one], _table(), ON)["a-full-one"].to_list() for one in (FULL, strict))

    assert before[0] == MatchStatus.ELIGIBLE
    assert after[0] == MatchStatus.INELIGIBLE


def test_amounts_are_held_of_those_alone_who_get_one() -> None:
    answers = matched([FULL], _table(), ON)

    figures = answers.figures["a-full-one"]
    assert figures.rows is not None
    assert dict(zip(figures.rows, figures.amount_cny, strict=True)) == {0: Decimal(100), 3: None}
