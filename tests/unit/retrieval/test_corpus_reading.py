from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from retrieval.corpus import read_corpus
from retrieval.errors import BadCorpus, EmptyCorpus

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
