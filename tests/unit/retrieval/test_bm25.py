from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.bm25 import LexicalIndex
from retrieval.passages import Passage
from retrieval.postings import K1, B, Postings, key_of
from retrieval.tokens import pairs, tokens
from retrieval.words import word_ends

PASSAGES = [
    Passage(id="a", title="居住证", text="申领居住证要满半年。"),
    Passage(id="b", text="预包装食品销售前要备案。"),
    Passage(id="c", text="——"),
]

wording = st.text(alphabet="办证食品备案 ab1，", max_size=12)


def bm25_by_hand(texts: list[str], question: str) -> list[float]:
    units = [Counter(tokens(text)) for text in texts]
    mean = sum(one.total() for one in units) / len(units) or 1.0
    found = []
    for one in units:
        score = 0.0
        for unit, times in Counter(tokens(question)).items():
            seen = sum(unit in other for other in units)
            rarity = math.log(1 + (len(units) - seen + 0.5) / (seen + 0.5))
            here = one[unit]
            score += times * rarity * here * (K1 + 1) / (here + K1 * (1 - B + B * one.total() / mean)) if here else 0.0
        found.append(score)
    return found


def test_units_are_characters_pairs_and_whole_latin_words() -> None:
    assert tokens("办ABC１证书") == ["办", "abc1", "证", "书", "证书"]
    assert pairs("办ABC１证书") == {"办", "abc1", "证书"}


@given(st.lists(wording, min_size=1, max_size=6), wording)
def test_scores_in_columns_are_those_counted_by_hand(texts: list[str], question: str) -> None:
    scores = Postings(texts).scores(Counter(map(key_of, tokens(question))))

    assert scores.tolist() == pytest.approx(bm25_by_hand(texts, question), rel=2e-3, abs=1e-6)


def test_texts_read_in_several_blocks_are_scored_like_any_other() -> None:
    texts = [f"第{at}号 食品{'备案' if at == 4000 else ''}" for at in range(5000)]
    scores = Postings(texts).scores({key_of("备案"): 1.0})

    assert scores.nonzero()[0].tolist() == [4000]


def test_a_unit_that_very_many_texts_hold_is_passed_over_where_reading_it_is_slow() -> None:
    held_by_all, few = Postings(["食品"] * 3000), Postings(["食品"] * 3)

    assert not held_by_all.scores({key_of("食品"): 1.0}).any()
    assert few.scores({key_of("食品"): 1.0}).all()


def test_the_passage_that_shares_wording_scores_highest() -> None:
    index = LexicalIndex(PASSAGES)

    assert index.scores("食品备案").argmax() == 1
    assert index.wording("食品备案").bm25.argmax() == 1


@pytest.mark.parametrize("question", ["", "？！", "zzz", "龘"])
def test_a_question_without_shared_units_scores_zero_everywhere(question: str) -> None:
    index = LexicalIndex(PASSAGES)
    found = index.wording(question)

    assert index.scores(question).tolist() == [0.0, 0.0, 0.0]
    assert found.bm25.tolist() == found.covered.tolist() == found.whole.tolist() == [0.0, 0.0, 0.0]


def test_a_pair_across_two_words_counts_less_than_one_inside_a_word() -> None:
    index = LexicalIndex(
        [Passage(id="inside", text="备案"), Passage(id="across", text="品备"), Passage(id="no", text="他")]
    )
    inside, across, _ = index.wording("食品备案").bm25

    assert word_ends("食品备案") == {2, 4}
    assert inside > across > 0


def test_the_covered_share_is_all_where_a_passage_repeats_every_pair() -> None:
    covered = LexicalIndex(PASSAGES).wording("预包装食品").covered

    assert covered.tolist() == pytest.approx([0.0, 1.0, 0.0])


def test_every_part_of_a_long_text_has_the_score_of_the_whole() -> None:
    parts = [Passage(id="long", part=at, text=text) for at, text in enumerate(["食品要求", "备案要求"])]
    index = LexicalIndex([*parts, Passage(id="short", text="居住证")])
    whole = index.wording("食品备案").whole

    assert whole[0] == whole[1] > whole[2]
    assert index.in_parts == pytest.approx(2 / 3)


def test_overlap_is_the_share_of_the_question_that_the_passage_repeats() -> None:
    index = LexicalIndex(PASSAGES)

    assert index.overlap("居住证", 0) == pytest.approx(1.0)
    assert index.overlap("居住证", 1) == 0.0
    assert 0 < index.overlap("居住证天气", 0) < 1
    assert index.overlap("", 0) == 0.0


@pytest.mark.parametrize("word", ["随申办", "一网通办", "法人一证通", "个体工商户"])
def test_words_of_the_trade_are_whole(word: str) -> None:
    assert len(word_ends(word)) == 1
