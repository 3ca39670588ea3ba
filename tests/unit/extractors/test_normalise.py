from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from approval_rules.values import PERMANENT, ValueType
from extractors.normalise.codes import looks_like_code, valid_code
from extractors.normalise.dates import dates_in, first_date, period
from extractors.normalise.money import yuan
from extractors.normalise.names import company, person, running_text
from extractors.normalise.numerals import formal_number
from tests.unit.extractors.made_up import OLD_CODE, USCC


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("2019年03月08日", date(2019, 3, 8)),
        ("２０１９年３月８日", date(2019, 3, 8)),
        ("二〇一九年三月八日", date(2019, 3, 8)),
        ("二0一零年十二月三十一日", date(2010, 12, 31)),
        ("二〇一〇年六月+一日", date(2010, 6, 11)),
        ("二〇一二年四月廿五日", date(2012, 4, 25)),
        ("2019年03月08", date(2019, 3, 8)),
        ("2019-3-8", date(2019, 3, 8)),
        ("自2019年03月08日", date(2019, 3, 8)),
        ("2019年02月30日", None),
        ("2019年3月", None),
        ("2019年3月8", None),
        ("019年03月08日", None),
        ("1019年03月08日", None),
        ("年月日", None),
    ],
)
def test_printed_date(printed: str, meant: date | None) -> None:
    assert first_date(printed) == meant


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31)))
def test_every_date_printed_in_chinese_numerals_is_read_back(day: date) -> None:
    digits = "〇一二三四五六七八九"
    year = "".join(digits[int(figure)] for figure in str(day.year))

    def small(number: int) -> str:
        tens, ones = divmod(number, 10)
        lead = "" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十"
        return lead + ("" if ones == 0 else digits[ones])

    assert dates_in(f"{year}年{small(day.month)}月{small(day.day)}日") == [day]


@pytest.mark.parametrize(
    ("printed", "start", "end", "is_open"),
    [
        ("2019年03月08日至2039年03月07日", date(2019, 3, 8), date(2039, 3, 7), False),
        ("自二〇一九年三月八日至二〇三九年三月七日", date(2019, 3, 8), date(2039, 3, 7), False),
        ("2019年03月08日至长期", date(2019, 3, 8), PERMANENT, False),
        ("2019年03月08日至永久", date(2019, 3, 8), PERMANENT, False),
        ("长期", None, PERMANENT, False),
        ("2019年03月08日至******", date(2019, 3, 8), None, True),
        ("2019年03月08日至 年 月 日", date(2019, 3, 8), None, True),
        ("2019年03月08日至2039年02月30日", date(2019, 3, 8), None, False),
    ],
)
def test_printed_term(printed: str, start: date | None, end: object, is_open: bool) -> None:  # noqa: FBT001  a parameter
    term = period(printed)

    assert (term.start, term.end, term.is_open) == (start, end, is_open)


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("人民币4500.0000万元整", "45000000"),
        ("伍仟零壹拾捌万圆整", "50180000"),
        ("人民币壹佰伍拾万元整", "1500000"),
        ("壹亿贰仟万元整", "120000000"),
        ("叁万元整", "30000"),
        ("10万元", "100000"),
        ("1,234,567.5元", "1234567.5"),
        ("拾万元整", "100000"),
        ("100万美元", None),
        ("港币伍佰万元", None),
        ("人民币万元", None),
        ("详见章程", None),
    ],
)
def test_printed_amount(printed: str, meant: str | None) -> None:
    assert yuan(printed) == (None if meant is None else Decimal(meant))


def test_two_digits_without_a_unit_between_them_are_no_number() -> None:
    assert formal_number("伍陆万") is None


def test_code_is_found_among_what_is_printed_beside_it() -> None:
    for printed in (f"统一社会信用代码{USCC}", f"{USCC}(1-1)", f"{USCC[:12]}.{USCC[12:]}", f"{USCC} 1-1"):
        found = valid_code(printed, ValueType.COMPANY_CODE)

        assert found is not None
        assert (found.text, found.repaired) == (USCC, False)


def test_old_number_loses_its_copy_number() -> None:
    for printed in (f"注册号{OLD_CODE}1-1", f"{OLD_CODE}(1-1)", f"注册号{OLD_CODE}"):
        found = valid_code(printed, ValueType.COMPANY_CODE)

        assert found is not None
        assert found.text == OLD_CODE


def test_old_number_is_no_uscc() -> None:
    assert valid_code(OLD_CODE, ValueType.USCC) is None


def test_letters_that_no_code_has_are_repaired_where_the_check_digit_then_holds() -> None:
    body = "91310110MA1K0Q2X3"
    code = body + uscc.calc_check_digit(body)

    found = valid_code(code[:12] + "O" + code[13:], ValueType.USCC)

    assert found is not None
    assert (found.text, found.repaired) == (code, True)


@given(st.integers(0, 17), st.sampled_from("3479ACEFHJKMNPRWXY"))
def test_one_wrong_character_never_gives_another_code(place: int, char: str) -> None:
    wrong = USCC[:place] + char + USCC[place + 1 :]

    found = valid_code(wrong, ValueType.USCC)

    assert found is None or found.text == USCC or found.repaired


def test_what_stands_for_a_code_is_kept_however_wrong() -> None:
    assert looks_like_code(f"代码{USCC[:-1]}") == USCC[:-1]
    assert looks_like_code("(1-1)") is None


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("丁一禾", "丁一禾"),
        ("：丁一禾 ", "丁一禾"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("JOHN SMITH", "JOHN SMITH"),
        ("年小月", "年小月"),
        ("丁", None),
        ("丁一禾2019", None),
        ("2019年03月08日", None),
        ("青禾有限公司", None),
        ("", None),
    ],
)
def test_printed_person(printed: str, meant: str | None) -> None:
    assert person(printed) == meant


def test_company_name_has_full_width_brackets() -> None:
    assert company("青禾(上海)食品有限公司") == "青禾（上海）食品有限公司"
    assert company("公司") is None


def test_filler_behind_a_text_is_dropped() -> None:
    assert running_text("食品销售。****") == "食品销售。"
    assert running_text("****") is None
