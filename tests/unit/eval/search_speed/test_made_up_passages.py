from __future__ import annotations

import numpy as np

from app.assistant.places import DISTRICTS
from app.assistant.service import answerable_passages
from eval.search_speed.made_up import corpus, filled_up, questions


def test_there_are_as_many_passages_as_asked_for_each_with_an_id_of_its_own() -> None:
    passages = answerable_passages(corpus(2500))

    assert len(passages) == 2500
    assert len({passage.id for passage in passages}) == 2500


def test_a_smaller_corpus_is_the_beginning_of_a_larger_one() -> None:
    few, many = answerable_passages(corpus(200)), answerable_passages(corpus(900))

    assert many[:200] == few


def test_texts_differ_and_filters_have_something_to_tell_apart() -> None:
    passages = answerable_passages(corpus(2500))

    assert len({passage.indexed_text for passage in passages}) > 2300
    assert {passage.region for passage in passages} == set(DISTRICTS.values())
    assert len({passage.audience for passage in passages}) > 5
    assert any(passage.valid_to is None for passage in passages)
    assert any(passage.valid_to is not None for passage in passages)


def test_no_question_is_asked_twice() -> None:
    asked = questions(500)

    assert len(set(asked)) == 500
    assert questions(500) == asked


def test_vectors_that_are_filled_up_are_units_near_the_real_ones() -> None:
    real = np.eye(3, 384, dtype=np.float32)
    vectors = filled_up(real, 10)

    assert vectors.shape == (10, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(vectors[:3], real)
    assert np.all((vectors * real[np.arange(10) % 3]).sum(axis=1) > 0.9)


def test_fewer_vectors_than_there_are_real_ones_are_the_first_of_them() -> None:
    real = np.eye(5, 384, dtype=np.float32)

    assert np.array_equal(filled_up(real, 2), real[:2])
