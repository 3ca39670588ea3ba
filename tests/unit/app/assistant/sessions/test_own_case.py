"""Questions about one's own case are told from questions about cases in general."""

from __future__ import annotations

import time

import pytest

from app.assistant.sessions.own_case import asks_about_own_case


@pytest.mark.parametrize(
    "question",
    [
        "我的办到哪了",
        "我的申请怎么样了？",
        "还缺什么",
        "还缺什么材料？",
        "请问我的备案办好了吗",
        "我的办件进度",
        "办到哪一步了",
        "帮我查一下我的申请现在到哪一步了",
        "我上周提交的申请审批到哪里了",
        "我们公司的补贴申请批了没有",
        "我还缺哪些材料",
        "本公司的申请有结果了吗",
        "What is the status of my application?",
        "ZB20260302-95F7EED30E 为什么要补正",
    ],
)
def test_a_question_on_ones_own_case_is_one(question: str) -> None:
    assert asks_about_own_case(question)


@pytest.mark.parametrize(
    "question",
    [
        "怎么查办件进度",
        "在哪里查进度",
        "办执照还缺什么材料",
        "我的申请被拒绝了怎么办",
        "我要办营业执照要什么材料",
        "我的公司能申请哪些补贴",
        "申请到哪里交",
        "我在哪里办理",
        "审批要多久",
        "补正期限是几天",
        "别人的申请办到哪了",
        "",
    ],
)
def test_a_question_on_cases_in_general_is_none(question: str) -> None:
    assert not asks_about_own_case(question)


@pytest.mark.parametrize("piece", ["查一下", "我的", "现在", "请问", "的", "我交", "还", "了呢吗"])
def test_no_question_takes_long_to_tell(piece: str) -> None:
    begun = time.perf_counter()

    for length in (20, 30, 60, 500):
        asks_about_own_case((piece * 500)[:length])

    assert time.perf_counter() - begun < 0.5
