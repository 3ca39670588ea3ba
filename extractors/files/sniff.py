"""Which type of file it is, by its first bytes, and whether its name says the same."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from typing import Final

from extractors.errors import UnreadableFile


class FileType(StrEnum):
    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    TIFF = "TIFF"
    BMP = "BMP"
    PDF = "PDF"


SUPPORTED: Final = "JPEG, PNG, WebP, TIFF, BMP or PDF"

_BY_SUFFIX: Final = {
    ".jpg": FileType.JPEG,
    ".jpeg": FileType.JPEG,
    ".jfif": FileType.JPEG,
    ".png": FileType.PNG,
    ".webp": FileType.WEBP,
    ".tif": FileType.TIFF,
    ".tiff": FileType.TIFF,
    ".bmp": FileType.BMP,
    ".pdf": FileType.PDF,
}
_PDF_HEADER_WITHIN: Final = 1024
"""Readers accept a PDF whose header stands anywhere in its first kilobyte (ISO 32000, annex on compatibility)."""


def file_type(data: bytes, file: str) -> FileType:
    """The type of the content, which the name must not contradict.

    A name with no suffix says nothing, and the content alone decides. One picture type under another's suffix is
    let through: phones and messengers rename pictures so, and nobody means anything by it.

    Raises:
        UnreadableFile: not a supported type, or the name says another type than the content.
    """
    actual = _by_content(data)
    suffix = PurePath(file).suffix.lower()
    if suffix and suffix not in _BY_SUFFIX:
        raise UnreadableFile(file, f"{suffix} files can't be read; send {SUPPORTED}")
    if actual is None:
        what = f"is not {_BY_SUFFIX[suffix]} inside" if suffix else "is of an unknown type"
        raise UnreadableFile(file, f"the file {what}; send {SUPPORTED}")
    if suffix and (_BY_SUFFIX[suffix] is FileType.PDF) != (actual is FileType.PDF):
        raise UnreadableFile(file, f"the name ends in {suffix} but the content is {actual}; rename it or save it again")
    return actual


def _by_content(data: bytes) -> FileType | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileType.WEBP
    for magic, kind in (
        (b"\xff\xd8\xff", FileType.JPEG),
        (b"\x89PNG\r\n\x1a\n", FileType.PNG),
        (b"II*\x00", FileType.TIFF),
        (b"MM\x00*", FileType.TIFF),
        (b"BM", FileType.BMP),
    ):
        if data.startswith(magic):
            return kind
    return FileType.PDF if b"%PDF-" in data[:_PDF_HEADER_WITHIN] else None
