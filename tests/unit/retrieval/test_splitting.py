from __future__ import annotations

import pytest

from retrieval.splitting import Block, blocks_of, chinese_number, split

STATUTE = """某市某某管理办法
第一章 总则
第一条 为了规范某某管理，制定本办法。
第二条 申请人应当符合下列条件：
（一）在本市登记；
1.登记满一年；
（二）没有失信记录。
前款所称失信记录，由信用部门认定。
第二章 附则
第三条之一 本办法自2026年1月1日起施行。
某市某某局
2025年12月1日
附件1：材料清单
第一条 申请表。
第二条 营业执照。
"""

NOTICE = """关于申报某某奖励的通知
各有关单位：
一、申报条件
（一）基本条件。企业在本区登记。
1.登记满一年。
（二）其他条件
没有失信记录。
二、申报时间：2026年3月1日至3月31日。
"""


def _anchors(text: str) -> list[str]:
    return [piece.anchor for piece in split(blocks_of(text))]


def test_a_statute_is_cut_at_its_articles_and_their_paragraphs() -> None:
    assert _anchors(STATUTE) == ["preamble", "art-1", "art-2-1", "art-2-2", "art-3.1", "signed", "b2-art-1", "b2-art-2"]


def test_items_stay_with_the_paragraph_that_lists_them() -> None:
    piece = next(one for one in split(blocks_of(STATUTE)) if one.anchor == "art-2-1")

    assert piece.text.endswith("（一）在本市登记；\n1.登记满一年；\n（二）没有失信记录。")


def test_the_title_of_an_article_says_its_chapter() -> None:
    titles = {one.anchor: one.title for one in split(blocks_of(STATUTE))}

    assert titles["art-1"] == "第一章 总则 第一条"
    assert titles["art-3.1"] == "第二章 附则 第三条之一"


def test_a_notice_is_cut_at_its_numbered_headings() -> None:
    assert _anchors(NOTICE) == ["preamble", "s1-i1", "s1-i2", "s2"]


def test_a_numbered_line_that_says_something_is_kept_whole() -> None:
    pieces = {one.anchor: one for one in split(blocks_of(NOTICE))}

    assert pieces["s1-i1"].text == "（一）基本条件。企业在本区登记。\n1.登记满一年。"
    assert pieces["s1-i1"].title == "一、申报条件 （一）基本条件"
    assert pieces["s2"].text == "二、申报时间：2026年3月1日至3月31日。"


def test_an_anchor_does_not_move_when_another_paragraph_grows() -> None:
    longer = STATUTE.replace("制定本办法。", "制定本办法。" * 200)

    assert _anchors(longer) == _anchors(STATUTE)


def test_a_table_stays_in_one_piece_under_its_heading() -> None:
    blocks = [
        Block(text="奖励标准", heading=2),
        Block(text="| 类别 | 金额 |\n|---|---|\n| 一、首次 | 25万元 |", is_table=True),
    ]

    (piece,) = split(blocks)

    assert piece.title == "奖励标准"
    assert piece.text == blocks[1].text


def test_headings_that_repeat_get_anchors_of_their_own() -> None:
    blocks = [Block(text="材料", heading=1), Block(text="甲。"), Block(text="材料", heading=1), Block(text="乙。")]

    first, second = (piece.anchor for piece in split(blocks))

    assert first.isascii()
    assert second == f"{first}.2"


def test_a_text_without_words_has_no_piece() -> None:
    assert split(blocks_of(" \n \n")) == []


@pytest.mark.parametrize(
    ("said", "number"), [("二十三", 23), ("一百零二", 102), ("十", 10), ("12", 12), ("三百二十", 320)]
)
def test_chinese_numbers_are_read(said: str, number: int) -> None:
    assert chinese_number(said) == number
