"""By how much a scheme is missed, and by when it could fit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Not, Truth, names_read
from approval_rules.conditions.parsing import parse_condition
from approval_rules.facts import load_vocabulary
from approval_rules.matching.shortfall_words import tell
from approval_rules.matching.shortfalls import RECEIVED_ON, Outlook, Shortfall, denied, shortfalls
from tests.unit.approval_rules.conditions import strategies as made_up

if TYPE_CHECKING:
    from approval_rules.values import Value

TODAY = date(2026, 3, 2)
A_YEAR_BEFORE = {"fact": RECEIVED_ON, "minus": {"years": 1}}


def _facts(on: date = TODAY, **known: object) -> dict[str, Value]:
    specs = load_vocabulary()
    typed = {f"profile.{name}": specs[f"profile.{name}"].parse(value) for name, value in known.items()}
    return {RECEIVED_ON: on, **typed}


def _about(fact: str, **operator: object) -> dict[str, Any]:
    return {"fact": f"profile.{fact}", **operator}


def _lacking(data: object, facts: dict[str, Value], last_on: date | None = None) -> tuple[Shortfall, ...]:
    return shortfalls(parse_condition(data, load_vocabulary()), facts, last_on)


def _told(data: object, facts: dict[str, Value], last_on: date | None = None) -> list[tuple[str, str]]:
    return [(told.text.zh, told.text.en) for told in (tell(one, facts) for one in _lacking(data, facts, last_on))]


@pytest.mark.parametrize(
    ("sentence", "known", "zh", "en"),
    [
        (_about("employees", at_least=10), {"employees": 8}, "差2人", "2 short"),
        (_about("employees", more_than=10), {"employees": 10}, "差1人", "1 short"),
        (_about("employees", at_most=300), {"employees": 303}, "超出3人", "3 too much"),
        (_about("employees", less_than=300), {"employees": 300}, "超出1人", "1 too much"),
        (
            _about("local_employee_share", at_least="0.30"),
            {"local_employee_share": "0.25"},
            "差5个百分点",
            "5 percentage points short",
        ),
        (
            _about("annual_revenue_cny", at_least=2_000_000),
            {"annual_revenue_cny": "1999999.99"},
            "差0.01元",
            "0.01 CNY short",
        ),
        (
            _about("annual_revenue_cny", more_than=2_000_000),
            {"annual_revenue_cny": 2_000_000},
            "正好在限上，还不够",
            "exactly on the limit, which is not enough",
        ),
        (
            _about("annual_revenue_cny", more_than=2_000_000),
            {"annual_revenue_cny": 1_500_000},
            "差500000元以上",
            "more than 500000 CNY short",
        ),
        (
            {"not": _about("employees", at_least=300)},
            {"employees": 305},
            "超出6人",
            "6 too much",
        ),
    ],
)
def test_by_how_much_a_number_misses_is_said_in_its_unit(
    sentence: dict[str, Any], known: dict[str, Any], zh: str, en: str
) -> None:
    ((in_chinese, in_english),) = _told(sentence, _facts(**known))

    assert in_chinese.split("：")[0] == zh
    assert in_english.split(":")[0] == en


def test_the_whole_sentence_says_what_is_asked_and_what_is() -> None:
    assert _told(_about("employees", at_least=10), _facts(employees=8)) == [
        ("差2人：从业人数不低于10人；目前8人", "2 short: number of employees is at least 10; now: 8")
    ]


@pytest.mark.parametrize(
    ("founded", "operator", "zh"),
    [
        ("2026-03-01", "on_or_before", "成立满1年起，即2027-03-01"),
        ("2024-02-29", "on_or_before", None),
        ("2025-12-31", "on_or_before", "成立满1年起，即2026-12-31"),
        ("2026-03-01", "before", "成立满1年后，即2027-03-02"),
    ],
)
def test_a_day_counted_from_the_application_comes_by_waiting(founded: str, operator: str, zh: str | None) -> None:
    told = _told(_about("established_on", **{operator: A_YEAR_BEFORE}), _facts(established_on=founded))

    assert [line.split("：")[0] for line, _ in told] == ([zh] if zh else [])


def test_who_was_founded_on_a_leap_day_waits_as_the_span_counts() -> None:
    facts = _facts(date(2024, 3, 1), established_on="2024-02-29")

    (one,) = _lacking(_about("established_on", on_or_before=A_YEAR_BEFORE), facts)

    assert one.first_on == date(2025, 3, 1)  # a year before 2025-02-28 is 2024-02-28


def test_a_day_after_the_end_of_the_scheme_comes_too_late() -> None:
    sentence, facts = _about("established_on", on_or_before=A_YEAR_BEFORE), _facts(established_on="2026-03-01")

    (on_the_last_day,) = _lacking(sentence, facts, date(2027, 3, 1))
    (a_day_before,) = _lacking(sentence, facts, date(2027, 2, 28))

    assert on_the_last_day.outlook is Outlook.BY_WAITING
    assert a_day_before.outlook is Outlook.TOO_LATE
    assert tell(a_day_before, facts).text.zh.startswith("成立满1年起，即2027-03-01，晚于最后一日2027-02-28，来不及：")


def test_a_scheme_that_opens_later_holds_from_that_day() -> None:
    (one,) = _lacking({"fact": RECEIVED_ON, "on_or_after": "2026-07-01"}, _facts())

    assert (one.outlook, one.first_on) == (Outlook.BY_WAITING, date(2026, 7, 1))


@pytest.mark.parametrize(
    ("sentence", "known"),
    [
        (_about("established_on", on_or_after=A_YEAR_BEFORE), {"established_on": "2025-03-01"}),
        (_about("established_on", on_or_before="2020-12-31"), {"established_on": "2021-01-01"}),
        (_about("established_on", on_or_after="2020-12-31"), {"established_on": "2019-01-01"}),
        ({"fact": RECEIVED_ON, "on_or_before": "2026-03-01"}, {}),
    ],
    ids=["too old by now", "founded too late", "founded too early", "the day has passed"],
)
def test_what_has_passed_can_not_be_met_any_more(sentence: dict[str, Any], known: dict[str, Any]) -> None:
    (told,) = _told(sentence, _facts(**known))

    assert told[0].startswith("已经不能满足：")
    assert told[1].startswith("can't be met any more: ")


def test_a_certificate_that_has_ended_may_be_renewed() -> None:
    sentence = _about("high_tech_valid_until", on_or_after={"fact": RECEIVED_ON})

    (one,) = _lacking(sentence, _facts(high_tech_valid_until="2026-01-01"))

    assert one.outlook is Outlook.BY_CHANGE


def test_a_recognition_of_a_year_gone_by_can_not_be_had_any_more() -> None:
    of_2024 = {
        "all_of": [
            _about("high_tech_recognised_on", on_or_after="2024-01-01"),
            _about("high_tech_recognised_on", on_or_before="2024-12-31"),
        ]
    }

    (one,) = _lacking(of_2024, _facts(high_tech_recognised_on="2022-05-01"))

    assert one.outlook is Outlook.NEVER


def test_what_is_no_number_and_no_day_has_to_change() -> None:
    told = _told(_about("region", starts_with="310114"), _facts(region="310115"))

    assert told[0][0] == "须符合：注册地在嘉定区（310114）；目前浦东新区（310115）"


def test_every_failing_sentence_is_told_and_none_that_holds_or_is_unknown() -> None:
    three = {
        "all_of": [
            _about("employees", at_least=10),
            _about("region", starts_with="31"),
            _about("annual_revenue_cny", at_least=100),
            _about("established_on", on_or_before="2020-01-01"),
        ]
    }

    lacking = _lacking(three, _facts(employees=1, region="310115", established_on="2021-01-01"))

    assert [one.fact for one in lacking] == ["profile.employees", "profile.established_on"]


@pytest.mark.parametrize(
    ("ways", "nearest"),
    [
        ([_about("employees", at_least=100), _about("annual_revenue_cny", at_least=1100)], "annual_revenue_cny"),
        ([_about("established_on", on_or_before="2020-01-01"), _about("employees", at_least=100)], "employees"),
        ([_about("employees", at_least=11), _about("established_on", on_or_before=A_YEAR_BEFORE)], "established_on"),
        (
            [
                {"all_of": [_about("employees", at_least=11), _about("annual_revenue_cny", at_least=1001)]},
                _about("employees", at_least=90),
            ],
            "employees",
        ),
    ],
    ids=["the smaller in proportion", "one that can still be met", "waiting before changing", "one thing, not two"],
)
def test_of_alternatives_the_nearest_way_is_told(ways: list[dict[str, Any]], nearest: str) -> None:
    facts = _facts(employees=10, annual_revenue_cny=1000, established_on="2026-01-01")

    assert [one.fact for one in _lacking({"any_of": ways}, facts)] == [f"profile.{nearest}"]


def test_a_condition_that_holds_or_is_not_known_lacks_nothing() -> None:
    assert _lacking(_about("employees", at_least=10), _facts(employees=10)) == ()
    assert _lacking(_about("employees", at_least=10), _facts()) == ()


@given(
    st.integers(0, 60),
    st.integers(0, 60),
    st.sampled_from(["at_least", "at_most", "more_than", "less_than"]),
)
def test_changed_by_just_the_gap_a_whole_number_fits_and_by_one_less_it_does_not(
    employees: int, limit: int, operator: str
) -> None:
    sentence = _about("employees", **{operator: limit})
    for one in _lacking(sentence, _facts(employees=employees)):
        assert one.gap is not None
        change, step = int(one.gap), 1 if one.gap > 0 else -1

        assert not _lacking(sentence, {**_facts(), "profile.employees": employees + change})
        assert _lacking(sentence, {**_facts(), "profile.employees": employees + change - step})


@given(
    st.dates(date(2023, 1, 1), date(2026, 12, 31)),
    st.dates(date(2024, 1, 1), date(2025, 12, 31)),
    st.sampled_from([{"years": 1}, {"months": 6}, {"months": 1, "days": 15}, {"days": 100}, {"years": 2, "days": 1}]),
    st.sampled_from(["on_or_before", "before"]),
)
def test_the_first_day_is_the_one_a_calendar_walked_day_by_day_comes_to(
    founded: date, on: date, span: dict[str, int], operator: str
) -> None:
    sentence = _about("established_on", **{operator: {"fact": RECEIVED_ON, "minus": span}})
    condition = parse_condition(sentence, load_vocabulary())
    for one in _lacking(sentence, _facts(on, established_on=founded)):
        day = on
        while evaluate(condition, _facts(day, established_on=founded)).truth is not Truth.TRUE:
            day += timedelta(days=1)

        assert one.first_on == day


@given(made_up.conditions(), st.integers(0, 2**32))
def test_of_any_condition_that_fails_something_is_lacking_that_fails_now(data: dict[str, Any], seed: int) -> None:
    condition = parse_condition(data, made_up.VOCABULARY)
    for facts in made_up.rows_for(condition, made_up.seeded(seed), 5, None):
        known = {**facts, RECEIVED_ON: TODAY}
        lacking = shortfalls(condition, known, None)

        is_false = evaluate(condition, known).truth is Truth.FALSE
        assert bool(lacking) is (is_false and any(True for _ in names_read(condition)))
        assert all(evaluate(one.wanted, known).truth is Truth.FALSE for one in lacking)


@given(made_up.conditions(), st.integers(0, 2**32))
def test_what_is_denied_is_the_opposite(data: dict[str, Any], seed: int) -> None:
    condition = parse_condition(data, made_up.VOCABULARY)
    for facts in made_up.rows_for(condition, made_up.seeded(seed), 5, None):
        assert evaluate(denied(condition), facts).truth is evaluate(Not(condition), facts).truth
