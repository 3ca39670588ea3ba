from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest

from retrieval.adapter import QuestionAdapter
from retrieval.filters import Filters
from retrieval.folder_search import search_folder
from retrieval.passages import Passage, SourceKind
from retrieval.search import HybridSearch
from retrieval.stores.faiss_files import load_or_build

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from retrieval.embedder import Embedder

PASSAGES = [
    Passage(id="law", text="食品销售要备案。", kind=SourceKind.LAW, region="000000", valid_from=date(2020, 1, 1)),
    Passage(
        id="old",
        text="嘉定食品销售补贴一万元。",
        kind=SourceKind.SCHEME,
        region="310114",
        valid_from=date(2021, 1, 1),
        valid_to=date(2021, 12, 31),
    ),
    Passage(id="long", part=0, text="居住证办理条件。", kind=SourceKind.GUIDE, region="310000"),
    Passage(id="long", part=1, text="居住证办理时限。", kind=SourceKind.GUIDE, region="310000"),
]


@pytest.fixture
def search(tmp_path: Path, embedder: Embedder) -> HybridSearch:
    return HybridSearch.over(PASSAGES, embedder, tmp_path)


def test_hits_come_best_first_with_id_score_and_text(search: HybridSearch) -> None:
    hits = search.search("食品销售要备案吗")

    assert (hits[0].id, hits[0].text) == ("law", "食品销售要备案。")
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_text_in_parts_is_found_once_by_its_best_part(search: HybridSearch) -> None:
    hits = search.search("居住证时限", 10)

    assert [hit.id for hit in hits].count("long") == 1
    assert hits[0].text == "居住证办理时限。"


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2020, 12, 31), False),
        (date(2021, 1, 1), True),
        (date(2021, 12, 31), True),
        (date(2022, 1, 1), False),
    ],
)
def test_both_days_of_validity_are_inclusive(on: date, found: bool) -> None:  # noqa: FBT001  a table
    assert PASSAGES[1].in_force(on) is found


@pytest.mark.parametrize(
    ("region", "holding"),
    [("310114", {"law", "old", "long"}), ("310115", {"law", "long"}), ("110000", {"law"})],
)
def test_a_text_holds_in_its_region_and_the_districts_of_it(region: str, holding: set[str]) -> None:
    assert {passage.id for passage in PASSAGES if passage.holds_in(region)} == holding


def test_only_the_passages_kept_are_found(search: HybridSearch) -> None:
    assert {hit.id for hit in search.search("食品", filters=Filters(kinds=frozenset({SourceKind.LAW})))} == {"law"}


@pytest.mark.parametrize("question", ["", "   "])
def test_an_empty_question_finds_nothing(search: HybridSearch, question: str) -> None:
    assert search.search(question) == []


def test_nothing_is_found_where_no_text_is_allowed(search: HybridSearch) -> None:
    assert search.search("食品", filters=Filters(kinds=frozenset({SourceKind.FAQ}))) == []


def test_k_bounds_the_hits(search: HybridSearch) -> None:
    assert [len(search.search("食品", k)) for k in (1, 0, -1, 99)] == [1, 0, 0, 3]


def test_any_folder_can_be_searched(tmp_path: Path, embedder: Embedder) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("居住证要满半年。\n\n食品要备案。", encoding="utf-8")
    (folder / "b.json").write_text("{", encoding="utf-8")
    found = search_folder(folder, "食品备案", 1, embedder, tmp_path / "cache")

    assert [hit.id for hit in found.hits] == ["a.txt#p2"]
    assert [str(problem) for problem in found.problems] == ["b.json is not valid JSON"]


def test_what_the_question_names_comes_first(tmp_path: Path, embedder: Embedder) -> None:
    named = Passage(id="scheme-07#amount", title="某某补贴", text="给一点。")
    search = HybridSearch.over([*PASSAGES, named], embedder, tmp_path)
    hits = search.search("按scheme-07，嘉定食品销售补贴多少")

    assert [hit.id for hit in hits[:2]] == ["scheme-07#amount", "old"]


def test_what_is_named_but_not_admitted_stays_out(tmp_path: Path, embedder: Embedder) -> None:
    named = Passage(id="scheme-07#amount", text="给一点。", kind=SourceKind.SCHEME)
    search = HybridSearch.over([*PASSAGES, named], embedder, tmp_path)

    assert {hit.id for hit in search.search("scheme-07", filters=Filters(kinds=frozenset({SourceKind.LAW})))} == {"law"}


def test_the_similarity_of_a_hit_is_that_of_the_model_whatever_the_adapter(
    search: HybridSearch, embedder: Embedder
) -> None:
    question, away = "食品销售要备案吗", QuestionAdapter(-np.eye(256, dtype=np.float32))
    by_the_model = np.dot(embedder.embed_query(question), embedder.embed_query("食品销售要备案。"))

    for one in (search, search.with_adapter(away)):
        hits = {hit.id: hit.similarity for hit in one.search(question)}
        assert hits["law"] == pytest.approx(by_the_model, abs=1e-3)


def test_an_adapter_decides_what_is_near_by_meaning(search: HybridSearch) -> None:
    away = search.with_adapter(QuestionAdapter(-np.eye(256, dtype=np.float32)))
    plain, turned = (one.candidates("食品销售要备案吗").meaning for one in (search, away))

    assert plain.argmax() == turned.argmin() == 0


def test_a_reranker_has_the_last_word_on_the_order(tmp_path: Path, embedder: Embedder) -> None:
    class ShortestFirst:
        def scores(self, question: str, passages: Sequence[Passage]) -> list[float]:
            del question
            return [-len(passage.text) for passage in passages]

    store = load_or_build(PASSAGES, embedder, tmp_path)
    search = HybridSearch(PASSAGES, store, embedder, ShortestFirst())
    hits = search.search("嘉定食品销售补贴一万元", 3)

    assert [hit.id for hit in hits] == ["law", "long", "old"]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_a_question_of_any_length_is_answered(search: HybridSearch) -> None:
    assert search.search("食品销售要备案吗" * 10_000)[0].id == "law"
