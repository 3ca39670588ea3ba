"""Neural networks on the processor: an ONNX file run by OpenVINO."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from extractors.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Floats: TypeAlias = NDArray[np.float32]
Result = TypeVar("Result")


class Network:
    """One input, one output. OpenVINO computes in bfloat16 where the processor can, else in float32."""

    def __init__(self, model: Path, *, threads: int, streams: int = 1) -> None:
        """Load and compile a model.

        Args:
            model: an ONNX file.
            threads: processor cores it may use.
            streams: how many inputs are worked on side by side; each has its share of the threads. Many small inputs
                take a third less time so than one after the other on all threads.

        Raises:
            EngineUnavailable: the file is missing or no such model.
        """
        if not model.is_file():
            raise EngineUnavailable(f"no OCR model in {model.parent}; run `zhiban models prepare`")
        try:
            compiled = _compiled(model, threads, streams)
            self._idle: SimpleQueue[Any] = SimpleQueue()
            for _ in range(streams):
                self._idle.put(compiled.create_infer_request())
        except Exception as error:
            raise EngineUnavailable(
                f"the OCR engine did not start ({type(error).__name__}: {str(error)[:200]});"
                " run `zhiban models prepare` again"
            ) from error
        self._workers = ThreadPoolExecutor(max_workers=streams, thread_name_prefix="ocr")

    def run(self, inputs: Iterable[Floats], take: Callable[[Floats], Result]) -> list[Result]:
        """What `take` makes of each output, in the order of the inputs.

        An output lives in the engine's memory and is gone when `take` returns.
        """
        return list(self._workers.map(lambda one: self._run(one, take), inputs))

    def _run(self, one: Floats, take: Callable[[Floats], Result]) -> Result:
        request = self._idle.get()
        try:
            outputs = request.infer([one], share_inputs=True, share_outputs=True)
            return take(np.asarray(outputs[0], dtype=np.float32))
        finally:
            self._idle.put(request)


def _compiled(model: Path, threads: int, streams: int) -> Any:  # noqa: ANN401  openvino is untyped
    import openvino

    core = openvino.Core()
    settings = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": streams}
    return core.compile_model(core.read_model(model), "CPU", settings)
