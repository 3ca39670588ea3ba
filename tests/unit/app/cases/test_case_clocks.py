"""Clocks in working days: what stopping, going on and a missing calendar do to the last day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.cases import clocks
from app.cases.clocks import CaseClock, ClockName
from approval_rules.calendar import load_calendar
from approval_rules.deadlines import Limits
from approval_rules.errors import CalendarMissing
from tests.casework import LIMITS

CALENDAR = load_calendar()
DAYS = st.dates(date(2025, 1, 1), date(2026, 6, 30))
WORKDAYS = st.integers(0, 40)
GAPS = st.integers(0, 60)


def _clock(started_on: date, workdays: int) -> CaseClock:
    limits = Limits.model_validate({"decision": {"workdays": workdays, "basis": LIMITS["decision"]["basis"]}})
    return clocks.at_acceptance(limits, started_on, CALENDAR)[0]


@given(DAYS, WORKDAYS, GAPS, GAPS)
def test_standing_still_never_brings_the_last_day_forward(day: date, workdays: int, until: int, stood: int) -> None:
    clock = _clock(day, workdays)
    stop, go_on = day + timedelta(days=until), day + timedelta(days=until + stood)

    after = clocks.resumed(clocks.stopped(clock, stop), go_on, CALENDAR)

    assert after.due_on >= clock.due_on
    assert CALENDAR.is_workday(after.due_on)


@given(DAYS, WORKDAYS, GAPS)
def test_stopping_and_going_on_within_a_day_changes_nothing(day: date, workdays: int, until: int) -> None:
    clock = _clock(day, workdays)
    on = day + timedelta(days=until)

    assert clocks.resumed(clocks.stopped(clock, on), on, CALENDAR) == clock


@given(DAYS, WORKDAYS, GAPS, GAPS)
def test_as_many_working_days_are_left_as_when_it_stopped(day: date, workdays: int, until: int, stood: int) -> None:
    clock = _clock(day, workdays)
    stop, go_on = day + timedelta(days=until), day + timedelta(days=until + stood)
    assume(stop <= clock.due_on)

    after = clocks.resumed(clocks.stopped(clock, stop), go_on, CALENDAR)

    left = CALENDAR.workdays_between(stop, clock.due_on)
    assert left == 0 or CALENDAR.workdays_between(go_on, after.due_on) == left
    assert after.due_on >= go_on


@given(DAYS, WORKDAYS, st.lists(st.tuples(GAPS, GAPS), max_size=4))
def test_counting_anew_by_the_same_calendar_finds_the_same_day(
    day: date, workdays: int, stops: list[tuple[int, int]]
) -> None:
    clock, on = _clock(day, workdays), day
    for until, stood in stops:
        stop = on + timedelta(days=until // 4)
        on = stop + timedelta(days=stood // 4)
        clock = clocks.resumed(clocks.stopped(clock, stop), on, CALENDAR)

    assert clocks.recounted(clock, CALENDAR) == clock


@given(DAYS, WORKDAYS, GAPS)
def test_a_clock_that_ended_neither_stops_nor_goes_on(day: date, workdays: int, until: int) -> None:
    on = day + timedelta(days=until)
    clock = clocks.ended(_clock(day, workdays), day)

    assert clocks.stopped(clock, on) is clock
    assert clocks.resumed(clock, on, CALENDAR) is clock
    assert clocks.ended(clock, on) is clock


def test_a_clock_stands_still_over_the_days_of_a_hearing() -> None:
    clock = _clock(date(2026, 3, 2), 10)  # a Monday, due two weeks later

    after = clocks.resumed(clocks.stopped(clock, date(2026, 3, 4)), date(2026, 3, 9), CALENDAR)

    assert (clock.due_on, after.due_on, after.stopped_workdays) == (date(2026, 3, 16), date(2026, 3, 19), 3)


def test_receipt_starts_the_notice_and_acceptance_the_decision() -> None:
    limits = Limits.model_validate(LIMITS)

    received = clocks.at_receipt(limits, date(2026, 3, 2), CALENDAR)
    accepted = clocks.at_acceptance(limits, date(2026, 3, 3), CALENDAR)

    assert [(one.name, one.due_on) for one in received] == [(ClockName.CORRECTION_NOTICE, date(2026, 3, 9))]
    assert [(one.name, one.due_on) for one in accepted] == [
        (ClockName.STATUTORY_LIMIT, date(2026, 3, 31)),
        (ClockName.PROMISED_LIMIT, date(2026, 3, 17)),
    ]


def test_an_item_without_limits_has_no_clocks() -> None:
    assert clocks.at_receipt(Limits(), date(2026, 3, 2), CALENDAR) == ()
    assert clocks.at_acceptance(Limits(), date(2026, 3, 2), CALENDAR) == ()


def test_a_year_without_a_calendar_is_named() -> None:
    last = CALENDAR.years[-1].year

    with pytest.raises(CalendarMissing, match=str(last + 1)):
        _clock(date(last, 12, 20), 40)


def test_a_last_day_in_a_year_that_is_not_published_is_provisional() -> None:
    last = CALENDAR.years[-1].year

    assert clocks.is_provisional(_clock(date(last - 1, 12, 20), 20), CALENDAR)
    assert not clocks.is_provisional(_clock(date(2026, 3, 2), 20), CALENDAR)
