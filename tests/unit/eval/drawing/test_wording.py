from datetime import date
from decimal import Decimal

import pytest

from approval_rules.values import PERMANENT
from eval.drawing.wording import CapitalStyle, capital_words, date_words, numerals, term_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (10, "壹拾"),
        (105, "壹佰零伍"),
        (1_500_000, "壹佰伍拾万"),
        (1_050_000, "壹佰零伍万"),
        (10_000_000, "壹仟万"),
        (50_180_000, "伍仟零壹拾捌万"),
        (10_005, "壹万零伍"),
        (100_050_000, "壹亿零伍万"),
        (100_000_005, "壹亿零伍"),
        (12_345_678, "壹仟贰佰叁拾肆万伍仟陆佰柒拾捌"),
    ],
)
def test_numerals_are_written_as_on_a_cheque(number: int, words: str) -> None:
    assert numerals(number) == words


@pytest.mark.parametrize(
    ("style", "words"),
    [
        (CapitalStyle.NUMERALS, "壹佰伍拾万元整"),
        (CapitalStyle.PREFIXED, "人民币壹佰伍拾万元整"),
        (CapitalStyle.DIGITS, "150万元整"),
        (CapitalStyle.DECIMALS, "人民币150.0000万元整"),
    ],
)
def test_capital_has_four_ways_to_be_printed(style: CapitalStyle, words: str) -> None:
    assert capital_words(Decimal(1_500_000), style) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [("300000.50", "人民币300000.50元"), ("5000", "5000元整"), ("100000000", "10000万元整")],
)
def test_capital_in_digits_is_never_rounded(amount: str, words: str) -> None:
    assert capital_words(Decimal(amount), CapitalStyle.DIGITS) == words


def test_a_date_has_two_digits_for_month_and_day() -> None:
    assert date_words(date(2019, 3, 4)) == "2019年03月04日"


def test_an_open_term_is_printed_as_long_term() -> None:
    assert term_words(date(2019, 3, 4), PERMANENT) == "2019年03月04日至长期"
    assert term_words(date(2019, 3, 4), date(2039, 3, 3)) == "2019年03月04日至2039年03月03日"
