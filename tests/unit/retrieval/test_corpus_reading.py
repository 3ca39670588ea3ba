from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from retrieval.corpus import clauses_in, read_corpus, read_written
from retrieval.errors import BadCorpus, EmptyCorpus
from retrieval.passages import Audience

if TYPE_CHECKING:
    from pathlib import Path

SOURCE = """
- id: guide.card
  title: 居住证申领
  kind: guide
  issuer: 某局
  date: 2020-01-01
  region: "310000"
  in_force: {from: 2020-01-01, to: 2029-12-31}
  file: guides/card.md
  source: {url: "https://example.org/card", read_on: 2026-11-21, how: 公开页面, completeness: partial}
  from: [G5]
"""
TEXT = """# 居住证
说明不算条款。

## 条件 {#conditions}

满半年。
有住所。

## 无编号
不引用。

## 时限 {#time}
15日。
"""


def written(folder: Path, manifest: str = SOURCE, text: str = TEXT) -> Path:
    (folder / "guides").mkdir()
    (folder / "guides" / "card.md").write_text(text, encoding="utf-8")
    (folder / "manifest.yaml").write_text(manifest, encoding="utf-8")
    return folder


def test_clauses_are_the_stripped_text_under_headings_that_carry_an_id(tmp_path: Path) -> None:
    corpus = read_corpus(written(tmp_path))

    assert {clause.id: clause.text for clause in corpus.clauses.values()} == {
        "guide.card#conditions": "满半年。\n有住所。",
        "guide.card#time": "15日。",
    }


def test_passages_carry_where_and_when_their_source_holds(tmp_path: Path) -> None:
    passage = read_corpus(written(tmp_path)).passages()[0]

    assert (passage.id, passage.title, passage.region) == ("guide.card#conditions", "居住证申领 条件", "310000")
    assert (passage.valid_from, passage.valid_to) == (date(2020, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("manifest", "text", "said"),
    [
        (SOURCE + SOURCE, TEXT, "stands twice"),
        (SOURCE, TEXT + "## 又 {#time}\n重复。", "stands twice"),
        (SOURCE.replace("guides/card.md", "guides/none.md"), TEXT, "can't be read"),
        (SOURCE.replace("guides/card.md", "../outside.md"), TEXT, "outside the corpus"),
        (SOURCE.replace("kind: guide", "kind: novel"), TEXT, "kind"),
        (SOURCE.replace("issuer: 某局", "isuer: 某局"), TEXT, "suer"),
        ("- [", TEXT, "manifest"),
    ],
)
def test_a_manifest_and_texts_that_disagree_are_said_plainly(
    tmp_path: Path, manifest: str, text: str, said: str
) -> None:
    with pytest.raises(BadCorpus, match=said):
        read_corpus(written(tmp_path, manifest, text))


def test_a_corpus_without_clauses_is_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyCorpus):
        read_corpus(written(tmp_path, text="没有条款。"))


def test_a_new_version_ends_the_one_it_supersedes_on_the_day_before(tmp_path: Path) -> None:
    old = SOURCE.replace("{from: 2020-01-01, to: 2029-12-31}", "{from: 2020-01-01}")
    new = old.replace("guide.card", "guide.card-2024").replace("from: 2020-01-01}", "from: 2024-07-01}")

    corpus = read_corpus(written(tmp_path, old + new + "  supersedes: guide.card\n"))

    assert corpus.sources["guide.card"].in_force.end == date(2024, 6, 30)
    assert corpus.clauses["guide.card#time"].source.in_force.end == date(2024, 6, 30)
    assert corpus.sources["guide.card-2024"].in_force.end is None


@pytest.mark.parametrize(("own_end", "last"), [("2023-12-31", date(2023, 12, 31)), ("2029-12-31", date(2024, 6, 30))])
def test_a_superseded_text_that_says_when_it_ends_ends_on_the_earlier_day(
    tmp_path: Path, own_end: str, last: date
) -> None:
    old = SOURCE.replace("2029-12-31", own_end)
    new = SOURCE.replace("guide.card", "guide.card-2024").replace("{from: 2020-01-01", "{from: 2024-07-01")

    corpus = read_corpus(written(tmp_path, old + new + "  supersedes: guide.card\n"))

    assert corpus.sources["guide.card"].in_force.end == last


def test_a_text_published_again_can_be_cited_and_is_not_searched(tmp_path: Path) -> None:
    again = SOURCE.replace("guide.card", "guide.card-again") + "  same_as: guide.card\n"

    corpus = read_corpus(written(tmp_path, SOURCE + again))

    assert "guide.card-again#time" in corpus.clauses
    assert {passage.id for passage in corpus.passages()} == {"guide.card#conditions", "guide.card#time"}


def test_generated_guides_and_facts_are_read_with_the_written_texts(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "generated").mkdir()
    (tmp_path / "generated" / "facts.md").write_text("## 金额 {#facts-amount}\n8000元。\n", encoding="utf-8")
    (tmp_path / "generated" / "manifest.yaml").write_text(
        "sources: []\nfacts:\n- {source: guide.card, file: generated/facts.md, audience: [person]}\n", encoding="utf-8"
    )

    corpus = read_corpus(tmp_path)

    assert corpus.clauses["guide.card#facts-amount"].text == "8000元。"
    assert {passage.audience for passage in corpus.passages()} == {frozenset({Audience.PERSON})}
    assert "guide.card#facts-amount" not in read_written(tmp_path).clauses


def test_added_folders_are_read_after_the_corpus_and_an_empty_one_holds_nothing(tmp_path: Path) -> None:
    for name in ("own", "added", "empty"):
        (tmp_path / name).mkdir()
    written(tmp_path / "added", SOURCE.replace("guide.card", "text.added"))

    corpus = read_corpus(written(tmp_path / "own"), tmp_path / "added", tmp_path / "empty")

    assert list(corpus.sources) == ["guide.card", "text.added"]


def test_an_id_that_stands_in_the_corpus_and_in_an_added_folder_is_refused(tmp_path: Path) -> None:
    for name in ("own", "added"):
        (tmp_path / name).mkdir()
    written(tmp_path / "added")

    with pytest.raises(BadCorpus, match="stands twice"):
        read_corpus(written(tmp_path / "own"), tmp_path / "added")


def test_a_deeper_heading_with_an_anchor_is_a_clause_under_the_titles_above_it() -> None:
    article = "### 第八条 {#art-8}\n提出申请。\n### 说明\n照旧。\n#### 第一款 {#art-8-1}\n交表。\n"
    text = f"# 办法\n## 第二章 申请\n{article}## 附则\n无。\n"

    assert list(clauses_in(text)) == [
        ("art-8", "第二章 申请 第八条", "提出申请。\n### 说明\n照旧。"),
        ("art-8-1", "第二章 申请 第八条 第一款", "交表。"),
    ]
