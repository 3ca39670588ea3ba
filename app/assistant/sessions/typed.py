"""What people type, as it can be stored and shown: without what can't be seen, its blanks levelled."""

from __future__ import annotations

import unicodedata
from typing import Final

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def visible(text: str) -> str:
    kept = (" " if char.isspace() else char for char in text)
    return " ".join("".join(char for char in kept if unicodedata.category(char) not in _UNSEEN).split())


def visible_lines(text: str) -> str:
    """The same, line by line; more than one empty line in a row is one."""
    kept: list[str] = []
    for line in map(visible, text.splitlines()):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip()


def is_key(text: str) -> bool:
    """Whether it can be the key of a row: letters, figures and dashes, so that no database chokes on it."""
    return text.isascii() and text.replace("-", "").isalnum()
