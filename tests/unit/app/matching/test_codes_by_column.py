from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.codes import are_among, codes_twice, valid_codes
from app.registries.synthetic import synthetic_companies
from approval_rules.values import BadValue, ValueType, parse

CODES = tuple(company.uscc for company in synthetic_companies(200, seed=3))
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
NEAR = st.sampled_from(CODES).flatmap(
    lambda code: st.tuples(st.just(code), st.integers(0, 17), st.characters(codec="utf-8")).map(
        lambda one: one[0][: one[1]] + one[2] + one[0][one[1] + 1 :]
    )
)
PADDED = st.tuples(st.text(" \t\u3000\x0b\x85", max_size=3), st.sampled_from(CODES), st.text(" \n\x1c", max_size=3))
ANY = st.one_of(
    st.none(), st.sampled_from(CODES), st.sampled_from(CODES).map(str.lower), NEAR, PADDED.map("".join), st.text()
)


def scalar(code: str | None) -> str | None:
    try:
        return str(parse(code, ValueType.USCC))
    except BadValue:
        return None


@given(st.lists(ANY))
def test_a_column_of_codes_is_judged_as_each_code_is_by_itself(codes: list[str | None]) -> None:
    assert valid_codes(pl.Series(codes, dtype=pl.String)).to_list() == [scalar(one) for one in codes]


@pytest.mark.parametrize("place", range(18))
def test_a_code_with_one_character_changed_is_valid_in_neither(place: int) -> None:
    code = CODES[0]
    changed = [
        code[:place] + one + code[place + 1 :] for one in "0123456789ABCDEFGHJKLMNPQRTUWXY" if one != code[place]
    ]

    assert valid_codes(pl.Series(changed)).null_count() == len(changed)


def test_full_width_digits_become_the_code_that_a_register_is_asked_for() -> None:
    wide = CODES[0].translate({ord("9"): "\uff19", ord("1"): "\uff11"})

    assert valid_codes(pl.Series([wide])).to_list() == [CODES[0]]


def test_a_code_too_long_to_be_read_by_itself_is_no_code() -> None:
    padded = CODES[0] + " " * 5000

    assert valid_codes(pl.Series([padded])).to_list() == [scalar(padded)] == [None]


@given(st.lists(st.sampled_from(CODES[:12]), max_size=20), st.integers(1, 5))
def test_exactly_the_codes_of_several_rows_are_found_twice(codes: list[str], size: int) -> None:
    columns = [pl.Series(codes[start : start + size]) for start in range(0, len(codes), size)]

    twice = codes_twice(columns)

    asked = pl.Series([*CODES[:12], None], dtype=pl.String)
    assert are_among(asked, twice).to_list() == [*(codes.count(one) > 1 for one in CODES[:12]), False]


def test_the_same_code_in_other_writing_is_the_same_code() -> None:
    twice = codes_twice([pl.Series([CODES[0], CODES[1]]), pl.Series([f" {CODES[0].lower()}", "no code", "no code"])])

    assert are_among(pl.Series(CODES[:2]), twice).to_list() == [True, False]
