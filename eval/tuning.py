"""Learns the question adapter (`retrieval/adapter.py`) from questions with known answers, and says what it gains.

Each question is also given to a matrix that never saw it: the questions are dealt into folds, and one matrix a fold is
learnt from the others. `python -m eval retrieval` ranks every question it was learnt from by that matrix, so that no
figure comes from questions seen. It takes a minute or two.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from retrieval.adapter import NAME, WEIGHTS, QuestionAdapter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from retrieval.search import HybridSearch

    Vectors = npt.NDArray[np.float32]

FOLDS_FILE: Final = WEIGHTS.with_suffix(".folds.safetensors")
FOLDS: Final = 10

_SEEN, _FOLD = "seen", "fold_{}"
_TEMPERATURE: Final = 0.02
_SPREAD: Final = 0.026
"""Usual spread of the similarity among the best articles of a question."""
_STEPS: Final = 60
_RATE: Final = 1e-3
_SEEDS: Final = 2
_HASH_BYTES: Final = 7


class HeldOutAdapters:
    """For every question the adapter to rank it by: one that was not learnt from it."""

    def __init__(self, shipped: QuestionAdapter, file: Path = FOLDS_FILE) -> None:
        self._shipped = shipped
        self._seen: frozenset[int] = frozenset()
        self._folds: list[QuestionAdapter] = []
        if file.is_file():
            from safetensors.numpy import load_file

            told = load_file(file)
            self._seen = frozenset(told[_SEEN].tolist())
            self._folds = [QuestionAdapter(told[_FOLD.format(fold)].astype(np.float32)) for fold in range(FOLDS)]

    def of(self, question: str) -> QuestionAdapter:
        return self._folds[_fold(question)] if self.knows(question) else self._shipped

    def knows(self, question: str) -> bool:
        """Whether the shipped adapter was learnt from it."""
        return _hash(question) in self._seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Questions with known answers, over the articles of one set.

    Attributes:
        questions: as asked.
        asked: their vectors.
        told: vectors of the articles.
        wording: a row a question, a column an article: what wording adds to the score, where meaning counts 1.
        relevant: of each question the places of its articles, one at least.
    """

    questions: Sequence[str]
    asked: Vectors
    told: Vectors
    wording: Vectors
    relevant: Sequence[Sequence[int]]

    def only(self, kept: Sequence[int]) -> Known:
        return Known(
            questions=[self.questions[at] for at in kept],
            asked=self.asked[kept],
            told=self.told,
            wording=self.wording[kept],
            relevant=[self.relevant[at] for at in kept],
        )


def known(search: HybridSearch, asked: Vectors, told: Vectors, relevant: Mapping[str, Sequence[int]]) -> Known:
    """What there is to learn from.

    Args:
        search: over the articles, one passage each.
        asked: vectors of the questions.
        told: vectors of the articles.
        relevant: the questions, and the places of their articles, one at least.
    """
    wording = np.zeros((len(relevant), len(told)), dtype=np.float32)
    for row, question in enumerate(relevant):
        found = search.candidates(question)
        added = found.wording() * found.weight / (1 - found.weight)
        wording[row] = added.min()
        wording[row, found.positions] = added
    return Known(questions=list(relevant), asked=asked, told=told, wording=wording, relevant=list(relevant.values()))


def learn(whole: Known) -> None:
    """Write the adapter, learnt from all questions, and the adapters of the folds."""
    from safetensors.numpy import save_file

    folds = {}
    for fold in range(FOLDS):
        others = [at for at, question in enumerate(whole.questions) if _fold(question) != fold]
        folds[_FOLD.format(fold)] = _fit(whole.only(others))
    seen = np.array(sorted(map(_hash, whole.questions)), dtype=np.int64)
    WEIGHTS.parent.mkdir(exist_ok=True)
    save_file({NAME: _fit(whole)}, WEIGHTS)
    save_file({_SEEN: seen, **folds}, FOLDS_FILE)
    for file in (WEIGHTS, FOLDS_FILE):
        file.chmod(0o644)


def _fit(given: Known) -> npt.NDArray[np.float16]:
    """The matrix that brings each question nearest to its articles among all that answer some question given.

    Half of what wording adds is there already while it learns, so that it learns more of what wording misses.
    """
    import torch
    from torch.nn.functional import normalize

    answering = sorted({at for one in given.relevant for at in one})
    places = {at: place for place, at in enumerate(answering)}
    right = torch.zeros(len(given.relevant), len(answering), dtype=torch.bool)
    for row, one in enumerate(given.relevant):
        right[row, [places[at] for at in one]] = True
    questions, texts = torch.from_numpy(given.asked), torch.from_numpy(given.told[answering])
    wording = torch.from_numpy(given.wording[:, answering]) * _SPREAD / 2
    matrix = torch.eye(questions.shape[1])
    for seed in range(_SEEDS):
        down, up = _start(questions.shape[1], seed)
        optimiser = torch.optim.Adam([down, up], lr=_RATE)
        for step in range(_STEPS):
            optimiser.param_groups[0]["lr"] = _RATE * (1 - 0.9 * step / _STEPS)
            turned = normalize(questions + questions @ down @ up, dim=-1)
            loss = _loss((turned @ texts.T + wording) / _TEMPERATURE, right)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        matrix = matrix + (down @ up).detach() / _SEEDS
    learnt: npt.NDArray[np.float16] = matrix.numpy().astype(np.float16)
    return learnt


def _start(size: int, seed: int) -> tuple[Any, Any]:
    """Two factors whose product is zero: learning begins at the vectors as they are."""
    import torch

    random = torch.Generator().manual_seed(seed)
    down = (torch.randn(size, size, generator=random) / size**0.5).requires_grad_()
    return down, torch.zeros(size, size, requires_grad=True)


def _loss(scores: Any, right: Any) -> Any:  # noqa: ANN401  tensors
    """Half asks that all right articles come first, half that one of them does."""
    chances = scores.log_softmax(1)
    all_of_them = (chances * right).sum(1) / right.sum(1)
    any_of_them = chances.masked_fill(~right, -1e4).logsumexp(1)
    return -(all_of_them + any_of_them).mean() / 2


def _hash(question: str) -> int:
    return int.from_bytes(hashlib.sha256(question.encode()).digest()[:_HASH_BYTES], "big")


def _fold(question: str) -> int:
    return _hash(question) % FOLDS
