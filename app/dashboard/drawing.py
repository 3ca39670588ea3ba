"""The charts of a dashboard, each of what a table beneath it says in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.cases.clocks import ClockName
from app.cases.rating import Grade
from app.dashboard.figures import ClockCount, rate
from app.dashboard.saying import district_title, item_title, span
from app.dashboard.tables import TableName, by_slot
from app.dashboard.wording import WORDS
from app.pages.charts import BarRow, Chart, bars, columns, lines
from app.pages.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.dashboard.asked import Asked
    from app.dashboard.figures import Figures, Group
    from approval_rules.items import Item
    from approval_rules.language_words import Both, Language

MOST_BARS: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A chart with the name it has on its page."""

    name: str
    title: str
    chart: Chart


def charts(
    found: Figures, asked: Asked, items: Mapping[str, Item], language: Language
) -> dict[TableName, tuple[Drawn, ...]]:
    """By the table that they stand above; one that would show nothing is left out."""
    drawing = _Drawing(found, asked, items, language)
    made = {
        TableName.VOLUMES: drawing.volumes(),
        TableName.REASONS: [drawing.reasons()],
        TableName.TIMES: [drawing.times()],
        TableName.CLOCKS: [drawing.clocks()],
        TableName.RATINGS: [drawing.ratings()],
        TableName.ITEMS: [drawing.decided_by(TableName.ITEMS)],
        TableName.DISTRICTS: [drawing.decided_by(TableName.DISTRICTS)],
    }
    return {name: tuple(one for one in those if not one.chart.is_empty) for name, those in made.items()}


class _Drawing:
    def __init__(self, found: Figures, asked: Asked, items: Mapping[str, Item], language: Language) -> None:
        self._found, self._asked, self._items, self._language = found, asked, items, language

    def volumes(self) -> list[Drawn]:
        found, asked = self._found, self._asked
        slots = [f"{one:%m-%d}" for one in asked.slots()]
        received, alone = by_slot(asked, found.received), by_slot(asked, found.unattended)
        people = by_slot(asked, found.by_staff)
        decided = [one + other for one, other in zip(alone, people, strict=True)]
        rates = [rate(100 * one, whole) for one, whole in zip(alone, decided, strict=True)]
        if not any(received) and not any(decided):
            return []
        word = self._word
        return [
            self._drawn("flow", "chart_flow", lines(slots, [(word("received"), received), (word("decided"), decided)])),
            self._drawn(
                "decided", "chart_decided", columns(slots, [(word("unattended"), alone), (word("by_staff"), people)])
            ),
            self._drawn("rate", "chart_rate", lines(slots, [(word("straight_through"), rates)], most=100, unit="%")),
        ]

    def reasons(self) -> Drawn:
        rows = [
            BarRow(label=self._said(CODES[f"reason_{one}"]), values=(cases,), texts=(f"{cases:,}",))
            for one, cases in list(self._found.reasons.items())[:MOST_BARS]
        ]
        return self._drawn("reasons", "table_reasons", bars(rows, [self._word("cases")]))

    def times(self) -> Drawn:
        timed = [
            (item_title(one, self._items), group.staff_times)
            for one, group in self._found.by_item.items()
            if group.staff_times.cases
        ]
        longest = sorted(timed, key=lambda one: -(one[1].median_s or 0))[:MOST_BARS]
        rows = [
            BarRow(
                label=self._said(title),
                values=(times.median_s or 0, times.ninetieth_s or 0),
                texts=(self._said(span(times.median_s)), self._said(span(times.ninetieth_s))),
            )
            for title, times in longest
        ]
        return self._drawn("times", "chart_times", bars(rows, self._words("median", "ninetieth")))

    def clocks(self) -> Drawn:
        counts = [(one, self._found.clocks.get(one.value, ClockCount())) for one in ClockName]
        rows = [
            self._bar(CODES[f"clock_{name}"], one.late, one.at_risk) for name, one in counts if one.late or one.at_risk
        ]
        return self._drawn("clocks", "table_clocks", bars(rows, self._words("late", "at_risk")))

    def ratings(self) -> Drawn:
        grades = self._found.whole.grades
        rows = [self._bar(CODES[one], grades[one.number]) for one in Grade] if grades else []
        return self._drawn("ratings", "table_ratings", bars(rows, self._words("count")))

    def decided_by(self, name: TableName) -> Drawn:
        found = self._found
        if name is TableName.ITEMS:
            groups = [(item_title(one, self._items), group) for one, group in found.by_item.items()]
        else:
            groups = [(district_title(one), group) for one, group in found.by_district.items()]
        rows = [self._bar(title, one.unattended, one.by_staff) for title, one in _most_decided(groups)]
        return self._drawn(name.value, f"table_{name}", bars(rows, self._words("unattended", "by_staff")))

    def _drawn(self, name: str, title: str, chart: Chart) -> Drawn:
        return Drawn(name=name, title=self._word(title), chart=chart)

    def _bar(self, label: Both, *counts: int) -> BarRow:
        return BarRow(label=self._said(label), values=counts, texts=tuple(f"{one:,}" for one in counts))

    def _said(self, words: Both) -> str:
        return words.in_(self._language)

    def _word(self, name: str) -> str:
        return self._said(WORDS[name])

    def _words(self, *names: str) -> Sequence[str]:
        return [self._word(one) for one in names]


def _most_decided(groups: Iterable[tuple[Both, Group]]) -> list[tuple[Both, Group]]:
    decided = [one for one in groups if one[1].decided]
    return sorted(decided, key=lambda one: -one[1].decided)[:MOST_BARS]
