"""What people type into the form of a fact is read as they mean it, or refused in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.companies.page.fields import Misread, field_of, read, typed_of
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Language

if TYPE_CHECKING:
    from approval_rules.facts import FactSpec


def spec(name: str) -> FactSpec:
    return load_vocabulary()[f"profile.{name}"]


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("employees", ["60"], 60),
        ("employees", ["\uff16\uff10 人"], 60),
        ("employees", ["1,200"], 1200),
        ("annual_revenue_cny", ["1,200,000.50元"], "1200000.50"),
        ("annual_revenue_cny", ["800万"], "8000000"),
        ("annual_revenue_cny", ["1.5亿元"], "150000000.0"),
        ("layoff_ratio", ["5.5"], "0.055"),
        ("layoff_ratio", ["5.5\uff05"], "0.055"),
        ("is_legal_person", ["true"], True),
        ("is_legal_person", ["false"], False),
        ("established_on", ["2025-03-01"], "2025-03-01"),
        ("operating_region", ["嘉定区"], "310114"),
        ("operating_region", ["310114"], "310114"),
        ("size", ["small"], "small"),
        ("qualifications", [], []),
        ("qualifications", ["little_giant", "national_champion"], ["little_giant", "national_champion"]),
        ("output_growth_percent", ["-3.5%"], "-3.5"),
    ],
)
def test_what_is_typed_is_read_as_it_is_meant(name: str, typed: list[str], expected: object) -> None:
    assert read(spec(name), typed) == expected


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("employees", []),
        ("employees", ["六十"]),
        ("employees", ["1.5"]),
        ("employees", ["十"]),
        ("employees", ["9" * 39]),
        ("annual_revenue_cny", ["-1"]),
        ("annual_revenue_cny", ["NaN"]),
        ("annual_revenue_cny", ["万"]),
        ("annual_revenue_cny", ["1e9999999万"]),
        ("layoff_ratio", ["120"]),
        ("layoff_ratio", ["nan"]),
        ("layoff_ratio", ["1e99999"]),
        ("is_legal_person", ["maybe"]),
        ("is_legal_person", []),
        ("established_on", ["2025-02-30"]),
        ("operating_region", ["火星"]),
        ("size", ["<script>"]),
        ("qualifications", ["little_giant", "made_up"]),
    ],
)
def test_what_is_no_value_is_refused_with_what_is_wanted(name: str, typed: list[str]) -> None:
    with pytest.raises(Misread) as refused:
        read(spec(name), typed)

    assert refused.value.wanted.zh
    assert refused.value.wanted.en


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("employees", 60),
        ("annual_revenue_cny", "1200000.50"),
        ("layoff_ratio", "0.055"),
        ("is_legal_person", False),
        ("established_on", "2025-03-01"),
        ("size", "small"),
        ("qualifications", ["little_giant"]),
    ],
)
def test_what_was_stated_stands_in_the_form_as_it_is_typed(name: str, value: object) -> None:
    fact = spec(name).parse(value)

    typed = typed_of(f"profile.{name}", fact)

    assert spec(name).parse(read(spec(name), typed)) == fact


@pytest.mark.parametrize("language", Language)
def test_every_fact_of_a_profile_has_a_field(language: Language) -> None:
    for name in load_vocabulary():
        if name.startswith("profile."):
            field = field_of(name, language)
            assert field.title
            assert field.asks
            assert bool(field.choices) == (field.kind in {"choice", "choices", "region"})


def test_a_share_is_asked_for_in_per_cent_alone() -> None:
    field = field_of("profile.layoff_ratio", Language.ZH)

    assert (field.unit, field.note) == ("%", "")
    assert "0.055" not in field.asks
