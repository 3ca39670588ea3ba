"""No two conditions are said alike: whatever is changed in one changes its sentence."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from approval_rules.conditions.parsing import parse_condition
from approval_rules.conditions.saying import say
from approval_rules.language_words import Language
from tests.vocabulary_of_every_kind import CHOICES, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Iterator

RECEIVED = {"fact": "a.received"}
_DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31)).map(date.isoformat)
_CODES = st.lists(st.sampled_from(sorted(CHOICES)), min_size=1, max_size=3, unique=True)
_REGIONS = st.sampled_from(["31", "310000", "310115", "310104", "330106", "310115001"])
_TEXT = st.text("食品销售仅样例ABC1、（）", min_size=1, max_size=6)
_SPANS = st.one_of(
    st.builds(lambda word, n: {word: {"workdays": n}}, st.sampled_from(["plus", "minus"]), st.integers(1, 40)),
    st.builds(
        lambda word, years, months, days: {word: {"years": years, "months": months, "days": days}},
        st.sampled_from(["plus", "minus"]),
        st.integers(0, 2),
        st.integers(0, 13),
        st.integers(0, 40),
    ),
    st.just({}),
)
_TIMES = st.one_of(st.just({}), st.decimals("0.001", "3", places=3).map(lambda times: {"times": str(times)}))
_ORDER = st.sampled_from(["is", "at_least", "at_most", "more_than", "less_than"])
_DATE_ORDER = st.sampled_from(["is", "on_or_after", "on_or_before", "after", "before"])
_UNDER = st.sampled_from(["exact", "printed", "name", "address"])


def _one(facts: st.SearchStrategy[str], word: st.SearchStrategy[str], operand: st.SearchStrategy[Any]) -> Any:  # noqa: ANN401  a strategy
    return st.builds(lambda fact, operator, value: {"fact": fact, operator: value}, facts, word, operand)


def _fact(*names: str) -> st.SearchStrategy[str]:
    return st.sampled_from(names)


_WHOLE = st.integers(0, 40)
_DECIMAL = st.decimals("0", "9", places=2).map(str)
_COLUMN_SENTENCES = st.one_of(
    _one(_fact("kind"), st.just("one_of"), st.lists(st.sampled_from("xy"), min_size=1, unique=True)),
    _one(_fact("kind"), st.just("is"), st.sampled_from("xy")),
    _one(_fact("months"), _ORDER, _WHOLE),
    _one(_fact("on"), _DATE_ORDER, st.one_of(_DAYS, _SPANS.map(lambda span: {**RECEIVED, **span}))),
    _one(_fact("paid"), st.just("is"), st.booleans()),
)
_PLAIN = st.one_of(
    _one(_fact("a.status"), st.just("is"), st.sampled_from(sorted(CHOICES))),
    _one(_fact("a.status"), st.just("one_of"), _CODES),
    _one(_fact("a.marks"), st.just("includes"), st.sampled_from(sorted(CHOICES))),
    _one(_fact("a.marks"), st.sampled_from(["includes_any", "includes_all"]), _CODES),
    _one(_fact("a.scope", "a.name"), st.sampled_from(["is", "mentions", "lists", "starts_with"]), _TEXT),
    _one(_fact("a.name"), st.just("one_of"), st.lists(_TEXT.map(str.strip), min_size=1, max_size=2)),
    _one(_fact("a.name"), st.just("is"), st.just({"fact": "a.printed"})),
    _one(_fact("a.name"), st.just("matches"), _UNDER.map(lambda under: {"fact": "a.printed", "under": under})),
    _one(_fact("a.region"), st.sampled_from(["is", "starts_with"]), _REGIONS),
    _one(_fact("a.region"), st.sampled_from(["one_of", "within"]), st.lists(_REGIONS, min_size=1, max_size=2)),
    _one(_fact("a.day", "a.until"), _DATE_ORDER, st.one_of(_DAYS, _SPANS.map(lambda span: {**RECEIVED, **span}))),
    _one(_fact("a.until"), _DATE_ORDER, st.just("permanent")),
    _one(_fact("a.people", "a.year"), _ORDER, _WHOLE),
    _one(_fact("a.people"), _ORDER, _TIMES.map(lambda times: {"fact": "a.left", **times})),
    _one(_fact("a.capital", "a.ratio"), _ORDER, _DECIMAL),
    _one(_fact("a.breach", "a.overdue"), st.just("is"), st.booleans()),
    st.builds(lambda word, n: {"sum": ["a.people", "a.left"], word: n}, _ORDER, _WHOLE),
)


def _trees(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(
                lambda word, parts: {word: parts}, _fact("all_of", "any_of"), st.lists(inner, min_size=1, max_size=4)
            ),
            st.builds(lambda part: {"not": part}, inner),
        ),
        max_leaves=5,
    )


_LISTS = _fact("a.hires", "a.grants")
_RECORDS = st.one_of(
    st.builds(
        lambda fact, word, part: {"fact": fact, word: part}, _LISTS, _fact("some", "every"), _trees(_COLUMN_SENTENCES)
    ),
    st.builds(lambda fact, word, n: {"fact": fact, "count": {word: n}}, _LISTS, _ORDER, st.integers(0, 3)),
    st.builds(
        lambda fact, word, n, part: {"fact": fact, "count": {word: n, "where": part}},
        _LISTS,
        _ORDER,
        st.integers(0, 3),
        _trees(_COLUMN_SENTENCES),
    ),
)
_CONDITIONS = _trees(st.one_of(_PLAIN, _PLAIN, _RECORDS))


@given(several=st.lists(_CONDITIONS, min_size=2, max_size=12), language=st.sampled_from(Language))
def test_different_conditions_are_said_differently(several: list[object], language: Language) -> None:
    conditions = {parse_condition(one, VOCABULARY) for one in several}

    assert len({say(one, VOCABULARY, language) for one in conditions}) == len(conditions)


@given(data=st.data(), written=_CONDITIONS, language=st.sampled_from(Language))
def test_whatever_is_changed_in_a_condition_changes_its_sentence(
    data: st.DataObject, written: dict[str, Any], language: Language
) -> None:
    changed = data.draw(st.sampled_from(list(_mutants(written))))
    before, after = parse_condition(written, VOCABULARY), parse_condition(changed, VOCABULARY)

    assert before == after or say(before, VOCABULARY, language) != say(after, VOCABULARY, language)


_SWAPS = {
    **dict.fromkeys(("at_least", "more_than", "less_than"), "at_most"),
    "at_most": "less_than",
    **dict.fromkeys(("on_or_after", "on_or_before", "after"), "before"),
    "before": "on_or_before",
    "all_of": "any_of",
    "any_of": "all_of",
    "some": "every",
    "every": "some",
    "plus": "minus",
    "minus": "plus",
    "includes_any": "includes_all",
    "includes_all": "includes_any",
    "within": "one_of",
    "mentions": "lists",
    "lists": "starts_with",
    "a.hires": "a.grants",
    "x": "y",
    "exact": "printed",
    "printed": "name",
    "name": "address",
    "operating": "closed",
}


def _mutants(written: Any) -> Iterator[Any]:  # noqa: ANN401  plain data
    """The same data with one word exchanged, one number moved by a unit, one part dropped, or the whole denied."""
    yield {"not": written}
    yield from _within(written)


def _within(written: Any) -> Iterator[Any]:  # noqa: ANN401  plain data
    match written:
        case dict():
            yield from _in_mapping(written)
        case list():
            yield from _in_list(written)
        case bool():
            yield not written
        case int():
            yield written + 1
        case str():
            yield from _in_word(written)


def _in_mapping(written: dict[str, Any]) -> Iterator[Any]:
    for key, value in written.items():
        if key in _SWAPS:
            yield {_SWAPS[name] if name == key else name: one for name, one in written.items()}
        for one in _within(value):
            yield {**written, key: one}


def _in_list(written: list[Any]) -> Iterator[Any]:
    for place, value in enumerate(written):
        if len(written) > 1 and not isinstance(value, str):
            yield [*written[:place], *written[place + 1 :]]
        for one in _within(value):
            yield [*written[:place], one, *written[place + 1 :]]


def _in_word(written: str) -> Iterator[str]:
    if re.fullmatch(r"[0-9]+\.[0-9]+", written):
        yield str(Decimal(written) + Decimal("0.01"))
    elif re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", written):
        yield date.fromordinal(date.fromisoformat(written).toordinal() + 1).isoformat()
    elif written in _SWAPS:
        yield _SWAPS[written]
