"""Bytes in, upright RGB pages out; everything that is no document is refused here in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extractors.errors import FileProblem, UnreadableFile
from extractors.files.docx import docx_pages
from extractors.files.limits import Limits
from extractors.files.ofd import ofd_pages
from extractors.files.pdf import pdf_pages
from extractors.files.pictures import heic_pages, picture_pages
from extractors.files.sniff import FileType, file_type

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Protocol

    from extractors.files.pages import Page

    class OpenFile(Protocol):
        """Gives the pages of a file as `load` does: there and then, or from a process of its own."""

        def __call__(self, data: bytes, file: str, limits: Limits, /, *, first: int = 1) -> Iterator[Page]: ...


DEFAULT_LIMITS: Final = Limits()


def load(
    data: bytes, file: str, limits: Limits = DEFAULT_LIMITS, fonts: Path | None = None, *, first: int = 1
) -> Iterator[Page]:
    """The pages of one file, each decoded when it is asked for and none of them kept; none that stand before `first`.

    Args:
        data: the whole file.
        file: its name, for the suffix and for messages; it is never opened.
        limits: what is refused for its size.
        fonts: folder with a Chinese font, for letters that a PDF, OFD or DOCX doesn't bring; without one the system's
            are tried.
        first: the page to begin with, from 1; those before are passed over. Past the last there are none.

    Raises:
        UnreadableFile: empty, too large, encrypted, of another type than its name says, or unsupported. A file that
            is cut off may say so only when the page it breaks in is asked for.
    """
    if not data:
        raise UnreadableFile(file, "the file is empty; upload it again", FileProblem.EMPTY)
    limits.check_bytes(file, len(data))
    match file_type(data, file):
        case FileType.PDF:
            yield from pdf_pages(data, file, limits, fonts, first)
        case FileType.OFD:
            yield from ofd_pages(data, file, limits, fonts, first)
        case FileType.DOCX:
            yield from docx_pages(data, file, limits, fonts, first)
        case FileType.HEIC:
            yield from heic_pages(data, file, limits, first)
        case _:
            yield from picture_pages(data, file, limits, first)
