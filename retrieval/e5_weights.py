"""The weights of multilingual-e5 in one byte a number, in a safetensors file beside the model they were made from.

Every row of a large matrix is scaled to -127…127 by its own factor; what is small stays as it was. The names are those
of BERT's weights in sentence-transformers, with `.scale` beside each scaled matrix.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

    Weights = Mapping[str, npt.NDArray[Any]]

FILE = "e5-int8.safetensors"
SCALE = ".scale"

_WORDS = "embeddings.word_embeddings.weight"
_UNUSED = "pooler."
_LARGEST = 127
_MATRIX = 2


def write_int8(weights: Weights, file: Path) -> None:
    """Write the model's float32 `weights`; whatever is to change them has to be done before."""
    from safetensors.numpy import save_file

    kept = {name: array for name, array in weights.items() if not name.startswith(_UNUSED)}
    save_file({key: array for name in sorted(kept) for key, array in _scaled(name, kept[name])}, file)


def read_int8(file: Path) -> Weights:
    """The weights as parts of the file mapped into memory: processes share them, and unused words are never read."""
    import numpy as np

    content = np.memmap(file, dtype=np.uint8, mode="c")  # OpenVINO takes only what it could write to, and never does
    start = 8 + int.from_bytes(content[:8].tobytes(), "little")
    header = json.loads(content[8:start].tobytes())
    types = {"I8": np.int8, "F32": np.float32}
    weights = {}
    for name, about in header.items():
        first, last = (start + at for at in about["data_offsets"])
        weights[name] = content[first:last].view(types[about["dtype"]]).reshape(about["shape"])
    return weights


def _scaled(name: str, array: npt.NDArray[Any]) -> list[tuple[str, npt.NDArray[Any]]]:
    import numpy as np

    is_linear = name.startswith("encoder.") and array.ndim == _MATRIX
    if not is_linear and name != _WORDS:
        return [(name, array)]
    largest = np.abs(array).max(axis=1, keepdims=True)
    scale = np.where(largest > 0, largest / _LARGEST, 1).astype(np.float32)
    return [(name, np.rint(array / scale).astype(np.int8)), (name + SCALE, scale)]
