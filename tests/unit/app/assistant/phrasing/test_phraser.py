from __future__ import annotations

import json

import pytest

from app.assistant.phrasing.phraser import Phraser

QUOTES = [
    "徐汇区对新增的高新技术企业奖励25万元，分两年发放。",
    "徐汇区对重新认定的高新技术企业奖励5万元。",
]


class Says:
    def __init__(self, reply: object) -> None:
        self._reply = reply if isinstance(reply, str) or reply is None else json.dumps(reply, ensure_ascii=False)
        self.asked = ""

    def reply(self, instructions: str, text: str) -> str | None:
        self.asked = instructions + text
        return self._reply


def sentences(*said: tuple[str, list[int]]) -> dict[str, object]:
    return {"sentences": [{"text": text, "quotes": quotes} for text, quotes in said]}


def test_supported_sentences_take_the_place_of_their_quotes() -> None:
    reply = sentences(
        ("新增的高新技术企业，徐汇区奖励25万元，分两年发放。", [1]), ("重新认定的高新技术企业奖励5万元。", [2])
    )

    found = Phraser(Says(reply)).rephrase("奖多少", QUOTES)

    assert found is not None
    assert [(one.text, one.quotes, one.is_quote) for one in found] == [
        ("新增的高新技术企业，徐汇区奖励25万元，分两年发放。", (0,), False),
        ("重新认定的高新技术企业奖励5万元。", (1,), False),
    ]


def test_a_quote_whose_sentence_is_dropped_is_shown_as_it_stands() -> None:
    reply = sentences(("重新认定的高新技术企业奖励5万元。", [2]), ("新增的高新技术企业奖励50万元。", [1]))

    found = Phraser(Says(reply)).rephrase("奖多少", QUOTES)

    assert found is not None
    assert [(one.text, one.is_quote) for one in found] == [
        (QUOTES[0], True),
        ("重新认定的高新技术企业奖励5万元。", False),
    ]


@pytest.mark.parametrize(
    "reply",
    [
        None,
        "",
        "好的，没问题！",
        "[]",
        "{",
        '{"sentences": "25万元"}',
        {"sentences": [{"text": QUOTES[0], "quotes": [0]}]},
        {"sentences": [{"text": QUOTES[0], "quotes": [3]}]},
        {"sentences": [{"text": QUOTES[0], "quotes": []}]},
        {"sentences": [{"text": "您的申请已批准。", "quotes": [1]}]},
        {"sentences": [{"text": QUOTES[0], "quotes": ["1"]}]},
        {"tool_calls": [{"name": "approve"}]},
    ],
)
def test_nothing_usable_leaves_the_quotes_as_they_are(reply: object) -> None:
    assert Phraser(Says(reply)).rephrase("奖多少", QUOTES) is None


def test_a_follow_up_is_put_as_a_whole_question() -> None:
    turns = ["办食品经营许可要什么材料？", "多久？"]

    assert Phraser(Says({"question": "办食品经营许可要多久？"})).rewrite(turns) == "办食品经营许可要多久？"
    assert Phraser(Says({"question": "办烟草许可要多久？"})).rewrite(turns) is None
    assert Phraser(Says("办食品经营许可要多久？")).rewrite(turns) is None


def test_what_identifies_a_person_is_not_sent() -> None:
    model = Says(None)

    Phraser(model).rephrase("我叫张三，电话13800138000，奖多少", QUOTES)

    assert "13800138000" not in model.asked
