"""Cuts an official text at its own headings: 章, 节, 条 and numbered headings, never by length."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_NUMBER: Final = "[零〇一二三四五六七八九十百]+"
_HEADING: Final = re.compile(
    rf"^[ \u3000]*(?:第{_NUMBER}[章节条]|{_NUMBER}、|（{_NUMBER}）|[0-9]{{1,2}}、)[^\n]*$", re.MULTILINE
)
_TITLE_LENGTH: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the text, byte for byte, with the beginning of its first line as title."""

    title: str
    text: str


def split(text: str) -> list[Piece]:
    """In order and without a gap; what stands before the first heading is a piece of its own."""
    starts = [heading.start() for heading in _HEADING.finditer(text)]
    cuts = sorted({0, *starts, len(text)})
    bodies = [text[start:end].strip() for start, end in pairwise(cuts)]
    return [Piece(title=body.splitlines()[0].strip()[:_TITLE_LENGTH], text=body) for body in bodies if body]
