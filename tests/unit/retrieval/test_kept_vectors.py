from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from retrieval import kept_vectors
from retrieval.kept_vectors import KeptVectors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.embedder import Progress


class Counting:
    """Embeds a text as its length, and counts what it was asked for."""

    def __init__(self, model_id: str = "counting", fails_after: int | None = None) -> None:
        self.model_id = model_id
        self.asked: list[str] = []
        self._fails_after = fails_after

    def embed_query(self, text: str) -> list[float]:
        return [float(len(text)), 0.0]

    def embed_documents(self, texts: Sequence[str], progress: Progress | None = None) -> list[list[float]]:  # noqa: ARG002  of the interface
        if self._fails_after is not None and len(self.asked) >= self._fails_after:
            raise KeyboardInterrupt
        self.asked += texts
        return [[float(len(text)), 0.1] for text in texts]


TEXTS = ["一", "二二", "三三三"]


def test_a_text_is_embedded_once(tmp_path: Path) -> None:
    first, second = Counting(), Counting()

    vectors = KeptVectors(first, tmp_path).embed_documents(TEXTS)
    again = KeptVectors(second, tmp_path).embed_documents([*reversed(TEXTS), "四四四四"])

    assert second.asked == ["四四四四"]
    assert again[:3] == list(reversed(vectors))
    assert again[3][0] == 4


def test_vectors_of_another_model_are_not_used(tmp_path: Path) -> None:
    KeptVectors(Counting(), tmp_path).embed_documents(TEXTS)
    other = Counting("other")

    KeptVectors(other, tmp_path).embed_documents(TEXTS)

    assert other.asked == TEXTS


def test_a_text_that_stands_twice_is_embedded_once_and_given_twice(tmp_path: Path) -> None:
    counting = Counting()

    vectors = KeptVectors(counting, tmp_path).embed_documents(["一", "一"])

    assert counting.asked == ["一"]
    assert vectors[0] == vectors[1]


def test_what_was_done_before_an_end_is_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_vectors, "STEP", 1)
    with pytest.raises(KeyboardInterrupt):
        KeptVectors(Counting(fails_after=2), tmp_path).embed_documents(TEXTS)
    later = Counting()

    KeptVectors(later, tmp_path).embed_documents(TEXTS)

    assert later.asked == TEXTS[2:]


def test_progress_counts_what_was_kept_as_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_vectors, "STEP", 1)
    KeptVectors(Counting(), tmp_path).embed_documents(TEXTS[:1])
    seen: list[tuple[int, int]] = []

    KeptVectors(Counting(), tmp_path).embed_documents(TEXTS, lambda done, whole: seen.append((done, whole)))

    assert seen == [(2, 3), (3, 3)]


def test_a_question_is_passed_on(tmp_path: Path) -> None:
    assert KeptVectors(Counting(), tmp_path).embed_query("一二") == [2.0, 0.0]
