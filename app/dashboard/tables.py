"""The tables of a dashboard: the same cells for the page and for a download."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from app.cases.clocks import ClockName
from app.cases.rating import Grade
from app.dashboard.figures import ClockCount, rate
from app.dashboard.saying import check_title, district_title, item_title, span
from app.dashboard.wording import WORDS
from app.pages.codes import CODES
from app.payouts.files import safe_cell
from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from app.dashboard.asked import Asked
    from app.dashboard.figures import Figures, Group
    from approval_rules.items import Item
    from approval_rules.language_words import Language

Cell: TypeAlias = "int | Both"
"""A count, or words; what is a figure in words, a share or a span, stands in a column of numbers all the same."""

_BOM: Final = "\ufeff"
_NONE: Final = Both("—", "—")


class TableName(StrEnum):
    VOLUMES = "volumes"
    REASONS = "reasons"
    RULES = "rules"
    TIMES = "times"
    CLOCKS = "clocks"
    RATINGS = "ratings"
    ITEMS = "items"
    DISTRICTS = "districts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """`words`: how many columns from the left are words; the rest are numbers."""

    name: TableName
    head: tuple[Both, ...]
    rows: tuple[tuple[Cell, ...], ...]
    words: int = 1


def tables(found: Figures, asked: Asked, items: Mapping[str, Item]) -> dict[TableName, Table]:
    groups = sorted(found.by_item.items(), key=_largest), sorted(found.by_district.items(), key=_largest)
    made = (
        _volumes(found, asked),
        _reasons(found),
        _rules(found, items),
        _times(found),
        _clocks(found),
        _ratings(found),
        _groups(TableName.ITEMS, WORDS["item"], [(item_title(one, items), group) for one, group in groups[0]]),
        _groups(TableName.DISTRICTS, WORDS["district"], [(district_title(one), group) for one, group in groups[1]]),
    )
    return {one.name: one for one in made}


def as_csv(table: Table, language: Language) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read the Chinese; no cell is ever a formula."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n").writerow
    write([safe_cell(one.in_(language)) for one in table.head])
    for row in table.rows:
        write([one if isinstance(one, int) else safe_cell(one.in_(language)) for one in row])
    return (_BOM + out.getvalue()).encode()


def by_slot(asked: Asked, counts: Mapping[date, int]) -> list[int]:
    """What the days of each slot come to, in the order of the slots."""
    sums = dict.fromkeys(asked.slots(), 0)
    for day, count in counts.items():
        sums[asked.slot_of(day)] += count
    return list(sums.values())


def percent(part: float | None) -> Both:
    if part is None:
        return _NONE
    text = f"{part:.1%}"
    return Both(text, text)


def grade(mean: float | None) -> Both:
    if mean is None:
        return _NONE
    text = f"{mean:.2f}"
    return Both(text, text)


def _largest(one: tuple[str, Group]) -> tuple[int, str]:
    name, group = one
    return -(group.received + group.decided + group.waiting), name


def _volumes(found: Figures, asked: Asked) -> Table:
    received, unattended = by_slot(asked, found.received), by_slot(asked, found.unattended)
    staff = by_slot(asked, found.by_staff)
    rows = [
        (_day(slot), came, alone + people, alone, people, percent(rate(alone, alone + people)))
        for slot, came, alone, people in zip(asked.slots(), received, unattended, staff, strict=True)
    ]
    names = ("received", "decided", "unattended", "by_staff", "straight_through")
    head = (WORDS["day" if asked.is_daily else "week"], *(WORDS[one] for one in names))
    return Table(name=TableName.VOLUMES, head=head, rows=tuple(rows))


def _reasons(found: Figures) -> Table:
    rows = [
        (CODES[f"reason_{reason}"], cases, percent(rate(cases, found.handed_over)))
        for reason, cases in found.reasons.items()
    ]
    return Table(name=TableName.REASONS, head=_words("reason", "cases", "share"), rows=tuple(rows))


def _rules(found: Figures, items: Mapping[str, Item]) -> Table:
    rows = [
        (
            check_title(one.item_id, one.rule, items),
            item_title(one.item_id, items),
            CODES[f"reason_{one.reason}"],
            one.cases,
        )
        for one in found.rules
    ]
    return Table(name=TableName.RULES, head=_words("check", "item", "reason", "cases"), rows=tuple(rows), words=3)


def _times(found: Figures) -> Table:
    whole = found.whole
    kinds = (("unattended", whole.unattended_times), ("by_staff", whole.staff_times))
    rows = [(WORDS[name], one.cases, span(one.median_s), span(one.ninetieth_s)) for name, one in kinds]
    return Table(name=TableName.TIMES, head=_words("who", "decided", "median", "ninetieth"), rows=tuple(rows))


def _clocks(found: Figures) -> Table:
    counts = [(one, found.clocks.get(one.value, ClockCount())) for one in ClockName]
    rows = [(CODES[f"clock_{name}"], one.running, one.at_risk, one.late, one.stopped) for name, one in counts]
    head = _words("clock", "running", "at_risk", "late", "stopped")
    return Table(name=TableName.CLOCKS, head=head, rows=tuple(rows))


def _ratings(found: Figures) -> Table:
    grades, count = found.whole.grades, found.whole.grades.total()
    rows = [(CODES[one], grades[one.number], percent(rate(grades[one.number], count))) for one in Grade]
    return Table(name=TableName.RATINGS, head=_words("grade", "count", "share"), rows=tuple(rows))


def _groups(name: TableName, title: Both, groups: Iterable[tuple[Both, Group]]) -> Table:
    columns = ("received", "decided", "unattended", "straight_through", "staff_median", "staff_ninetieth")
    head = (title, *_words(*columns, "waiting", "at_risk", "late", "count", "mean_grade"))
    rows = [
        (
            named,
            one.received,
            one.decided,
            one.unattended,
            percent(one.straight_through),
            span(one.staff_times.median_s),
            span(one.staff_times.ninetieth_s),
            one.waiting,
            one.at_risk,
            one.late,
            one.grades.total(),
            grade(one.mean_grade),
        )
        for named, one in groups
    ]
    return Table(name=name, head=head, rows=tuple(rows))


def _words(*names: str) -> tuple[Both, ...]:
    return tuple(WORDS[one] for one in names)


def _day(day: date) -> Both:
    return Both(day.isoformat(), day.isoformat())
