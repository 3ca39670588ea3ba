"""Numbers that tell how well a page was photographed. What they mean is decided in `advice.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from extractors.photo.scaling import at_most
from extractors.result import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from extractors.files.pages import Pixels
    from extractors.result import Line

_WORKING_SIDE_PX: Final = 1000
_AREA_BELOW: Final = 0.5
_MOST_LINES: Final = 16
_FEWEST_CHARS: Final = 2
_PATCH_PX: Final = 256
_DIAGONAL: Final = 1.2
_STEEPEST: Final = 0.98
_LEAST_PART_PX: Final = 5
_LEAST_CONTRAST: Final = 12.0
_OFF_AXIS: Final = 3
_MARGIN: Final = 0.08
_BURNT: Final = 244.0
_ABOVE_PAPER: Final = 18.0


@dataclass(frozen=True, kw_only=True, slots=True)
class PageView:
    """A page made small enough to measure quickly. `scale` is its size over the page's own."""

    colours: NDArray[np.uint8]
    grey: NDArray[np.uint8]
    scale: float
    print_box: Box
    line_height: float

    @property
    def print_area(self) -> tuple[slice, slice]:
        box = self.print_box
        return slice(box.y0, box.y1), slice(box.x0, box.x1)


def view_of(pixels: Pixels, lines: Sequence[Line]) -> PageView:
    """Boxes in the view are in its own pixels; without lines the print is taken to fill the page."""
    is_much_larger = max(pixels.shape[:2]) * _AREA_BELOW > _WORKING_SIDE_PX
    colours, scale = at_most(pixels, _WORKING_SIDE_PX, averaged=is_much_larger)
    return PageView(
        colours=colours,
        grey=np.asarray(cv2.cvtColor(colours, cv2.COLOR_RGB2GRAY), dtype=np.uint8),
        scale=scale,
        print_box=_print_box(lines, scale, (colours.shape[1], colours.shape[0])),
        line_height=max(1.0, print_height_px(lines) * scale),
    )


def print_height_px(lines: Sequence[Line]) -> float:
    """The height of the smaller print: a quarter of the lines are lower. In pixels of the page; 0 without lines."""
    heights = [line_height(line) for line in lines if len(line.text) >= _FEWEST_CHARS]
    return float(np.percentile(heights, 25)) if heights else 0.0


def edge_width(pixels: Pixels, lines: Sequence[Line]) -> float:
    """How far a stroke takes from paper to ink, in shares of the line's height: the wider, the more blurred.

    The middle one of the lines, each measured in the direction in which it is worse, so that a shaken
    photo counts as well as one out of focus. 0 without lines.
    """
    chosen = sorted((line for line in lines if len(line.text) >= _FEWEST_CHARS), key=line_height)
    step = max(1, len(chosen) // _MOST_LINES)
    widths = [width for line in chosen[::step] if (width := _edge_width(pixels, line)) is not None]
    return float(np.median(widths)) if widths else 0.0


def _edge_width(pixels: Pixels, line: Line) -> float | None:
    box = line.box
    grey = np.ascontiguousarray(pixels[box.y0 : box.y1, box.x0 : box.x1, 1])
    if min(grey.shape) < _LEAST_PART_PX:
        return None
    contrast = percentile(grey, 0.97) - percentile(grey, 0.03)
    if contrast < _LEAST_CONTRAST:
        return None
    across, down = cv2.absdiff(grey[:, 1:], grey[:, :-1]), cv2.absdiff(grey[1:], grey[:-1])
    falling, rising = cv2.absdiff(grey[1:, 1:], grey[:-1, :-1]), cv2.absdiff(grey[1:, :-1], grey[:-1, 1:])
    straight = min(percentile(across, _STEEPEST), percentile(down, _STEEPEST))
    slanted = min(percentile(falling, _STEEPEST), percentile(rising, _STEEPEST)) / _DIAGONAL
    return contrast / max(min(straight, slanted), 0.5) / line_height(line)


def softness(view: PageView) -> float:
    """The same without regard to lines, for photos that show none: in thousandths of the longer side."""
    grey = view.grey[view.print_area]
    if min(grey.shape) < _LEAST_PART_PX:
        return 0.0
    contrast = percentile(grey[::4, ::4], 0.98) - percentile(grey[::4, ::4], 0.02)
    rows, columns = (cv2.absdiff(grey[1:], grey[:-1]), cv2.absdiff(grey[:, 1:], grey[:, :-1]))
    steepest = min(percentile(rows, 0.995), percentile(columns, 0.995))
    return float(1000 * contrast / max(steepest, 0.5) / max(view.grey.shape))


def percentile(values: NDArray[np.uint8], share: float) -> float:
    """By counting, which is quick for bytes. 0 of nothing."""
    if not values.size:
        return 0.0
    counts = cv2.calcHist([np.ascontiguousarray(values)], [0], None, [256], [0, 256])
    return float(np.searchsorted(np.cumsum(counts), share * values.size))


def paper_level(view: PageView) -> float:
    """How bright the paper is, 0 to 255."""
    return percentile(view.grey[view.print_area][::4, ::4], 0.75)


def paper_fall(view: PageView) -> float:
    """The brightness of the paper in the darkest tenth of the print's area as a share of that in the brightest."""
    cell = max(4, round(view.line_height * 1.5))
    grey = view.grey[view.print_area]
    paper = cv2.dilate(grey[::2, ::2], np.ones((max(2, cell // 2),) * 2, dtype=np.uint8))[::4, ::4]
    return percentile(paper, 0.1) / max(1.0, percentile(paper, 0.9))


def washed_out(view: PageView) -> float:
    """The area of the largest burnt-out patch among the print, in squares of the line height."""
    level = percentile(view.grey[view.print_area][::4, ::4], 0.5)
    darkest = view.colours[view.print_area][::2, ::2].min(axis=2)
    burnt = (darkest >= max(_BURNT, level + _ABOVE_PAPER)).astype(np.uint8)
    side = max(3, round(view.line_height * 0.4)) | 1
    solid = cv2.morphologyEx(burnt, cv2.MORPH_OPEN, np.ones((side, side), dtype=np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(solid)
    largest = max((int(stats[one, cv2.CC_STAT_AREA]) for one in range(1, count)), default=0)
    return 4 * largest / view.line_height**2


def colourfulness(view: PageView) -> float:
    """How far the most colourful two-hundredth of the page differs from the paper's tint, 0 to 1.

    The page is the print with some room above it, where emblems stand.
    """
    box = view.print_box
    margin = round(_MARGIN * (box.y1 - box.y0))
    page = view.colours[max(0, box.y0 - margin) : box.y1, box.x0 : box.x1]
    colours = cv2.blur(page, (3, 3))[::2, ::2].astype(np.float32)
    paper = np.percentile(colours[::4, ::4].reshape(-1, 3), 70, axis=0).astype(np.float32)
    plain = colours / np.maximum(paper, 1)
    spread = plain.max(axis=2) - plain.min(axis=2)
    return float(np.percentile(spread, 99.5))


def ripple(pixels: Pixels, view: PageView) -> float:
    """How far a regular fine pattern stands above its surroundings in the spectrum; the middle one of six places.

    A pattern that is printed on a part of the page only, or a coarse one like rows of print, does not count.
    """
    found = [_ripple(patch) for patch in _patches(pixels, view)]
    return float(np.median(found)) if found else 0.0


def _patches(pixels: Pixels, view: PageView) -> list[NDArray[np.float32]]:
    box = view.print_box
    x0, y0, x1, y1 = (round(edge / view.scale) for edge in (box.x0, box.y0, box.x1, box.y1))
    rows = np.linspace(y0, max(y0, y1 - _PATCH_PX), 3).astype(int)
    columns = np.linspace(x0, max(x0, x1 - _PATCH_PX), 2).astype(int)
    found = [pixels[y : y + _PATCH_PX, x : x + _PATCH_PX, 1] for y in rows for x in columns]
    return [patch.astype(np.float32) for patch in found if patch.shape == (_PATCH_PX, _PATCH_PX)]


def _ripple(patch: NDArray[np.float32]) -> float:
    flat = (patch - cv2.blur(patch, (17, 17))) * _WINDOW
    spectrum = cv2.dft(flat, flags=cv2.DFT_COMPLEX_OUTPUT)[:, : _PATCH_PX // 2 + 1]
    strength = np.log(cv2.magnitude(spectrum[..., 0], spectrum[..., 1]) + 1)
    strength = np.roll(strength, _PATCH_PX // 2, axis=0)
    peak = cv2.GaussianBlur(strength, (3, 3), 0.8) - cv2.blur(strength, (25, 25))
    return float(peak[_FINE].max())


def _fine_frequencies() -> NDArray[np.bool_]:
    """Where fine patterns show in the spectrum: away from its centre, and from the axes, where print and JPEG show."""
    down, across = np.mgrid[-_PATCH_PX // 2 : _PATCH_PX // 2, : _PATCH_PX // 2 + 1]
    fine: NDArray[np.bool_] = (
        (np.hypot(down, across) >= 0.12 * _PATCH_PX) & (across >= _OFF_AXIS) & (np.abs(down) >= _OFF_AXIS)
    )
    return fine


_FINE: Final = _fine_frequencies()
_WINDOW: Final = np.outer(np.hanning(_PATCH_PX), np.hanning(_PATCH_PX)).astype(np.float32)


def _print_box(lines: Sequence[Line], scale: float, size: tuple[int, int]) -> Box:
    width, height = size
    if not lines:
        return Box(x0=0, y0=0, x1=width, y1=height)
    x0, y0 = min(line.box.x0 for line in lines), min(line.box.y0 for line in lines)
    x1, y1 = max(line.box.x1 for line in lines), max(line.box.y1 for line in lines)
    left, top = max(0, int(x0 * scale)), max(0, int(y0 * scale))
    box = Box(x0=left, y0=top, x1=min(width, int(x1 * scale) + 1), y1=min(height, int(y1 * scale) + 1))
    return box if box.x1 - box.x0 > 1 and box.y1 - box.y0 > 1 else Box(x0=0, y0=0, x1=width, y1=height)


def line_height(line: Line) -> int:
    """Across the way of writing: upright lines run down."""
    return min(line.box.y1 - line.box.y0, line.box.x1 - line.box.x0)
