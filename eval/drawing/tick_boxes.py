"""Options with boxes: □食品销售 ☑餐饮服务, the boxes drawn, the ticks printed or made with a pen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from eval.drawing.sheet import BLACK, Colour

if TYPE_CHECKING:
    from random import Random

    from eval.drawing.application_facts import Choice
    from eval.drawing.recorded import RecordedSheet
    from eval.drawing.sheet import Style

_PENS: Final[tuple[Colour, ...]] = ((24, 24, 30), (26, 40, 130), (40, 40, 48))
_LEADING: Final = 1.5


class Tick(StrEnum):
    """What a chosen box looks like."""

    PRINTED = "printed"  # ☑, the tick within its box
    PEN = "pen"  # a stroke that leaves the box
    FILLED = "filled"  # ■
    CROSS = "cross"  # ☒
    BARE = "bare"  # √ in place of the box


_SYMBOLS: Final = {Tick.PRINTED: "☑", Tick.PEN: "☑", Tick.FILLED: "■", Tick.CROSS: "☒", Tick.BARE: "√"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Ticks:
    """How all boxes of a form look; `gap` between options in characters."""

    tick: Tick
    after: bool
    gap: float
    pen: Colour

    @classmethod
    def chosen(cls, random: Random) -> Ticks:
        kinds = [Tick.PRINTED] * 4 + [Tick.PEN] * 4 + [Tick.FILLED, Tick.CROSS, Tick.BARE]
        return cls(
            tick=random.choice(kinds),
            after=random.random() < 0.15,  # noqa: PLR2004  some forms print the box behind its option
            gap=random.choice((0.8, 1.2, 1.8)),
            pen=random.choice(_PENS),
        )


def set_choice(
    random: Random | None,
    at: tuple[float, float],
    choice: Choice,
    room: float,
    how: tuple[Style, Ticks, RecordedSheet],
) -> float:
    """Set the options in lines of at most `room` pixels and answer their height; without `random` only measure."""
    style, ticks, sheet = how
    x, y = 0.0, 0.0
    side = style.size * 0.82
    for option in choice.options:
        wide = side + style.size * 0.2 + sheet.width_of(option, style)
        if x and x + wide > room:
            x, y = 0.0, y + style.size * _LEADING
        if random:
            _option(random, (at[0] + x, at[1] + y), option, how, chosen=option in choice.ticked)
        x += wide + style.size * ticks.gap
    return y + style.size * _LEADING


def _option(
    random: Random, at: tuple[float, float], option: str, how: tuple[Style, Ticks, RecordedSheet], *, chosen: bool
) -> None:
    style, ticks, sheet = how
    x, y = at
    side = style.size * 0.82
    box = (x + sheet.width_of(option, style) + style.size * 0.2, y) if ticks.after else (x, y)
    sheet.text((x if ticks.after else x + side + style.size * 0.2, y), option, style)
    top = y + style.size * 0.36
    square = (box[0], top, box[0] + side, top + side)
    if not (chosen and ticks.tick is Tick.BARE):
        sheet.draw.rectangle(
            square, outline=BLACK, width=2, fill=BLACK if chosen and ticks.tick is Tick.FILLED else None
        )
    if chosen:
        _mark(random, square, ticks, sheet)
    sheet.symbol(square, _SYMBOLS[ticks.tick] if chosen else "□")


def _mark(random: Random, square: tuple[float, float, float, float], ticks: Ticks, sheet: RecordedSheet) -> None:
    left, top, right, bottom = square
    side = right - left
    match ticks.tick:
        case Tick.PRINTED | Tick.BARE:
            points = [(left + side * 0.14, top + side * 0.5), (left + side * 0.42, bottom - side * 0.16)]
            sheet.draw.line([*points, (right - side * 0.1, top + side * 0.14)], fill=BLACK, width=3, joint="curve")
        case Tick.CROSS:
            inset = side * 0.18
            sheet.draw.line((left + inset, top + inset, right - inset, bottom - inset), fill=BLACK, width=2)
            sheet.draw.line((left + inset, bottom - inset, right - inset, top + inset), fill=BLACK, width=2)
        case Tick.PEN:
            stray = [random.uniform(-0.12, 0.12) * side for _ in range(6)]
            start = (left + side * 0.05 + stray[0], top + side * 0.45 + stray[1])
            low = (left + side * 0.42 + stray[2], bottom - side * 0.02 + stray[3])
            end = (
                right + side * random.uniform(0.1, 0.5) + stray[4],
                top - side * random.uniform(0.1, 0.45) + stray[5],
            )
            sheet.draw.line([start, low, end], fill=ticks.pen, width=4, joint="curve")
        case Tick.FILLED:
            pass
