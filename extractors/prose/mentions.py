"""What a document of no known kind names, for the person who has to look at it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from extractors.prose.entities import entities
from extractors.prose.flow import WRAP, flow_of
from extractors.result import Mention

if TYPE_CHECKING:
    from extractors.layout.page_text import PageText
    from extractors.layout.pieces import Piece

MAX_CHARS: Final = 4_000
"""Whom a letter is from and what it is about stands at its beginning."""
_MIN_CHINESE: Final = 30
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_STOP: Final = re.compile(r"[,。;!?]")


class RunningText:
    """The first pages of a file, kept until it is known whether they are worth reading for names."""

    def __init__(self) -> None:
        self._pages: list[tuple[int, tuple[Piece, ...]]] = []
        self._chars = 0

    def add(self, page: PageText) -> None:
        if self._chars < MAX_CHARS:
            self._pages.append((page.number, page.pieces))
            self._chars += sum(len(piece.folded) for piece in page.pieces)

    def mentions(self) -> tuple[Mention, ...]:
        """Everything named in the first `MAX_CHARS` characters, each once, with the page it is first named on.

        Empty where there are only a few words, or no sentence.
        """
        found: dict[tuple[str, str], Mention] = {}
        for page, text in self._texts():
            for one in entities(text):
                key = (one.kind.value, one.text if one.value is None else str(one.value))
                found.setdefault(key, Mention(kind=one.kind, text=one.text, value=one.value, page=page))
        return tuple(found.values())

    def _texts(self) -> list[tuple[int, str]]:
        texts, left = [], MAX_CHARS
        for page, pieces in self._pages:
            text = flow_of(pieces).text.replace(WRAP, "")[:left]
            texts.append((page, text))
            left -= len(text)
        return texts if _is_running("".join(text for _, text in texts)) else []


def _is_running(text: str) -> bool:
    return len(_CHINESE.findall(text)) >= _MIN_CHINESE and _STOP.search(text) is not None
