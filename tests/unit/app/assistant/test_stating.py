"""An answer is read as the kind of fact that was asked for, or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assistant.sessions.stating import NotSaid, read_answer
from approval_rules.facts import FactSpec, load_vocabulary
from approval_rules.values import PERMANENT, Value, ValueType

PROFILE = {name: spec for name, spec in load_vocabulary().items() if name.startswith("profile.")}


def _read(fact: str, text: str) -> Value | NotSaid:
    return read_answer(PROFILE[f"profile.{fact}"], text)


@pytest.mark.parametrize(
    ("fact", "text", "value"),
    [
        ("credit_breach", "是", True),
        ("credit_breach", "没有。", False),
        ("credit_breach", "No", False),
        ("employees", "50", 50),
        ("employees", " ５０ 人", 50),  # noqa: RUF001
        ("employees", "1,200名", 1200),
        ("employees", "没有", 0),
        ("taxable_income_cny", "120万元", Decimal(1_200_000)),
        ("taxable_income_cny", "1.2亿", Decimal(120_000_000)),
        ("taxable_income_cny", "3,000,000.50元", Decimal("3000000.50")),
        ("local_employee_share", "30%", Decimal("0.3")),
        ("local_employee_share", "百分之30.5", Decimal("0.305")),
        ("local_employee_share", "30", Decimal("0.3")),
        ("established_on", "2025年3月1日", date(2025, 3, 1)),
        ("established_on", "2025-03-01", date(2025, 3, 1)),
        ("region", "嘉定区", "310114"),
        ("region", "浦东新区", "310115"),
        ("region", "310104", "310104"),
        ("region", "Jing'an District", "310106"),
        ("size", "小型企业", "small"),
        ("size", "micro", "micro"),
        ("qualifications", "没有", ()),
        (
            "qualifications",
            "上海市专精特新中小企业、国家级专精特新“小巨人”",
            ("little_giant", "municipal_zhuanjingtexin"),
        ),
        ("output_growth_percent", "-5%", Decimal(-5)),
    ],
)
def test_what_is_said_plainly_is_read(fact: str, text: str, value: Value) -> None:
    assert _read(fact, text) == value


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("credit_breach", "可能吧"),
        ("employees", "大概50人"),
        ("employees", "50元"),
        ("employees", "-3"),
        ("employees", "12.5"),
        ("taxable_income_cny", "300人"),
        ("local_employee_share", "0.3"),
        ("local_employee_share", "130%"),
        ("established_on", "2025年3月"),
        ("established_on", "2025-02-30"),
        ("region", "上海的嘉定或者徐汇"),
        ("region", "不在嘉定"),
        ("size", "不是小型"),
        ("size", "小型或者中型"),
        ("qualifications", "专精特新和别的"),
        ("employees", "5" * 200),
    ],
)
def test_what_could_mean_something_else_is_not_read(fact: str, text: str) -> None:
    assert _read(fact, text) is NotSaid.NOT_READ


@pytest.mark.parametrize("text", ["不知道", "我不清楚。", "跳过", "Skip", "not sure"])
def test_who_does_not_know_may_say_so_of_any_fact(text: str) -> None:
    assert {read_answer(spec, text) for spec in PROFILE.values()} == {NotSaid.DOES_NOT_KNOW}


def test_an_open_term_is_read_only_where_there_is_one() -> None:
    open_ended, day = (
        FactSpec(name="until", title="样例", type=kind) for kind in (ValueType.DATE_OR_PERMANENT, ValueType.DATE)
    )

    assert read_answer(open_ended, "长期") is PERMANENT
    assert read_answer(day, "长期") is NotSaid.NOT_READ


@pytest.mark.parametrize("spec", [spec for spec in PROFILE.values() if spec.choices], ids=lambda spec: spec.name)
def test_every_choice_is_read_by_the_title_it_is_offered_with(spec: FactSpec) -> None:
    for code, title in spec.choices.items():
        expected = code if spec.type is ValueType.CHOICE else (code,)

        assert read_answer(spec, title) == expected


@given(st.sampled_from(sorted(PROFILE)), st.text(max_size=80))
def test_any_text_gives_a_value_of_the_fact_or_none(fact: str, text: str) -> None:
    said = read_answer(PROFILE[fact], text)

    assert isinstance(said, NotSaid) or PROFILE[fact].parse(list(said) if isinstance(said, tuple) else said) == said
