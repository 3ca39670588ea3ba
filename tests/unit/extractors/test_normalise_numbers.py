from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from approval_rules.values import PERMANENT, BadValue, ValueType, parse
from extractors.normalise.checked import proven, unproven
from extractors.normalise.dates import period
from extractors.normalise.names import running_text
from extractors.normalise.peoples import people

PATENT = "ZL202031925762.5"


def _identity_number(first: str) -> str:
    return first + ric.calc_check_digit(first + "0")


NUMBER = _identity_number("31010119800229123")


@given(st.sampled_from(["11", "31", "65", "83"]), st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 1, 1)))
def test_identity_number_is_found_behind_its_label(province: str, born: date) -> None:
    number = _identity_number(f"{province}0101{born:%Y%m%d}123")

    code = proven(f"公民身份号码 {number}", ValueType.RESIDENT_ID)

    assert code is not None
    assert (code.text, code.repaired) == (number, False)


@given(st.integers(min_value=0, max_value=16), st.integers(min_value=1, max_value=9))
def test_one_changed_figure_is_no_identity_number(place: int, step: int) -> None:
    changed = NUMBER[:place] + str((int(NUMBER[place]) + step) % 10) + NUMBER[place + 1 :]

    assert proven(changed, ValueType.RESIDENT_ID) is None
    assert unproven(changed, ValueType.RESIDENT_ID) == changed


def test_letter_in_an_identity_number_is_exchanged_and_marked() -> None:
    code = proven(NUMBER.replace("0", "O", 1), ValueType.RESIDENT_ID)

    assert code is not None
    assert (code.text, code.repaired) == (NUMBER, True)


def test_identity_number_in_groups_of_figures_is_read_as_one() -> None:
    code = proven(f"{NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}", ValueType.RESIDENT_ID)

    assert code is not None
    assert code.text == NUMBER


@pytest.mark.parametrize("wrong", ["99010119800229123", "31010119810229123", "31010118000229123"])
def test_province_and_day_of_birth_of_an_identity_number_exist(wrong: str) -> None:
    number = _identity_number(wrong)

    with pytest.raises(BadValue):
        parse(number, ValueType.RESIDENT_ID)


@pytest.mark.parametrize(
    ("printed", "repaired"),
    [
        (PATENT, False),
        ("ZL 2020 3 1925762.5", False),
        ("专利号：ZL202031925762.5", False),
        ("ZL2020319257625", True),
        ("2L202031925762.5", True),
        ("ZL2O2031925762.5", True),
    ],
)
def test_patent_number_as_printed(printed: str, *, repaired: bool) -> None:
    code = proven(printed, ValueType.PATENT_NO)

    assert code is not None
    assert (code.text, code.repaired) == (PATENT, repaired)


@given(st.integers(min_value=0, max_value=11), st.integers(min_value=1, max_value=9))
def test_one_changed_figure_is_no_patent_number(place: int, step: int) -> None:
    figures = PATENT[2:14]
    changed = f"ZL{figures[:place]}{(int(figures[place]) + step) % 10}{figures[place + 1 :]}{PATENT[14:]}"

    assert proven(changed, ValueType.PATENT_NO) is None
    assert unproven(changed, ValueType.PATENT_NO) is not None


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("汉", "汉"),
        ("汉族", "汉"),
        ("漢", "汉"),
        ("维吾尔", "维吾尔"),
        (" 蒙古 ", "蒙古"),
        ("男", None),
        ("汉出生", None),
    ],
)
def test_people_on_an_identity_card(printed: str, name: str | None) -> None:
    assert people(printed) == name


def test_term_of_an_identity_card_has_two_days_and_no_word_between() -> None:
    term = period("2015.03.01-2035.03.01")

    assert (term.start, term.end) == (date(2015, 3, 1), date(2035, 3, 1))


def test_term_of_an_identity_card_may_be_open() -> None:
    term = period("2015.03.01-长期")

    assert (term.start, term.end) == (date(2015, 3, 1), PERMANENT)


def test_term_whose_point_was_not_seen_is_read_from_both_ends() -> None:
    term = period("201503.01-2035.03.01")

    assert (term.start, term.end) == (date(2015, 3, 1), date(2035, 3, 1))


def test_area_keeps_its_unit_when_the_small_two_is_lost() -> None:
    assert running_text("宗地面积1200.00m/房屋建筑面积86.50m²") == "宗地面积1200.00m²/房屋建筑面积86.50m²"


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("房屋建筑面积：1333.70", "房屋建筑面积：1333.70m²"),
        ("宗地面积：6414.77/房屋建筑面积：832.76m²", "宗地面积：6414.77m²/房屋建筑面积：832.76m²"),
        ("建筑面积86.50平方米", "建筑面积86.50平方米"),
    ],
)
def test_areas_of_a_property_have_a_unit(printed: str, meant: str) -> None:
    assert running_text(printed) == meant


def test_address_that_ends_in_a_number_gets_no_unit() -> None:
    assert running_text("样港路12号面积广场3") == "样港路12号面积广场3"


def test_length_stays_a_length() -> None:
    assert running_text("层高3.5m") == "层高3.5m"
