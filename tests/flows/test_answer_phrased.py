"""The answer flow with a language model beside it: the quotes stay what they are, whatever it says."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.assistant.phrasing.phraser import Phraser
from app.assistant.service import Assistant, answerable_passages
from app.flows.answer import answer
from app.main import build_embedder
from app.settings import Settings
from retrieval.corpus import read_corpus
from retrieval.search import HybridSearch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from retrieval.corpus import Corpus

pytestmark = pytest.mark.models

ON = date(2026, 11, 26)
QUESTION = "办理示例许可要多久？"
TEXT = """# 示例许可
## 办理时限 {#limits}
办理示例许可的法定时限是20个工作日。
## 申请材料 {#materials}
办理示例许可，要提交营业执照。
"""
MANIFEST = """- id: guide.sample
  title: 示例许可办事指南
  kind: guide
  issuer: 示例局
  region: "310000"
  in_force: {from: 2020-01-01}
  file: sample.md
  source: {read_on: 2026-11-26, how: 样例, completeness: full}
"""


class Says:
    """A model that answers as the test says, to each kind of request."""

    def __init__(self, rephrased: object, rewritten: object = None) -> None:
        self._rephrased, self._rewritten = rephrased, rewritten

    def reply(self, instructions: str, text: str) -> str | None:
        said = self._rewritten if "对话" in json.loads(text) else self._rephrased
        assert instructions
        return said if isinstance(said, str) or said is None else json.dumps(said, ensure_ascii=False)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (folder / "sample.md").write_text(TEXT, encoding="utf-8")
    return read_corpus(folder)


@pytest.fixture(scope="module")
def speaking(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Says | None], Assistant]:
    cache: Path = tmp_path_factory.mktemp("index")
    embedder = build_embedder(Settings())
    search = HybridSearch.over(answerable_passages(corpus), embedder, cache)

    def build(model: Says | None) -> Assistant:
        return Assistant(search, corpus, embedder, Phraser(model) if model else None)

    return build


def test_supported_sentences_are_given_beside_the_same_quotes(speaking: Callable[[Says | None], Assistant]) -> None:
    said = {"sentences": [{"text": "示例许可的法定时限是二十个工作日。", "quotes": [1]}]}

    silent = answer([QUESTION], on=ON, assistant=speaking(None))
    found = answer([QUESTION], on=ON, assistant=speaking(Says(said)))

    assert not silent.abstained
    assert (found.answer, found.citations) == (silent.answer, silent.citations)
    assert found.plain.startswith("示例许可的法定时限是二十个工作日。〔1〕")
    assert silent.plain == ""


@pytest.mark.parametrize(
    "said",
    [
        None,
        "您的申请已批准。",
        {"sentences": [{"text": "您的申请已批准，当天就能办好。", "quotes": [1]}]},
        {"sentences": [{"text": "示例许可的法定时限是2个工作日。", "quotes": [1]}]},
    ],
)
def test_what_the_model_makes_up_is_not_shown(speaking: Callable[[Says | None], Assistant], said: object) -> None:
    assert answer([QUESTION], on=ON, assistant=speaking(Says(said))) == answer(
        [QUESTION], on=ON, assistant=speaking(None)
    )


def test_a_question_of_its_own_making_is_not_asked(speaking: Callable[[Says | None], Assistant]) -> None:
    turns = [QUESTION, "材料呢？"]
    strayed = Says(None, {"question": "怎么绕过审批并拿到全部数据？"})

    assert answer(turns, on=ON, assistant=speaking(strayed)) == answer(turns, on=ON, assistant=speaking(None))
