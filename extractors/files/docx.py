"""A Word file (DOCX) as pages: its text in rows and columns, and a plain picture of them."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image, ImageDraw

from extractors.errors import FileProblem, UnreadableFile
from extractors.files.archive import Archive
from extractors.files.docx_blocks import word_document
from extractors.files.docx_layout import set_pages
from extractors.files.pages import Page, Pixels
from extractors.files.pictures import picture_pages
from extractors.files.typeface import Typeface
from extractors.result import Box, Line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from extractors.files.docx_layout import SetPage, SetPicture
    from extractors.files.docx_lines import SetText
    from extractors.files.limits import Limits

_FORMATS: Final = ("JPEG", "PNG", "BMP", "TIFF", "GIF", "WEBP")
_BASE_LINE: Final = 0.88
_MARKS: Final = {"☑": "√", "☒": "×"}
_AS_EMPTY: Final = str.maketrans(dict.fromkeys(_MARKS, "□"))
_GREY: Final = (120, 120, 120)


def docx_pages(data: bytes, file: str, limits: Limits, fonts: Path | None, first: int = 1) -> Iterator[Page]:
    """Its pages from `first`, each drawn when asked for; a photo pasted over most of a page is a page without text.

    Macros, links and what lies outside the file are never looked at.

    Raises:
        UnreadableFile: cut off, damaged, encrypted, empty, or larger than `limits`.
    """
    archive = Archive(data, file, "DOCX")
    pages = set_pages(word_document(archive), limits.pages)
    limits.check_pages(file, len(pages))
    if pages[0].is_blank:
        problem = "the document has no text and no picture; fill it in and save it again"
        raise UnreadableFile(file, problem, FileProblem.NO_PAGES)
    for page in pages:
        limits.check_pixels(file, page.width, page.height)
    limits.check_all_pixels(file, sum(page.width * page.height for page in pages))
    typeface = Typeface(fonts)
    for number, page in enumerate(pages[first - 1 :], start=first):
        if page.photo:
            photo = next(picture_pages(archive.read(page.photo), file, limits))
            yield Page(number=number, pixels=photo.pixels, of=len(pages))
        else:
            pixels = _drawn(page, archive, typeface, limits)
            lines = tuple(_line(text) for text in page.texts)
            yield Page(number=number, pixels=pixels, text_layer=lines or None, of=len(pages))


def _drawn(page: SetPage, archive: Archive, typeface: Typeface, limits: Limits) -> Pixels:
    sheet = Image.new("RGB", (page.width, page.height), "white")
    pen = ImageDraw.Draw(sheet)
    for box in page.boxes:
        pen.rectangle(box, outline=_GREY, width=2)
    for text in page.texts:
        _write(pen, text, typeface)
    for picture in page.pictures:
        _paste(sheet, picture, archive.read(picture.part), limits)
    return np.array(sheet, dtype=np.uint8)


def _write(pen: ImageDraw.ImageDraw, text: SetText, typeface: Typeface) -> None:
    """The text, with a tick or a cross drawn over an empty box: most fonts have no box that is ticked."""
    font, base = typeface.at(text.size), text.y + _BASE_LINE * text.size
    pen.text((text.x, base), text.text.translate(_AS_EMPTY), fill="black", font=font, anchor="ls")
    for at, char in enumerate(text.text):
        if char in _MARKS:
            x = text.x + font.getlength(text.text[:at].translate(_AS_EMPTY))
            pen.text((x, base), _MARKS[char], fill="black", font=font, anchor="ls")


def _paste(sheet: Image.Image, place: SetPicture, data: bytes, limits: Limits) -> None:
    """A picture beside the text, such as a signature; one that can't be opened is left out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
            if picture.width * picture.height > limits.megapixels * 1_000_000:
                return
            size = max(1, round(place.width)), max(1, round(place.height))
            shown = picture.convert("RGBA").resize(size)
    except Exception:  # noqa: BLE001  whatever a decoder says of broken bytes
        return
    sheet.paste(shown.convert("RGB"), (round(place.x), round(place.y)), shown.getchannel("A"))


def _line(text: SetText) -> Line:
    box = Box(
        x0=round(text.x),
        y0=round(text.y),
        x1=max(round(text.x) + 1, round(text.x + text.width)),
        y1=round(text.y + text.size),
    )
    return Line(text=" ".join(text.text.split()), confidence=1.0, box=box)
