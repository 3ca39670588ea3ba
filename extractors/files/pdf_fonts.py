"""The face in which PDFium draws Chinese that a PDF doesn't embed: a prepared one, whatever the system has."""

from __future__ import annotations

import ctypes
import os
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from pypdfium2 import PdfSysfontBase, raw

from extractors.files.typeface import chinese_font

if TYPE_CHECKING:
    from pathlib import Path

_CHARSETS: Final = frozenset(
    {
        raw.FXFONT_GB2312_CHARSET,
        raw.FXFONT_CHINESEBIG5_CHARSET,
        raw.FXFONT_SHIFTJIS_CHARSET,
        raw.FXFONT_HANGEUL_CHARSET,
    }
)
"""How PDFium calls what a font is wanted for. Faces made for Chinese have the letters of all four."""
_WHOLE_FILE: Final = 0
"""The table that is the file itself; PDFium asks for another only to tell whether there are several faces in it."""


def draw_chinese_from(folder: Path | None) -> None:
    """Until it is called again PDFium draws from `folder`; from the system's fonts where that has no Chinese one.

    It holds for the whole process, also for documents already open. No thread may be using PDFium meanwhile.
    """
    _fonts().file = None if folder is None else chinese_font(folder)


@cache
def _fonts() -> _Fonts:
    fonts = _Fonts()
    fonts.setup()
    return fonts


class _Fonts(PdfSysfontBase):  # type: ignore[misc]  # pypdfium2 is untyped
    """The system's fonts, and before them a file of ours for Chinese. PDFium calls the methods by these names."""

    def __init__(self) -> None:
        super().__init__()
        self.file: Path | None = None
        self._place = ctypes.c_char()
        self._ours = ctypes.addressof(self._place)
        """What PDFium knows our file by: an address that no other font has."""

    def MapFont(self, this: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> Any:  # noqa: ANN401, N802, PLR0913, PLR0917
        if self.file is not None and charset in _CHARSETS:
            return self._ours
        return super().MapFont(this, weight, italic, charset, pitch, face, exact)

    def GetFontData(self, this: Any, font: int, table: int, buffer: Any, size: int) -> int:  # noqa: ANN401, N802
        if font != self._ours:
            return int(super().GetFontData(this, font, table, buffer, size))
        return _given(self._content(), buffer, size) if table == _WHOLE_FILE else 0

    def GetFaceName(self, this: Any, font: int, buffer: Any, size: int) -> int:  # noqa: ANN401, N802
        if font != self._ours:
            return int(super().GetFaceName(this, font, buffer, size))
        name = b"" if self.file is None else os.fsencode(self.file.stem)
        return _given(name + b"\0", buffer, size)

    def GetFontCharset(self, this: Any, font: int) -> int:  # noqa: ANN401, N802
        return raw.FXFONT_GB2312_CHARSET if font == self._ours else int(super().GetFontCharset(this, font))

    def DeleteFont(self, this: Any, font: int) -> None:  # noqa: ANN401, N802
        if font != self._ours:
            super().DeleteFont(this, font)

    def _content(self) -> bytes:
        """Empty where the file can't be read: PDFium then goes on as if there were none."""
        try:
            return b"" if self.file is None else self.file.read_bytes()
        except (OSError, MemoryError):
            return b""


def _given(content: bytes, buffer: Any, size: int) -> int:  # noqa: ANN401  a pointer
    """Copies it to PDFium's buffer if that can hold it, and tells how long it is."""
    if buffer and size >= len(content):
        ctypes.memmove(buffer, content, len(content))
    return len(content)
