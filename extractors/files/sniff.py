"""Which type of file it is, by its first bytes, and whether its name says the same."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath
from typing import Final

from extractors.errors import FileProblem, UnreadableFile
from extractors.files.archive import listed_names


class FileType(StrEnum):
    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WebP"
    TIFF = "TIFF"
    BMP = "BMP"
    HEIC = "HEIC"
    PDF = "PDF"
    OFD = "OFD"
    DOCX = "DOCX"


SUPPORTED: Final = "JPEG, PNG, WebP, TIFF, BMP, HEIC, PDF, OFD or DOCX"

_BY_SUFFIX: Final = {
    ".jpg": FileType.JPEG,
    ".jpeg": FileType.JPEG,
    ".jfif": FileType.JPEG,
    ".png": FileType.PNG,
    ".webp": FileType.WEBP,
    ".tif": FileType.TIFF,
    ".tiff": FileType.TIFF,
    ".bmp": FileType.BMP,
    ".heic": FileType.HEIC,
    ".heif": FileType.HEIC,
    ".hif": FileType.HEIC,
    ".pdf": FileType.PDF,
    ".ofd": FileType.OFD,
    ".docx": FileType.DOCX,
}
_ARCHIVES: Final = frozenset({".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_OLD_OFFICE: Final = frozenset({".doc", ".xls", ".ppt", ".wps", ".et", ".dps", ".rtf"})
_NO_PICTURES: Final = frozenset({FileType.PDF, FileType.OFD, FileType.DOCX})
_MAGIC: Final = (
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"II*\x00", FileType.TIFF),
    (b"MM\x00*", FileType.TIFF),
    (b"BM", FileType.BMP),
)
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVE_MAGIC: Final = (_ZIP, b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_LOCKED_OFFICE: Final = "EncryptedPackage".encode("utf-16-le")
_PDF_HEADER_WITHIN: Final = 1024
"""Readers accept a PDF whose header stands anywhere in its first kilobyte (ISO 32000, annex on compatibility)."""
_DIRECTORY_NAMES: Final = {"OFD.xml": FileType.OFD, "word/document.xml": FileType.DOCX}


def file_type(data: bytes, file: str) -> FileType:
    """The type of the content, which the name must not contradict.

    A name with no suffix says nothing, and the content alone decides. One picture type under another's suffix is
    let through: phones and messengers rename pictures so, and nobody means anything by it.

    Raises:
        UnreadableFile: not a supported type, or the name says another type than the content.
    """
    suffix = PurePath(file).suffix.lower()
    _refuse_suffix(suffix, file)
    actual = _by_content(data)
    if actual is None:
        _refuse_content(data, file)
        what = f"is not {_BY_SUFFIX[suffix]} inside" if suffix else "is of an unknown type"
        reason = FileProblem.TYPE_MISMATCH if suffix else FileProblem.UNSUPPORTED_TYPE
        raise UnreadableFile(file, f"the file {what}; send {SUPPORTED}", reason)
    named = _BY_SUFFIX[suffix] if suffix else actual
    if named is not actual and not _NO_PICTURES.isdisjoint((named, actual)):
        problem = f"the name ends in {suffix} but the content is {actual}; rename it or save it again"
        raise UnreadableFile(file, problem, FileProblem.TYPE_MISMATCH)
    return actual


def _refuse_suffix(suffix: str, file: str) -> None:
    if not suffix or suffix in _BY_SUFFIX:
        return
    if suffix in _ARCHIVES:
        raise _archive(file, f"{suffix} files can't be read")
    if suffix in _OLD_OFFICE:
        problem = f"{suffix} files can't be read; save it as DOCX or PDF and send that"
        raise UnreadableFile(file, problem, FileProblem.UNSUPPORTED_TYPE)
    raise UnreadableFile(file, f"{suffix} files can't be read; send {SUPPORTED}", FileProblem.UNSUPPORTED_TYPE)


def _refuse_content(data: bytes, file: str) -> None:
    if data.startswith(_ARCHIVE_MAGIC):
        raise _archive(file, "the file is an archive")
    if data.startswith(_OLE) and _LOCKED_OFFICE in data:
        problem = "the document is encrypted; save a copy without a password and send that"
        raise UnreadableFile(file, problem, FileProblem.ENCRYPTED)
    if data.startswith(_OLE):
        problem = "the file is of an old Office version; save it as DOCX or PDF and send that"
        raise UnreadableFile(file, problem, FileProblem.UNSUPPORTED_TYPE)


def _archive(file: str, what: str) -> UnreadableFile:
    return UnreadableFile(file, f"{what}; unpack it and send the documents in it one by one", FileProblem.ARCHIVE)


def _by_content(data: bytes) -> FileType | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileType.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return FileType.HEIC
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(_ZIP):
        names = listed_names(data)
        return next((kind for name, kind in _DIRECTORY_NAMES.items() if name in names), None)
    return FileType.PDF if b"%PDF-" in data[:_PDF_HEADER_WITHIN] else None
