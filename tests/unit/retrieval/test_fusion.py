from __future__ import annotations

import numpy as np
import pytest

from retrieval.fusion import scale, wording_weight


@pytest.mark.parametrize("in_parts", [0.0, 0.5, 1.0])
def test_the_more_wording_is_shared_the_more_it_counts(in_parts: float) -> None:
    weights = [wording_weight(shared / 20, in_parts) for shared in range(21)]

    assert weights == sorted(weights)
    assert 0 < weights[0] < weights[-1] < 1


@pytest.mark.parametrize("shared", [0.0, 0.3, 1.0])
def test_wording_counts_more_among_parts_of_long_texts(shared: float) -> None:
    assert wording_weight(shared, 0.0) < wording_weight(shared, 0.4) < wording_weight(shared, 1.0)


def test_the_unit_that_scores_are_measured_in_does_not_matter() -> None:
    plain, scaled = np.array([0.1, 0.2, 0.4]), np.array([10.0, 20.0, 40.0])

    assert scale(plain).of(plain) == pytest.approx(scale(scaled).of(scaled))


@pytest.mark.parametrize("best", [[7.0, 7.0], []])
def test_equal_values_say_nothing(best: list[float]) -> None:
    values = np.array(best)

    assert scale(values).of(values).tolist() == [0.0] * len(best)
