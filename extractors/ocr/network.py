"""Neural networks on the processor: an ONNX file run by OpenVINO."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from extractors.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from extractors.files.pages import Pixels

Floats: TypeAlias = NDArray[np.float32]
Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True, slots=True)
class Scaling:
    """What a network takes off each channel and divides it by; blue, green, red, of 0 to 255."""

    mean: tuple[float, float, float]
    spread: tuple[float, float, float]


class Network:
    """A picture in, numbers out. OpenVINO computes in bfloat16 where the processor can, else in float32."""

    def __init__(self, model: Path, scaling: Scaling, *, threads: int, streams: int = 1) -> None:
        """Load and compile a model that was trained on pictures with blue first.

        Args:
            model: an ONNX file.
            scaling: what is done to the pixels first, which is part of the compiled network.
            threads: processor cores it may use.
            streams: how many inputs are worked on side by side; each has its share of the threads. Many small inputs
                take a third less time so than one after the other on all threads.

        Raises:
            EngineUnavailable: the file is missing or no such model.
        """
        if not model.is_file():
            raise EngineUnavailable(f"no OCR model in {model.parent}; run `zhiban models prepare`")
        try:
            compiled = _compiled(model, scaling, threads, streams)
            self._idle: SimpleQueue[Any] = SimpleQueue()
            for _ in range(streams):
                self._idle.put(compiled.create_infer_request())
        except Exception as error:
            raise EngineUnavailable(
                f"the OCR engine did not start ({type(error).__name__}: {str(error)[:200]});"
                " run `zhiban models prepare` again"
            ) from error
        self._workers = ThreadPoolExecutor(max_workers=streams, thread_name_prefix="ocr")

    def run(self, inputs: Iterable[Pixels], take: Callable[[Floats], Result]) -> list[Result]:
        """What `take` makes of the output for each picture, in the order of the pictures.

        An output lives in the engine's memory and is gone when `take` returns.
        """
        return list(self._workers.map(lambda one: self._run(one, take), inputs))

    def _run(self, one: Pixels, take: Callable[[Floats], Result]) -> Result:
        request = self._idle.get()
        try:
            outputs = request.infer([one[np.newaxis]], share_inputs=True, share_outputs=True)
            return take(np.asarray(outputs[0], dtype=np.float32))
        finally:
            self._idle.put(request)


def _compiled(model: Path, scaling: Scaling, threads: int, streams: int) -> Any:  # noqa: ANN401  openvino is untyped
    import openvino
    from openvino.preprocess import ColorFormat, PrePostProcessor

    core = openvino.Core()
    steps = PrePostProcessor(core.read_model(model))
    picture = steps.input().tensor()
    picture.set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC")).set_color_format(ColorFormat.RGB)
    steps.input().model().set_layout(openvino.Layout("NCHW"))
    pixels = steps.input().preprocess().convert_element_type(openvino.Type.f32).convert_color(ColorFormat.BGR)
    pixels.mean(list(scaling.mean)).scale(list(scaling.spread))
    settings = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": streams}
    return core.compile_model(steps.build(), "CPU", settings)
