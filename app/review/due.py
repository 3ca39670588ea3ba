"""Last days in words, for the pages of staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cases.clocks import is_provisional
from app.review.wording import WORDS
from approval_rules.calendar import load_calendar
from approval_rules.errors import CalendarMissing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from app.cases.clocks import CaseClock
    from approval_rules.language_words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    text: str
    is_late: bool = False


def due_line(due_on: date, today: date, language: Language) -> Line:
    """The day, and how many working days are left; the day alone where a year between has no calendar."""
    try:
        left = load_calendar().workdays_between(today, due_on)
    except CalendarMissing:
        return Line(text=due_on.isoformat(), is_late=due_on < today)
    if due_on < today:
        return Line(text=_say("due_late", language).format(due_on, -left), is_late=True)
    return Line(text=_say("due_today" if left == 0 else "due_left", language).format(due_on, left))


def lines_of(clocks: Iterable[CaseClock], today: date, language: Language) -> list[Line]:
    """One a clock, whether it runs, stands still or has ended."""
    return [_line(one, today, language) for one in clocks]


def _line(one: CaseClock, today: date, language: Language) -> Line:
    title = _say(f"clock_{one.name.value}", language)
    if one.ended_on is not None:
        said = _say("clock_ended", language).format(title, one.due_on, one.ended_on)
        return Line(text=said, is_late=one.ended_on > one.due_on)
    if one.stopped_on is not None:
        return Line(text=_say("clock_stopped", language).format(title, one.stopped_on))
    due = due_line(one.due_on, today, language)
    doubt = _say("clock_provisional", language) if is_provisional(one, load_calendar()) else ""
    return Line(text=f"{title}{_say('colon', language)}{due.text}{doubt}", is_late=due.is_late)


def _say(name: str, language: Language) -> str:
    return WORDS[name].in_(language)
