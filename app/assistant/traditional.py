"""Traditional characters read as simplified ones: the texts are written in those."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "data" / "traditional.txt"


def simplified(text: str) -> str:
    """The same text, as long as before, in simplified characters."""
    return text.translate(_characters())


@cache
def _characters() -> dict[int, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    pairs = [pair for line in lines if not line.startswith("#") for pair in line.split()]
    return {ord(pair[0]): pair[1] for pair in pairs}
