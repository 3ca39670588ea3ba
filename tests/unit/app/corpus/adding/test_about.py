from __future__ import annotations

from datetime import date

import pytest

from app.corpus.adding.about import about
from app.corpus.adding.likeness import likeness, signature, title_key
from retrieval.splitting import blocks_of
from tests.unit.app.corpus.adding.texts import notice


def test_a_notice_says_its_number_issuer_and_dates() -> None:
    found = about(blocks_of(notice(2025)))

    assert found.doc_no == "徐示规〔2025〕3号"
    assert found.issuer == "上海市徐汇区示例委员会"
    assert found.issued_on == date(2025, 2, 10)
    assert found.in_force_from == date(2025, 3, 1)
    assert found.in_force_to == date(2030, 2, 28)


@pytest.mark.parametrize(
    ("sentence", "begins", "ends"),
    [
        ("本办法自印发之日起施行，有效期5年。", date(2024, 4, 15), date(2029, 4, 14)),
        ("本办法自二〇二四年五月十日起施行。", date(2024, 5, 10), None),
        ("本办法自2024年5月10日起施行，有效期截至2029年5月9日。", date(2024, 5, 10), date(2029, 5, 9)),
        ("本办法由市局负责解释。", None, None),
    ],
)
def test_the_days_of_validity_are_those_that_the_text_states(
    sentence: str, begins: date | None, ends: date | None
) -> None:
    text = f"某某管理办法\n第一条 总则。\n第二条 {sentence}\n上海市示例局\n2024年4月15日"

    found = about(blocks_of(text))

    assert (found.in_force_from, found.in_force_to) == (begins, ends)


def test_what_a_text_does_not_say_stays_empty() -> None:
    found = about(blocks_of("关于某事的说明\n请大家注意。"))

    assert (found.issuer, found.doc_no, found.issued_on, found.in_force_from) == (None, None, None, None)


def test_texts_that_it_repeals_are_named() -> None:
    text = "新办法\n第三条 本办法自2026年1月1日起施行，《徐汇区旧办法》（徐示规〔2020〕1号）同时废止。"

    assert about(blocks_of(text)).repeals == ("徐汇区旧办法", "徐示规〔2020〕1号")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("关于印发《徐汇区示例办法》的通知", "徐汇区示例办法"),
        ("徐汇区示例办法（2024年修订）", "徐汇区示例办法（试行）"),
        ("2024年度徐汇区示例申报通知", "2025年度徐汇区示例申报通知"),
    ],
)
def test_editions_of_one_text_have_one_key(one: str, other: str) -> None:
    assert title_key(one) == title_key(other) != ""


def test_a_reprint_is_alike_and_another_text_is_not() -> None:
    text = notice(2025) * 3
    reprint = text.replace("第一条 ", "第一条　").replace("万元。", "万元.")
    other = "广州市居家养老服务办法，老年人可以享受助餐配餐服务，按月申请。" * 20

    near, far = likeness(signature(text), [signature(reprint), signature(other)])

    assert near > 0.9
    assert far < 0.2
