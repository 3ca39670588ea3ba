from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from retrieval.filters import Filters
from retrieval.folder_search import search_folder
from retrieval.passages import Passage, SourceKind
from retrieval.search import HybridSearch

if TYPE_CHECKING:
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
