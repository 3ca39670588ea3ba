"""What a line of text says: PP-OCR recognition with connectionist temporal classification (CTC)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import cv2
import numpy as np
import yaml

from extractors.errors import EngineUnavailable
from extractors.ocr.network import Scaling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from extractors.files.pages import Pixels
    from extractors.ocr.detect import Corners
    from extractors.ocr.network import Floats, Network

_TALL: Final = 48
"""Height of a line as the network knows it, in pixels."""
_MAX_WIDE: Final = 3200
_WIDTH_STEP: Final = 32
"""Widths are rounded up to this, so that the engine prepares few shapes."""
_STACKED: Final = 1.5
"""A box this many times taller than wide holds text that runs upwards."""
_BLANK: Final = 0
_GREY: Final = 127
SCALING: Final = Scaling(mean=(127.5, 127.5, 127.5), spread=(127.5, 127.5, 127.5))
_CONSIDERED: Final = 0.02
"""A character more likely than this was considered in its place, though another one was read there."""
_COLON, _SEMICOLON = "：", "；"
_SEMICOLON_WORTH: Final = 100.0
"""Small print shows ； as ：. Where ； is seen at all (1 in 100), it is one: at real colons it is not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The text of one line, how sure each of its characters is, 0 to 1, and what else was considered in its place."""

    text: str
    sure: tuple[float, ...]
    others: tuple[str, ...]


class TextRecogniser:
    def __init__(self, network: Network, characters: Sequence[str]) -> None:
        """Args: `characters` by class, the blank first."""
        self._network = network
        self._characters = characters
        self._marks = tuple(characters.index(mark) if mark in characters else _BLANK for mark in (_COLON, _SEMICOLON))

    def read(self, lines: Sequence[Pixels]) -> list[Reading]:
        """The text of each line cut out by `line_picture`, in the order given."""
        longest_first = sorted(range(len(lines)), key=lambda place: -lines[place].shape[1])
        readings = self._network.run((lines[place] for place in longest_first), self._decoded)
        return [reading for _, reading in sorted(zip(longest_first, readings, strict=True), key=lambda pair: pair[0])]

    def _decoded(self, output: Floats) -> Reading:
        """The likeliest character at each step, repeats and blanks left out."""
        chances = output[0]
        best = chances.argmax(axis=1)
        is_new = np.flatnonzero((best != _BLANK) & (np.diff(best, prepend=_BLANK) != 0))
        classes = best[is_new]
        sure = chances[is_new, classes]
        colon, semicolon = self._marks
        if colon and semicolon:
            at_semicolon = chances[is_new, semicolon] * _SEMICOLON_WORTH > chances[is_new, colon]
            classes = np.where((classes == colon) & at_semicolon, semicolon, classes)
        text = "".join(self._characters[one] for one in classes)
        others = (
            "" if one > 1 - _CONSIDERED else self._others(chances[step]) for one, step in zip(sure, is_new, strict=True)
        )
        return Reading(
            text=text,
            sure=tuple(float(one) for one in sure),
            others=tuple(found.replace(read, "") for found, read in zip(others, text, strict=True)),
        )

    def _others(self, chances: Floats) -> str:
        """All characters that one step considers."""
        return "".join(self._characters[one] for one in np.flatnonzero(chances > _CONSIDERED)).strip()


def load_characters(model_folder: Path) -> tuple[str, ...]:
    """The characters a recognition model knows, by class: the blank, those its `inference.yml` lists, the space.

    Raises:
        EngineUnavailable: the file is missing or lists none.
    """
    try:
        with (model_folder / "inference.yml").open(encoding="utf-8") as opened:
            listed = yaml.load(opened, Loader=yaml.CSafeLoader)["PostProcess"]["character_dict"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise EngineUnavailable(
            f"no list of characters in {model_folder}; run `zhiban models prepare` again"
        ) from error
    return ("", *(str(one) for one in listed), " ")


def line_picture(pixels: Pixels, corners: Corners) -> Pixels:
    """A line cut out as the networks take it, level and of their height; a line that runs upwards is laid down."""
    wide = max(_length(corners[0], corners[1]), _length(corners[3], corners[2]))
    tall = max(_length(corners[0], corners[3]), _length(corners[1], corners[2]))
    if tall >= _STACKED * wide:
        corners, wide, tall = np.roll(corners, -1, axis=0), tall, wide
    cut = _warped(pixels, corners, max(1, int(wide)), max(1, int(tall)))
    size = (min(_MAX_WIDE, max(1, math.ceil(_TALL * cut.shape[1] / cut.shape[0]))), _TALL)
    return _padded(np.asarray(cv2.resize(cut, size), dtype=np.uint8))


def _warped(pixels: Pixels, corners: Corners, wide: int, tall: int) -> Pixels:
    upright = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], dtype=np.float32)
    move = cv2.getPerspectiveTransform(corners.astype(np.float32), upright)
    cut = cv2.warpPerspective(pixels, move, (wide, tall), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, dtype=np.uint8)


def _length(one: Corners, other: Corners) -> float:
    return float(np.hypot(*(one - other)))


def _padded(line: Pixels) -> Pixels:
    """The line with grey behind its end, so that its width is one of few."""
    wide = math.ceil(line.shape[1] / _WIDTH_STEP) * _WIDTH_STEP
    padded = np.full((_TALL, wide, 3), _GREY, dtype=np.uint8)
    padded[:, : line.shape[1]] = line
    return padded
