"""Setting labelled values on a certificate: spread labels or labels with a colon, values in one column or following."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from eval.drawing.sheet import Style
from eval.drawing.typeface import Face

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from eval.drawing.sheet import Colour, Sheet

_SMALLEST: Final = 18
_MOST_EXCESS: Final = 1.3
_BRACKET: Final = r"(?=[（(])"


class LabelStyle(StrEnum):
    SPREAD = "spread"  # 名　　　称, its characters over the column's width
    COLON = "colon"  # 名称：, values in one column
    SPREAD_COLON = "spread-colon"  # 名　　　称：
    FOLLOWED = "followed"  # 名称：value, each value right behind its colon


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How labels and values look; `slip` is how far values stand off, as where labels were printed first."""

    label: Style
    value: Style
    style: LabelStyle
    slip: tuple[float, float]
    breaks: bool
    """Whether a label too wide for its column is set in two small lines, broken at its bracket."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """Pixels: `label` and `width` are the widths of labels and of values, `gap` lies between rows."""

    left: float
    top: float
    bottom: float
    label: float
    width: float
    gap: float


def choose_look(random: Random, size: int, ink: Colour, styles: Sequence[LabelStyle] = tuple(LabelStyle)) -> Look:
    """`size` in pixels is the middle of what is chosen."""
    face, label_face = random.choice(list(Face)), random.choice(list(Face))
    return Look(
        label=Style(face=label_face, size=size + random.randint(-2, 2), ink=ink, weight=random.choice((0, 0, 1))),
        value=Style(face=face, size=size + random.randint(-3, 2)),
        style=random.choice(list(styles)),
        slip=(random.uniform(-8, 8), random.uniform(-6, 6)) if random.random() < 0.5 else (0, 0),  # noqa: PLR2004
        breaks=random.random() < 0.6,  # noqa: PLR2004
    )


def set_rows(sheet: Sheet, rows: Sequence[tuple[str, str]], column: Column, look: Look) -> float:
    """Set label and value of each row; print grows smaller until all fit above `bottom`. Answers the y below them."""
    while _end(sheet, rows, column, look) > column.bottom and look.value.size > _SMALLEST:
        smaller = replace(look.value, size=look.value.size - 1)
        look = replace(look, value=smaller, label=replace(look.label, size=min(look.label.size, smaller.size + 3)))
        column = replace(column, gap=column.gap * 0.93)
    y = column.top
    for label, value in rows:
        start = _set_label(sheet, (column.left, y), label, column, look)
        room = column.left + column.label + column.width - start
        end = sheet.paragraph((start + look.slip[0], y + look.slip[1]), value, room, look.value)
        y = max(end - look.slip[1], y + look.label.size * 1.45) + column.gap
    return y - column.gap


def _set_label(sheet: Sheet, at: tuple[float, float], label: str, column: Column, look: Look) -> float:
    """Set the label and answer the x where its value starts."""
    if _is_broken(sheet, label, column, look):
        _two_lines(sheet, at, label, look.label)
        return at[0] + column.label
    match look.style:
        case LabelStyle.SPREAD:
            _spread(sheet, at, label, column.label - look.label.size, look.label)
        case LabelStyle.SPREAD_COLON:
            wide = column.label - 1.2 * look.label.size
            _spread(sheet, at, label, wide, look.label)
            sheet.text((at[0] + max(wide, sheet.width_of(label, look.label)), at[1]), "：", look.label)
        case LabelStyle.COLON | LabelStyle.FOLLOWED:
            sheet.text(at, label + "：", look.label)
    return at[0] + _value_at(sheet, label, column, look)


def _is_broken(sheet: Sheet, label: str, column: Column, look: Look) -> bool:
    is_column = look.style is not LabelStyle.FOLLOWED
    excess = sheet.width_of(label, look.label) / (column.label - look.label.size / 2)
    # One that would leave too little room for its value is always broken.
    too_wide = excess > (1 if look.breaks else _MOST_EXCESS)
    return is_column and too_wide and len(re.split(_BRACKET, label)) > 1


def _two_lines(sheet: Sheet, at: tuple[float, float], label: str, style: Style) -> None:
    small = replace(style, size=round(style.size * 0.8))
    for line, words in enumerate(re.split(_BRACKET, label)):
        sheet.text((at[0], at[1] + style.size * (0.95 * line - 0.25)), words, small)


def _spread(sheet: Sheet, at: tuple[float, float], label: str, width: float, style: Style) -> None:
    if sheet.width_of(label, style) >= width:
        sheet.text(at, label, style)
    else:
        sheet.spread(at, label, width, style)


def _value_at(sheet: Sheet, label: str, column: Column, look: Look) -> float:
    if _is_broken(sheet, label, column, look):
        return column.label
    natural = sheet.width_of(label + "：", look.label) + 4
    return natural if look.style is LabelStyle.FOLLOWED else max(column.label, natural)


def _end(sheet: Sheet, rows: Sequence[tuple[str, str]], column: Column, look: Look) -> float:
    y = column.top
    for label, value in rows:
        room = column.label + column.width - _value_at(sheet, label, column, look)
        tall = sheet.height_of(value, room, look.value)
        y += max(tall, look.label.size * 1.45) + column.gap
    return y - column.gap
