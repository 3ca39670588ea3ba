from __future__ import annotations

import pytest

from retrieval.fusion import fuse, standardise, wording_weight


def test_the_more_wording_is_shared_the_more_it_counts() -> None:
    weights = [wording_weight(shared / 20) for shared in range(21)]

    assert weights == sorted(weights)
    assert weights[0] < weights[-1]


def test_wording_never_outweighs_meaning() -> None:
    assert wording_weight(1.0) < 0.5


def test_scales_of_the_two_scores_do_not_matter() -> None:
    plain = fuse([0.1, 0.2, 0.4], [1.0, 5.0, 2.0], 0.3)
    scaled = fuse([1.0, 2.0, 4.0], [100.0, 500.0, 200.0], 0.3)

    assert plain == pytest.approx(scaled)


def test_equal_values_say_nothing() -> None:
    assert standardise([7.0, 7.0]) == [0.0, 0.0]
    assert standardise([]) == []


def test_a_passage_best_on_both_counts_comes_first() -> None:
    scores = fuse([0.9, 0.5, 0.4], [8.0, 1.0, 0.0], 0.22)

    assert scores[0] == max(scores)
