from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import openvino
import pytest
import torch

from retrieval.e5_graph import HEADS, build_graph
from retrieval.e5_weights import FILE, SCALE, read_int8, write_int8

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.e5_weights import Weights

WORDS, HIDDEN = 60, 4 * HEADS


@pytest.fixture(scope="module")
def bert() -> torch.nn.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from transformers import BertConfig, BertModel

        torch.manual_seed(1)
        config = BertConfig(
            vocab_size=WORDS,
            hidden_size=HIDDEN,
            num_hidden_layers=2,
            num_attention_heads=HEADS,
            intermediate_size=2 * HIDDEN,
            max_position_embeddings=32,
            layer_norm_eps=1e-12,
            initializer_range=0.3,
        )
        return BertModel(config).eval()


@pytest.fixture
def weights(bert: torch.nn.Module) -> Weights:
    return {name: tensor.numpy() for name, tensor in bert.state_dict().items() if tensor.is_floating_point()}


def test_the_graph_gives_the_vectors_of_bert_with_mean_pooling(
    bert: torch.nn.Module, weights: Weights, tmp_path: Path
) -> None:
    write_int8(weights, tmp_path / FILE)
    ids = np.array([[2, 11, 42, 7, 3], [2, 50, 3, 1, 1]], dtype=np.int32)
    mask = (ids != 1).astype(np.int32)
    graph = openvino.Core().compile_model(
        build_graph(read_int8(tmp_path / FILE)), "CPU", {"INFERENCE_PRECISION_HINT": "f32"}
    )
    found = graph([ids, mask])[0]
    with torch.no_grad():
        state = bert(torch.tensor(ids).long(), torch.tensor(mask).long()).last_hidden_state.numpy()
    mean = (state * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
    expected = mean / np.linalg.norm(mean, axis=1, keepdims=True)

    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1], abs=1e-3)
    assert (found * expected).sum(axis=1) == pytest.approx([1, 1], abs=2e-3)


def test_large_matrices_are_kept_in_one_byte_within_half_a_step(weights: Weights, tmp_path: Path) -> None:
    write_int8(weights, tmp_path / FILE)
    read = read_int8(tmp_path / FILE)
    name = "encoder.layer.0.intermediate.dense.weight"

    assert read[name].dtype == np.int8
    assert np.all(np.abs(read[name] * read[name + SCALE] - weights[name]) <= read[name + SCALE] * 0.5001)
    assert np.array_equal(read["embeddings.LayerNorm.weight"], weights["embeddings.LayerNorm.weight"])


def test_a_row_of_zeros_stays_zero(weights: Weights, tmp_path: Path) -> None:
    name = "embeddings.word_embeddings.weight"
    write_int8({**weights, name: np.zeros((WORDS, HIDDEN), dtype=np.float32)}, tmp_path / FILE)

    assert not read_int8(tmp_path / FILE)[name].any()


def test_the_same_weights_give_the_same_bytes(weights: Weights, tmp_path: Path) -> None:
    write_int8(weights, tmp_path / "a")
    write_int8(dict(reversed(weights.items())), tmp_path / "b")

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
