from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from safetensors.numpy import save_file

from retrieval.adapter import NAME, NO_ADAPTER, WEIGHTS, adapter_for

if TYPE_CHECKING:
    from pathlib import Path


def test_a_question_is_turned_and_stays_of_length_one(tmp_path: Path) -> None:
    file = tmp_path / "some-model.safetensors"
    save_file({NAME: np.array([[0, 3], [-3, 0]], dtype=np.float16)}, file)

    assert adapter_for("some-model:abc", file).turned([0.6, 0.8]).tolist() == pytest.approx([-0.8, 0.6])


@pytest.mark.parametrize("model", ["other-model:abc", ""])
def test_another_model_has_no_adapter(model: str) -> None:
    assert adapter_for(model) is NO_ADAPTER
    assert NO_ADAPTER.turned([0.6, 0.8]).tolist() == pytest.approx([0.6, 0.8])


def test_a_model_whose_weights_are_missing_has_no_adapter(tmp_path: Path) -> None:
    assert adapter_for("some-model:abc", tmp_path / "some-model.safetensors") is NO_ADAPTER


@pytest.mark.parametrize("model", ["multilingual-e5-small:1", "multilingual-e5-small-int8:1"])
def test_the_shipped_adapter_serves_both_precisions_of_its_model(model: str) -> None:
    turned = adapter_for(model).turned(np.eye(384, dtype=np.float32)[0])

    assert np.linalg.norm(turned) == pytest.approx(1.0, abs=1e-5)
    assert WEIGHTS.stat().st_size < 500_000
