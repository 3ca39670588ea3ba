"""What is made from items and schemes: the same bytes each time, and nothing that is not in the data."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from app.corpus.generating import generated_files, write_generated
from app.corpus.item_guides import item_guide, version_name
from app.corpus.scheme_facts import audience_of, scheme_facts
from approval_rules.item_files import load_items
from approval_rules.schemes import Scheme, load_scheme
from corpora import CORPORA_DIR
from retrieval.corpus import Corpus, clauses_in, read_corpus
from retrieval.passages import Audience

if TYPE_CHECKING:
    from pathlib import Path

NOTHING = Corpus(sources={}, clauses={})


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(CORPORA_DIR, tmp_path / "corpora", ignore=shutil.ignore_patterns("__pycache__"))


def guide_of(item_id: str, place: int = 0) -> dict[str, str]:
    item = load_items()[item_id]
    return {anchor: body for anchor, _, body in clauses_in(item_guide(item, item.versions[place], None, NOTHING))}


def scheme_of(scheme_id: str) -> Scheme:
    return load_scheme(CORPORA_DIR / "schemes" / scheme_id)


def facts_of(scheme: Scheme) -> dict[str, str]:
    known = {one.id: one for one in (scheme, scheme_of("job-expansion-subsidy-2024"))}
    return {anchor: body for anchor, _, body in clauses_in(scheme_facts(scheme, "某局", known))}


def test_the_same_data_give_the_same_bytes() -> None:
    assert generated_files(CORPORA_DIR) == generated_files(CORPORA_DIR)


def test_writing_again_changes_nothing_and_takes_away_what_is_no_longer_made(copied: Path) -> None:
    (copied / "generated" / "items" / "gone.2020-01-01.md").write_text("# 旧\n", encoding="utf-8")

    assert write_generated(copied) == ("generated/items/gone.2020-01-01.md",)
    assert write_generated(copied) == ()


def test_what_is_written_from_nothing_can_be_read(copied: Path) -> None:
    shutil.rmtree(copied / "generated")

    assert write_generated(copied)
    assert read_corpus(copied).clauses.keys() == read_corpus(CORPORA_DIR).clauses.keys()


def test_materials_come_from_the_item() -> None:
    assert guide_of("prepackaged-food-filing")["materials"] == "办理仅销售预包装食品备案，要交营业执照。"


def test_papers_that_the_item_does_not_know_are_not_said_to_be_none() -> None:
    assert "材料清单没有查到" in guide_of("one-off-hiring-subsidy")["materials"]
    assert "不用另交材料" in guide_of("stable-employment-refund")["materials"]


def test_a_limit_that_no_source_states_is_said_not_to_be_known() -> None:
    assert "办结时限没有查到规定" in guide_of("prepackaged-food-filing")["limits"]


def test_a_limit_is_told_with_its_doubt() -> None:
    limits = guide_of("food-permit-change")["limits"]

    assert "法定办结时限是受理后10个工作日，经机关负责人批准可以再延长5个工作日（还不能确定：" in limits
    assert "承诺办结时限是当场办结（还不能确定：" in limits


def test_what_goes_to_a_person_when_it_does_not_hold_says_so() -> None:
    conditions = guide_of("prepackaged-food-filing")["conditions"]

    assert "存续（在营）（不符合的由工作人员核实后办理）。" in conditions
    assert "不从事网络销售；不符合时的告知：从事网络销售的，需核对网店链接，由工作人员办理。" in conditions


def test_the_office_and_who_receives_for_it_are_told_apart() -> None:
    place = guide_of("residence-permit-endorsement")["place"]

    assert "办理机关是公安局。" in place
    assert "由街镇社区事务受理服务中心受理。" in place


def test_versions_of_an_item_are_told_apart_by_their_days() -> None:
    item = load_items()["job-expansion-subsidy"]

    assert [version_name(item, one) for one in item.versions] == [
        "一次性扩岗补助（免申即享，2023年7月3日至2023年12月31日）",
        "一次性扩岗补助（免申即享，2024年1月1日至2024年12月31日）",
    ]


def test_facts_of_a_scheme_known_in_part_say_so() -> None:
    facts = facts_of(scheme_of("first-startup-grant"))

    assert facts["facts-amount"].startswith("首次创业一次性补贴（上海）的金额可能是8000元。")
    assert "清单可能不全，以某局的原文为准。" in facts["facts-materials"]
    assert "申报起止日期没有查到" in facts["facts-window"]


def test_a_window_is_told_with_both_days() -> None:
    facts = facts_of(scheme_of("technical-upgrade-2026"))

    assert facts["facts-window"] == "上海市技术改造专项投资补助（2026年）的申报时间是2026年1月20日至2026年2月4日。"


def test_a_scheme_that_can_not_be_had_together_with_an_ended_one_says_when_that_ended() -> None:
    facts = facts_of(scheme_of("one-off-hiring-subsidy"))

    assert "不能和一次性扩岗补助（上海，2024年度）（到2024年12月31日为止）重复享受。" in facts["facts-claim"]


def test_the_audience_of_a_scheme_is_whom_its_conditions_ask_for() -> None:
    assert audience_of(scheme_of("individual-business-income-tax-halving")) == (Audience.INDIVIDUAL_BUSINESS,)
    assert audience_of(scheme_of("job-expansion-subsidy-2024")) == (Audience.ENTERPRISE,)
    assert audience_of(scheme_of("six-taxes-two-fees-halving")) == ()
