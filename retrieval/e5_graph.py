"""multilingual-e5 as an OpenVINO graph: token numbers in, unit vectors out.

It is put together from the weights, with no converter between: the operations are BERT's, then the mean over tokens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import openvino
from openvino import opset13 as ops

from retrieval.e5_weights import SCALE

if TYPE_CHECKING:
    from retrieval.e5_weights import Weights

    Node = Any
    """OpenVINO is untyped here."""

HEADS = 12
_EPSILON = 1e-12
_FAR = -1e4
"""Added to the attention of padding: next to nothing of it is left."""


def build_graph(weights: Weights) -> Any:  # noqa: ANN401  OpenVINO is untyped here
    """A model with the inputs `ids` and `mask`, both [texts, tokens]."""
    ids = ops.parameter([-1, -1], np.int32, name="ids")
    mask = ops.parameter([-1, -1], np.int32, name="mask")
    shown = ops.convert(mask, np.float32)
    attention = ops.unsqueeze(ops.multiply(ops.subtract(_floats(1), shown), _floats(_FAR)), _ints([1, 2]))
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    bert = _Bert(weights)
    state = bert.embedded(ids)
    for layer in range(layers):
        state = bert.layer(f"encoder.layer.{layer}", state, attention)
    return openvino.Model([_mean(state, shown)], [ids, mask], "e5")


class _Bert:
    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def embedded(self, ids: Node) -> Node:
        words = self._rows("embeddings.word_embeddings", ids)
        tokens = ops.gather(ops.shape_of(ids, "i32"), _ints(1), _ints(0))
        # There is one text in each input: all tokens are of the first type.
        first_type = self._weights["embeddings.token_type_embeddings.weight"][0]
        places = ops.constant(self._weights["embeddings.position_embeddings.weight"] + first_type)
        placed = ops.gather(places, ops.range(_ints(0), tokens, _ints(1), "i32"), _ints(0))
        return self._norm("embeddings.LayerNorm", ops.add(words, ops.unsqueeze(placed, _ints(0))))

    def layer(self, name: str, state: Node, attention: Node) -> Node:
        asked, keys, values = (
            _apart(self._linear(f"{name}.attention.self.{part}", state)) for part in ("query", "key", "value")
        )
        seen = _together(ops.scaled_dot_product_attention(asked, keys, values, attention))
        seen = self._linear(f"{name}.attention.output.dense", seen)
        state = self._norm(f"{name}.attention.output.LayerNorm", ops.add(seen, state))
        wide = ops.gelu(self._linear(f"{name}.intermediate.dense", state), "erf")
        return self._norm(f"{name}.output.LayerNorm", ops.add(self._linear(f"{name}.output.dense", wide), state))

    def _rows(self, name: str, ids: Node) -> Node:
        matrix, scale = (self._constant(f"{name}.weight{end}") for end in ("", SCALE))
        numbers = ops.convert(ops.gather(matrix, ids, _ints(0)), np.float32)
        return ops.multiply(numbers, ops.gather(scale, ids, _ints(0)))

    def _linear(self, name: str, state: Node) -> Node:
        matrix, scale = (self._constant(f"{name}.weight{end}") for end in ("", SCALE))
        weight = ops.multiply(ops.convert(matrix, np.float32), scale)
        return ops.add(ops.matmul(state, weight, transpose_a=False, transpose_b=True), self._constant(f"{name}.bias"))

    def _norm(self, name: str, state: Node) -> Node:
        level = ops.mvn(state, _ints([-1]), normalize_variance=True, eps=_EPSILON, eps_mode="inside_sqrt")
        return ops.add(
            ops.multiply(level, self._constant(f"{name}.weight")),
            self._constant(f"{name}.bias"),
        )

    def _constant(self, name: str) -> Node:
        return ops.constant(self._weights[name], shared_memory=True)


def _apart(state: Node) -> Node:
    """[texts, tokens, numbers] to [texts, heads, tokens, numbers of a head]."""
    split = ops.reshape(state, _ints([0, 0, HEADS, -1]), special_zero=True)
    return ops.transpose(split, _ints([0, 2, 1, 3]))


def _together(state: Node) -> Node:
    return ops.reshape(ops.transpose(state, _ints([0, 2, 1, 3])), _ints([0, 0, -1]), special_zero=True)


def _mean(state: Node, shown: Node) -> Node:
    """Mean over the tokens that are no padding, brought to length one."""
    weight = ops.unsqueeze(shown, _ints([2]))
    whole = ops.reduce_sum(ops.multiply(state, weight), _ints([1]))
    return ops.normalize_l2(ops.divide(whole, ops.reduce_sum(weight, _ints([1]))), _ints([1]), _EPSILON, "add")


def _ints(value: int | list[int]) -> Node:
    return ops.constant(np.array(value, dtype=np.int32))


def _floats(value: float) -> Node:
    return ops.constant(np.array(value, dtype=np.float32))
