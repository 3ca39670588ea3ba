"""The QR codes on a page: their text, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np

from extractors.photo.scaling import at_most
from extractors.result import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from zxingcpp import Barcode

    from extractors.files.pages import Pixels

_LONGEST_SIDE_PX: Final = 2400
_MOST_ENLARGED_PIXELS: Final = 6_500_000
"""An enlarged copy of more pixels costs more than it finds: codes on pages that large are large enough."""
_TWICE: Final = 2.0
_SHARPENING: Final = 2.0


@dataclass(frozen=True, kw_only=True, slots=True)
class QrCode:
    """One code. `box` is upright and holds the whole code; the code itself may be turned."""

    text: str
    box: Box


def read_codes(pixels: Pixels) -> tuple[QrCode, ...]:
    """The QR codes that can be read, from the top down; empty when there is none.

    The page is tried as it is, then enlarged, then enlarged with its edges sharpened; the last two in red light,
    which a red seal over the code lets through. The first try that reads a code ends the search. A text that is
    not UTF-8 is taken for GB 18030, as older licences write it.
    """
    from zxingcpp import barcode_formats_from_str, read_barcodes

    formats = barcode_formats_from_str("QRCode")
    for grey, scale in _tries(pixels):
        found = read_barcodes(grey, formats=formats)
        if found:
            codes = {(_text(code), _box(code, scale, pixels)) for code in found}
            return tuple(
                QrCode(text=text, box=box) for text, box in sorted(codes, key=lambda one: (one[1].y0, one[1].x0))
            )
    return ()


def _tries(pixels: Pixels) -> Iterator[tuple[NDArray[np.uint8], float]]:
    """Copies of one channel, with their scale. Each is made only when the one before has failed."""
    pixels, scale = at_most(pixels, _LONGEST_SIDE_PX)
    yield np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8), scale
    red = np.ascontiguousarray(pixels[..., 0])  # a red seal over the code does not show in it
    if red.size * _TWICE**2 > _MOST_ENLARGED_PIXELS:
        yield red, scale
        yield _sharpened(red), scale
        return
    yield _enlarged(red), scale * _TWICE
    yield _enlarged(_sharpened(red)), scale * _TWICE


def _enlarged(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    larger = cv2.resize(grey, None, fx=_TWICE, fy=_TWICE, interpolation=cv2.INTER_CUBIC)
    return np.asarray(larger, dtype=np.uint8)


def _sharpened(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    softened = cv2.GaussianBlur(grey, (0, 0), 1.5)
    return np.asarray(cv2.addWeighted(grey, 1 + _SHARPENING, softened, -_SHARPENING, 0), dtype=np.uint8)


def _text(code: Barcode) -> str:
    """Codes seldom say their character set, so the bytes are tried in the two sets that are in use."""
    raw = bytes(code.bytes)
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return str(code.text)


def _box(code: Barcode, scale: float, pixels: Pixels) -> Box:
    height, width = pixels.shape[:2]
    place = code.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    across = [corner.x / scale for corner in corners]
    down = [corner.y / scale for corner in corners]
    return Box(
        x0=max(0, int(min(across))),
        y0=max(0, int(min(down))),
        x1=min(width, int(max(across)) + 1),
        y1=min(height, int(max(down)) + 1),
    )
