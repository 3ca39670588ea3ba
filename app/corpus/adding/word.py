"""A Word file: its paragraphs and tables in order, read by the same guarded reader as an applicant's upload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.corpus.adding.errors import UnusableText
from app.corpus.adding.reading import table_text
from retrieval.splitting import Block

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from extractors.files.docx_blocks import Block as WordBlock
    from extractors.files.docx_blocks import Cell

_TITLE_HALF_POINTS: Final = 30
"""A larger print than any body text has: 15 points."""
_TITLE_CHARS: Final = 60


def from_word(data: bytes, name: str) -> list[Block]:
    """Raises UnusableText when it is no whole Word file, or one that is too large."""
    from extractors.errors import UnreadableFile
    from extractors.files.archive import Archive
    from extractors.files.docx_blocks import word_document

    try:
        document = word_document(Archive(data, name, "Word"))
    except UnreadableFile as error:
        raise UnusableText(name, f"can't be read: {error.problem}") from error
    return [block for one in document.blocks for block in _blocks(one)]


def _blocks(one: WordBlock) -> Iterator[Block]:
    from extractors.files.docx_blocks import Paragraph, Table

    if isinstance(one, Table):
        text = table_text([[_cell_text(cell.blocks) for cell in row] for row in one.rows])
        if text:
            yield Block(text=text, is_table=True)
    elif isinstance(one, Paragraph):
        lines = [line.strip() for line in one.text.replace("\f", "\n").split("\n") if line.strip()]
        is_title = one.align == "center" and one.half_points >= _TITLE_HALF_POINTS
        for line in lines:
            yield Block(text=line, heading=1 if is_title and len(line) <= _TITLE_CHARS else 0)


def _cell_text(blocks: Sequence[WordBlock]) -> str:
    from extractors.files.docx_blocks import Paragraph, Table

    texts: list[str] = []
    for one in blocks:
        if isinstance(one, Paragraph):
            texts.append(one.text)
        elif isinstance(one, Table):
            cells: list[Cell] = [cell for row in one.rows for cell in row]
            texts += [_cell_text(cell.blocks) for cell in cells]
    return " ".join(texts)
