"""A company asks which schemes fit it."""

from __future__ import annotations

import json
from datetime import date

from app.flows.match import MatchReport, match_profile
from app.subsidies.profile import parse_profile
from app.subsidies.schemes import load_schemes
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
