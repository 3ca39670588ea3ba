from __future__ import annotations

import time
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.filters import ANY, Filters, PassageColumns
from retrieval.passages import Audience, Passage, SourceKind

REGIONS = ["000000", "310000", "310115", "310104", "330000", "330100", "440106"]
DAYS = st.dates(date(2017, 1, 1), date(2027, 12, 31))
YEARS = st.integers(2016, 2028)
TEXTS = st.lists(st.sampled_from(["2019年", "12020年", "二〇二一年", "2022", "年", "申领补贴。"]), max_size=4).map(
    "".join
)
AUDIENCES = st.frozensets(st.sampled_from(Audience), max_size=2)
PASSAGES = st.builds(
    Passage,
    id=st.just("a"),
    text=TEXTS,
    title=TEXTS,
    kind=st.none() | st.sampled_from(SourceKind),
    region=st.none() | st.sampled_from(REGIONS),
    valid_from=st.none() | DAYS,
    valid_to=st.none() | DAYS,
    audience=AUDIENCES,
)
FILTERS = st.builds(
    Filters,
    on=st.none() | DAYS,
    years=st.frozensets(YEARS, max_size=2),
    places=st.frozensets(st.sampled_from(REGIONS), max_size=2),
    audience=AUDIENCES,
    kinds=st.frozensets(st.sampled_from(SourceKind), max_size=2),
)
TEXT = Passage(
    id="a",
    text="按2021年度的认定。",
    kind=SourceKind.SCHEME,
    region="310115",
    valid_from=date(2023, 1, 1),
    valid_to=date(2027, 12, 31),
    audience=frozenset({Audience.ENTERPRISE}),
)


@given(st.lists(PASSAGES, max_size=12), FILTERS)
def test_the_mask_of_a_list_admits_what_the_filters_admit_one_by_one(passages: list[Passage], filters: Filters) -> None:
    mask = PassageColumns(passages).mask(filters)

    assert mask.tolist() == [filters.admits(passage) for passage in passages]


@given(PASSAGES)
def test_filters_that_ask_for_nothing_admit_everything(passage: Passage) -> None:
    assert ANY.admits(passage)


@pytest.mark.parametrize(
    ("filters", "admitted"),
    [
        (Filters(on=date(2023, 1, 1)), True),
        (Filters(on=date(2027, 12, 31)), True),
        (Filters(on=date(2028, 1, 1)), False),
        (Filters(years=frozenset({2022})), False),
        (Filters(years=frozenset({2023, 2027})), True),
        (Filters(years=frozenset({2021})), True),
        (Filters(years=frozenset({2021, 2022})), False),
        (Filters(places=frozenset({"310115"})), True),
        (Filters(places=frozenset({"310000"})), True),
        (Filters(places=frozenset({"310104"})), False),
        (Filters(places=frozenset({"310104", "310115"})), True),
        (Filters(audience=frozenset({Audience.PERSON})), False),
        (Filters(audience=frozenset({Audience.PERSON, Audience.ENTERPRISE})), True),
        (Filters(kinds=frozenset({SourceKind.SCHEME, SourceKind.FAQ})), True),
        (Filters(kinds=frozenset({SourceKind.LAW})), False),
    ],
)
def test_a_text_is_admitted_by_day_year_place_audience_and_kind(filters: Filters, admitted: bool) -> None:  # noqa: FBT001  a table
    assert filters.admits(TEXT) is admitted


def test_a_text_that_names_no_region_audience_or_days_is_for_every_place_person_and_day() -> None:
    asked = Filters(
        on=date(2026, 1, 1),
        years=frozenset({2050}),
        places=frozenset({"310115"}),
        audience=frozenset({Audience.PERSON}),
    )

    assert asked.admits(Passage(id="b", text=""))


def test_a_text_of_no_kind_is_of_none_of_the_kinds_asked_for() -> None:
    assert not Filters(kinds=frozenset(SourceKind)).admits(Passage(id="b", text=""))


def test_the_mask_of_a_hundred_thousand_passages_takes_a_few_milliseconds() -> None:
    first = date(2020, 1, 1)
    passages = [
        Passage(id=str(at), text="", region=REGIONS[at % 7], valid_from=first + timedelta(days=at % 900))
        for at in range(100_000)
    ]
    columns = PassageColumns(passages)
    asked = Filters(
        on=date(2022, 1, 1),
        years=frozenset({2021, 2022}),
        places=frozenset({"310115"}),
        audience=frozenset({Audience.PERSON}),
        kinds=frozenset({SourceKind.LAW}),
    )
    times = []
    for _ in range(20):
        began = time.perf_counter()
        columns.mask(asked)
        times.append(time.perf_counter() - began)

    assert float(np.min(times)) < 0.01
