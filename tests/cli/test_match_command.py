"""`zhiban match` says what is lacking, what is best together, and what to ask first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from app.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PROFILE = {
    "entity_type": "enterprise",
    "region": "310104",
    "high_tech_recognition": "first",
    "high_tech_recognised_on": "2025-03-01",
    "high_tech_valid_until": "2028-02-28",
    "torch_statistics_year": 2024,
    "similar_award_received": False,
    "is_restricted_industry": False,
    "taxable_income_cny": "1000000",
    "employees": 301,
    "total_assets_cny": "8000000",
}


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "profile.json"
    path.write_text(json.dumps(PROFILE), "utf-8")
    return path


def _run(profile: Path, *arguments: str) -> str:
    return CliRunner().invoke(main, ["match", str(profile), "--on", "2025-11-20", *arguments]).stdout


def _document(profile: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_run(profile, "--json"))
    return found


def test_by_how_much_a_scheme_is_missed_is_told(profile: Path) -> None:
    relief = next(one for one in _document(profile)["schemes"] if one["id"] == "small-low-profit-income-tax")

    assert relief["shortfalls"][0]["text"] == "超出1人：从业人数不超过300人；目前301人"
    assert "    → 超出1人：从业人数不超过300人；目前301人" in _run(profile)


def test_what_is_best_together_is_told_and_what_is_only_possible_apart(profile: Path) -> None:
    document = _document(profile)

    assert "xuhui-high-tech-award-2025" not in document["best"]["chosen"]
    assert "xuhui-high-tech-award-2025" in document["best_with_possible"]["chosen"]
    assert "连同可能符合的，最优组合：" in _run(profile)


def test_what_to_ask_first_is_told_with_the_money_it_decides(profile: Path) -> None:
    asked = _document(profile)["next_question"]

    assert f"先问：{asked['text']}  （关系到最高 {float(asked['stake_cny']):,.2f} 元）" in _run(profile)
