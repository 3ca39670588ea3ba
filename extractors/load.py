"""Bytes in, upright RGB pages out; everything that is no document is refused here in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from extractors.errors import UnreadableFile
from extractors.limits import Limits
from extractors.pdf import pdf_pages
from extractors.pictures import picture_pages
from extractors.sniff import FileType, file_type

if TYPE_CHECKING:
    from extractors.pages import Page

DEFAULT_LIMITS: Final = Limits()


def load(data: bytes, file: str, limits: Limits = DEFAULT_LIMITS) -> tuple[Page, ...]:
    """The pages of one file, at least one.

    Args:
        data: the whole file.
        file: its name, for the suffix and for messages; it is never opened.
        limits: what is refused for its size.

    Raises:
        UnreadableFile: empty, too large, cut off, encrypted, of another type than its name says, or unsupported.
    """
    if not data:
        raise UnreadableFile(file, "the file is empty; upload it again")
    if len(data) > limits.bytes:
        size_mb, limit_mb = len(data) / 1024**2, limits.bytes // 1024**2
        raise UnreadableFile(file, f"the file is {size_mb:.1f} MB, more than {limit_mb} MB; send a smaller copy")
    if file_type(data, file) is FileType.PDF:
        return pdf_pages(data, file, limits)
    return picture_pages(data, file, limits)
