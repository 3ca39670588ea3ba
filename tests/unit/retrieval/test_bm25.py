from __future__ import annotations

import pytest

from retrieval.bm25 import LexicalIndex
from retrieval.passages import Passage
from retrieval.tokens import pairs, tokens

PASSAGES = [
    Passage(id="a", title="居住证", text="申领居住证要满半年。"),
    Passage(id="b", text="预包装食品销售前要备案。"),
    Passage(id="c", text="——"),
]


def test_units_are_characters_pairs_and_whole_latin_words() -> None:
    assert tokens("办ABC１证书") == ["办", "abc1", "证", "书", "证书"]
    assert pairs("办ABC１证书") == {"办", "abc1", "证书"}


def test_the_passage_that_shares_wording_scores_highest() -> None:
    scores = LexicalIndex(PASSAGES).scores("食品备案")

    assert max(range(3), key=scores.__getitem__) == 1


@pytest.mark.parametrize("question", ["", "？！", "zzz", "龘"])
def test_a_question_without_shared_units_scores_zero_everywhere(question: str) -> None:
    assert LexicalIndex(PASSAGES).scores(question).tolist() == [0.0, 0.0, 0.0]


def test_overlap_is_the_share_of_the_question_that_the_passage_repeats() -> None:
    index = LexicalIndex(PASSAGES)

    assert index.overlap("居住证", 0) == pytest.approx(1.0)
    assert index.overlap("居住证", 1) == 0.0
    assert 0 < index.overlap("居住证天气", 0) < 1
    assert index.overlap("", 0) == 0.0
