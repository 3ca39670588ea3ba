"""A company asks which schemes fit it."""

from __future__ import annotations

import json
from datetime import date

from app.flows.match import MatchReport, match_profile
from app.subsidies.profile import parse_profile
from app.subsidies.schemes import load_schemes
from approval_rules.facts import FactSpec, load_vocabulary
from corpora import CORPORA_DIR

SMALL_COMPANY = {
    "entity_type": "enterprise",
    "region": "310104",
    "high_tech_recognition": "first",
    "high_tech_recognised_on": "2025-03-01",
    "high_tech_valid_until": "2028-02-28",
    "torch_statistics_year": 2024,
    "similar_award_received": False,
    "is_restricted_industry": False,
    "taxable_income_cny": "1000000",
    "employees": 50,
    "total_assets_cny": "8000000",
}


def _matched(profile: dict[str, object], on: date) -> MatchReport:
    return match_profile(parse_profile(profile), load_schemes(CORPORA_DIR), on)


def test_a_small_company_gets_its_tax_relief_for_certain_and_its_award_as_possible() -> None:
    found = {one.id: one for one in _matched(SMALL_COMPANY, date(2025, 11, 20)).schemes}

    assert found["small-low-profit-income-tax"].status == "eligible"
    assert str(found["small-low-profit-income-tax"].amount_cny) == "200000.00"
    assert found["xuhui-high-tech-award-2025"].status == "possible"
    assert str(found["xuhui-high-tech-award-2025"].amount_cny) == "250000.00"


def test_the_day_after_the_window_the_award_is_gone_and_counted_as_expired() -> None:
    report = _matched(SMALL_COMPANY, date(2025, 11, 21))

    assert "xuhui-high-tech-award-2025" in report.expired
    assert "xuhui-high-tech-award-2025" not in {one.id for one in report.schemes}
    assert "technical-upgrade-2026" in report.not_yet


def test_every_scheme_is_either_answered_or_named_as_left_out() -> None:
    report = _matched({}, date(2026, 11, 21))

    ids = [one.id for one in report.schemes] + [*report.expired, *report.not_yet]
    assert sorted(ids) == sorted(scheme.id for scheme in load_schemes(CORPORA_DIR))


def test_what_is_certain_comes_first_and_what_is_refused_last() -> None:
    statuses = [one.status for one in _matched(SMALL_COMPANY, date(2025, 11, 20)).schemes]

    order = ["eligible", "possible", "unknown", "ineligible"]
    assert statuses == sorted(statuses, key=order.index)


def test_the_document_holds_the_promised_keys_and_is_plain_json() -> None:
    document = json.loads(json.dumps(_matched(SMALL_COMPANY, date(2025, 11, 20)).to_json(), ensure_ascii=False))

    for scheme in document["schemes"]:
        assert {"id", "from", "status", "amount_cny", "unmet", "missing"} <= set(scheme)
    by_id = {scheme["id"]: scheme for scheme in document["schemes"]}
    assert by_id["xuhui-high-tech-award-2025"]["from"] == "sh-xh-01"
    assert by_id["jiading-high-tech-award"]["unmet"][0]["facts"][0]["fact"] == "region"
    assert by_id["one-off-hiring-subsidy"]["missing"][0] == {
        "fact": "key_group_hires",
        "title": "招用的重点群体人数",
    }


def test_the_same_question_is_answered_with_the_same_bytes() -> None:
    first, second = (json.dumps(_matched(SMALL_COMPANY, date(2025, 11, 20)).to_json()) for _ in range(2))

    assert first == second


def test_each_scheme_has_its_last_day_and_the_day_on_which_its_window_opens() -> None:
    report = _matched(SMALL_COMPANY, date(2025, 11, 20)).to_json()

    for scheme in report["schemes"]:
        ends = [period["to"] for period in (scheme["in_force"], scheme["window"]) if period and period["to"]]
        assert scheme["deadline"]["last_on"] == min(ends, default=None)
        window = scheme["window"]
        to_come = window is not None and window["from"] > "2025-11-20"
        assert scheme["deadline"]["opens_on"] == (window["from"] if to_come else None)


def test_the_best_combination_holds_what_fits_for_certain_and_keeps_to_every_exclusion() -> None:
    report = _matched(SMALL_COMPANY, date(2025, 11, 20))
    found = {one.id: one for one in report.schemes}

    assert report.best is not None
    assert {found[name].status for name in report.best.chosen} == {"eligible"}
    assert report.best_with_possible is not None
    for one in report.best_with_possible.chosen:
        assert not set(found[one].not_with) & set(report.best_with_possible.chosen)


def test_a_company_of_which_nothing_is_known_is_asked_and_one_that_answers_all_is_not() -> None:
    profile: dict[str, object] = {}
    on = date(2025, 11, 20)
    for _ in range(200):
        question = _matched(profile, on).next_question
        if question is None:
            break
        spec = load_vocabulary()[question.fact]
        profile[spec.name] = _answer(spec)

    report = _matched(profile, on)
    assert report.next_question is None
    assert "unknown" not in {one.status for one in report.schemes}


def _answer(spec: FactSpec) -> object:
    first = next(iter(spec.choices), "")
    return {**_ANSWERS, "choice": first, "choices": [first]}[spec.type.value]


_ANSWERS: dict[str, object] = {
    "boolean": False,
    "integer": 30,
    "number": "30",
    "money_cny": "900000",
    "share": "0.5",
    "date": "2024-06-01",
    "region": "310104",
    "text": "样例",
}
