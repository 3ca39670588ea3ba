"""What the sender can do about a photo that reads badly, in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np

from extractors.photo.measures import (
    PageView,
    colourfulness,
    edge_width,
    line_height,
    paper_fall,
    paper_level,
    print_height_px,
    ripple,
    softness,
    view_of,
    washed_out,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.files.pages import Pixels
    from extractors.result import Line


class AdviceCode(StrEnum):
    TOO_SMALL = "too_small"
    BLURRED = "blurred"
    GLARE = "glare"
    CUT_OFF = "cut_off"
    DARK = "dark"
    SHADOW = "shadow"
    SCREEN = "screen"
    COPY = "copy"


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """One thing to do, for the sender to read. It never changes what was read."""

    code: AdviceCode
    message: str
    message_zh: str


def advise(pixels: Pixels, lines: Sequence[Line]) -> tuple[Advice, ...]:
    """What would make a better photo of this page; empty for one that is good enough, and for a page without print.

    The thresholds lie between what sixty real photos of certificates show and what degraded copies of them show once
    fields are lost. A copy is told only where a title says that the document is one printed in colours.

    Args:
        pixels: the page, upright.
        lines: what was read on it, boxes in its pixels. Without lines only blur, darkness and a screen are told.
    """
    view = view_of(pixels, lines)
    return tuple(_ADVICE[code] for code in _found(pixels, lines, view))


_SMALLEST_PRINT_PX: Final = 11.0
_WIDEST_EDGE: Final = 0.14
_SOFTEST: Final = 6.5
_LARGEST_BURN: Final = 6.0
_DARKEST_PAPER: Final = 55.0
_DEEPEST_FALL: Final = 0.33
_STRONGEST_RIPPLE: Final = 2.3
_FEWEST_COLOURS: Final = 0.1
_LEAST_CONTRAST: Final = 12.0


def _found(pixels: Pixels, lines: Sequence[Line], view: PageView) -> Iterator[AdviceCode]:
    if float(np.ptp(view.grey[::4, ::4])) < _LEAST_CONTRAST:
        return
    is_dark = paper_level(view) < _DARKEST_PAPER
    is_uneven = bool(lines) and paper_fall(view) < _DEEPEST_FALL
    has_glare = bool(lines) and washed_out(view) > _LARGEST_BURN
    is_small = 0 < print_height_px(lines) < _SMALLEST_PRINT_PX
    if is_small:
        yield AdviceCode.TOO_SMALL
    elif edge_width(pixels, lines) > _WIDEST_EDGE or (softness(view) > _SOFTEST and not (is_uneven or has_glare)):
        yield AdviceCode.BLURRED
    if has_glare:
        yield AdviceCode.GLARE
    if _runs_out(lines, pixels.shape[1], pixels.shape[0]):
        yield AdviceCode.CUT_OFF
    if is_dark:
        yield AdviceCode.DARK
    elif is_uneven:
        yield AdviceCode.SHADOW
    if ripple(pixels, view) > _STRONGEST_RIPPLE:
        yield AdviceCode.SCREEN
    if _is_titled_in_colour(lines) and colourfulness(view) < _FEWEST_COLOURS:
        yield AdviceCode.COPY


# ---- lines against the edges ----------------------------------------------------------------------------------------

_TOUCHES: Final = 0.25
_FEWEST_TOUCHING: Final = 2
_LEAST_ABOVE: Final = 0.5
_LEAST_BELOW: Final = 0.02
_NEXT_LINE: Final = 2.5
_FEWEST_CHARS: Final = 2


def _runs_out(lines: Sequence[Line], width: int, height: int) -> bool:
    """Do lines end at the picture's edge? One line at a side may be a neighbour's; a page has room above its title."""
    printed = [line for line in lines if len(line.text) >= _FEWEST_CHARS]
    if len(printed) <= _FEWEST_TOUCHING:
        return False
    left = sum(line.box.x0 < _TOUCHES * line_height(line) for line in printed)
    right = sum(line.box.x1 > width - _TOUCHES * line_height(line) for line in printed)
    first = min(printed, key=lambda line: line.box.y0)
    return (
        max(left, right) >= _FEWEST_TOUCHING
        or first.box.y0 < _LEAST_ABOVE * line_height(first)
        or any(_ends_below(line, printed, height) for line in printed)
    )


def _ends_below(line: Line, printed: Sequence[Line], height: int) -> bool:
    """Is it cut by the lower edge, and part of the print above it rather than something of its own?"""
    tall = line_height(line)
    if height - line.box.y1 > _LEAST_BELOW * tall:
        return False
    return any(
        0 <= line.box.y0 - other.box.y1 < _NEXT_LINE * tall
        and other.box.x0 < line.box.x1
        and line.box.x0 < other.box.x1
        for other in printed
    )


# ---- titles ---------------------------------------------------------------------------------------------------------

_TITLE: Final = re.compile(r"(执照|许可证|证书|身份证|产权证)([（(]?副本[）)]?)?$")
_LONGEST_TITLE: Final = 14
_TITLE_OVER_PRINT: Final = 1.3


def _is_titled_in_colour(lines: Sequence[Line]) -> bool:
    usual = print_height_px(lines)
    return any(
        len(line.text) <= _LONGEST_TITLE
        and _TITLE.search(line.text.replace(" ", ""))
        and line_height(line) > _TITLE_OVER_PRINT * usual
        for line in lines
    )


# ---- words ----------------------------------------------------------------------------------------------------------

_ADVICE: Final = {
    code: Advice(code=code, message=message, message_zh=message_zh)
    for code, message, message_zh in (
        (
            AdviceCode.TOO_SMALL,
            "The print is too small to read surely. Send the original photo, or go closer so that the page fills it.",
            "文字太小，难以看清。请上传原图，或靠近拍摄，让证照占满画面。",
        ),
        (
            AdviceCode.BLURRED,
            "The photo is blurred. Hold the phone still, tap on the print to focus, and take it again.",
            "照片模糊。请拿稳手机，点按文字对焦后重新拍摄。",
        ),
        (
            AdviceCode.GLARE,
            "A light is mirrored on the print. Turn the page away from the lamp, flash off, and take it again.",
            "照片有反光，遮住了文字。请避开灯光或窗户，关闭闪光灯后重新拍摄。",
        ),
        (
            AdviceCode.CUT_OFF,
            "Part of the page is outside the photo. Take it again with all four edges of the page in the picture.",
            "证照没有拍全。请让四条边都在画面内，重新拍摄。",
        ),
        (
            AdviceCode.DARK,
            "The photo is too dark. Take it again in daylight or under a lamp.",
            "照片太暗。请在光线充足的地方重新拍摄。",
        ),
        (
            AdviceCode.SHADOW,
            "A deep shadow lies on the page. Take it again with even light, without your shadow on it.",
            "证照上有明显阴影。请在光线均匀处拍摄，避免手或手机挡光。",
        ),
        (
            AdviceCode.SCREEN,
            "This looks like a photo of a screen. Send the file itself, or a photo of the paper.",
            "疑似翻拍屏幕。请直接上传电子文件，或拍摄纸质原件。",
        ),
        (
            AdviceCode.COPY,
            "This looks like a black-and-white copy. Send a colour photo of the original if you have it.",
            "疑似黑白复印件。如有原件，请上传原件的彩色照片。",
        ),
    )
}
