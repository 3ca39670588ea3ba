"""A file as blocks of text: paragraphs, headings and tables in reading order, whatever it was written with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Protocol

from app.corpus.adding.errors import UnusableText
from retrieval.splitting import Block, blocks_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

MAX_BYTES: Final = 50_000_000
PLAIN: Final = frozenset({".txt", ".text"})
MARKDOWN: Final = frozenset({".md", ".markdown"})
WEB: Final = frozenset({".html", ".htm", ".xhtml"})
WORD: Final = frozenset({".docx"})
PAGED: Final = frozenset(
    {".pdf", ".ofd", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp", ".heic"},
)
READABLE: Final = PLAIN | MARKDOWN | WEB | WORD | PAGED

_HEADING = re.compile(r"^(?P<level>#{1,6})\s+(?P<title>.*?)\s*#*\s*(?:\{#[\w.-]+\}\s*)?$")


class PagedReader(Protocol):
    """Reads what has pages: from its text layer where there is one, otherwise by OCR."""

    def blocks(self, data: bytes, name: str) -> list[Block]: ...


def read_blocks(path: Path, paged: PagedReader) -> list[Block]:
    """The blocks of a file.

    Raises:
        UnusableText: it is too large, damaged, of a kind we don't take, or without text; the sentence says what to do.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnusableText(path.name, f"is over {MAX_BYTES // 1_000_000} MB: split it")
        data = path.read_bytes()
    except OSError as error:
        raise UnusableText(path.name, f"can't be opened ({error.strerror})") from error
    suffix = path.suffix.lower()
    if suffix not in READABLE:
        raise UnusableText(path.name, f"is of a kind we don't take; send one of: {', '.join(sorted(READABLE))}")
    blocks = paged.blocks(data, path.name) if suffix in PAGED else _readers()[suffix](data, path.name)
    if not any(block.text.strip() for block in blocks):
        raise UnusableText(path.name, "holds no text")
    return blocks


def from_markdown(data: bytes, name: str) -> list[Block]:
    blocks: list[Block] = []
    for line in decoded(data, name).splitlines():
        heading = _HEADING.match(line)
        if heading:
            blocks.append(Block(text=heading["title"], heading=len(heading["level"])))
        elif line.lstrip().startswith("|"):
            blocks.append(Block(text=line.strip(), is_table=True))
        elif line.strip():
            blocks.append(Block(text=line.strip()))
    return joined_tables(blocks)


def from_text(data: bytes, name: str) -> list[Block]:
    return blocks_of(decoded(data, name))


def joined_tables(blocks: list[Block]) -> list[Block]:
    """Rows that follow each other as one table."""
    found: list[Block] = []
    for block in blocks:
        if block.is_table and found and found[-1].is_table:
            found[-1] = Block(text=f"{found[-1].text}\n{block.text}", is_table=True)
        else:
            found.append(block)
    return found


def table_text(rows: list[list[str]]) -> str:
    """Rows of cells in Markdown, so that a table stays one wherever its text is shown."""
    cleaned = [[re.sub(r"\s+", " ", cell).replace("|", "/").strip() for cell in row] for row in rows]
    cleaned = [row for row in cleaned if any(row)]
    if not cleaned:
        return ""
    width = max(len(row) for row in cleaned)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in cleaned]
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])


def decoded(data: bytes, name: str) -> str:
    """UTF-8, UTF-16 with its mark, or GB 18030.

    Raises:
        UnusableText: it is in none of them, or no text at all.
    """
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise UnusableText(name, "is not text in a known encoding: save it as UTF-8")


def _readers() -> Mapping[str, Callable[[bytes, str], list[Block]]]:
    from app.corpus.adding.web import from_html
    from app.corpus.adding.word import from_word

    by_kind = ((PLAIN, from_text), (MARKDOWN, from_markdown), (WEB, from_html), (WORD, from_word))
    return {suffix: reader for suffixes, reader in by_kind for suffix in suffixes}
