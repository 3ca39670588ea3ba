"""A sheet of paper to set text on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

    from eval.drawing.typeface import Face, Typefaces

Colour = tuple[int, int, int]

BLACK: Colour = (28, 26, 26)
GREY: Colour = (120, 116, 112)

_LEADING = 1.45


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How a piece of text looks; `weight` is the pixels by which strokes are thickened."""

    face: Face
    size: int
    ink: Colour = BLACK
    weight: int = 0


class Sheet:
    """An image in RGB; all places are pixels from the top left."""

    def __init__(self, size: tuple[int, int], paper: Colour, typefaces: Typefaces) -> None:
        self.image = Image.new("RGB", size, paper)
        self.draw = ImageDraw.Draw(self.image)
        self._typefaces = typefaces

    def font(self, style: Style) -> FreeTypeFont:
        return self._typefaces.at(style.face, style.size)

    def width_of(self, text: str, style: Style) -> float:
        return self.font(style).getlength(text)

    def text(self, at: tuple[float, float], text: str, style: Style, anchor: str = "la") -> None:
        """Set one line; `anchor` as in Pillow: la is left and top, ma middle and top, ra right and top."""
        self.draw.text(at, text, font=self.font(style), fill=style.ink, anchor=anchor, stroke_width=style.weight)

    def spread(self, at: tuple[float, float], text: str, width: float, style: Style) -> None:
        """Set one line with its characters evenly over a width, the way labels are: 名　　称."""
        glyphs = [(char, self.width_of(char, style)) for char in text]
        gaps = max(len(glyphs) - 1, 1)
        gap = (width - sum(wide for _, wide in glyphs)) / gaps
        x, y = at
        for char, wide in glyphs:
            self.text((x, y), char, style)
            x += wide + gap

    def paragraph(self, at: tuple[float, float], text: str, width: float, style: Style) -> float:
        """Set text in lines of at most `width` pixels and answer the y below the last of them."""
        x, y = at
        for line in self.lines(text, width, style):
            self.text((x, y), line, style)
            y += style.size * _LEADING
        return y

    def lines(self, text: str, width: float, style: Style) -> list[str]:
        """Break anywhere, except that closing punctuation never starts a line."""
        lines, line = [], ""
        for char in text:
            if line and char not in "，。；、）)】" and self.width_of(line + char, style) > width:
                lines.append(line)
                line = ""
            line += char
        return [*lines, line]

    def height_of(self, text: str, width: float, style: Style) -> float:
        return len(self.lines(text, width, style)) * style.size * _LEADING
