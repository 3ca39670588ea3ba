"""What identifies a person is taken out of a text; what does not stays as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.masking import MASK, masked, masked_within

ID = "310115199001010002"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"我的身份证{ID}怎么办", "我的身份证***怎么办"),
        ("号码 310115 1990 0101 0002 。", "号码 *** 。"),
        ("31011519900101000X", "***"),
        ("旧证310115900101000", "旧证***"),
        ("电话13812345678一直打不通", "电话***一直打不通"),
        ("+86 138-1234-5678", "***"),
        ("座机021-62345678", "座机***"),
        ("一三八一二三四五六七八", "***"),
        ("卡号6222 0212 3456 7890 123", "卡号***"),
        ("邮箱 li.ming@example.com.cn 请回", "邮箱 *** 请回"),
        ("护照E12345678", "护照***"),
        ("我叫张三，想问", "我叫***，想问"),
        ("我叫张小明要办执照", "我叫***要办执照"),
        ("姓名：欧阳锋", "姓名：***"),
        ("My name is John Smith.", "My name is ***."),
    ],
)
def test_what_identifies_a_person_is_taken_out(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "我公司的统一社会信用代码是91310117MY0000004E",
        "913101170000000041",
        "沪人社规〔2021〕36号",
        "GR202431000001",
        "打12345热线",
        "2026年3月2日拿到100000元",
        "姓名变更要什么材料",
        "姓名是否可以改",
        "我叫什么",
        "本人是应届毕业生",
        "办件ZB20260302-0212345678和RG20260302-13800000",
        "法定代表人变更",
        "<b>样例</b>'; DROP TABLE case; --",
        "",
    ],
)
def test_what_identifies_nobody_stays(text: str) -> None:
    assert masked(text) == text


@given(before=st.text(alphabet="我的是：, 证件abc<", max_size=8), after=st.text(alphabet="，。！吗 怎么办", max_size=8))
def test_an_identity_number_is_found_wherever_it_stands(before: str, after: str) -> None:
    before = before.rstrip("abc")

    assert ID not in masked(f"{before}{ID}{after}")


@given(st.text(max_size=80))
def test_masking_again_changes_nothing_and_never_fails(text: str) -> None:
    once = masked(text)

    assert masked(once) == once


def test_wide_figures_are_figures() -> None:
    wide = "".join(chr(ord(figure) + 0xFEE0) for figure in ID)

    assert masked(f"证件{wide}。") == f"证件{MASK}。"


def test_texts_inside_other_values_are_masked_too() -> None:
    told = masked_within({"a": [ID, 5, None], "b": {"c": (f"x {ID}",)}})

    assert told == {"a": [MASK, 5, None], "b": {"c": [f"x {MASK}"]}}
