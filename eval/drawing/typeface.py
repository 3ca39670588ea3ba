"""The two faces that documents are set in."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from PIL import ImageFont

from app.models.errors import ModelsMissing

if TYPE_CHECKING:
    from pathlib import Path


class Face(StrEnum):
    SONG = "song"
    HEI = "hei"


_FILES = {Face.SONG: "NotoSerifCJKsc-Regular.otf", Face.HEI: "NotoSansCJKsc-Regular.otf"}


class Typefaces:
    """The faces in the models folder, by size in pixels."""

    def __init__(self, models: Path) -> None:
        self._folder = models / "fonts"
        for file in _FILES.values():
            if not (self._folder / file).is_file():
                raise ModelsMissing(self._folder / file)

    def file(self, face: Face) -> Path:
        return self._folder / _FILES[face]

    def at(self, face: Face, size: int) -> ImageFont.FreeTypeFont:
        return _load(self.file(face), size)


@cache
def _load(path: Path, size: int) -> ImageFont.FreeTypeFont:
    # The basic engine lays out the same everywhere; the other one is there on some machines only.
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)
