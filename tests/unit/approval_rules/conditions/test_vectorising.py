"""Facts as columns: held exactly or refused; texts, dates and records compared as they are one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from approval_rules.conditions.columns import PERMANENT_DAY, completed, schema_of, table_of
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Counted, Operator, Quantified, Quantifier, Truth, facts_read
from approval_rules.conditions.parsing import parse_condition
from approval_rules.conditions.vector_texts import FOLDING, _written
from approval_rules.conditions.vectorising import truth_expression
from approval_rules.texts import Normalisation, normalised
from approval_rules.values import PERMANENT, BadValue, Row, Value, ValueType
from tests.unit.approval_rules.conditions.strategies import VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Mapping

NULLABLE = {Truth.TRUE: True, Truth.FALSE: False, Truth.UNKNOWN: None}


def _truths(written: object, *rows: Mapping[str, Value]) -> list[bool | None]:
    condition = parse_condition(written, VOCABULARY)
    table = table_of(rows, sorted(facts_read(condition)), VOCABULARY)
    return table.select(truth=truth_expression(condition, VOCABULARY))["truth"].to_list()


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("a.money_cny", [Decimal(99999999999999999999), Decimal("0.0001"), Decimal("1.50000"), None]),
        ("a.number", [Decimal(99999999999999999999), Decimal("-0.0000000000000001"), Decimal("1E+5"), None]),
        ("a.share", [Decimal("0.999999999999999999"), Decimal(1), Decimal(0), None]),
        ("a.integer", [10**18 - 1, -(10**18) + 1, 0, None]),
        ("a.date", [date.min, date.max, date(1969, 12, 31), None]),
        ("a.boolean", [True, False, None]),
        ("a.text", ["样例 １", "", None]),
        ("a.choices", [("x", "y"), (), None, ("x", "y")]),
    ],
)
def test_a_column_holds_every_value_as_it_is(name: str, values: list[Any]) -> None:
    rows = [{} if value is None else {name: value} for value in values]

    column = table_of(rows, [name], VOCABULARY)[name]

    assert [tuple(one) if isinstance(one, list) else one for one in column.to_list()] == values


def test_an_open_term_is_later_than_the_last_date_and_no_date_itself() -> None:
    rows: list[dict[str, Value]] = [{"a.date_or_permanent": day} for day in (PERMANENT, date.max, date.min)]

    truths = _truths({"fact": "a.date_or_permanent", "after": "9999-12-31"}, *rows)

    assert truths == [True, False, False]
    assert table_of(rows, ["a.date_or_permanent"], VOCABULARY).to_series().to_list()[0] == PERMANENT_DAY


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("a.money_cny", Decimal("0.00001"), "more than 4 decimals"),
        ("a.money_cny", Decimal("1E+21"), "more digits than a money_cny may have"),
        ("a.money_cny", 0.5, "a float is no money_cny"),
        ("a.share", Decimal("0.0000000000000000001"), "more than 18 decimals"),
        ("a.number", Decimal("NaN"), "is no number"),
        ("a.number", "1.5", "a str is no number"),
        ("a.integer", True, "a bool is no integer"),
        ("a.integer", 2**63, "more digits"),
        ("a.date", PERMANENT, "a Permanent is no date"),
        ("a.date", datetime(2026, 3, 2, tzinfo=UTC), "a datetime is no date"),
        ("a.text", 310115, "a int is no text"),
        ("a.choices", ["x"], "a list is no choices"),
        ("a.records", (Row((("c_money_cny", Decimal("0.00001")),)),), "column c_money_cny"),
    ],
)
def test_what_a_column_cannot_hold_is_refused_by_name_and_never_rounded(name: str, value: Value, why: str) -> None:
    with pytest.raises(BadValue, match=f"column {name}.*{why}"):
        table_of([{}, {name: value}], [name], VOCABULARY)


def test_a_fact_without_a_column_is_unknown() -> None:
    table = completed(pl.DataFrame({"a.integer": [1]}), schema_of(["a.integer", "a.records"], VOCABULARY))

    condition = parse_condition({"fact": "a.records", "count": {"at_least": 0}}, VOCABULARY)

    assert table.select(truth_expression(condition, VOCABULARY)).to_series().to_list() == [None]


def test_a_column_of_another_type_is_refused() -> None:
    table = pl.DataFrame({"a.money_cny": [1.5]})

    with pytest.raises(BadValue, match=r"column a\.money_cny: expected Decimal"):
        completed(table, schema_of(["a.money_cny"], VOCABULARY))


OTHERS = "".join(map(chr, sorted({*range(0x110000)}.difference(*FOLDING))))


@pytest.mark.parametrize("under", [one for one in Normalisation if one is not Normalisation.EXACT])
def test_every_character_is_folded_in_a_column_as_elsewhere(under: Normalisation) -> None:
    texts = [f"上{chr(code)}海" for code in chain.from_iterable(FOLDING)]

    column = pl.DataFrame({"a.text": texts}).select(_written("a.text", under)).to_series()

    assert column.to_list() == [normalised(text, under) for text in texts]
    assert normalised(OTHERS, under) == OTHERS


LONG = "食品销售" * 60
SCOPES = (
    "百货；（（（（食品））））；食品销售",
    "百货；（（（（食品；食品销售）））；食品销售）",
    "（百货；食品销售",
    "百货）；食品 销售",
    "食品销售",
    "；食品销售，",
    LONG,
    f"百货：{LONG}。",
    "食品销售（",
    "",
)


@pytest.mark.parametrize("operator", ["is", "mentions", "lists", "starts_with"])
@pytest.mark.parametrize("literal", ["食品销售", "食品，销售", "食品销售（", LONG, "百货；食品销售", "[食品销售]", "."])
def test_literals_of_every_shape_are_found_as_they_are_one_by_one(operator: str, literal: str) -> None:
    condition = parse_condition({"fact": "a.text", operator: literal}, VOCABULARY)
    rows: list[dict[str, Value]] = [{"a.text": text} for text in SCOPES]

    truths = _truths({"fact": "a.text", operator: literal}, *rows, {})

    assert truths == [*(NULLABLE[evaluate(condition, row).truth] for row in rows), None]


@pytest.mark.parametrize(
    ("operator", "truths"),
    [
        ("at_least", [False, True]),
        ("more_than", [False, True]),
        ("at_most", [True, False]),
        ("less_than", [True, False]),
        ("is", [False, False]),
    ],
)
def test_a_limit_between_two_units_is_kept_between_them(operator: str, truths: list[bool]) -> None:
    rows: list[dict[str, Value]] = [{"a.money_cny": Decimal(text)} for text in ("0.0001", "0.0002")]

    assert _truths({"fact": "a.money_cny", operator: "0.00015"}, *rows) == truths


def test_a_region_lies_within_the_ones_above_it() -> None:
    rows: list[dict[str, Value]] = [{"a.region": code} for code in ("310115001", "310115", "31", "330106")]

    truths = {region: _truths({"fact": "a.region", "within": [region]}, *rows) for region in ("310000", "310100")}
    everywhere = _truths({"fact": "a.region", "within": ["000000"]}, *rows)

    assert truths == {"310000": [True, True, True, False], "310100": [True, True, False, False]}
    assert everywhere == [True] * 4


def test_an_address_leaves_out_the_province_at_its_beginning_alone() -> None:
    rows: list[dict[str, Value]] = [
        {"a.address": "上海市浦东新区", "b.address": "浦东新区"},
        {"a.address": "上海市上海市浦东新区", "b.address": "浦东新区"},
        {"a.address": "浦东新区上海市", "b.address": "浦东新区"},
    ]

    assert _truths({"fact": "a.address", "matches": {"fact": "b.address", "under": "address"}}, *rows) == [
        True,
        False,
        False,
    ]


def test_digits_beyond_128_bits_are_compared_one_by_one() -> None:
    most, least = Decimal(99999999999999999999), Decimal("0.000000000000000001")
    rows: list[dict[str, Value]] = [{"a.number": most, "b.number": one} for one in (least, -least, Decimal(0))]

    truths = _truths({"sum": ["a.number", "b.number"], "more_than": {"fact": "a.number"}}, *rows, {"a.number": most})

    assert truths == [True, False, False, None]


def test_a_table_without_rows_has_truths_without_rows() -> None:
    assert _truths({"fact": "a.records", "some": {"fact": "c_integer", "is": {"fact": "a.integer"}}}) == []


def test_a_condition_on_a_record_that_asks_of_another_list_is_refused() -> None:
    inner = Counted(fact="b.records", where=None, operator=Operator.IS, number=1)
    condition = Quantified(fact="a.records", quantifier=Quantifier.SOME, condition=inner)

    with pytest.raises(BadValue, match="another list of records"):
        truth_expression(condition, VOCABULARY)


def test_every_kind_of_value_has_a_column() -> None:
    schema = schema_of(VOCABULARY, VOCABULARY)

    assert {VOCABULARY[name].type for name in schema} == {*ValueType}
