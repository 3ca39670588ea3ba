"""multilingual-e5 in OpenVINO with weights of one byte: the same vectors within a thousandth, several times as fast."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from retrieval.e5_weights import FILE
from retrieval.embedder import PASSAGE, QUERY, files_digest
from retrieval.errors import ModelMissing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

    from retrieval.embedder import Progress

    Vectors = npt.NDArray[np.float32]

_BATCH: Final = 16
_CHUNK: Final = 256
"""Texts between two reports of progress."""
_MAX_TOKENS: Final = 512
_PAD: Final = 1
_STEP: Final = 16
"""Lengths in tokens are multiples of it: OpenVINO prepares itself anew for each length that it meets."""
_KEPT_QUESTIONS: Final = 2048


class OpenVinoEmbedder:
    """The int8 weights in a prepared model folder. They are loaded at the first use, once; threads may share it.

    `threads` texts, or batches of them, are embedded at the same time, each on one core: people who ask at once don't
    wait for one another's cores.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        if not (folder / FILE).is_file():
            raise ModelMissing(folder)
        self._folder = folder
        self._threads = threads
        self._lock = threading.Lock()
        self._model: _Loaded | None = None
        self._question = lru_cache(maxsize=_KEPT_QUESTIONS)(self._embed_question)

    @property
    def model_id(self) -> str:
        return f"{self._folder.name}-int8:{files_digest(self._folder)}"

    def embed_query(self, text: str) -> list[float]:
        numbers: list[float] = self._question(text).tolist()
        return numbers

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[list[float]]:
        """Vectors in the order given. Texts of like length are embedded together, which saves padding."""
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        vectors: list[list[float]] = [[] for _ in texts]
        for start in range(0, len(order), _CHUNK):
            chunk = order[start : start + _CHUNK]
            found = self._loaded().embed([PASSAGE + texts[at] for at in chunk])
            for at, vector in zip(chunk, found.tolist(), strict=True):
                vectors[at] = vector
            if progress:
                progress(start + len(chunk), len(texts))
        return vectors

    def _embed_question(self, text: str) -> Vectors:
        vector: Vectors = self._loaded().embed([QUERY + text])[0]
        return vector

    def _loaded(self) -> _Loaded:
        with self._lock:
            self._model = self._model or _Loaded(self._folder, self._threads)
            return self._model


class _Loaded:
    """The compiled graph and the tokenizer; both may be used from several threads."""

    def __init__(self, folder: Path, threads: int) -> None:
        import openvino
        from tokenizers import Tokenizer

        from retrieval.e5_graph import build_graph
        from retrieval.e5_weights import read_int8

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._tokenizer.enable_padding(pad_id=_PAD, pad_token="<pad>", pad_to_multiple_of=_STEP)  # noqa: S106  no secret
        settings = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": threads}
        self._graph: Any = openvino.Core().compile_model(build_graph(read_int8(folder / FILE)), "CPU", settings)
        self._threads = threads

    def embed(self, texts: Sequence[str]) -> Vectors:
        import numpy as np
        import openvino

        starts = range(0, len(texts), _BATCH)
        found: list[Vectors] = [np.empty(0, dtype=np.float32) for _ in starts]
        if len(starts) == 1:
            only: Vectors = self._graph.create_infer_request().infer(self._tokens(texts))[0]
            return only.copy()
        queue = openvino.AsyncInferQueue(self._graph, self._threads)
        queue.set_callback(lambda request, place: found.__setitem__(place, request.get_output_tensor().data.copy()))
        for place, start in enumerate(starts):
            queue.start_async(self._tokens(texts[start : start + _BATCH]), place)
        queue.wait_all()
        return np.concatenate(found)

    def _tokens(self, texts: Sequence[str]) -> list[npt.NDArray[np.int32]]:
        import numpy as np

        read = self._tokenizer.encode_batch(list(texts))
        return [
            np.array([one.ids for one in read], dtype=np.int32),
            np.array([one.attention_mask for one in read], dtype=np.int32),
        ]
