"""People browse the schemes by words and filters, on the page and over the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from app.subsidies.schemes import load_schemes
from corpora import CORPORA_DIR
from tests.website import build_site, problem, visit

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient

ON = "2026-11-27"
EVERY = len(load_schemes(CORPORA_DIR))


@pytest.fixture
def portal(tmp_path: Path) -> TestClient:
    return visit(build_site(tmp_path))


def _browsed(portal: TestClient, **asked: Any) -> dict[str, Any]:  # noqa: ANN401  whatever a filter takes
    answer = portal.get("/api/v1/schemes", params={"on": ON} | asked)
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


def test_without_filters_every_scheme_is_there_the_ended_ones_last(portal: TestClient) -> None:
    pages = [_browsed(portal, page=number) for number in range(1, EVERY // 20 + 2)]

    standings = [one["standing"] for page in pages for one in page["schemes"]]
    assert len({one["id"] for page in pages for one in page["schemes"]}) == pages[0]["count"] == EVERY
    assert "ended" not in standings[: standings.index("ended")] + [one for one in standings if one != "ended"]
    assert standings == sorted(standings, key="ended".__eq__)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("大学生创业", "first-startup-grant"),
        ("房租", "startup-rent-subsidy"),
        ("专精特新贷款贴息", "zhuanjingtexin-loan-interest-2025"),
        ("招用毕业生", "job-expansion-subsidy-2024"),
        ("小微企业所得税", "small-low-profit-income-tax"),
        ("PCT专利", "foreign-patent-grant"),
        ("出口展会", "market-expansion-fund"),
        ("首台套", "first-set-equipment-support-2026"),
        ("大模型算力", "xuhui-large-model-computing-subsidy"),
    ],
)
def test_words_find_the_scheme_that_people_mean(portal: TestClient, words: str, wanted: str) -> None:
    found = _browsed(portal, q=words)

    assert wanted in [one["id"] for one in found["schemes"][:5]]
    assert all(one["found_in"]["clause"].startswith(f"{one['id']}#") for one in found["schemes"])


def test_words_that_no_scheme_holds_find_none(portal: TestClient) -> None:
    assert _browsed(portal, q="甑鼒龘")["count"] == 0


def test_a_district_sees_its_own_schemes_and_those_of_the_city_and_the_country(portal: TestClient) -> None:
    pages = [_browsed(portal, region="310114", page=number) for number in (1, 2, 3)]

    regions = {one["region"] for page in pages for one in page["schemes"]}
    assert regions == {"310114", "310000", "000000"}


def test_filters_hold_together_and_the_counts_are_of_what_the_others_admit(portal: TestClient) -> None:
    every = _browsed(portal, q="高新技术企业", claim="apply")
    open_ones = _browsed(portal, q="高新技术企业", claim="apply", standing="open")

    assert {one["claim"] for one in every["schemes"]} == {"apply"}
    assert {one["standing"] for one in open_ones["schemes"]} == {"open"}
    assert every["standings"] == open_ones["standings"]
    assert open_ones["count"] == every["standings"]["open"] < every["count"]


def test_what_closes_soon_is_open_and_has_its_last_day_within_the_days(portal: TestClient) -> None:
    found = _browsed(portal, on="2025-12-10", closing_within_days=30)

    assert found["count"] > 0
    assert {one["standing"] for one in found["schemes"]} == {"open"}
    assert all("2025-12-10" <= one["closes"] <= "2026-01-09" for one in found["schemes"])


@pytest.mark.parametrize(
    "asked",
    [{"region": "3101"}, {"claim": "gift"}, {"page": 0}, {"q": "政" * 101}, {"closing_within_days": -1}, {"x": 1}],
)
def test_a_filter_that_is_none_is_refused(portal: TestClient, asked: dict[str, Any]) -> None:
    problem(portal.get("/api/v1/schemes", params=asked), 422, "bad_request")


def test_one_scheme_is_told_in_sentences_with_its_clauses(portal: TestClient) -> None:
    told = portal.get("/api/v1/schemes/jiading-high-tech-award", params={"on": ON}).json()

    assert any("嘉定区" in one for one in told["conditions"])
    assert told["amounts"][0]["amount"] == "200000元"
    assert told["materials"] == ["高新技术企业证书"]
    assert "jiading-high-tech-award#amount" in told["citations"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_scheme_can_be_told_and_shown(portal: TestClient, language: str) -> None:
    for scheme in load_schemes(CORPORA_DIR):
        told = portal.get(f"/api/v1/schemes/{scheme.id}", params={"language": language})
        shown = portal.get(f"/schemes/{scheme.id}", params={"lang": language})

        assert told.status_code == shown.status_code == 200, scheme.id
        assert told.json()["conditions"], scheme.id
        assert scheme.title in shown.text


def test_a_scheme_that_is_not_there_is_not_found(portal: TestClient) -> None:
    problem(portal.get("/api/v1/schemes/gold-for-all"), 404, "not_found")


def test_the_page_keeps_what_was_asked_and_words_stay_text(portal: TestClient) -> None:
    page = portal.get("/schemes", params={"q": "<script>高企", "region": "310114", "claim": "", "standing": ""}).text

    assert "<script>高企" not in page
    assert "&lt;script&gt;高企" in page
    assert '<option value="310114" selected>' in page


def test_the_page_shows_the_open_ones_unless_asked_for_others(portal: TestClient) -> None:
    page = portal.get("/schemes", params={"q": "稳岗"}).text

    assert "stable-employment-refund-2024" not in page
    assert "stable-employment-refund-2024" in portal.get("/schemes", params={"q": "稳岗", "standing": "ended"}).text


def test_the_page_speaks_english_too(portal: TestClient) -> None:
    page = portal.get("/schemes", params={"lang": "en", "q": "高新技术企业"}).text

    assert '<html lang="en"' in page
    assert "Support schemes" in page
