"""Where a sentence ends. Every piece is cut from the text byte for byte, so that it can be quoted."""

from __future__ import annotations

import re

PART_LIMIT = 400
"""Characters in one passage; the embedding model reads about 512 tokens, and long passages blur."""

_END = re.compile(r"[。！？!?]+[”’」』）)\"']*|[；;](?=\s*\n)|\.(?=\s+[A-Z\u4e00-\u9fff])|\n+")


def sentences(text: str) -> list[str]:
    """The sentences in order, stripped; each is a substring of `text`."""
    pieces, start = [], 0
    for end in _END.finditer(text):
        pieces.append(text[start : end.end()])
        start = end.end()
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def parts(text: str, limit: int = PART_LIMIT) -> list[str]:
    """The text in pieces of at most `limit` characters, cut at sentence ends where there are any."""
    stripped = text.strip()
    if len(stripped) <= limit:
        return [stripped] if stripped else []
    ends = [end.end() for end in _END.finditer(stripped)] + [len(stripped)]
    pieces, start = [], 0
    while start < len(stripped):
        cut = max((end for end in ends if start < end <= start + limit), default=min(start + limit, len(stripped)))
        pieces.append(stripped[start:cut].strip())
        start = cut
    return [piece for piece in pieces if piece]
