"""Deadlines are working days; an office that does not ask in time has accepted the application."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from approval_rules.calendar import Calendar, load_calendar
from approval_rules.calendar_year import CalendarYear
from approval_rules.deadlines import (
    CORRECTION_BASIS,
    Acceptance,
    AcceptanceState,
    Deadline,
    DeadlineName,
    Limit,
    Limits,
    acceptance,
    correction_deadline,
    deadlines,
)
from approval_rules.errors import CalendarMissing

PUBLISHED = load_calendar().subset(2023, 2026)
CALENDAR = Calendar(years=(*PUBLISHED.years, CalendarYear(year=2027, is_provisional=True)))
NEXT_YEAR_PUBLISHED = Calendar(years=(*PUBLISHED.years, CalendarYear(year=2027, off=frozenset({date(2027, 1, 1)}))))

DECISION_BASIS = "cn.law.admin-licensing.2019#art-42"
FIVE = Limit(workdays=5, basis=[CORRECTION_BASIS])
LIMITS = Limits(
    correction_notice=FIVE,
    decision=Limit(workdays=20, extendable=10, basis=[DECISION_BASIS]),
    promised=Limit(workdays=0, basis=["cn.guide.sample#limits"], uncertain="样例"),
)

RECEIVED = date(2026, 3, 2)  # a Monday
UNTIL = date(2026, 3, 9)


def _due(calendar: Calendar = CALENDAR, **days: Any) -> dict[str, date]:  # noqa: ANN401
    return {one.name: one.due_on for one in deadlines(LIMITS, calendar=calendar, **days)}


def _stands(**days: date | None) -> Acceptance:
    story: dict[str, Any] = {"received_on": RECEIVED, "notice_sent_on": None, "calendar": CALENDAR, "limit": FIVE}
    return acceptance(**(story | days))


@pytest.mark.parametrize(
    ("received_on", "due_on"),
    [
        (date(2026, 3, 2), date(2026, 3, 9)),  # Monday to Monday
        (date(2026, 3, 6), date(2026, 3, 13)),  # Friday to Friday
        (date(2026, 3, 7), date(2026, 3, 13)),  # Saturday counts from Monday
        (date(2026, 3, 8), date(2026, 3, 13)),
        (date(2026, 2, 13), date(2026, 2, 27)),  # worked Saturday 02-14, then the Spring Festival
        (date(2026, 2, 14), date(2026, 2, 28)),  # ends on a worked Saturday
        (date(2026, 2, 18), date(2026, 2, 28)),  # received during the festival
        (date(2026, 9, 30), date(2026, 10, 13)),  # National Day, worked Saturday 10-10
    ],
)
def test_corrections_are_asked_for_within_five_working_days(received_on: date, due_on: date) -> None:
    assert correction_deadline(received_on, CALENDAR) == Deadline(
        name=DeadlineName.CORRECTION_NOTICE, due_on=due_on, is_provisional=False, basis=(CORRECTION_BASIS,)
    )


def test_an_office_may_bind_itself_to_fewer_days() -> None:
    assert correction_deadline(RECEIVED, CALENDAR, workdays=1).due_on == date(2026, 3, 3)


def test_the_decision_counts_from_acceptance_and_not_from_receipt() -> None:
    due = _due(received_on=RECEIVED, accepted_on=date(2026, 3, 9))

    assert due == {
        "correction_notice": UNTIL,
        "decision": date(2026, 4, 7),  # twenty days, over the Qingming Monday 04-06
        "promised": date(2026, 3, 9),
    }


def test_before_acceptance_only_the_notice_of_corrections_runs() -> None:
    assert _due(received_on=RECEIVED, accepted_on=None) == {"correction_notice": UNTIL}


def test_an_extension_moves_the_decision_alone() -> None:
    plain = _due(received_on=RECEIVED, accepted_on=RECEIVED)
    extended = _due(received_on=RECEIVED, accepted_on=RECEIVED, is_extended=True)

    assert plain["decision"] == date(2026, 3, 30)
    assert extended == plain | {"decision": date(2026, 4, 14)}


def test_a_limit_that_an_item_does_not_have_gives_no_deadline() -> None:
    assert deadlines(Limits(), received_on=RECEIVED, accepted_on=RECEIVED, calendar=CALENDAR, is_extended=True) == ()


@pytest.mark.parametrize(
    ("accepted_on", "due_on"),
    [
        (date(2026, 3, 6), date(2026, 3, 6)),
        (date(2026, 3, 7), date(2026, 3, 9)),  # Saturday
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 10, 10), date(2026, 10, 10)),  # worked Saturday
    ],
)
def test_on_the_spot_is_the_same_day_or_the_next_working_day(accepted_on: date, due_on: date) -> None:
    assert _due(received_on=RECEIVED, accepted_on=accepted_on)["promised"] == due_on


def test_each_deadline_names_its_basis() -> None:
    due = deadlines(LIMITS, received_on=RECEIVED, accepted_on=RECEIVED, calendar=CALENDAR)

    assert [one.basis for one in due] == [(CORRECTION_BASIS,), (DECISION_BASIS,), ("cn.guide.sample#limits",)]


@given(st.dates(date(2023, 1, 1), date(2027, 6, 30)), st.integers(0, 60), st.integers(0, 30))
def test_no_deadline_is_on_a_day_off_or_before_its_start(start: date, workdays: int, more: int) -> None:
    limits = Limits(decision=Limit(workdays=workdays, extendable=more, basis=[DECISION_BASIS]))
    due, extended = (
        deadlines(limits, received_on=start, accepted_on=start, calendar=CALENDAR, is_extended=is_extended)[0].due_on
        for is_extended in (False, True)
    )

    assert CALENDAR.is_workday(due)
    assert CALENDAR.is_workday(extended)
    assert start <= due <= extended


@given(st.dates(date(2026, 1, 1), date(2027, 6, 30)))
def test_a_later_receipt_never_gives_an_earlier_deadline(day: date) -> None:
    assert correction_deadline(day, CALENDAR).due_on <= correction_deadline(day + timedelta(days=1), CALENDAR).due_on


@pytest.mark.parametrize(
    ("received_on", "due_on", "is_provisional"),
    [
        (date(2026, 12, 24), date(2026, 12, 31), False),
        (date(2026, 12, 25), date(2027, 1, 1), True),
        (date(2027, 1, 4), date(2027, 1, 11), True),
    ],
)
def test_a_count_that_touches_an_unpublished_year_is_provisional(
    received_on: date,
    due_on: date,
    is_provisional: bool,  # noqa: FBT001
) -> None:
    due = correction_deadline(received_on, CALENDAR)

    assert (due.due_on, due.is_provisional) == (due_on, is_provisional)


def test_a_provisional_deadline_is_counted_again_when_the_year_is_published() -> None:
    due = correction_deadline(date(2026, 12, 25), NEXT_YEAR_PUBLISHED)

    assert (due.due_on, due.is_provisional) == (date(2027, 1, 4), False)


def test_a_deadline_beyond_the_calendar_names_the_year() -> None:
    with pytest.raises(CalendarMissing, match="2028"):
        correction_deadline(date(2027, 12, 30), CALENDAR)


def test_up_to_the_last_day_the_office_may_still_ask() -> None:
    for today in (RECEIVED, UNTIL):
        still = _stands(today=today)

        assert (still.state, still.until.due_on, still.accepted_on) == (AcceptanceState.OPEN, UNTIL, None)


def test_the_day_after_the_application_counts_as_accepted_from_receipt() -> None:
    over = _stands(today=UNTIL + timedelta(days=1))

    assert (over.state, over.accepted_on) == (AcceptanceState.DEEMED_ACCEPTED, RECEIVED)


def test_an_application_of_a_day_off_counts_as_accepted_from_that_day() -> None:
    over = _stands(received_on=date(2026, 3, 7), today=date(2026, 3, 14))

    assert (over.state, over.accepted_on) == (AcceptanceState.DEEMED_ACCEPTED, date(2026, 3, 7))


@pytest.mark.parametrize("sent_on", [RECEIVED, UNTIL])
def test_corrections_asked_for_by_the_last_day_stay_asked_for(sent_on: date) -> None:
    asked = _stands(notice_sent_on=sent_on, today=date(2026, 6, 1))

    assert (asked.state, asked.accepted_on) == (AcceptanceState.CORRECTION_REQUESTED, None)


def test_corrections_asked_for_a_day_late_do_not_count() -> None:
    late = UNTIL + timedelta(days=1)

    asked = _stands(notice_sent_on=late, today=late)

    assert (asked.state, asked.accepted_on) == (AcceptanceState.DEEMED_ACCEPTED, RECEIVED)


def test_a_second_list_does_not_count() -> None:
    first, second = date(2026, 3, 4), date(2026, 3, 6)

    assert _stands(notice_sent_on=first, further_notice_on=second, today=UNTIL).state is AcceptanceState.OPEN
    over = _stands(notice_sent_on=first, further_notice_on=second, today=UNTIL + timedelta(days=1))
    assert (over.state, over.accepted_on) == (AcceptanceState.DEEMED_ACCEPTED, RECEIVED)


def test_a_second_list_after_the_last_day_does_not_count_either() -> None:
    first, second = date(2026, 3, 4), date(2026, 4, 1)
    the_day_before = _stands(notice_sent_on=first, further_notice_on=second, today=second - timedelta(days=1))
    that_day = _stands(notice_sent_on=first, further_notice_on=second, today=second)

    assert the_day_before.state is AcceptanceState.CORRECTION_REQUESTED
    assert (that_day.state, that_day.accepted_on) == (AcceptanceState.DEEMED_ACCEPTED, RECEIVED)


def test_a_notice_of_tomorrow_is_not_sent_yet() -> None:
    assert _stands(notice_sent_on=UNTIL, today=date(2026, 3, 6)).state is AcceptanceState.OPEN


@pytest.mark.parametrize(
    "wrong", [{"workdays": -1}, {"extendable": -1}, {"basis": []}, {"basis": ["art. 32"]}, {"days": 5}]
)
def test_a_limit_that_cannot_be_right_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Limit.model_validate({"workdays": 5, "basis": [CORRECTION_BASIS]} | wrong)
