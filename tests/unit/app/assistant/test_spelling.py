from __future__ import annotations

import pytest

from app.assistant.spelling import Speller
from app.assistant.vocabulary import Vocabulary
from app.settings import Settings
from retrieval.corpus import Clause, read_corpus


@pytest.fixture(scope="module")
def speller() -> Speller:
    clauses: dict[str, Clause] = dict(read_corpus(Settings().corpora_dir).clauses)
    return Speller(Vocabulary(clauses.values()))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("预包庄食品备案要什么材料", "预包装食品备案要什么材料"),
        ("营业直照丢了怎么办", "营业执照丢了怎么办"),
        ("居住正怎么办理", "居住证怎么办理"),
        ("yubaozhuang食品备案", "预包装食品备案"),
        ("预装包食品备案", "预包装食品备案"),
        ("营业执执照丢了", "营业执照丢了"),
        ("闵航区高新技术企业资助", "闵行区高新技术企业资助"),
    ],
)
def test_a_slip_of_typing_is_read_as_the_term_it_was_meant_for(speller: Speller, typed: str, meant: str) -> None:
    assert speller.corrected(typed)[0] == meant


@pytest.mark.parametrize(
    "typed",
    ["药品经营许可证怎么办", "护照怎么办理", "护罩怎么办理", "租房子住的要什么证明", "居住证怎么办理", "高企奖励多少"],
)
def test_a_real_word_is_never_read_as_another(speller: Speller, typed: str) -> None:
    assert speller.corrected(typed) == (typed, ())
