"""A text in the pieces it is cited by: 条 and 款 of a statute, 一、 and （一） of a notice, headings elsewhere.

The numbers that the text gives itself make the ids, never a length or a place in the file, so an id stays when
another sentence changes. A 款 keeps its 项, a table stays whole under the heading above it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TITLE_CHARS = 60
"""A longer line is a paragraph, whatever number it begins with; its title is what stands ahead of its first stop."""

_NUMBER = r"[一二三四五六七八九十百千零\u3007\d]+"
_CHAPTER = re.compile(rf"^第(?P<number>{_NUMBER})(?P<kind>[编章节])[\s　]*(?P<rest>.*)$")
_ARTICLE = re.compile(rf"^第(?P<number>{_NUMBER})条(?:之(?P<sub>{_NUMBER}))?[\s　]*(?P<rest>.*)$", re.DOTALL)
_FIRST = re.compile(rf"^(?P<number>{_NUMBER})、[\s　]*(?P<rest>.+)$", re.DOTALL)
_SECOND = re.compile(r"^[（(](?P<number>[一二三四五六七八九十百]+)[）)][、.\uff0e]?[\s　]*(?P<rest>.+)$", re.DOTALL)
_ANNEX = re.compile(r"^附[件录表][\s　]*(?P<number>[\d一二三四五六七八九十]*)[\s　]*[:：]?[\s　]*(?P<rest>.*)$")
_SIGNED = re.compile(
    r"^(?:(?:\d{4}|[一二\u3007零三四五六七八九○]{4})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日"
    r"|[\u4e00-\u9fff、（）\s]{4,40}(?:人民政府|办公室|办公厅|委员会|管委会|局|厅|部|署))$"
)
_STOP = re.compile(r"[。：:；;，,]")

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"\u3007": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_ENOUGH_ARTICLES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, a heading or a table of a text. `heading` is its level from 1, 0 for what is no heading."""

    text: str
    heading: int = 0
    is_table: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What one id cites. `title` says where it stands, `text` is to be quoted byte for byte."""

    anchor: str
    title: str
    text: str


def blocks_of(text: str) -> list[Block]:
    """The lines of a plain text as paragraphs."""
    return [Block(text=line.strip()) for line in text.splitlines() if line.strip()]


def split(blocks: Sequence[Block]) -> list[Piece]:
    """The pieces in reading order, each with an anchor of its own; empty for a text without words."""
    articles = sum(bool(_ARTICLE.match(block.text)) for block in blocks)
    writer = _Statute() if articles >= _ENOUGH_ARTICLES else _Notice()
    for block in blocks:
        if block.text.strip():
            writer.take(block)
    return _with_own_anchors(writer.pieces())


def chinese_number(text: str) -> int:
    """二十三 → 23, 一百零二 → 102, 12 → 12."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[char], 0
        else:
            digit = _DIGITS.get(char, 0)
    return total + digit


@dataclass(slots=True)
class _Draft:
    """A piece being written: the lines under one heading."""

    anchor: str
    titles: tuple[str, ...]
    lines: list[str] = field(default_factory=list)

    def piece(self) -> Piece:
        return Piece(anchor=self.anchor, title=" ".join(self.titles), text="\n".join(self.lines).strip())


class _Statute:
    """Articles; a new 款 begins with every paragraph that is no 项."""

    def __init__(self) -> None:
        self._chapter, self._body, self._last = "", "", 0
        self._bodies = 1
        self._articles: list[list[_Draft]] = [[_Draft("preamble", ())]]

    def take(self, block: Block) -> None:
        if found := _ARTICLE.match(block.text):
            self._begin(found)
        elif (found := _CHAPTER.match(block.text)) and len(block.text) <= TITLE_CHARS:
            self._chapter = block.text
        elif _ANNEX.match(block.text) and len(block.text) <= TITLE_CHARS:
            self._chapter = block.text
            self._articles.append([_Draft(f"{self._body}annex", (block.text,))])
        elif self._last and _SIGNED.match(block.text.strip()):
            self._sign(block.text)
        elif block.is_table or self._continues(block.text):
            self._articles[-1][-1].lines.append(block.text)
        else:
            self._paragraph(block.text)

    def pieces(self) -> list[Piece]:
        found = []
        for paragraphs in self._articles:
            alone = len(paragraphs) == 1
            for at, draft in enumerate(paragraphs, 1):
                if not alone and draft.anchor.rpartition("-")[2] != "preamble":
                    draft.anchor = f"{draft.anchor}-{at}"
                found.append(draft.piece())
        return [piece for piece in found if piece.text]

    def _begin(self, found: re.Match[str]) -> None:
        number = chinese_number(found["number"])
        if number < self._last:  # an annex with articles of its own counts anew
            self._bodies += 1
            self._body = f"b{self._bodies}-"
        self._last = number
        sub = f".{chinese_number(found['sub'])}" if found["sub"] else ""
        name = found.string[: found.start("rest")].strip()
        titles = tuple(title for title in (self._chapter, name) if title)
        self._articles.append([_Draft(f"{self._body}art-{number}{sub}", titles, [found.string.strip()])])

    def _continues(self, text: str) -> bool:
        """A 项, or what follows the colon of the 款 above it."""
        lines = self._articles[-1][-1].lines
        return (
            not lines or self._articles[-1][0].anchor == "preamble" or bool(_SECOND.match(text) or _is_sub_item(text))
        )

    def _sign(self, text: str) -> None:
        """Who signed and when, under the last article and no 款 of it."""
        if self._articles[-1][0].anchor != "signed":
            self._articles.append([_Draft("signed", ())])
        self._articles[-1][0].lines.append(text)

    def _paragraph(self, text: str) -> None:
        first = self._articles[-1][0]
        self._articles[-1].append(_Draft(first.anchor, first.titles, [text]))


class _Notice:
    """Headings of the document, and the numbered ones 一、 and （一） under them."""

    def __init__(self) -> None:
        self._path: list[tuple[str, str]] = []
        self._depths: list[int] = []
        self._drafts = [_Draft("preamble", ())]

    def take(self, block: Block) -> None:
        depth, anchor, title, has_body = self._heading(block)
        if not depth:
            self._drafts[-1].lines.append(block.text)
            return
        while self._depths and self._depths[-1] >= depth:
            self._depths.pop()
            self._path.pop()
        self._depths.append(depth)
        self._path.append((anchor, title))
        draft = _Draft("-".join(one for one, _ in self._path), tuple(one for _, one in self._path))
        if has_body:
            draft.lines.append(block.text)
        self._drafts.append(draft)

    def pieces(self) -> list[Piece]:
        return [piece for piece in (draft.piece() for draft in self._drafts) if piece.text]

    def _heading(self, block: Block) -> tuple[int, str, str, bool]:
        """Depth (0: none), anchor, title, and whether the line is text to be quoted as well."""
        text = block.text.strip()
        if block.is_table:
            return 0, "", "", False
        for depth, pattern, letter in ((20, _FIRST, "s"), (21, _SECOND, "i")):
            if found := pattern.match(text):
                title, has_body = _title(text)
                return depth, f"{letter}{chinese_number(found['number'])}", title, has_body
        if (found := _ANNEX.match(text)) and len(text) <= TITLE_CHARS:
            return 1, f"annex{chinese_number(found['number'] or '1')}", text, False
        if block.heading:
            return block.heading, f"h-{_name(text)}", text, False
        return 0, "", "", False


def _title(text: str) -> tuple[str, bool]:
    """The heading in a numbered line, and whether more than a heading stands in it."""
    stop = _STOP.search(text)
    if stop is None and len(text) <= TITLE_CHARS:
        return text, False
    return text[: min(stop.start() if stop else TITLE_CHARS, TITLE_CHARS)], True


def _is_sub_item(text: str) -> bool:
    return bool(re.match(r"^(?:\d+[.\uff0e、)）]|[（(]\d+[）)]|[①-⑳a-z][.\uff0e、]?)", text))


def _name(title: str) -> str:
    """A short name made of a heading's words: ids are ASCII, headings are not."""
    return hashlib.sha256(re.sub(r"\s+", "", title).encode()).hexdigest()[:8]


def _with_own_anchors(pieces: Iterable[Piece]) -> list[Piece]:
    """Of pieces that number themselves alike, the later ones with a count behind."""
    seen: dict[str, int] = {}
    found = []
    for piece in pieces:
        seen[piece.anchor] = seen.get(piece.anchor, 0) + 1
        again = seen[piece.anchor]
        anchor = piece.anchor if again == 1 else f"{piece.anchor}.{again}"
        found.append(Piece(anchor=anchor, title=piece.title, text=piece.text))
    return found
