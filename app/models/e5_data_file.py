"""Reading the one-file form of multilingual-e5-small: 4-bit weights and the tokenizer's pieces.

Layout, little-endian throughout:

    4 bytes    b"E5S1", then a version (uint32)
    7 x int32  hidden size, layers, heads, feed-forward size, vocabulary rows, positions, token types
    float32    epsilon of the layer norms;  int32 not needed
    5 x int32  number of pieces; ids of begin, end, padding and unknown
    uint64     bytes of piece text
    pieces     n + 1 x uint32 offsets, n x float32 scores, the text
    int32, uint32 + bytes   not needed (how text is normalised)
    int32      number of tensors, and for each:
               uint16 + name, uint8 kind, uint32 count, uint64 offset, uint64 size
    tensors    at their offsets from the start of the file
"""

import struct
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_BLOCK: Final = np.dtype([("scale", "<f2"), ("pairs", "u1", 16)])  # 32 weights share a scale
_WEIGHTS_A_BLOCK: Final = 32
_ZERO: Final = 8  # a 4-bit weight is stored with 8 added


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Pieces:
    """The tokenizer's pieces with their log probabilities, in order of id."""

    texts: tuple[str, ...]
    scores: tuple[float, ...]
    begin: int
    end: int
    padding: int
    unknown: int


class E5DataFile:
    """The data file, opened. `shape` and `pieces` are read at once, tensors when asked for."""

    def __init__(self, path: Path) -> None:
        self._data: Final = np.memmap(path, dtype=np.uint8, mode="r")
        self._at = 0
        if self._bytes(4) != b"E5S1":
            message = f"{path.name} is no E5S1 data file"
            raise ValueError(message)
        self._numbers("I")
        self.shape: Final = self._read_shape()
        self.pieces: Final = self._read_pieces()
        self._offsets: Final = self._read_tensor_table()

    def floats(self, name: str, *shape: int) -> Floats:
        """A tensor that is stored as float32."""
        stored = self._array(np.dtype("<f4"), prod(shape), self._offsets[name])
        return stored.reshape(shape).astype(np.float32)

    def weights(self, name: str, rows: int, columns: int) -> Floats:
        """A tensor that is stored in 4 bits a weight, as float32, shape (rows, columns).

        A block of 32 holds its first 16 weights in the low halves of its bytes, the rest in the high halves.
        """
        blocks = self._array(_BLOCK, rows * columns // _WEIGHTS_A_BLOCK, self._offsets[name])
        weights = np.empty((len(blocks), _WEIGHTS_A_BLOCK), dtype=np.float32)
        weights[:, :16] = blocks["pairs"] & 0x0F
        weights[:, 16:] = blocks["pairs"] >> 4
        weights -= _ZERO
        weights *= blocks["scale"].astype(np.float32)[:, np.newaxis]
        return weights.reshape(rows, columns)

    def _read_shape(self) -> Shape:
        sizes = [int(number) for number in self._numbers("7i")]
        epsilon, _ = self._numbers("fi")
        return Shape(
            hidden=sizes[0],
            layers=sizes[1],
            heads=sizes[2],
            feed_forward=sizes[3],
            vocabulary=sizes[4],
            positions=sizes[5],
            token_types=sizes[6],
            layer_norm_epsilon=float(epsilon),
        )

    def _read_pieces(self) -> Pieces:
        count, begin, end, padding, unknown = (int(number) for number in self._numbers("5i"))
        (text_size,) = self._numbers("Q")
        bounds = self._next_array(np.dtype("<u4"), count + 1).tolist()
        scores = self._next_array(np.dtype("<f4"), count).tolist()
        text = self._bytes(int(text_size))
        return Pieces(
            texts=tuple(text[start:stop].decode("utf-8", "replace") for start, stop in pairwise(bounds)),
            scores=tuple(scores),
            begin=begin,
            end=end,
            padding=padding,
            unknown=unknown,
        )

    def _read_tensor_table(self) -> dict[str, int]:
        _, normaliser_size = self._numbers("iI")
        self._bytes(int(normaliser_size))
        (count,) = self._numbers("i")
        offsets = {}
        for _ in range(int(count)):
            (name_size,) = self._numbers("H")
            name = self._bytes(int(name_size)).decode("utf-8")
            _, _, offset, _ = self._numbers("BIQQ")
            offsets[name] = int(offset)
        return offsets

    def _numbers(self, layout: str) -> tuple[float, ...]:
        return struct.unpack("<" + layout, self._bytes(struct.calcsize("<" + layout)))

    def _bytes(self, size: int) -> bytes:
        self._at += size
        return self._data[self._at - size : self._at].tobytes()

    def _next_array(self, dtype: np.dtype[np.generic], count: int) -> npt.NDArray[np.generic]:
        return np.frombuffer(self._bytes(dtype.itemsize * count), dtype=dtype)

    def _array(self, dtype: np.dtype[Any], count: int, offset: int) -> npt.NDArray[Any]:
        return np.frombuffer(self._data, dtype=dtype, count=count, offset=offset)
