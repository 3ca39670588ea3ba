from __future__ import annotations

import pytest

from app.assistant.english import in_chinese, is_english, unknown_words
from app.assistant.traditional import simplified
from app.assistant.words import asked_for, content_words, errands


def test_what_any_question_says_is_no_content() -> None:
    assert content_words("请问居住证怎么办理需要什么材料") == ("居住证",)


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("创业担保贷款的利率是百分之几", {"利率"}),
        ("奖励款打到哪个银行账户？", {"银行", "账户"}),
        ("创业担保贷款最高能贷多少", set()),
    ],
)
def test_the_thing_whose_value_is_asked_for_is_told(question: str, things: set[str]) -> None:
    assert asked_for(question) == things


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("结婚登记需要什么材料", {("结婚登记", "结婚")}),
        ("食品生产许可证有效期几年", {("生产许可证", "生产许可证")}),
        ("公司变更法定代表人多久之内要办", set()),
    ],
)
def test_an_errand_is_told_from_others_of_its_kind(question: str, named: set[tuple[str, str]]) -> None:
    assert errands(question) == named


def test_english_words_are_put_as_the_texts_say_them() -> None:
    assert "居住证" in in_chinese("How do I apply for a residence permit?")
    assert unknown_words("How do I get a passport?") == ("passport",)
    assert is_english("How long is it valid?")
    assert not is_english("我想apply居住证")


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    assert simplified("營業執照怎麼辦理") == "营业执照怎么办理"
