from __future__ import annotations

from datetime import date

import pytest

from app.assistant.periods import holds_in_years, period_in, years_in
from retrieval.passages import Passage

TEXT = Passage(id="a", text="按2021年度的认定。", valid_from=date(2023, 1, 1), valid_to=date(2027, 12, 31))


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2019年所得税怎么算", {2019}),
        ("二〇一九年所得税", {2019}),
        ("2023年和2024年度的补贴", {2023, 2024}),
        ("公告2023年第12号说什么", set()),
        ("行政许可法2019年修正了什么", set()),
        ("2022年毕业的能申请吗", set()),
        ("2020年3月成立的公司", set()),
        ("补贴12019年", set()),
    ],
)
def test_the_years_of_a_question_are_the_periods_it_asks_about(question: str, years: set[int]) -> None:
    assert years_in(question) == years


@pytest.mark.parametrize(("year", "holds"), [(2022, False), (2023, True), (2027, True), (2028, False), (2021, True)])
def test_a_text_holds_in_the_years_of_its_validity_and_in_one_it_names(year: int, holds: bool) -> None:  # noqa: FBT001  a table
    assert holds_in_years(TEXT, frozenset({year})) is holds


def test_a_text_without_an_end_holds_in_every_later_year() -> None:
    assert holds_in_years(Passage(id="b", text="", valid_from=date(2023, 1, 1)), frozenset({2050}))


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("去年的标准", {2025}),
        ("前年稳岗返还多少", {2024}),
        ("明年还减半吗", {2027}),
        ("去年成立的公司能申请吗", set()),
        ("How much was it in 2024?", {2024}),
    ],
)
def test_a_year_may_be_told_from_today(question: str, years: set[int]) -> None:
    assert years_in(question, date(2026, 11, 26)) == years


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("2024年6月的规定", date(2024, 6, 1)),
        ("2024年2月30日怎么算", date(2024, 2, 29)),
        ("2024-06-15还能申请吗", date(2024, 6, 15)),
        ("2020年3月成立的公司", None),
    ],
)
def test_a_day_or_a_month_is_taken_as_that_day(question: str, day: date | None) -> None:
    assert period_in(question, date(2026, 11, 26)).day == day
