"""Sentences about amounts stay true when one of them is quoted alone."""

from __future__ import annotations

from typing import Any

import pytest

from app.corpus.amount_lines import amount_lines
from app.corpus.figures import written
from approval_rules.amounts import AmountSpec
from approval_rules.facts import load_vocabulary

FIRST = {"fact": "profile.high_tech_recognition", "is": "first"}
RENEWED = {"fact": "profile.high_tech_recognition", "is": "renewed"}
CHAMPION = {"fact": "profile.qualifications", "includes": "national_champion"}
GIANT = {"fact": "profile.qualifications", "includes": "little_giant"}


def lines(*rows: dict[str, Any], is_possible: bool = False, **table: object) -> tuple[str, ...]:
    spec = AmountSpec.model_validate({"basis": ["a#amount"], "rows": list(rows), **table})
    return amount_lines("甲奖励", spec, load_vocabulary(), is_possible=is_possible)


def test_one_sum_for_all_is_told_plainly() -> None:
    assert lines({"otherwise": True, "fixed": 8000}) == ("甲奖励的金额是8000元。",)


def test_a_scheme_known_in_part_only_may_pay() -> None:
    assert lines({"otherwise": True, "fixed": 8000}, is_possible=True) == ("甲奖励的金额可能是8000元。",)


def test_cases_that_exclude_each_other_are_told_one_by_one() -> None:
    assert lines({"when": FIRST, "fixed": 200_000}, {"when": RENEWED, "fixed": 50_000}) == (
        "甲奖励：高新技术企业认定方式为“首次认定”的，金额是20万元。",
        "甲奖励：高新技术企业认定方式为“重新认定”的，金额是5万元。",
    )


def test_of_falling_sums_that_may_fit_together_each_says_that_the_highest_counts() -> None:
    told = lines({"when": CHAMPION, "fixed": 1_000_000}, {"when": GIANT, "fixed": 500_000})

    assert len(told) == 2
    assert all("只按最高的一种算" in line for line in told)


def test_rows_that_may_fit_together_and_do_not_fall_stand_in_one_sentence() -> None:
    (told,) = lines({"when": CHAMPION, "fixed": 100_000}, {"otherwise": True, "fixed": 500_000})

    assert "按最先符合的一种情形算" in told
    assert "（2）其他情形，是50万元" in told


def test_parts_that_are_added_up_say_that_the_others_are_reckoned_apart() -> None:
    rows = (
        {"otherwise": True, "per_head": 30_000, "of": "profile.foreign_patents_major", "at_most": True},
        {"otherwise": True, "per_head": 20_000, "of": "profile.foreign_patents_other"},
    )

    told = lines(*rows, take="all", cap=2_000_000)

    assert told[0] == (
        "甲奖励的金额按“欧美日韩发明专利件数”计，每件3万元（这是最高数，实际金额由主管部门核定；其他情形另算）。"
    )
    assert told[2] == "甲奖励的金额合计最高200万元。"


def test_a_condition_that_the_sum_says_itself_is_left_out() -> None:
    fact = "profile.computing_rent_cny"

    (told,) = lines({"when": {"fact": fact, "more_than": 0}, "rate": "0.30", "of": fact})

    assert told == "甲奖励的金额是“智能算力租金”的30%。"


@pytest.mark.parametrize("note", ["分两年发放", "每年2.5万元"])
def test_a_note_with_a_word_or_a_figure_of_its_own_is_told(note: str) -> None:
    (told,) = lines({"when": FIRST, "fixed": 200_000, "note": note})

    assert note in told


@pytest.mark.parametrize("note", ["首次认定的企业", "最高20万元"])
def test_a_note_that_repeats_what_is_said_is_left_out(note: str) -> None:
    (told,) = lines({"when": FIRST, "fixed": 200_000, "note": note})

    assert note not in told


def test_a_table_without_rows_gives_its_reason_and_no_sum() -> None:
    assert lines(note="按贷款合同算") == ("甲奖励没有可以直接推算的金额：按贷款合同算。",)


@pytest.mark.parametrize(
    ("plain", "official"),
    [
        ("250000元", "25万元"),
        ("25500元", "2.55万元"),
        ("8000元", "8000元"),
        ("12345.678元", "12345.678元"),
        ("100000000元", "1亿元"),
        ("65000000美元", "6500万美元"),
        ("2024-05-01", "2024年5月1日"),
        ("在嘉定区（310114）", "在嘉定区"),
    ],
)
def test_figures_and_days_are_written_as_official_texts_do(plain: str, official: str) -> None:
    assert written(plain) == official
