from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest

from eval import retrieval
from retrieval.errors import BadCorpus, EmptyCorpus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ARTICLES = [
    {"id": f"第{at}条", "title": f"第{at}条", "text": word * 3} for at, word in enumerate("甲乙丙丁戊己庚辛壬癸子丑")
]
QUERIES = [
    {"id": 0, "question": "甲甲", "relevant": ["第0条"]},
    {"id": 1, "question": "乙乙", "relevant": ["第9条", "第1条"]},
    {"id": 2, "question": "丙丙", "relevant": ["没有的"]},
]


class LetterEmbedder:
    """One axis a letter: texts are similar by the letters they share."""

    model_id = "letters"

    def __init__(self, _: Path, threads: int) -> None: ...

    def embed_query(self, text: str) -> list[float]:
        vector = [1e-3 + text.count(word) for word in "甲乙丙丁戊己庚辛壬癸子丑"]
        return [number / math.hypot(*vector) for number in vector]

    def embed_documents(self, texts: Sequence[str], progress: object = None) -> list[list[float]]:
        del progress
        return [self.embed_query(text) for text in texts]


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(retrieval, "open_embedder", LetterEmbedder)
    (tmp_path / "articles.json").write_text(json.dumps(ARTICLES), encoding="utf-8")
    (tmp_path / "queries.json").write_text(json.dumps(QUERIES), encoding="utf-8")
    return tmp_path


def test_the_figures_carry_the_agreed_keys_and_count_rightly(data: Path) -> None:
    figures = retrieval.run(data, run_out=None, models=data / "models").figures

    assert {"hit1", "hit10", "mrr10", "queries", "articles", "ms_p95"} <= set(figures)
    assert (figures["queries"], figures["articles"]) == (3, 12)
    assert figures["hit1"] == figures["mrr10"] == pytest.approx(2 / 3, abs=1e-4)


def test_every_part_is_measured_off_in_the_same_run(data: Path) -> None:
    report = retrieval.run(data, run_out=None, models=data / "models")
    off = {"meaning", "wording", "words", "covered", "whole_texts", "exact", "gating", "adapter"}

    assert {f"without_{part}" for part in off} | {"bm25_alone", "e5_alone", "hybrid_other_half"} <= set(report.figures)
    assert {row[0] for row in report.rows} <= {"hybrid", *report.figures}


def test_without_wording_the_order_is_that_of_meaning_alone(data: Path) -> None:
    figures = retrieval.run(data, run_out=None, models=data / "models").figures

    assert figures["without_wording"] == figures["e5_alone"]


def test_the_run_has_ten_lines_a_query_that_anyone_can_score(data: Path) -> None:
    out = data / "run.tsv"
    retrieval.run(data, run_out=out, models=data / "models")
    lines = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]

    assert lines[0] == ["0", "1", "第0条"]
    assert [line[1] for line in lines] == [str(place) for place in range(1, 11)] * 3


def test_a_limit_takes_the_first_questions(data: Path) -> None:
    assert retrieval.run(data, run_out=None, limit=1, models=data / "models").figures["queries"] == 1


def test_the_reciprocal_rank_is_that_of_the_first_right_article() -> None:
    assert retrieval.reciprocal_rank(["a", "b", "c"], frozenset("bc")) == 0.5
    assert retrieval.reciprocal_rank(["a"], frozenset("b")) == 0.0


@pytest.mark.parametrize(
    ("file", "content", "error", "said"),
    [
        ("queries.json", "[", BadCorpus, "JSON"),
        ("queries.json", '[{"id": 1}]', BadCorpus, "question"),
        ("articles.json", "[]", EmptyCorpus, "empty list"),
    ],
)
def test_bad_data_is_said_plainly(data: Path, file: str, content: str, error: type[Exception], said: str) -> None:
    (data / file).write_text(content, encoding="utf-8")

    with pytest.raises(error, match=said):
        retrieval.run(data, run_out=None, models=data / "models")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadCorpus, match=r"articles\.json"):
        retrieval.run(tmp_path, run_out=None, models=tmp_path)
