"""Every day of every year we hold agrees with an independent list of the same notices."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest

from approval_rules.calendar import CALENDARS_DIR, load_calendar
from approval_rules.calendar_year import load_year

FILES = sorted(CALENDARS_DIR.glob("*.yaml"))
KNOWN_ELSEWHERE = 2026
"""The last year that the pinned chinesecalendar 1.11.0 holds; raise it with the package."""


def test_the_years_follow_each_other_from_2023() -> None:
    years = [int(path.stem) for path in FILES]

    assert years == list(range(2023, 2023 + len(FILES)))
    assert years[-1] >= 2026


@pytest.mark.parametrize("year", [int(path.stem) for path in FILES if int(path.stem) <= KNOWN_ELSEWHERE])
def test_every_day_agrees_with_chinesecalendar(year: int) -> None:
    calendar = load_calendar()
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366 if year % 4 == 0 else 365)]

    differing = [day for day in days if calendar.is_workday(day) is not chinese_calendar.is_workday(day)]

    assert differing == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_notice_names_the_year_and_was_issued_before_it_ended(path: object) -> None:
    read = load_year(CALENDARS_DIR / getattr(path, "name", ""))

    assert f"关于{read.year}年部分节假日安排的通知" in read.notices[0].title
    assert all(date(read.year - 1, 1, 1) <= notice.issued_on <= date(read.year, 12, 31) for notice in read.notices)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_seven_festivals_are_all_there(path: object) -> None:
    read = load_year(CALENDARS_DIR / getattr(path, "name", ""))
    names = {name for holiday in read.holidays for name in holiday.name.split("、")}

    assert names == {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}
