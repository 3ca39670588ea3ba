"""Working days are counted by the published years, the year after them provisionally, and never beyond."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.calendar import CALENDARS_DIR, Calendar, load_calendar
from approval_rules.calendar_year import CalendarYear
from approval_rules.canonical import canonical_json
from approval_rules.errors import BadRuleFile, CalendarMissing
from approval_rules.spans import Span, shift
from approval_rules.values import BadValue

if TYPE_CHECKING:
    from pathlib import Path

CALENDAR = Calendar(years=(*load_calendar().subset(2023, 2026).years, CalendarYear(year=2027, is_provisional=True)))
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))
COUNTS = st.integers(-120, 120)

INVENTED_2027 = """\
year: 2027
notices:
  - {title: 样例通知, number: 国办发明电, issued_on: 2026-11-05, read: 测试用，不是真的通知}
holidays:
  - {name: 元旦, from: 2027-01-01, to: 2027-01-03}
  - {name: 春节, from: 2027-02-05, to: 2027-02-11}
worked: [2027-02-13]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The years up to 2026, to which a test may add."""
    for year in range(2023, 2027):
        shutil.copy(CALENDARS_DIR / f"{year}.yaml", tmp_path)
    return tmp_path


def _refused(folder: Path, year: int, old: str, new: str) -> str:
    path = folder / f"{year}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadRuleFile) as refused:
        load_calendar(folder)
    return str(refused.value)


@pytest.mark.parametrize(
    ("day", "is_workday"),
    [
        (date(2026, 2, 13), True),  # Friday
        (date(2026, 2, 14), True),  # Saturday, worked for the Spring Festival
        (date(2026, 2, 15), False),  # the festival's first day
        (date(2026, 2, 23), False),  # its last, a Monday
        (date(2026, 2, 24), True),
        (date(2026, 2, 28), True),  # Saturday, worked
        (date(2026, 3, 7), False),  # an ordinary Saturday
        (date(2026, 9, 20), True),  # Sunday, worked for the National Day
        (date(2026, 9, 30), True),
        (date(2026, 10, 1), False),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),  # Saturday, worked
        (date(2026, 10, 11), False),
        (date(2024, 2, 9), True),  # the notice only encourages to rest
    ],
)
def test_holidays_and_worked_weekends_follow_the_notice(day: date, is_workday: bool) -> None:  # noqa: FBT001
    assert CALENDAR.is_workday(day) is is_workday


@pytest.mark.parametrize(
    ("day", "n", "reached"),
    [
        (date(2026, 3, 2), 5, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # from a Saturday the next Monday is the first
        (date(2026, 3, 7), 0, date(2026, 3, 7)),
        (date(2026, 3, 9), -1, date(2026, 3, 6)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 13), 2, date(2026, 2, 24)),  # over the whole Spring Festival
        (date(2026, 2, 27), 1, date(2026, 2, 28)),
        (date(2026, 2, 27), 2, date(2026, 3, 2)),
        (date(2026, 2, 24), -1, date(2026, 2, 14)),
        (date(2026, 9, 18), 1, date(2026, 9, 20)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),  # into another year
        (date(2026, 1, 4), -1, date(2025, 12, 31)),
    ],
)
def test_counting_leaves_out_the_day_itself_and_the_holidays(day: date, n: int, reached: date) -> None:
    assert CALENDAR.plus_workdays(day, n) == reached


@given(DAYS, COUNTS.filter(bool))
def test_a_count_ends_on_a_working_day_and_tells_how_far_it_went(day: date, n: int) -> None:
    reached = CALENDAR.plus_workdays(day, n)

    assert CALENDAR.is_workday(reached)
    assert CALENDAR.workdays_between(day, reached) == n


@given(DAYS, DAYS, COUNTS, COUNTS)
def test_a_later_day_or_a_longer_count_never_ends_earlier(one: date, other: date, n: int, m: int) -> None:
    (first, last), (less, more) = sorted((one, other)), sorted((n, m))

    assert CALENDAR.plus_workdays(first, n) <= CALENDAR.plus_workdays(last, n)
    assert CALENDAR.plus_workdays(one, less) <= CALENDAR.plus_workdays(one, more)


@given(DAYS.filter(CALENDAR.is_workday), COUNTS)
def test_there_and_back_is_the_same_working_day(day: date, n: int) -> None:
    assert CALENDAR.plus_workdays(CALENDAR.plus_workdays(day, n), -n) == day


@given(DAYS, COUNTS)
def test_counting_is_the_same_as_walking_day_by_day(day: date, n: int) -> None:
    step, left, walked = timedelta(days=1 if n > 0 else -1), abs(n), day
    while left:
        walked += step
        left -= CALENDAR.is_workday(walked)

    assert CALENDAR.plus_workdays(day, n) == walked


def test_ordinals_are_the_working_days_of_the_years_asked_for() -> None:
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(365 + 365)]

    assert CALENDAR.workday_ordinals(2025, 2026) == tuple(d.toordinal() for d in days if CALENDAR.is_workday(d))


def test_the_year_after_the_last_published_one_is_provisional_and_knows_weekends_alone() -> None:
    assert [CALENDAR.is_provisional(year) for year in range(2023, 2028)] == [False] * 4 + [True]
    assert CALENDAR.is_workday(date(2027, 1, 1))
    assert not CALENDAR.is_workday(date(2027, 1, 2))
    assert CALENDAR.is_provisional_between(date(2026, 12, 31), date(2027, 1, 4))
    assert CALENDAR.is_provisional_between(date(2027, 1, 4), date(2026, 12, 31))
    assert not CALENDAR.is_provisional_between(date(2026, 1, 4), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "n", "year"),
    [
        (date(2028, 1, 3), 1, 2028),
        (date(2022, 12, 30), 1, 2022),
        (date(2027, 12, 31), 1, 2028),
        (date(2026, 12, 31), 1000, 2028),
        (date(2023, 1, 2), -1, 2022),
    ],
)
def test_a_missing_year_is_an_error_that_names_the_year(day: date, n: int, year: int) -> None:
    with pytest.raises(CalendarMissing, match=str(year)) as missing:
        CALENDAR.plus_workdays(day, n)

    assert missing.value.year == year


def test_the_last_working_day_of_the_last_year_can_be_reached() -> None:
    assert CALENDAR.plus_workdays(date(2027, 12, 30), 1) == date(2027, 12, 31)
    assert CALENDAR.plus_workdays(date(2023, 1, 4), -1) == date(2023, 1, 3)


def test_every_question_about_a_missing_year_is_refused() -> None:
    day = date(2028, 1, 3)
    questions = (
        lambda: CALENDAR.is_workday(day),
        lambda: CALENDAR.is_provisional(2028),
        lambda: CALENDAR.is_provisional_between(date(2027, 1, 4), day),
        lambda: CALENDAR.workdays_between(date(2027, 1, 4), day),
        lambda: CALENDAR.workdays_between(day, date(2027, 1, 4)),
        lambda: CALENDAR.workday_ordinals(2027, 2028),
        lambda: Calendar(years=()).is_workday(day),
    )

    for question in questions:
        with pytest.raises(CalendarMissing, match="2028"):
            question()


def test_a_gap_between_two_years_is_refused_by_its_year(folder: Path) -> None:
    (folder / "2025.yaml").unlink()

    with pytest.raises(CalendarMissing, match="2025"):
        load_calendar(folder)


def test_a_provisional_year_is_counted_again_when_its_calendar_arrives(folder: Path) -> None:
    day = date(2026, 12, 31)
    before = Calendar.from_json(load_calendar(folder).to_json())
    (folder / "2027.yaml").write_text(INVENTED_2027, encoding="utf-8")
    load_calendar.cache_clear()
    after = load_calendar(folder)

    assert before.plus_workdays(day, 1) == date(2027, 1, 1)
    assert after.plus_workdays(day, 1) == date(2027, 1, 4)
    assert after.is_workday(date(2027, 2, 13))
    assert [after.is_provisional(year) for year in (2027, 2028)] == [False, True]


def test_a_pinned_calendar_answers_the_same_after_the_year_arrived(folder: Path) -> None:
    used = load_calendar(folder).subset(2026, 2027)
    stored = canonical_json(used.to_json())
    (folder / "2027.yaml").write_text(INVENTED_2027, encoding="utf-8")
    load_calendar.cache_clear()

    pinned = Calendar.from_json(json.loads(stored))

    assert pinned == used
    assert hash(pinned) == hash(used)
    assert canonical_json(pinned.to_json()) == stored
    assert pinned.plus_workdays(date(2026, 12, 31), 1) == date(2027, 1, 1)
    assert pinned.is_provisional(2027)
    assert pinned != load_calendar(folder).subset(2026, 2027)


@given(DAYS, COUNTS)
def test_a_pinned_calendar_gives_the_answer_or_says_that_it_lacks_the_year(day: date, n: int) -> None:
    pinned = Calendar.from_json(CALENDAR.subset(2025, 2026).to_json())
    reached = CALENDAR.plus_workdays(day, n)

    if not n or {day.year, reached.year} <= {2025, 2026}:
        assert pinned.plus_workdays(day, n) == reached
    else:
        with pytest.raises(CalendarMissing, match=r"2024|2027"):
            pinned.plus_workdays(day, n)


def test_a_subset_holds_no_other_year_even_one_that_is_provisional() -> None:
    only = CALENDAR.subset(2026, 2026)

    assert [one.year for one in only.years] == [2026]
    with pytest.raises(CalendarMissing, match="2027"):
        only.is_workday(date(2027, 1, 4))
    assert [one.year for one in CALENDAR.subset(2026, 2029).years] == [2026, 2027]


@pytest.mark.parametrize(
    "data",
    [
        {"2026": []},
        [{"year": 2026, "off": []}],
        [{"year": 2026, "off": ["2025-01-01"], "worked": [], "is_provisional": False}],
        [{"year": 2026, "off": ["2026-02-14"], "worked": ["2026-02-14"], "is_provisional": False}],
    ],
)
def test_a_damaged_pinned_calendar_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Calendar.from_json(data)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("2026-02-14,", "2026-02-16,", "2026-02-16 is listed both"),
        ("2026-02-14,", "2026-02-15,", "2026-02-15 is listed both"),  # a Sunday of the festival
        ("2026-02-14,", "2025-02-15,", "2025-02-15 is a day of another year"),
        ("from: 2026-01-01", "from: 2025-12-31", "2025-12-31 is a day of another year"),
        ("2026-02-14,", "2026-02-28,", "2026-02-28 is listed twice"),
        ("from: 2026-02-15", "from: 2026-01-02", "2026-01-02 is listed twice"),
        ("2026-02-14,", "2026-02-13,", "2026-02-13 is not on a weekend"),
        ("to: 2026-02-23", "to: 2026-02-14", "春节 ends before it begins"),
        ("year: 2026", "year: 2025", "another year"),
        ("国办发明电〔2025〕7号", "国办发〔2025〕7号", "number"),
        ("holidays:", "off_days:", "holidays"),
    ],
)
def test_a_mistake_in_a_file_is_refused_with_what_is_wrong(folder: Path, old: str, new: str, problem: str) -> None:
    message = _refused(folder, 2026, old, new)

    assert problem in message
    assert "2026.yaml:" in message


def test_a_file_is_named_as_its_year(folder: Path) -> None:
    (folder / "2026.yaml").rename(folder / "2027.yaml")

    with pytest.raises(BadRuleFile, match=r"2027\.yaml:1: the file holds the year 2026\. Name it 2026\.yaml"):
        load_calendar(folder)


@pytest.mark.parametrize(("word", "reached"), [("plus", date(2026, 2, 24)), ("minus", date(2026, 2, 12))])
def test_a_span_of_workdays_moves_by_the_calendar(word: str, reached: date) -> None:
    span = Span.parse({word: {"workdays": 2 if word == "plus" else 1}})
    assert span is not None

    assert shift(date(2026, 2, 13), span, CALENDAR) == reached


def test_a_span_of_workdays_needs_a_calendar_that_holds_the_year() -> None:
    span = Span(workdays=30)

    with pytest.raises(CalendarMissing, match="2026"):
        shift(date(2026, 3, 2), span)
    with pytest.raises(CalendarMissing, match="2030"):
        shift(date(2030, 3, 1), span, CALENDAR)


def test_a_span_without_workdays_needs_no_calendar() -> None:
    assert shift(date(2026, 1, 31), Span(months=1, days=1)) == date(2026, 3, 1)
    assert shift(date(2040, 3, 3), Span(workdays=0)) == date(2040, 3, 3)


@pytest.mark.parametrize(
    ("amounts", "problem"),
    [
        ({"workdays": 1, "days": 1}, "does not mix"),
        ({"workdays": 0, "months": 1}, "does not mix"),
        ({"workdays": 1001}, "whole workdays, at most 1000"),
        ({"workdays": -1}, "whole workdays, at most 1000"),
        ({"workdays": True}, "whole workdays, at most 1000"),
    ],
)
def test_a_span_that_cannot_be_counted_is_refused(amounts: dict[str, int], problem: str) -> None:
    with pytest.raises(BadValue, match=problem):
        Span.parse({"plus": amounts})


def test_a_thousand_workdays_is_the_longest_span() -> None:
    assert Span.parse({"minus": {"workdays": 1000}}) == Span(workdays=-1000)
