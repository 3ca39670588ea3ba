"""Values as JSON and YAML write them, and as two sources are compared."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc as gb_32100

from app.registries.synthetic import synthetic_companies
from approval_rules.values import PERMANENT, BadValue, Value, ValueType, comparable, parse, to_json

CODES = tuple(company.uscc for company in synthetic_companies(500, seed=7))
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
OLD_NUMBER = "310105000000123"


@given(code=st.sampled_from(CODES))
def test_a_valid_code_is_read_as_it_is_written(code: str) -> None:
    assert to_json(parse(code, ValueType.USCC)) == code
    assert parse(code.lower(), ValueType.USCC) == code
    assert parse(code, ValueType.COMPANY_CODE) == code


@given(code=st.sampled_from(CODES), place=st.integers(0, 17), other=st.sampled_from(ALPHABET))
def test_a_code_with_one_changed_character_is_refused(code: str, place: int, other: str) -> None:
    changed = code[:place] + other + code[place + 1 :]

    if changed != code:
        with pytest.raises(BadValue, match="check character"):
            parse(changed, ValueType.USCC)


@pytest.mark.parametrize("raw", ["", "  ", None, 5, "91310117", CODES[0][:-1], CODES[0] + "0", True])
def test_what_has_no_18_characters_is_no_code(raw: object) -> None:
    with pytest.raises(BadValue):
        parse(raw, ValueType.USCC)


def test_an_old_registration_number_counts_only_with_its_check_digit() -> None:
    good = next(OLD_NUMBER[:-1] + digit for digit in "0123456789" if _is_old_number(OLD_NUMBER[:-1] + digit))
    bad = good[:-1] + str((int(good[-1]) + 1) % 10)

    assert parse(good, ValueType.COMPANY_CODE) == good
    with pytest.raises(BadValue):
        parse(bad, ValueType.COMPANY_CODE)
    with pytest.raises(BadValue):
        parse(good, ValueType.USCC)


def _is_old_number(number: str) -> bool:
    try:
        parse(number, ValueType.COMPANY_CODE)
    except BadValue:
        return False
    return True


def test_synthetic_codes_are_valid_by_the_standard_and_distinct() -> None:
    assert all(gb_32100.is_valid(code) for code in CODES)
    assert len(set(CODES)) == len(CODES)


@given(day=st.dates())
def test_a_date_that_exists_is_read_as_it_is_written(day: date) -> None:
    assert parse(day.isoformat(), ValueType.DATE) == day
    assert to_json(day) == day.isoformat()


@pytest.mark.parametrize(
    "raw",
    [
        "2025-02-29",
        "2026-02-30",
        "2026-13-01",
        "2026-00-10",
        "0000-01-01",
        "2026-3-2",
        "20260302",
        "2026/03/02",
        "2026-03-02T10:00:00",
        "\uff12\uff10\uff12\uff16-03-02",
        "permanent",
        pytest.param(20260302, id="a number"),
        None,
        True,
    ],
)
def test_a_date_that_does_not_exist_or_is_written_otherwise_is_refused(raw: object) -> None:
    with pytest.raises(BadValue, match="a date that exists"):
        parse(raw, ValueType.DATE)


def test_an_instant_is_no_date() -> None:
    with pytest.raises(BadValue, match="a date that exists"):
        parse(datetime(2026, 3, 2, 10, tzinfo=UTC), ValueType.DATE)


def test_29_february_exists_in_a_leap_year_only() -> None:
    assert parse("2024-02-29", ValueType.DATE) == date(2024, 2, 29)
    with pytest.raises(BadValue):
        parse("1900-02-29", ValueType.DATE)


def test_an_open_term_is_written_permanent_and_stays_one_and_the_same() -> None:
    read = parse("permanent", ValueType.DATE_OR_PERMANENT)

    assert read is PERMANENT
    assert to_json(PERMANENT) == "permanent"
    assert pickle.loads(pickle.dumps(PERMANENT)) is PERMANENT  # noqa: S301  our own bytes


@pytest.mark.parametrize(
    ("raw", "amount"),
    [("1234.50", "1234.50"), (0, "0"), ("0", "0"), (250000, "250000"), ("0.0001", "0.0001"), (10**17, "1" + "0" * 17)],
    ids=repr,
)
def test_money_keeps_its_exact_value(raw: object, amount: str) -> None:
    assert to_json(parse(raw, ValueType.MONEY_CNY)) == amount


@pytest.mark.parametrize(
    "raw",
    [
        -1,
        "-0.01",
        "0.00001",
        0.1,
        1.0,
        True,
        "1e5",
        "\uff11\uff12",
        "1,000",
        "1 000",
        "",
        "NaN",
        "Infinity",
        None,
        10**18,
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+30"),
        Decimal("1E+4000"),
        Decimal("1E-4000"),
        float("nan"),
    ],
)
def test_what_is_no_exact_amount_is_refused(raw: object) -> None:
    with pytest.raises(BadValue):
        parse(raw, ValueType.MONEY_CNY)


@given(number=st.one_of(st.decimals(allow_nan=True), st.integers(-(10**19), 10**19)))
def test_every_number_that_is_read_can_be_written_and_read_again(number: Decimal | int) -> None:
    try:
        read = parse(number, ValueType.NUMBER)
    except BadValue:
        return

    assert parse(to_json(read), ValueType.NUMBER) == number


@pytest.mark.parametrize(("raw", "fits"), [("0", True), ("1", True), ("0.055", True), ("1.0001", False), (-1, False)])
def test_a_share_lies_between_0_and_1(raw: object, fits: bool) -> None:  # noqa: FBT001  a table of cases
    if fits:
        assert isinstance(parse(raw, ValueType.SHARE), Decimal)
    else:
        with pytest.raises(BadValue):
            parse(raw, ValueType.SHARE)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("", ValueType.TEXT),
        (" \n ", ValueType.TEXT),
        ("a\x00b", ValueType.TEXT),
        ("a\x1bb", ValueType.COMPANY_NAME),
        ("\ud800", ValueType.COMPANY_NAME),
        ("样" * 5001, ValueType.ADDRESS),
        (["样"], ValueType.PERSON_NAME),
        (1, ValueType.BOOLEAN),
        ("true", ValueType.BOOLEAN),
        ("2024", ValueType.INTEGER),
        (True, ValueType.INTEGER),
        (2024.0, ValueType.INTEGER),
        (310115, ValueType.REGION),
        ("3", ValueType.REGION),
        ("3101151", ValueType.REGION),
        ("closed", ValueType.CHOICE),
        (["open", "closed"], ValueType.CHOICES),
        ("open", ValueType.CHOICES),
        ([["open"]], ValueType.CHOICES),
        ({"open": 1}, ValueType.CHOICE),
    ],
)
def test_a_value_of_another_kind_is_refused(raw: object, kind: ValueType) -> None:
    with pytest.raises(BadValue, match=r"."):
        parse(raw, kind, ("open", "shut"))


def test_several_choices_have_one_order_and_no_repeats() -> None:
    assert parse(["shut", "open", "shut"], ValueType.CHOICES, ("open", "shut")) == ("open", "shut")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("上海样例（中国）有限公司", "上海样例(中国)有限公司"),
        ("样例 路１号", "样例路1号"),
        ("样例〔一〕号", "样例（一）号"),
        ("样—例", "样-例"),
        ("甲，乙", "甲、乙"),
    ],
)
def test_writings_that_printers_vary_are_the_same(left: str, right: str) -> None:
    assert comparable(left, ValueType.COMPANY_NAME) == comparable(right, ValueType.COMPANY_NAME)


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("王样例", "汪样例", ValueType.PERSON_NAME),
        ("样例O", "样例0", ValueType.COMPANY_NAME),
        (date(2026, 3, 2), date(2026, 3, 1), ValueType.DATE),
        (Decimal("1.0001"), Decimal(1), ValueType.MONEY_CNY),
        (PERMANENT, date(9999, 12, 31), ValueType.DATE_OR_PERMANENT),
    ],
)
def test_nothing_else_is_the_same(left: Value, right: Value, kind: ValueType) -> None:
    assert comparable(left, kind) != comparable(right, kind)


@given(text=st.text(alphabet="样例A\uff21１1 　（(〔[】，、。—-“"))
def test_comparing_once_or_twice_is_the_same(text: str) -> None:
    once = comparable(text, ValueType.TEXT)

    assert comparable(once, ValueType.TEXT) == once
