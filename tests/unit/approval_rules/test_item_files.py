"""Items as files: found by id and date, and refused with file and line when something is wrong in them."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from approval_rules.errors import BadRuleFile, NotInForce, UnknownItem
from approval_rules.item_files import ITEMS_DIR, load_item, load_items
from approval_rules.items import Automation, ItemVersion, find_item
from tests.cases_in_order import switched_on

if TYPE_CHECKING:
    from pathlib import Path

ITEM, ASSISTED = "prepackaged-food-filing", "high-tech-enterprise-award"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(ITEMS_DIR / ITEM, tmp_path / ITEM)


def _replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_an_unknown_item_names_those_there_are() -> None:
    with pytest.raises(UnknownItem, match="prepackaged-food-filing") as refused:
        find_item("no-such-item", load_items())

    assert refused.value.item_id == "no-such-item"


def test_a_version_is_in_force_on_its_first_and_last_day_and_not_a_day_around() -> None:
    item = load_items()[ASSISTED]
    span = item.versions[0].in_force
    assert span.end is not None

    assert item.version_on(span.start) is item.version_on(span.end)
    for day in (span.start - timedelta(days=1), span.end + timedelta(days=1)):
        with pytest.raises(NotInForce, match="from 2025-10-10 to 2025-11-20"):
            item.version_on(day)


def test_a_version_without_an_end_is_in_force_for_good() -> None:
    version = switched_on(load_items()[ITEM].versions[0], in_force={"from": "2024-05-10"})

    assert version.in_force.covers(date.max)
    assert not version.in_force.covers(date(2024, 5, 9))


def test_the_id_of_a_version_changes_with_its_content_only() -> None:
    version = load_items()[ITEM].versions[0]
    again = ItemVersion.model_validate(version.model_dump(mode="json", by_alias=True))
    other = switched_on(version, authority="别的机关")

    assert version.id.startswith("prepackaged-food-filing@2024-05-10+")
    assert again.id == version.id
    assert other.id != version.id


def test_every_fact_a_rule_or_an_amount_reads_is_guarded() -> None:
    version = load_items()[ASSISTED].versions[0]

    assert set(version.decisive) < set(version.decisive_facts)
    assert {"company.status", "qualification.recognition", "qualification.relocated_on"} <= set(version.decisive_facts)


def test_an_item_with_something_uncertain_is_never_unattended(folder: Path) -> None:
    version = load_items()[ASSISTED].versions[0]

    with pytest.raises(ValidationError, match="can't be switched to unattended"):
        ItemVersion.model_validate(version.model_dump(by_alias=True) | {"automation": Automation.UNATTENDED})

    _replaced(folder / "item.yaml", "automation: unattended", "automation: unattended\n    uncertain: 样例")
    with pytest.raises(BadRuleFile, match="can't be switched to unattended"):
        load_item(folder)


def test_no_item_that_is_unattended_has_anything_uncertain() -> None:
    for item in load_items().values():
        for version in item.versions:
            assert version.automation is not Automation.UNATTENDED or not version.uncertain


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("item.yaml", f"id: {ITEM}", "id: another", "differs from the folder"),
        ("item.yaml", 'region: "310000"', "region: 010106", 'Write "010106" in quotes'),
        ("item.yaml", "automation: unattended", "automation: on", 'Write "on" in quotes'),
        ("item.yaml", "automation: unattended", "automation: always", "automation"),
        ("item.yaml", "form: food_filing_form", "form: food_filing_form\n    shape: round", "shape"),
        ("item.yaml", "max_age_days: 31", "max_age_days: -1", "max_age_days"),
        ("item.yaml", "from: 2024-05-10", "from: 2024-02-30", "2024-02-30"),
        ("item.yaml", "rules: rules.yaml", "rules: nowhere.yaml", "can't be opened"),
        ("item.yaml", "cn.law.food-safety.2021#art-35", "the law", "basis"),
        ("rules.yaml", f"item: {ITEM}", "item: another", "these rules are for 'another'"),
        ("item.yaml", "[company.uscc,", "[company.shoe_size,", "company.shoe_size"),
        ("item.yaml", "form: food_filing_form", "form: nowhere", "nowhere"),
        ("item.yaml", "document: business_license", "document: nowhere", "nowhere"),
        ("rules.yaml", "{fact: company.region", "{fact: company.shoe_size", "yaml:5: rules.0.holds.fact: "),
        ("rules.yaml", "company.status, is", "company.status, at_least", "yaml:11: rules.1.holds.at_least: "),
        ("rules.yaml", "为 {company.region}", "为 {company.uscc}", "{company.uscc}, which the rule does not read"),
        ("rules.yaml", "otherwise: not_accept", "otherwise: approve_anyway", "otherwise"),
        ("rules.yaml", "id: company-operating", "id: registered-in-shanghai", "the same id"),
        ("rules.yaml", "basis: [cn.law.food-safety.2021#art-35]", "basis: []", "basis"),
        ("rules.yaml", "says: 企业登记在上海市", "says: 企业登记在上海市\n    says: 再说", "stands twice"),
    ],
)
def test_a_broken_file_is_refused_with_its_path_and_what_is_wrong(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    _replaced(folder / file, old, new)

    with pytest.raises(BadRuleFile, match=r"yaml:[0-9]+: ") as refused:
        load_item(folder)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.fix


def test_a_rule_whose_failure_leads_to_approval_is_refused(folder: Path) -> None:
    _replaced(folder / "rules.yaml", "otherwise: not_accept", "otherwise: approve")

    with pytest.raises(BadRuleFile, match=r"yaml:6: rules\.0\.otherwise: a rule that fails"):
        load_item(folder)


def test_versions_in_force_on_the_same_day_are_refused(folder: Path) -> None:
    text = (folder / "item.yaml").read_text(encoding="utf-8")
    version = text[text.index("  - in_force") :]
    (folder / "item.yaml").write_text(text + version, encoding="utf-8")

    with pytest.raises(BadRuleFile, match="in force"):
        load_item(folder)


def test_a_folder_without_its_item_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRuleFile, match="can't be opened"):
        load_item(tmp_path)
