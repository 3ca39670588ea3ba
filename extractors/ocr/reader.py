"""The OCR engine: pixels in, lines of text out."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from extractors.ocr import detect, recognise
from extractors.ocr.detect import Detection, TextDetector
from extractors.ocr.network import Network
from extractors.ocr.recognise import TextRecogniser, line_picture, load_characters
from extractors.ocr.two_readings import agreed, doubted
from extractors.result import Box, Line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from extractors.files.pages import Pixels
    from extractors.ocr.detect import Corners
    from extractors.ocr.recognise import Reading


class Reader(Protocol):
    def read(self, pixels: Pixels) -> list[Line]:
        """Read the text on one page, roughly from the top left to the bottom right.

        Args:
            pixels: uint8, shape (height, width, 3), RGB.

        Returns:
            Lines with boxes in pixels of the given page; empty for a blank page.

        Raises:
            EngineUnavailable: the engine could not start. A bad page is not an error.
        """
        ...

    def read_lines(self, pixels: Pixels, places: Sequence[Corners]) -> list[Line]:
        """Read lines whose places are known, in the order given; a place without text gives none."""
        ...


_DEFAULT_DETECTION: Final = Detection()


class PaddleReader:
    """PaddleOCR's PP-OCR models: one that finds lines, one that reads them, and a second one that reads them too.

    Another model is another name and folder under `models_dir`. It starts on the first page read, and reads one page
    at a time.
    """

    def __init__(
        self,
        models_dir: Path,
        *,
        detection_model: str = "PP-OCRv6_small_det",
        recognition_model: str = "PP-OCRv6_small_rec",
        second_model: str = "PP-OCRv6_tiny_rec",
        detection: Detection = _DEFAULT_DETECTION,
        threads: int = 2,
    ) -> None:
        self._models_dir = models_dir
        self._models = (detection_model, recognition_model, second_model)
        self._detection = detection
        self._threads = threads
        self._lock = threading.Lock()
        self._engine: _Engine | None = None

    def read(self, pixels: Pixels) -> list[Line]:
        with self._lock:
            engine = self._started()
            corners = engine.detector.find(pixels)
            pictures = [line_picture(pixels, one) for one in corners]
            first, second = engine.first.read(pictures), engine.second.read(pictures)
        return [
            _line(reading, place, agreed(reading.text, other.text), other.text)
            for reading, other, place in zip(first, second, corners, strict=True)
            if reading.text.strip()
        ]

    def read_lines(self, pixels: Pixels, places: Sequence[Corners]) -> list[Line]:
        with self._lock:
            readings = self._started().first.read([line_picture(pixels, one) for one in places])
        return [_line(reading, place) for reading, place in zip(readings, places, strict=True) if reading.text.strip()]

    def _started(self) -> _Engine:
        if self._engine is None:
            detection, first, second = (self._models_dir / name for name in self._models)
            network = Network(detection / "inference.onnx", detect.SCALING, threads=self._threads)
            self._engine = _Engine(
                detector=TextDetector(network, self._detection),
                first=self._recogniser(first),
                second=self._recogniser(second),
            )
        return self._engine

    def _recogniser(self, model: Path) -> TextRecogniser:
        network = Network(model / "inference.onnx", recognise.SCALING, threads=self._threads, streams=self._threads)
        return TextRecogniser(network, load_characters(model))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Engine:
    detector: TextDetector
    first: TextRecogniser
    second: TextRecogniser


def _line(reading: Reading, corners: Corners, same: tuple[bool, ...] = (), other: str | None = None) -> Line:
    x0, y0 = np.floor(corners.min(axis=0)).astype(int)
    x1, y1 = np.ceil(corners.max(axis=0)).astype(int)
    run = (corners[1] + corners[2] - corners[0] - corners[3]) / 2
    slope = float(run[1] / run[0]) if abs(run[0]) > abs(run[1]) else 0.0
    box = Box(x0=int(x0), y0=int(y0), x1=int(x1), y1=int(y1))
    confidence = float(np.mean(reading.sure))
    return Line(
        text=reading.text,
        confidence=confidence,
        box=box,
        slope=slope,
        sure=reading.sure,
        agreed=same,
        doubted=doubted(reading, same, other),
    )
