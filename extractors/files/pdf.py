"""A PDF file as pages: their text layer where there is one that can be believed, and their picture."""

from __future__ import annotations

import math
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from extractors.errors import FileProblem, UnreadableFile
from extractors.files.pages import Page, Pixels
from extractors.files.pdf_text import text_layer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extractors.files.limits import Limits

_SCALE: Final = 200 / 72
"""Rendered at 200 DPI; PDF units are 1/72 inch."""
_MIN_SCALE: Final = 100 / 72
"""Below 100 DPI small print is lost."""
_TAIL_BYTES: Final = 2048
_FORM_BY_PROGRAM: Final = 2
"""PDFium's FORMTYPE_XFA_FULL: the pages are made by a script that only its maker's program runs."""
_PDFIUM: Final = threading.Lock()
"""PDFium keeps state for the whole process: one call at a time."""


def pdf_pages(data: bytes, file: str, limits: Limits, fonts: Path | None = None, first: int = 1) -> Iterator[Page]:
    """The pages from `first` at 200 DPI, or at what keeps them all within `limits` together, each rendered when asked.

    Form fields and notes are drawn as a person sees them. Scripts and attachments are never looked at. Chinese that
    the file embeds no font for is drawn from the one in `fonts`.

    Raises:
        UnreadableFile: encrypted, cut off, damaged, without pages, or larger than `limits`.
    """
    import pypdfium2

    try:
        with _pdfium(fonts):
            document = pypdfium2.PdfDocument(data)
        try:
            with _pdfium(fonts):
                scale = _scale(document, data, file, limits)
                document.init_forms()
                count = len(document)
            for index in range(first - 1, count):
                with _pdfium(fonts):
                    page = _page(document, index, scale)
                yield page
        finally:
            with _pdfium(fonts):
                document.close()
    except pypdfium2.PdfiumError as error:
        raise _not_opened(data, file, str(error)) from error


@contextmanager
def _pdfium(fonts: Path | None) -> Iterator[None]:
    """PDFium for this thread alone, drawing from these fonts."""
    from extractors.files.pdf_fonts import draw_chinese_from

    with _PDFIUM:
        draw_chinese_from(fonts)
        yield


def _not_opened(data: bytes, file: str, reason: str) -> UnreadableFile:
    if "assword" in reason or "ecurity" in reason or b"/Encrypt" in data:
        problem = "the PDF is encrypted; save a copy without a password and send that"
        return UnreadableFile(file, problem, FileProblem.ENCRYPTED)
    return UnreadableFile(file, "the PDF is damaged or cut off; save or upload it again")


def _scale(document: Any, data: bytes, file: str, limits: Limits) -> float:  # noqa: ANN401  pypdfium2 is untyped
    """Pixels a PDF unit at which the pages are rendered; refuses what is cut off or too large, before any is."""
    if b"%%EOF" not in data[-_TAIL_BYTES:]:
        raise _not_opened(data, file, "")
    if len(document) == 0:
        raise UnreadableFile(file, "the PDF has no pages; save it again", FileProblem.NO_PAGES)
    if document.get_formtype() == _FORM_BY_PROGRAM:
        problem = (
            "the PDF is a form that only the program it was made for can show; print it to a new PDF and send that"
        )
        raise UnreadableFile(file, problem, FileProblem.UNSUPPORTED_TYPE)
    limits.check_pages(file, len(document))
    area = 0.0
    for index in range(len(document)):
        width, height = document.get_page_size(index)
        limits.check_pixels(file, round(width * _SCALE), round(height * _SCALE))
        area += width * height
    limits.check_all_pixels(file, area * _MIN_SCALE**2)
    return min(_SCALE, math.sqrt(limits.megapixels_in_all * 1_000_000 / max(area, 1.0)))


def _page(document: Any, index: int, scale: float) -> Page:  # noqa: ANN401  pypdfium2 is untyped
    page = _as_shown(document, index)
    try:
        bitmap = page.render(scale=scale, rev_byteorder=True)
        pixels: Pixels = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
        bitmap.close()
        found = text_layer(page, pixels.shape[1], pixels.shape[0])
    finally:
        page.close()
    lines, turns = found or (None, 0)
    if turns:
        pixels = np.ascontiguousarray(np.rot90(pixels, turns))
    return Page(number=index + 1, pixels=pixels, text_layer=lines, of=len(document))


def _as_shown(document: Any, index: int) -> Any:  # noqa: ANN401  pypdfium2 is untyped
    """The page with what its form fields and notes show made part of it, as on paper."""
    from pypdfium2.raw import FLAT_NORMALDISPLAY, FPDFPage_Flatten, FPDFPage_GetAnnotCount

    page = document[index]
    if FPDFPage_GetAnnotCount(page) == 0:
        return page
    page.set_mediabox(*page.get_bbox())  # one that it only inherits would be lost
    FPDFPage_Flatten(page, FLAT_NORMALDISPLAY)
    page.close()
    return document[index]
