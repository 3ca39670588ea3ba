"""The vector of a question, turned towards where the texts lie that answer such questions.

People ask in everyday words and official texts answer in their own. The model was not trained on either, so a matrix
learnt from questions with known answers (`python -m eval tune`) turns the question alone. The vectors of the texts
stay, and so do all indexes; the similarity that a hit carries stays that of the model.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from retrieval.stores.base import Vector

    Vectors = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights" / "multilingual-e5-small.safetensors"
NAME = "question"


class QuestionAdapter:
    """A square matrix; with none, vectors stay as they are."""

    def __init__(self, matrix: Vectors | None = None) -> None:
        self._matrix = matrix

    def turned(self, vector: Vector) -> Vectors:
        """The vector to search with, of length 1."""
        plain = np.asarray(vector, dtype=np.float32)
        if self._matrix is None:
            return plain
        turned = plain @ self._matrix
        return turned / np.linalg.norm(turned)


NO_ADAPTER = QuestionAdapter()


def adapter_for(model_id: str, weights: Path = WEIGHTS) -> QuestionAdapter:
    """The adapter that was learnt for a model, by the name that its id begins with; none for any other."""
    if not model_id.startswith(weights.stem) or not weights.is_file():
        return NO_ADAPTER
    from safetensors.numpy import load_file

    return QuestionAdapter(load_file(weights)[NAME].astype(np.float32))
