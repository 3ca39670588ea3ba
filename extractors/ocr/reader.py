"""The OCR engine: pixels in, lines of text out."""

from __future__ import annotations

import logging
import os
import threading
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

import cv2
import numpy as np

from extractors.errors import EngineUnavailable
from extractors.result import Box, Line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from extractors.files.pages import Pixels


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


@dataclass(frozen=True, kw_only=True, slots=True)
class Detection:
    """How text is looked for.

    Measured on drawn and photographed certificates: a lower threshold than the engine's own keeps the code line
    that a 副本 mark runs into, and one size for all pages (`longest_side_px`) is faster and no worse.
    """

    longest_side_px: int = 960
    threshold: float = 0.2
    box_threshold: float = 0.45
    unclip_ratio: float = 1.4


_DEFAULT_DETECTION: Final = Detection()


class PaddleReader:
    """PaddleOCR on onnxruntime. Another model is another name and folder under `models_dir`.

    It starts on the first page read, and reads one page at a time: the pipeline is not thread-safe.
    """

    def __init__(
        self,
        models_dir: Path,
        *,
        detection_model: str = "PP-OCRv6_small_det",
        recognition_model: str = "PP-OCRv6_small_rec",
        detection: Detection = _DEFAULT_DETECTION,
        threads: int = 2,
    ) -> None:
        self._models_dir = models_dir
        self._models = (detection_model, recognition_model)
        self._detection = detection
        self._threads = threads
        self._lock = threading.Lock()
        self._engine: Any = None

    def read(self, pixels: Pixels) -> list[Line]:
        enlarged, scale = _enlarge(pixels, self._detection.longest_side_px)
        with self._lock, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = self._started().predict(np.ascontiguousarray(enlarged[:, :, ::-1]))[0]
        return [
            _line(text, confidence, polygon, scale)
            for text, confidence, polygon in zip(
                found["rec_texts"], found["rec_scores"], found["rec_polys"], strict=True
            )
            if text.strip()
        ]

    def _started(self) -> Any:  # noqa: ANN401  paddleocr is untyped
        if self._engine is None:
            detection, recognition = self._models
            for name in self._models:
                if not (self._models_dir / name / "inference.onnx").is_file():
                    raise EngineUnavailable(f"no OCR model in {self._models_dir / name}; run `zhiban models prepare`")
            self._engine = _start(self._models_dir, detection, recognition, self._detection, self._threads)
        return self._engine


def _start(models_dir: Path, detection_model: str, recognition_model: str, detection: Detection, threads: int) -> Any:  # noqa: ANN401  paddleocr is untyped
    os.environ["PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK"] = "True"  # it would look for a model hub on the network
    try:
        from paddleocr import PaddleOCR

        for name in ("paddlex", "paddleocr", "ppocr"):
            logging.getLogger(name).setLevel(logging.ERROR)
        return PaddleOCR(
            engine="onnxruntime",
            engine_config={"intra_op_num_threads": threads},
            device="cpu",
            text_detection_model_name=detection_model,
            text_detection_model_dir=str(models_dir / detection_model),
            text_recognition_model_name=recognition_model,
            text_recognition_model_dir=str(models_dir / recognition_model),
            use_doc_orientation_classify=False,
            use_doc_unwarping=False,
            use_textline_orientation=False,
            text_det_limit_type="max",
            text_det_limit_side_len=detection.longest_side_px,
            text_det_thresh=detection.threshold,
            text_det_box_thresh=detection.box_threshold,
            text_det_unclip_ratio=detection.unclip_ratio,
            text_rec_score_thresh=0.0,
        )
    except Exception as error:
        raise EngineUnavailable(
            f"the OCR engine did not start ({type(error).__name__}: {str(error)[:200]});"
            " run `zhiban models prepare` again"
        ) from error


def _enlarge(pixels: Pixels, longest_side_px: int) -> tuple[Pixels, float]:
    """Small copies are enlarged: detection misses strokes thinner than a pixel of its own grid."""
    height, width = pixels.shape[:2]
    scale = longest_side_px / max(height, width)
    if scale <= 1:
        return pixels, 1.0
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_CUBIC), dtype=np.uint8), scale


def _line(text: str, confidence: float, polygon: Sequence[Sequence[float]], scale: float) -> Line:
    corners = np.asarray(polygon, dtype=np.float64) / scale
    x0, y0 = np.floor(corners.min(axis=0)).astype(int)
    x1, y1 = np.ceil(corners.max(axis=0)).astype(int)
    run = (corners[1] + corners[2] - corners[0] - corners[3]) / 2
    slope = float(run[1] / run[0]) if abs(run[0]) > abs(run[1]) else 0.0
    box = Box(x0=max(0, int(x0)), y0=max(0, int(y0)), x1=max(0, int(x1)), y1=max(0, int(y1)))
    return Line(text=text, confidence=float(confidence), box=box, slope=slope)
