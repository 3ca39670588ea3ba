from __future__ import annotations

import pytest

from retrieval.exact import ExactIndex
from retrieval.passages import Passage

PASSAGES = [
    Passage(
        id="scheme-07#facts-amount",
        title="小微企业担保费补贴办法 金额",
        text="按《办法》（沪市监规范〔2024〕2号）给付。",
    ),
    Passage(id="scheme-07#facts-window", title="小微企业担保费补贴办法 申报时间", text="每年三月。"),
    Passage(id="item.food.renewal#conditions", title="食品经营许可延续 申请条件", text="许可证在有效期内。"),
    Passage(id="民法典第五百七十七条", title="中华人民共和国民法典第五百七十七条", text="应当承担违约责任。"),
    Passage(id="民法典第五百七十七条之一", title="中华人民共和国民法典第五百七十七条之一", text="另有规定。"),
    Passage(id="office", title="某机关", text="代码11310000MB0000000X，电话021-12345，2024-07-29起，补贴1000000元。"),
]

index = ExactIndex(PASSAGES)


@pytest.mark.parametrize(
    "question",
    [
        "沪市监规范〔2024〕2号说了什么",
        "请问沪市监规范[2024]2号还有效吗",
        "沪市监规范（2024）第\uff12号",
        "沪市监规范【2024】2号",
    ],
)
def test_a_document_number_is_known_whatever_its_brackets_and_width(question: str) -> None:
    assert index.named(question).tolist() == [0]


@pytest.mark.parametrize("question", ["沪市监规范〔2023〕2号", "沪市监规范〔2024〕12号", "京市监规范〔2024〕2号"])
def test_another_number_year_or_issuer_names_nothing(question: str) -> None:
    assert index.named(question).tolist() == []


def test_a_name_finds_every_passage_of_its_text() -> None:
    assert index.named("小微企业担保费补贴办法能拿多少钱？").tolist() == [0, 1]
    assert index.named("“食品经营许可延续”要什么条件").tolist() == [2]


@pytest.mark.parametrize(
    "question", ["民法典第577条", "《中华人民共和国民法典》第五百七十七条", "根据民法典第五百七十七条"]
)
def test_an_article_is_known_by_its_number_in_digits_or_signs(question: str) -> None:
    assert index.named(question).tolist() == [3]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("scheme-07 是什么", [0, 1]),
        ("item.food.renewal#conditions", [2]),
        ("11310000mb0000000x 是哪家", [5]),
    ],
)
def test_an_id_or_a_code_is_known(question: str, found: list[int]) -> None:
    assert index.named(question).tolist() == found


@pytest.mark.parametrize("question", ["", "申请条件是什么", "2024-07-29", "1000000元", "第577条", "金额"])
def test_what_is_said_of_many_things_names_none(question: str) -> None:
    assert index.named(question).tolist() == []
