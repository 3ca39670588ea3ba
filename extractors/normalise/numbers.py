"""Plain numbers in figures: 1,250.5, 86.50㎡."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from extractors.layout.pieces import fold

_NUMBER: Final = re.compile(r"(?<![0-9.,])(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.[0-9]{1,6})?(?![0-9])")


def decimal(text: str) -> Decimal | None:
    """The first number in the text, its unit left off. None when there is none."""
    match = _NUMBER.search(fold(text).replace(" ", ""))
    return Decimal(match[0].replace(",", "")) if match else None
