"""Bytes in, upright RGB pages out; everything that is no document is refused here in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extractors.errors import UnreadableFile
from extractors.files.limits import Limits
from extractors.files.pdf import pdf_pages
from extractors.files.pictures import picture_pages
from extractors.files.sniff import FileType, file_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractors.files.pages import Page

DEFAULT_LIMITS: Final = Limits()


def load(data: bytes, file: str, limits: Limits = DEFAULT_LIMITS) -> Iterator[Page]:
    """The pages of one file, at least one, each decoded when it is asked for.

    Args:
        data: the whole file.
        file: its name, for the suffix and for messages; it is never opened.
        limits: what is refused for its size.

    Raises:
        UnreadableFile: empty, too large, encrypted, of another type than its name says, or unsupported. A file that
            is cut off may say so only when the page it breaks in is asked for.
    """
    if not data:
        raise UnreadableFile(file, "the file is empty; upload it again")
    limits.check_bytes(file, len(data))
    if file_type(data, file) is FileType.PDF:
        yield from pdf_pages(data, file, limits)
    else:
        yield from picture_pages(data, file, limits)
