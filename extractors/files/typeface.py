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
def _font_file(folder: Path | None) -> Path | None:
    for place in (folder, *_SYSTEM):
        if place is None or not place.is_dir():
            continue
        files = sorted(
            (path for path in place.rglob("*") if path.suffix.lower() in _ENDINGS),
            key=lambda path: ("Regular" not in path.name, path.name),
        )
        for name in _CHINESE:
            found = next((path for path in files if path.name.lower().startswith(name.lower())), None)
            if found is not None:
                return found
    return None


@lru_cache(maxsize=64)
def _font(file: Path | None, size_px: int) -> Font:
    if file is None:
        return ImageFont.load_default(size_px)
    # The basic engine lays out the same everywhere; the other one is there on some machines only.
    return ImageFont.truetype(str(file), size_px, layout_engine=ImageFont.Layout.BASIC)
