"""Only a question for all that a company can get is answered by matching; any other one is searched."""

from __future__ import annotations

from time import process_time

import pytest

from app.assistant.sessions.scheme_questions import asks_what_there_is


@pytest.mark.parametrize(
    "question",
    [
        "我们公司能申请哪些补贴",
        "请问我们公司现在可以享受什么政策？",
        "我司符合哪些惠企政策",
        "本公司能拿到多少补贴呢？",
        "有哪些政策我们能申请？",
        "有哪些补贴是我们公司可以申请的",
        "我们公司有哪些补贴可以申请？",
        "What subsidies can my company get?",
        "what can our company apply for",
    ],
)
def test_a_question_for_all_of_it_is_recognised(question: str) -> None:
    assert asks_what_there_is(question)


@pytest.mark.parametrize(
    "question",
    [
        "我们公司能申请高新技术企业奖励吗",
        "高新技术企业有哪些补贴？",
        "我们公司能申请哪些高新技术企业的补贴",
        "申请补贴要什么材料？",
        "我的办到哪了？",
        "隔壁公司能申请哪些补贴",
        "我们公司能申请哪些补贴，要什么材料",
        "哪些补贴",
    ],
)
def test_a_question_on_something_named_is_not(question: str) -> None:
    assert not asks_what_there_is(question)


def test_no_text_makes_it_slow() -> None:
    started = process_time()
    for piece in ("请问", "我们公司能申请", "哪些补贴", "政府惠企", "我们公司现在目前", " "):
        asks_what_there_is((piece * 60)[:60])

    assert process_time() - started < 0.5
