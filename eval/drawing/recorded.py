"""A sheet that remembers what was set on it, so that the same page can also be written as PDF or OFD."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from eval.drawing.sheet import BLACK, Colour, Sheet, Style

if TYPE_CHECKING:
    from PIL import Image

    from eval.drawing.typeface import Typefaces


@dataclass(frozen=True, kw_only=True, slots=True)
class TextMark:
    """One line of text: its left end and baseline, its size and its width in pixels."""

    x: float
    baseline: float
    width: float
    text: str
    size: int
    ink: Colour


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleMark:
    """A straight line from start to end."""

    start: tuple[float, float]
    end: tuple[float, float]
    ink: Colour
    width: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PictureMark:
    """A picture, with its left and top."""

    at: tuple[int, int]
    picture: Image.Image


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """What stands on a page of `size` pixels, at `dpi` pixels an inch; later marks lie over earlier ones."""

    size: tuple[int, int]
    dpi: int
    texts: list[TextMark] = field(default_factory=list)
    rules: list[RuleMark] = field(default_factory=list)
    pictures: list[PictureMark] = field(default_factory=list)


class RecordedSheet(Sheet):
    """A sheet with `page`, the marks made by its own methods; what goes straight to `draw` is not among them."""

    def __init__(self, size: tuple[int, int], paper: Colour, typefaces: Typefaces, dpi: int = 150) -> None:
        super().__init__(size, paper, typefaces)
        self.page = Page(size=size, dpi=dpi)

    def text(self, at: tuple[float, float], text: str, style: Style, anchor: str = "la") -> None:
        super().text(at, text, style, anchor)
        width = self.width_of(text, style)
        across = {"l": 0.0, "m": width / 2, "r": width}[anchor[0]]
        ascent = self.font(style).getmetrics()[0]
        down = {"a": float(ascent), "s": 0.0, "m": style.size * 0.37}[anchor[1]]
        mark = TextMark(x=at[0] - across, baseline=at[1] + down, width=width, text=text, size=style.size, ink=style.ink)
        if text.strip():
            self.page.texts.append(mark)

    def rule(self, start: tuple[float, float], end: tuple[float, float], ink: Colour = BLACK, width: int = 2) -> None:
        self.draw.line((*start, *end), fill=ink, width=width)
        self.page.rules.append(RuleMark(start=start, end=end, ink=ink, width=width))

    def picture(self, at: tuple[int, int], picture: Image.Image) -> None:
        self.image.paste(picture, at)
        self.page.pictures.append(PictureMark(at=at, picture=picture))

    def symbol(self, square: tuple[float, float, float, float], text: str) -> None:
        """Remember a drawn symbol as the character it stands for."""
        left, top, right, bottom = square
        mark = TextMark(x=left, baseline=bottom, width=right - left, text=text, size=int(bottom - top), ink=BLACK)
        self.page.texts.append(mark)
