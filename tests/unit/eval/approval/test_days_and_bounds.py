from __future__ import annotations

from datetime import date

import pytest

from eval.approval.bounds import upper_bound
from eval.approval.days import latest_birthday, months_before, some_day, workdays_before


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 6, 30), 15, date(2026, 6, 8)),  # 端午节 lies between
        (date(2026, 6, 30), 90, date(2026, 2, 12)),  # 春节 does, and a Saturday that is worked
        (date(2026, 3, 2), 1, date(2026, 2, 28)),  # Saturday, worked for 春节
        (date(2023, 9, 28), 30, date(2023, 8, 17)),
        (date(2024, 2, 18), 1, date(2024, 2, 9)),  # the holiday of 春节 is left out; the eve was worked
        (date(2025, 5, 6), 0, date(2025, 5, 6)),
    ],
)
def test_working_days_are_counted_around_holidays(day: date, count: int, expected: date) -> None:
    assert workdays_before(day, count) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 30), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
    ],
)
def test_a_month_earlier_is_the_matching_day_or_the_last_one(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


def test_who_was_born_on_a_leap_day_is_of_age_the_day_after() -> None:
    leap_day = date(2008, 2, 29)

    assert latest_birthday(date(2026, 2, 28), 18) < leap_day <= latest_birthday(date(2026, 3, 1), 18)


def test_some_day_lies_between_the_two_days_and_may_be_either() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 3)

    assert some_day(first, last, 0.0) == first
    assert some_day(first, last, 0.999_999) == last


@pytest.mark.parametrize("trials", [1, 59, 1000, 70_000])
def test_with_no_event_the_bound_is_that_of_the_exact_formula(trials: int) -> None:
    assert upper_bound(0, trials) == pytest.approx(1 - 0.05 ** (1 / trials), rel=1e-9)


@pytest.mark.parametrize(
    ("events", "trials", "expected"),
    [(1, 10, 0.3942), (3, 100, 0.0757), (10, 10, 1.0), (0, 0, 1.0)],  # from printed tables of the exact interval
)
def test_with_events_the_bound_is_the_exact_one(events: int, trials: int, expected: float) -> None:
    assert upper_bound(events, trials) == pytest.approx(expected, abs=5e-4)
