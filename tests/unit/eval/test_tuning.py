from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from eval import tuning
from retrieval.adapter import NO_ADAPTER, adapter_for

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt

SIZE, TOPICS = 16, 8

random = np.random.default_rng(0)
EVERYDAY, OFFICIAL = random.permutation(np.eye(SIZE, dtype=np.float32))[: 2 * TOPICS].reshape(2, TOPICS, SIZE)
"""Of each topic where questions lie and where the texts lie that answer them: nothing in common."""
QUESTIONS = [f"问题{at}" for at in range(64)]
TOPIC = np.arange(64) % TOPICS


def known(questions: list[str], topic: npt.NDArray[np.int64]) -> tuning.Known:
    return tuning.Known(
        questions=questions,
        asked=EVERYDAY[topic],
        told=OFFICIAL,
        wording=np.zeros((len(questions), TOPICS), dtype=np.float32),
        relevant=[[at] for at in topic.tolist()],
    )


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "weights" / "model.safetensors"
    monkeypatch.setattr(tuning, "WEIGHTS", file)
    monkeypatch.setattr(tuning, "FOLDS_FILE", file.with_suffix(".folds.safetensors"))
    monkeypatch.setattr(tuning, "_RATE", 0.02)
    monkeypatch.setattr(tuning, "_SEEDS", 1)
    tuning.learn(known(QUESTIONS, TOPIC))
    return file


def test_questions_are_turned_to_the_texts_that_answered_others(weights: Path) -> None:
    found = [int((OFFICIAL @ adapter_for("model:1", weights).turned(one)).argmax()) for one in EVERYDAY]

    assert found == list(range(TOPICS))


def test_a_question_learnt_from_is_ranked_by_an_adapter_that_never_saw_it(weights: Path) -> None:
    adapters = tuning.HeldOutAdapters(NO_ADAPTER, weights.with_suffix(".folds.safetensors"))

    assert all(map(adapters.knows, QUESTIONS))
    assert all(adapters.of(question) is not NO_ADAPTER for question in QUESTIONS)


def test_a_fold_is_learnt_without_its_questions(weights: Path) -> None:
    # All questions of one topic are in a fold of their own; without them nothing turns to the texts of that topic.
    lone = [question for question in QUESTIONS if tuning._fold(question) == 0]
    rest = [question for question in QUESTIONS if tuning._fold(question) != 0]
    questions = [*lone, *rest]
    topic = np.array([0] * len(lone) + [1 + at % (TOPICS - 1) for at in range(len(rest))])
    tuning.learn(known(questions, topic))
    held_out = tuning.HeldOutAdapters(NO_ADAPTER, weights.with_suffix(".folds.safetensors"))

    assert int((OFFICIAL @ adapter_for("model:1", weights).turned(EVERYDAY[0])).argmax()) == 0
    assert int((OFFICIAL @ held_out.of(lone[0]).turned(EVERYDAY[0])).argmax()) != 0


def test_a_question_never_seen_is_ranked_by_the_shipped_adapter(weights: Path) -> None:
    adapters = tuning.HeldOutAdapters(NO_ADAPTER, weights.with_suffix(".folds.safetensors"))

    assert not adapters.knows("没有见过的问题")
    assert adapters.of("没有见过的问题") is NO_ADAPTER


def test_without_a_file_of_folds_every_question_has_the_shipped_adapter(tmp_path: Path) -> None:
    assert tuning.HeldOutAdapters(NO_ADAPTER, tmp_path / "none.safetensors").of("问题0") is NO_ADAPTER
