from __future__ import annotations

import pytest

from app.assistant.subjects import asks_for_a_fee, names_all, says_a_fee, subjects


@pytest.mark.parametrize(
    "question",
    [
        "办居住证要不要交钱",
        "备案收不收费",
        "办食品经营许可证要多少钱",
        "营业执照费用",
        "申请补贴要收费吗",
        "登记免费吗",
    ],
)
def test_what_an_errand_costs_is_a_question_about_a_fee(question: str) -> None:
    assert asks_for_a_fee(question)


@pytest.mark.parametrize(
    "question", ["创业补贴多少钱", "申请专利费用资助能拿多少", "备案要交什么材料", "贷款能贷多少钱"]
)
def test_what_a_grant_brings_is_none(question: str) -> None:
    assert not asks_for_a_fee(question)


def test_only_a_sentence_that_speaks_of_fees_says_one() -> None:
    assert says_a_fee("实施行政许可不收费。")
    assert not says_a_fee("备案要交营业执照副本的扫描件。")


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        ("高企奖励多少", "高新技术企业奖励", True),
        ("高新技术企业奖励多少", "专精特新企业奖励", False),
        ("专精特新奖励多少", "高新技术企业奖励", False),
        ("小巨人奖励多少", "专精特新企业奖励", True),
        ("高企和专精特新奖励", "高新技术企业奖励", False),
        ("公司要验资吗", "登记要交住所证明", False),
        ("增值税怎么减", "增值税小规模纳税人减半征收六税两费", False),
        ("六税两费是哪六个税", "印花税等六个税", True),
        ("相关税费怎么减", "六税两费减半征收", True),
        ("今年报名时间", "申报时间", True),
        ("居住证怎么办", "居住证到社区办", True),
    ],
)
def test_a_text_has_to_name_every_subject_of_the_question(question: str, text: str, named: bool) -> None:  # noqa: FBT001  a table
    assert names_all(text, subjects(question)) is named
