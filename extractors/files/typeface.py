"""The face in which pages of OFD and DOCX files are drawn for people to look at."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont

_SYSTEM: Final = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
)
_CHINESE: Final = ("NotoSansCJK", "SourceHanSans", "NotoSerifCJK", "wqy", "PingFang", "STHeiti", "simsun", "msyh")
_ENDINGS: Final = frozenset({".otf", ".ttf", ".ttc"})
_SIZES: Final = range(4, 400)

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class Typeface:
    """One face in any size. `is_chinese` is False where no Chinese font was found and boxes are drawn instead."""

    def __init__(self, fonts: Path | None) -> None:
        self._file = _font_file(fonts)
        self.is_chinese = self._file is not None

    def at(self, size_px: float) -> Font:
        return _font(self._file, min(max(round(size_px), _SIZES.start), _SIZES.stop))


@cache
def chinese_font(folder: Path) -> Path | None:
    """The file in it, or in a folder of its, that letters are drawn from; None where no name is a known one."""
    files = sorted(
        (path for path in folder.rglob("*") if path.suffix.lower() in _ENDINGS),
        key=lambda path: ("Regular" not in path.name, path.name),
    )
    names = (name.lower() for name in _CHINESE)
    return next((path for name in names for path in files if path.name.lower().startswith(name)), None)


def _font_file(folder: Path | None) -> Path | None:
    places = (place for place in (folder, *_SYSTEM) if place is not None)
    return next((file for place in places if (file := chinese_font(place)) is not None), None)


@lru_cache(maxsize=64)
def _font(file: Path | None, size_px: int) -> Font:
    if file is None:
        return ImageFont.load_default(size_px)
    # The basic engine lays out the same everywhere; the other one is there on some machines only.
    return ImageFont.truetype(str(file), size_px, layout_engine=ImageFont.Layout.BASIC)
