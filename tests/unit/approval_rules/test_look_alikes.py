"""A misread character is forgiven when the reader doubted it and the register explains it, and never otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.look_alikes import aligned, explained
from approval_rules.values import ValueType, comparable

NAME = "上海青禾测试食品有限公司"
TEXTS = st.text(st.sampled_from("青禾测试食品未末日曰路号12A（）一二上下 "), max_size=12)


def doubts(text: str, **others: str) -> tuple[str, ...]:
    return tuple(others.get(char, "") for char in text)


@pytest.mark.parametrize(
    ("read", "recorded"),
    [("丁一末", "丁一未"), ("王末", "王未"), ("海城市午庄镇末名路8号", "海城市牛庄镇未名路8号")],
)
def test_doubted_characters_that_the_register_explains_are_forgiven(read: str, recorded: str) -> None:
    assert explained(read, doubts(read, 末="未来", 午="牛"), recorded)


def test_a_character_that_the_reader_was_sure_of_is_not_forgiven() -> None:
    assert not explained("丁一末", doubts("丁一末", 丁="了"), "丁一未")


def test_a_doubted_character_is_not_taken_for_one_the_reader_did_not_consider() -> None:
    assert not explained("丁一末", doubts("丁一末", 末="来"), "丁一未")


@pytest.mark.parametrize("recorded", ["丁一", "丁一禾未", ""])
def test_a_character_more_or_less_is_not_forgiven(recorded: str) -> None:
    assert not explained("丁一末", doubts("丁一末", 末="未"), recorded)


@pytest.mark.parametrize(
    ("read", "recorded"),
    [
        ("末午", "未牛"),
        ("末午禾", "未牛禾"),
        ("末午禾田丁", "未牛禾田丁"),
        ("海城市午庄镇末名路日月村", "海城市牛庄镇未名路曰月村"),
        ("末", "未"),
    ],
)
def test_no_more_than_one_in_three_may_differ_and_never_three(read: str, recorded: str) -> None:
    assert not explained(read, doubts(read, 末="未", 午="牛", 日="曰"), recorded)


@pytest.mark.parametrize(
    ("read", "recorded", "others"),
    [
        ("样港路1号", "样港路7号", {"1": "7"}),
        ("样港路8号B座", "样港路8号D座", {"B": "D"}),
        ("样港路8号二楼", "样港路8号三楼", {"二": "三"}),
        ("样港路士号", "样港路十号", {"士": "十七"}),
        ("样港路贰号", "样港路贷号", {"贰": "贷"}),
        ("样港路甲号", "样港路申号", {"甲": "申"}),
        ("样港路土号", "样港路十号", {"土": "十7"}),
        ("样港上村", "样港下村", {"上": "下"}),
        ("样港土村", "样港上村", {"土": "上下"}),
        ("样港路8号(自编)", "样港路8号-自编)", {"(": "-"}),
    ],
)
def test_what_numbers_or_directs_is_never_taken_for_another(read: str, recorded: str, others: dict[str, str]) -> None:
    assert not explained(read, doubts(read, **others), recorded)


def test_the_only_number_that_a_misread_character_may_be_explains_it() -> None:
    assert explained("样港路土号", doubts("样港路土号", 土="士十"), "样港路十号")


@given(TEXTS, TEXTS)
def test_without_doubts_only_the_same_text_is_the_same(read: str, recorded: str) -> None:
    assert explained(read, (), recorded) == (read == recorded)
    assert explained(read, ("",) * len(read), recorded) == (read == recorded)


@given(TEXTS, st.data())
def test_doubts_stand_beside_the_characters_of_the_comparable_form(value: str, data: st.DataObject) -> None:
    doubted = data.draw(st.tuples(*(st.sampled_from(("", "未", "末 曰")) for _ in value)))

    beside = aligned(value, doubted)

    form = comparable(value, ValueType.COMPANY_NAME)
    assert len(beside) == len(str(form))
    assert " " not in "".join(beside)


def test_doubts_are_of_the_width_that_is_compared() -> None:
    assert aligned("A （末）", ("", "", "【", "未", "")) == ("", "(", "未", "")


def test_doubts_of_another_value_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        aligned(NAME, ("",))
