"""One page as the engines see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from extractors.result import Line

Pixels: TypeAlias = NDArray[np.uint8]
"""uint8, shape (height, width, 3), RGB."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """A page: its pixels, and the lines of its text layer where the file carries one (else None).

    `of` is how many pages the file has, for progress; 0 where nobody counted.
    """

    number: int
    pixels: Pixels
    text_layer: tuple[Line, ...] | None = None
    of: int = 0
