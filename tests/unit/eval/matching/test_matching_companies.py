"""Made-up companies: what `zhiban match-all` takes, the same for the same seed, and known as far as they would be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pytest
from stdnum.cn import uscc

from approval_rules.conditions.columns import schema_of
from approval_rules.facts import load_vocabulary
from eval.matching.companies import company_facts, made_up, write_companies

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 3, 2)


def test_companies_have_codes_of_their_own_that_are_valid() -> None:
    codes = made_up(["profile.region"], 500, ON, 0)["uscc"].append(made_up([], 500, ON, 0, first=500)["uscc"])

    assert codes.n_unique() == 1000
    assert all(map(uscc.is_valid, codes))


def test_the_same_seed_gives_the_same_companies() -> None:
    names = company_facts()

    assert made_up(names, 50, ON, 7).equals(made_up(names, 50, ON, 7))
    assert not made_up(names, 50, ON, 7).equals(made_up(names, 50, ON, 8))


def test_columns_are_typed_as_facts_and_what_registers_tell_is_known_of_more() -> None:
    table = made_up(company_facts(), 2000, ON, 0)

    assert dict(table.drop("uscc").schema) == schema_of(company_facts(), load_vocabulary())
    assert table["profile.region"].null_count() < 200
    assert table["profile.computing_rent_cny"].null_count() > 1000
    assert table["profile.established_on"].max() <= ON  # type: ignore[operator]


def test_with_all_known_no_value_is_missing() -> None:
    table = made_up(company_facts(), 200, ON, 0, all_known=True)

    assert sum(column.null_count() for column in table) == 0


@pytest.mark.parametrize("count", [1, 70])
def test_the_file_has_every_company_with_facts_by_their_bare_names(tmp_path: Path, count: int) -> None:
    write_companies(tmp_path / "companies.parquet", count, ON, 0)

    table = pl.read_parquet(tmp_path / "companies.parquet")
    assert table.height == count
    assert table.columns == ["uscc", *(name.removeprefix("profile.") for name in company_facts())]
