"""Each column of a table of companies is read as each of its cells is by itself, whatever type the column has."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.cells import read_column
from app.registries.cells import typed
from approval_rules.conditions.columns import schema_of
from approval_rules.facts import FactSpec, load_vocabulary
from approval_rules.values import BadValue, ValueType

if TYPE_CHECKING:
    from collections.abc import Sequence

ON = date(2026, 3, 2)
KINDS = sorted({spec.type for name, spec in load_vocabulary().items() if name.startswith("profile.")})
DIGITS = st.text("0123456789", min_size=1, max_size=20)
TEXTS = st.one_of(
    st.text("0123456789.-", max_size=22),
    st.tuples(DIGITS, st.text("0123456789", min_size=1, max_size=6)).map(".".join),
    st.dates(date(1, 1, 1), ON).map(date.isoformat),
    st.sampled_from(
        ["true", "FALSE", "x", "y", "x|y", "y|z", "2026-02-30", "310115", "1e5", "0.055", "1.00000", "NaN"]
    ),
    st.text(max_size=8).map(str.strip),
    st.none(),
)


def spec_of(kind: ValueType, **more: Any) -> FactSpec:  # noqa: ANN401  as written
    return FactSpec(name="cell", title="格", type=kind, choices={"x": "甲", "y": "乙"}, **more)


def read(column: pl.Series, spec: FactSpec) -> list[Any]:
    """The value of each cell; the words of what is wrong with it in place of one that is of no use."""
    how = read_column("profile.cell", spec, column.dtype, ON)
    table = column.alias("cell").to_frame().with_columns(how.value)
    assert table.schema["profile.cell"] == schema_of(["f"], {"f": spec})["f"]
    found = table.select(fault.found.fill_null(value=False).alias(fault.words) for fault in how.faults)
    return [
        next((words for words, is_found in flags.items() if is_found), value)
        for value, flags in zip(table["profile.cell"].to_list(), found.iter_rows(named=True), strict=True)
    ]


def by_itself(cell: str | None, spec: FactSpec) -> object:
    if cell is None or not cell.strip():
        return None
    try:
        value = spec.parse(typed(cell, spec))
    except BadValue:
        return "wrong"
    return sorted(value) if isinstance(value, tuple) else value  # type: ignore[type-var]


def judged(values: Sequence[Any], spec: FactSpec) -> list[Any]:
    """With one word for whatever is wrong."""
    how = read_column("profile.cell", spec, pl.String(), ON)
    words = {fault.words for fault in how.faults}
    return [
        sorted(set(one)) if isinstance(one, list) else "wrong" if isinstance(one, str) and one in words else one
        for one in values
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fact_of_a_profile_can_stand_in_a_table(kind: ValueType) -> None:
    assert read(pl.Series([None, None], dtype=pl.Null), spec_of(kind)) == [None, None]


@pytest.mark.parametrize("kind", KINDS)
@given(cells=st.lists(TEXTS))
def test_a_column_of_text_is_read_as_each_text_is(kind: ValueType, cells: list[str | None]) -> None:
    spec = spec_of(kind)

    found = judged(read(pl.Series(cells, dtype=pl.String), spec), spec)

    assert found == [by_itself(one, spec) for one in cells]


@pytest.mark.parametrize("kind", [ValueType.MONEY_CNY, ValueType.NUMBER])
@pytest.mark.parametrize(
    "text", ["999999999999999999", "1000000000000000000", "9" * 20, "9" * 21, "1" + "0" * 17 + ".5"]
)
def test_a_long_number_as_text_is_read_as_it_is_alone(kind: ValueType, text: str) -> None:
    spec = spec_of(kind)

    assert judged(read(pl.Series([text]), spec), spec) == [by_itself(text, spec)]


@pytest.mark.parametrize("kind", [ValueType.CHOICE, ValueType.REGION, ValueType.MONEY_CNY])
def test_a_categorical_column_is_read_as_its_texts_are(kind: ValueType) -> None:
    cells = ["x", "310115", "z", "12.50", "", None]

    categorical = read(pl.Series(cells, dtype=pl.Categorical), spec_of(kind))

    assert categorical == read(pl.Series(cells, dtype=pl.String), spec_of(kind))


@pytest.mark.parametrize("dtype", [pl.Int8, pl.Int16, pl.Int32, pl.Int64, pl.UInt8, pl.UInt64])
def test_whole_numbers_of_any_width_are_whole_numbers(dtype: pl.DataType) -> None:
    assert read(pl.Series([0, 7, None], dtype=dtype), spec_of(ValueType.INTEGER)) == [0, 7, None]
    assert read(pl.Series([0, 7, None], dtype=dtype), spec_of(ValueType.MONEY_CNY)) == [0, 7, None]


def test_what_has_more_than_18_digits_is_listed() -> None:
    long = pl.Series([10**18 - 1, 10**18, 2**64 - 1], dtype=pl.UInt64)

    for kind in (ValueType.INTEGER, ValueType.MONEY_CNY, ValueType.NUMBER):
        fits, *others = read(long, spec_of(kind))
        assert fits == 10**18 - 1
        assert all("18 digits" in str(one) for one in others)


def test_floats_count_heads_only_where_they_are_whole() -> None:
    floats = pl.Series([3.0, 3.5, float("nan"), float("inf"), 1e300, None])

    whole, *others, unknown = read(floats, spec_of(ValueType.INTEGER))

    assert (whole, unknown) == (3, None)
    assert all("whole number" in str(one) for one in others)


def test_a_float_is_an_amount_only_where_it_is_exactly_one() -> None:
    spec = spec_of(ValueType.MONEY_CNY)
    floats = pl.Series([0.0625, 1234.5, 9e17, 12345678901.0625, float("nan"), 0.1, None])

    *exact, nan, inexact, unknown = read(floats, spec)

    assert exact == [Decimal("0.0625"), Decimal("1234.5"), Decimal(9 * 10**17), Decimal("12345678901.0625")]
    assert "amount in yuan" in nan
    assert "amount in yuan" in inexact
    assert unknown is None


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=0, max_value=1e17))
def test_a_float_that_is_taken_is_never_rounded(number: float) -> None:
    (found,) = read(pl.Series([number]), spec_of(ValueType.MONEY_CNY))

    assert isinstance(found, str) or found == Decimal(number)


def test_decimals_beyond_the_fourth_are_not_cut_from_an_amount() -> None:
    decimals = pl.Series(["1.50000000", "1.00005"]).cast(pl.Decimal(20, 8))

    exact, other = read(decimals, spec_of(ValueType.MONEY_CNY))

    assert exact == Decimal("1.5")
    assert "four decimals" in other


def test_decimals_count_heads_only_where_they_are_whole() -> None:
    whole, other = read(pl.Series(["12.00", "12.50"]).cast(pl.Decimal(10, 2)), spec_of(ValueType.INTEGER))

    assert whole == 12
    assert "whole number" in other


def test_a_number_below_zero_is_listed_unless_its_fact_may_be() -> None:
    below = pl.Series([-1])

    assert read(below, spec_of(ValueType.INTEGER)) == ["expected zero or more"]
    assert read(below, spec_of(ValueType.MONEY_CNY)) == ["expected zero or more"]
    assert read(below, spec_of(ValueType.NUMBER)) == ["expected zero or more"]
    assert read(below, spec_of(ValueType.NUMBER, may_be_negative=True)) == [-1]


@pytest.mark.parametrize("share", ["-0.01", "1.01", "5.5"])
def test_a_share_lies_between_nothing_and_all(share: str) -> None:
    assert read(pl.Series([share]).cast(pl.Decimal(10, 4)), spec_of(ValueType.SHARE)) == [
        "expected a share between 0 and 1"
    ]
    assert read(pl.Series(["0", "1"]).cast(pl.Decimal(10, 4)), spec_of(ValueType.SHARE)) == [0, 1]


def test_what_has_happened_did_so_by_the_day() -> None:
    days = pl.Series([ON, date(2026, 3, 3)])
    happened = FactSpec(name="established_on", title="成立日期", type=ValueType.DATE)
    runs_out = FactSpec(name="valid_until", title="有效期至", type=ValueType.DATE)

    faults = [
        days.alias(spec.name).to_frame().with_columns(how.value).select(one.found for one in how.faults[-1:])
        for spec in (happened, runs_out)
        for how in [read_column("profile.day", spec, days.dtype, ON)]
    ]

    assert [one.to_series().to_list() for one in faults] == [[False, True], [False, False]]


def test_an_instant_is_the_day_it_has_in_shanghai() -> None:
    spec = spec_of(ValueType.DATE)
    evening = datetime(2026, 3, 1, 20, tzinfo=UTC)

    assert read(pl.Series([evening]), spec) == [ON]
    assert read(pl.Series([evening.replace(tzinfo=None)]), spec) == [date(2026, 3, 1)]


def test_a_day_that_no_calendar_has_is_listed() -> None:
    (found,) = read(pl.Series([5_000_000], dtype=pl.Int32).cast(pl.Date), spec_of(ValueType.DATE))

    assert "a date that exists" in found


def test_a_list_holds_choices_alone() -> None:
    lists = pl.Series([["x"], [], ["x", "z"], ["x", None], None], dtype=pl.List(pl.String))

    one, empty, unknown_choice, gap, unknown = read(lists, spec_of(ValueType.CHOICES))

    assert (one, empty, unknown) == (["x"], [], None)
    assert unknown_choice == gap == "expected one of: x, y"


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [
        (ValueType.INTEGER, pl.Boolean()),
        (ValueType.MONEY_CNY, pl.Date()),
        (ValueType.DATE, pl.Int64()),
        (ValueType.BOOLEAN, pl.Int64()),
        (ValueType.REGION, pl.Int64()),
        (ValueType.CHOICE, pl.List(pl.String())),
        (ValueType.CHOICES, pl.List(pl.Int64())),
        (ValueType.TEXT, pl.Binary()),
        (ValueType.RECORDS, pl.String()),
    ],
)
def test_a_column_of_another_type_is_refused_as_a_whole(kind: ValueType, dtype: pl.DataType) -> None:
    columns = [FactSpec(name="a", title="a", type=ValueType.TEXT)] if kind is ValueType.RECORDS else []

    with pytest.raises(BadValue, match=r"a column of|leave the column out"):
        read_column("profile.cell", spec_of(kind, columns=columns), dtype, ON)
