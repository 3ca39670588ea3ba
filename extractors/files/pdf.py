"""A PDF file as pages: their text layer where there is one, and their picture."""

from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from extractors.errors import UnreadableFile
from extractors.files.pages import Page, Pixels
from extractors.result import Box, Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.files.limits import Limits

_SCALE: Final = 200 / 72
"""Rendered at 200 DPI; PDF units are 1/72 inch."""
_MIN_SCALE: Final = 100 / 72
"""Below 100 DPI small print is lost."""
_MIN_TEXT_CHARS: Final = 20
_MAX_PICTURE_SHARE: Final = 0.5
"""A page mostly covered by a picture is a scan: what stands over it may be a stamp or somebody's hidden text."""
_TAIL_BYTES: Final = 2048
_PDFIUM: Final = threading.Lock()
"""PDFium keeps state for the whole process: one call at a time."""


def pdf_pages(data: bytes, file: str, limits: Limits) -> Iterator[Page]:
    """All pages at 200 DPI, or at what keeps them all within `limits` together, each rendered when it is asked for.

    Raises:
        UnreadableFile: encrypted, cut off, damaged, without pages, or larger than `limits`.
    """
    import pypdfium2

    try:
        with _PDFIUM:
            document = pypdfium2.PdfDocument(data)
        try:
            with _PDFIUM:
                scale = _scale(document, data, file, limits)
                count = len(document)
            for index in range(count):
                with _PDFIUM:
                    page = _page(document, index, scale)
                yield page
        finally:
            with _PDFIUM:
                document.close()
    except pypdfium2.PdfiumError as error:
        raise _not_opened(data, file, str(error)) from error


def _not_opened(data: bytes, file: str, reason: str) -> UnreadableFile:
    if "assword" in reason or "ecurity" in reason or b"/Encrypt" in data:
        return UnreadableFile(file, "the PDF is encrypted; save a copy without a password and send that")
    return UnreadableFile(file, "the PDF is damaged or cut off; save or upload it again")


def _scale(document: Any, data: bytes, file: str, limits: Limits) -> float:  # noqa: ANN401  pypdfium2 is untyped
    """Pixels a PDF unit at which the pages are rendered; refuses what is cut off or too large, before any is."""
    if b"%%EOF" not in data[-_TAIL_BYTES:]:
        raise _not_opened(data, file, "")
    if len(document) == 0:
        raise UnreadableFile(file, "the PDF has no pages; save it again")
    limits.check_pages(file, len(document))
    area = 0.0
    for index in range(len(document)):
        width, height = document.get_page_size(index)
        limits.check_pixels(file, round(width * _SCALE), round(height * _SCALE))
        area += width * height
    limits.check_all_pixels(file, area * _MIN_SCALE**2)
    return min(_SCALE, math.sqrt(limits.megapixels_in_all * 1_000_000 / max(area, 1.0)))


def _page(document: Any, index: int, scale: float) -> Page:  # noqa: ANN401  pypdfium2 is untyped
    page = document[index]
    width, height = page.get_size()
    bitmap = page.render(scale=scale, rev_byteorder=True)
    pixels: Pixels = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    bitmap.close()
    text = None if _is_scan(page, width * height) else _text_layer(page, height, scale)
    page.close()
    return Page(number=index + 1, pixels=pixels, text_layer=text)


def _is_scan(page: Any, area: float) -> bool:  # noqa: ANN401  pypdfium2 is untyped
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    for picture in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > _MAX_PICTURE_SHARE * area:
            return True
    return False


def _text_layer(page: Any, height: float, scale: float) -> tuple[Line, ...] | None:  # noqa: ANN401  pypdfium2 is untyped
    textpage = page.get_textpage()
    lines = []
    for index in range(textpage.count_rects()):
        left, bottom, right, top = textpage.get_rect(index)
        text = textpage.get_text_bounded(left, bottom, right, top).strip()
        if text:
            box = Box(
                x0=round(left * scale),
                y0=round((height - top) * scale),
                x1=round(right * scale),
                y1=round((height - bottom) * scale),
            )
            lines.append(Line(text=" ".join(text.split()), confidence=1.0, box=box))
    chars = "".join(line.text for line in lines)
    is_text = len(chars) >= _MIN_TEXT_CHARS and "\ufffd" not in chars and chars.isprintable()
    return tuple(lines) if is_text else None
