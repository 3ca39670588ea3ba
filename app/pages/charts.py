"""Charts as figures for an SVG that `charts.html` draws: bars that lie, columns that stand on each other, lines.

Nothing here is a colour: a series has a number, and the style sheet and a pattern tell series apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil, log10
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Number: TypeAlias = int | float | Decimal

MOST_SERIES: Final = 3
_LABEL, _BAR, _VALUE = 222, 250, 128
_BAR_HEIGHT, _BETWEEN, _APART = 16, 2, 12
_LEFT, _RIGHT, _TOP, _PLOT, _FOOT = 56, 12, 14, 200, 30
WIDTH: Final = _LABEL + _BAR + _VALUE
_MARKS: Final = 10
"""Most slots of a time axis that are written out."""
_LABEL_ROOM, _LATIN, _CHINESE, _LINE = 208, 7.8, 14, 17
"""Of a label beside a bar, in pixels: what it may take, a letter, a Chinese character, and from line to line."""
_LATIN_END: Final = 0x2E80


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A bar or a part of a column; `tip` is what it stands for, in words."""

    x: float
    y: float
    width: float
    height: float
    series: int
    tip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """`anchor` as SVG has it: start, middle or end of the text is at `x`."""

    x: float
    y: float
    text: str
    anchor: str
    is_small: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line across the plot that a value is read by."""

    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line through points that follow each other; where a value is missing one ends and the next begins."""

    points: tuple[tuple[float, float], ...]
    series: int

    @property
    def path(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`names` are those of the series, in their order."""

    width: int
    height: int
    names: tuple[str, ...]
    boxes: tuple[Box, ...] = ()
    labels: tuple[Label, ...] = ()
    rules: tuple[Rule, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    left: int = 0
    right: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.boxes or self.strokes)


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """What one thing comes to in each series: the numbers, and how they are written beside the bars."""

    label: str
    values: tuple[Number, ...]
    texts: tuple[str, ...]


def bars(rows: Sequence[BarRow], names: Sequence[str]) -> Chart:
    """Lying bars, those of one row beneath each other; the largest of all is as long as a bar may be."""
    most = max((Decimal(str(value)) for row in rows for value in row.values), default=Decimal(0)) or Decimal(1)
    boxes, labels, y = [], [], _APART // 2
    for row in rows:
        high = len(row.values) * (_BAR_HEIGHT + _BETWEEN) - _BETWEEN
        name = _wrapped(row.label, most=min(len(row.values), 2))
        first = y + high / 2 + 5 - (len(name) - 1) * _LINE / 2
        labels += [
            Label(x=_LABEL - 10, y=first + place * _LINE, text=text, anchor="end", is_small=False)
            for place, text in enumerate(name)
        ]
        for series, (value, text) in enumerate(zip(row.values, row.texts, strict=True)):
            top = y + series * (_BAR_HEIGHT + _BETWEEN)
            long = round(_BAR * Decimal(str(value)) / most)
            tip = f"{row.label} {names[series]} {text}" if len(names) > 1 else f"{row.label} {text}"
            boxes.append(Box(x=_LABEL, y=top, width=long, height=_BAR_HEIGHT, series=series, tip=tip))
            labels.append(Label(x=_LABEL + long + 6, y=top + 13, text=text, anchor="start"))
        y += high + _APART
    return Chart(width=WIDTH, height=y, names=tuple(names), boxes=tuple(boxes), labels=tuple(labels))


def columns(slots: Sequence[str], series: Sequence[tuple[str, Sequence[int]]]) -> Chart:
    """Columns along time, the series of one slot on top of each other, the first below."""
    most, ticks = _scale(max((sum(values) for values in zip(*(one for _, one in series), strict=True)), default=0))
    wide = _across() / max(len(slots), 1)
    boxes = []
    for place, slot in enumerate(slots):
        below = 0
        for number, (name, values) in enumerate(series):
            value = values[place]
            if value:
                top, foot = _height(below + value, most), _height(below, most)
                boxes.append(
                    Box(
                        x=round(_LEFT + place * wide + wide * 0.14, 1),
                        y=top,
                        width=round(wide * 0.72, 1),
                        height=round(foot - top, 1),
                        series=number,
                        tip=f"{slot} {name} {value}",
                    )
                )
            below += value
    return _plot(slots, [name for name, _ in series], ticks, most, boxes=tuple(boxes))


def lines(
    slots: Sequence[str], series: Sequence[tuple[str, Sequence[Number | None]]], *, most: Number = 0, unit: str = ""
) -> Chart:
    """Lines along time.

    Args:
        most: what the axis goes up to; by default what the largest value needs.
        unit: written behind each mark of the axis.
    """
    known = [value for _, values in series for value in values if value is not None]
    end, ticks = _scale(most or max(known, default=0))
    wide = _across() / max(len(slots), 1)
    strokes = []
    for number, (_, values) in enumerate(series):
        for run in _runs(values):
            points = tuple((round(_LEFT + (place + 0.5) * wide, 1), _height(value, end)) for place, value in run)
            strokes.append(Stroke(points=points, series=number))
    return _plot(slots, [name for name, _ in series], ticks, end, strokes=tuple(strokes), unit=unit)


def _plot(  # noqa: PLR0913  what the parts of a plot are
    slots: Sequence[str],
    names: Sequence[str],
    ticks: Sequence[int],
    most: float,
    *,
    boxes: tuple[Box, ...] = (),
    strokes: tuple[Stroke, ...] = (),
    unit: str = "",
) -> Chart:
    wide, each = _across() / max(len(slots), 1), max(1, ceil(len(slots) / _MARKS))
    axis = [Label(x=_LEFT - 8, y=_height(tick, most) + 4, text=f"{tick:,}{unit}", anchor="end") for tick in ticks]
    days = [
        Label(x=round(_LEFT + (place + 0.5) * wide, 1), y=_TOP + _PLOT + 20, text=slot, anchor="middle")
        for place, slot in enumerate(slots)
        if place % each == 0
    ]
    return Chart(
        width=WIDTH,
        height=_TOP + _PLOT + _FOOT,
        names=tuple(names),
        boxes=boxes,
        strokes=strokes,
        labels=(*axis, *days),
        rules=tuple(Rule(y=_height(tick, most)) for tick in ticks),
        left=_LEFT,
        right=WIDTH - _RIGHT,
    )


def _across() -> int:
    return WIDTH - _LEFT - _RIGHT


def _height(value: Number, most: float) -> float:
    return round(_TOP + _PLOT * (1 - float(value) / most), 1)


def _scale(most: Number) -> tuple[int, list[int]]:
    """Where an axis ends that shows this value, and its marks: whole numbers, six at most."""
    least = max(float(most), 1) / 5
    power = 10 ** max(0, int(log10(least))) if least >= 1 else 1
    step = next(one * power for one in (1, 2, 5, 10) if one * power >= least)
    end = step * max(1, ceil(float(most) / step))
    return end, list(range(0, end + 1, step))


def _runs(values: Sequence[Number | None]) -> Iterator[list[tuple[int, Number]]]:
    run: list[tuple[int, Number]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _wrapped(text: str, most: int) -> list[str]:
    """In so many lines at most, cut short where it needs more; between words where there are any."""
    lines: list[str] = []
    rest = text.strip()
    while rest and len(lines) < most:
        fits = _fitting(rest)
        is_last = len(lines) + 1 == most
        if fits < len(rest) and is_last:
            lines.append(f"{rest[: fits - 1].rstrip()}…")
            break
        space = rest.rfind(" ", 1, fits + 1) if fits < len(rest) else -1
        end = space if space > 0 else fits
        lines.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return lines


def _fitting(text: str) -> int:
    """How many characters of it have room beside a bar."""
    room = float(_LABEL_ROOM)
    for place, char in enumerate(text):
        room -= _CHINESE if ord(char) >= _LATIN_END else _LATIN
        if room < 0:
            return max(place, 2)
    return len(text)
