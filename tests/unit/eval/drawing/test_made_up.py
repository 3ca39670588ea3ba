from datetime import date
from random import Random

import pytest
from stdnum.cn import ric, uscc

from eval.drawing.dates import DateStyle, dated
from eval.drawing.firms import any_firm
from eval.drawing.patent_certificate import check_digit
from eval.drawing.people import made_up_person

PEOPLE = [made_up_person(Random(number)) for number in range(200)]  # noqa: S311  not secret


def test_identity_numbers_are_valid_and_say_birth_sex_and_place() -> None:
    for person in PEOPLE:
        number = person.id_number
        assert ric.is_valid(number)
        assert number[:6] == person.place.code
        assert number[6:14] == f"{person.born_on:%Y%m%d}"
        assert (int(number[16]) % 2 == 1) == (person.sex == "男")


def test_people_are_as_various_as_those_who_apply() -> None:
    assert any(person.id_number.endswith("X") for person in PEOPLE)
    assert any("·" in person.name for person in PEOPLE)
    assert {2, 3, 4} <= {len(person.name) for person in PEOPLE}
    assert len({person.ethnicity for person in PEOPLE}) > 5
    assert len({person.place for person in PEOPLE}) > 15


def test_companies_have_valid_codes_of_their_region() -> None:
    firms = [any_firm(Random(number)) for number in range(200)]  # noqa: S311  not secret

    for firm in firms:
        assert uscc.is_valid(firm.uscc)
        assert firm.uscc[2:8] == firm.place.code
    assert any(firm.name.endswith("分公司") for firm in firms)
    assert any(firm.is_individual for firm in firms)


@pytest.mark.parametrize(
    ("style", "words"),
    [
        (DateStyle.PADDED, "2020年10月05日"),
        (DateStyle.PLAIN, "2020年10月5日"),
        (DateStyle.SPACED, "2020 年 10 月 05 日"),
        (DateStyle.NUMERALS, "二〇二〇年十月五日"),
        (DateStyle.DASHED, "2020-10-05"),
    ],
)
def test_a_date_is_written_in_each_style(style: DateStyle, words: str) -> None:
    assert dated(date(2020, 10, 5), style) == words


@pytest.mark.parametrize(
    ("day", "words"), [(date(2019, 11, 20), "二〇一九年十一月二十日"), (date(2021, 1, 31), "二〇二一年一月三十一日")]
)
def test_tens_are_spoken_as_tens(day: date, words: str) -> None:
    assert dated(day, DateStyle.NUMERALS) == words


def test_the_check_character_of_an_application_number_may_be_x() -> None:
    numbers = [f"20211000{number:04d}" for number in range(200)]

    assert {check_digit(number) for number in numbers} == set("0123456789X")
    # 2·2 + 3·0 + 4·1 + 5·8 + 6·1 + 7·0 + 8·1 + 9·2 + 2·3 + 3·4 + 4·5 + 5·6 = 148; 148 mod 11 = 5
    assert check_digit("201810123456") == "5"
