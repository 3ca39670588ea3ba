"""What search asks of a store of vectors, whichever holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from retrieval.filters import ANY

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from retrieval.filters import Filters, Positions

    Similarities = npt.NDArray[np.float32]
    Vector = Sequence[float] | npt.NDArray[np.float32]


class VectorStore(Protocol):
    """Unit vectors of a fixed list of passages; a position is a place in that list."""

    @property
    def size(self) -> int:
        """How many passages there are."""

    def nearest(self, vector: Vector, k: int, filters: Filters = ANY) -> tuple[Positions, Similarities]:
        """The `k` passages most similar to a unit vector among those admitted, best first; fewer when there are."""

    def similarities(self, vector: Vector, positions: Sequence[int] | Positions) -> Similarities:
        """Similarity of the passages at `positions`, in that order."""
