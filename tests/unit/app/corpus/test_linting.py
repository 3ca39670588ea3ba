"""Each kind of mistake is found where it is made, and the corpus as it stands has none."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.corpus.amount_checks import shares_in, sums_in
from app.corpus.findings import CorpusFault, CorpusFinding
from app.corpus.generating import write_generated
from app.corpus.guide_checks import days_in, papers_in
from app.corpus.linting import lint
from corpora import CORPORA_DIR

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 11, 26)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return shutil.copytree(CORPORA_DIR, tmp_path / "corpora", ignore=shutil.ignore_patterns("__pycache__"))


def changed(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def found(folder: Path, on: date = ON) -> list[CorpusFinding]:
    return list(lint(folder, on=on).findings)


def told(findings: list[CorpusFinding]) -> set[tuple[CorpusFault, str]]:
    return {(one.fault, one.where) for one in findings}


def test_the_corpus_as_it_stands_has_no_mistake(copied: Path) -> None:
    assert found(copied) == []


def test_a_generated_text_that_was_changed_by_hand_is_found(copied: Path) -> None:
    file = "generated/items/prepackaged-food-filing.2024-05-10.md"
    changed(copied, file, "要交营业执照", "要交营业执照和身份证")

    assert told(found(copied)) == {(CorpusFault.GENERATED_DIFFERS, file)}


def test_a_generated_text_that_nothing_makes_any_more_is_found(copied: Path) -> None:
    (copied / "generated" / "items" / "gone.md").write_text("# 旧\n", encoding="utf-8")

    assert (CorpusFault.GENERATED_DIFFERS, "generated/items/gone.md") in told(found(copied))


def test_a_guide_that_asks_for_a_paper_the_rules_do_not_is_found(copied: Path) -> None:
    file = "guides/prepackaged-food-filing.md"
    changed(copied, file, "副本的扫描件。", "副本的扫描件。\n办理仅销售预包装食品备案要交消防验收意见书。")

    (finding,) = found(copied)

    assert (finding.fault, finding.where) == (CorpusFault.GUIDE_DIFFERS, "guide.prepackaged-food-filing")
    assert "消防验收意见书 is asked for" in finding.problem


def test_a_guide_that_leaves_out_a_paper_of_the_rules_is_found(copied: Path) -> None:
    file = "guides/food-permit-change-by-commitment.md"
    changed(copied, file, "要交营业执照，以及食品经营许可证的正本和副本", "要交食品经营许可证的正本和副本")

    assert told(found(copied)) == {(CorpusFault.GUIDE_DIFFERS, "guide.food-permit-change-by-commitment")}


def test_a_guide_that_tells_other_days_than_the_rules_is_found(copied: Path) -> None:
    changed(copied, "guides/individual-business-registration.md", "在3个工作日内登记", "在7个工作日内登记")

    assert "7个工作日 is told" in found(copied)[0].problem


def test_a_difference_that_is_not_there_any_more_is_found(copied: Path) -> None:
    changed(copied, "guides/food-permit-change-by-commitment.md", "，原来是20个工作日", "")

    assert told(found(copied)) == {(CorpusFault.DEAD_REFERENCE, "guide.food-permit-change-by-commitment")}


def test_a_scheme_whose_text_and_data_name_other_sums_is_found_from_both_sides(copied: Path) -> None:
    changed(copied, "schemes/first-startup-grant/text.md", "8000元", "一万元")

    problems = [one.problem for one in found(copied) if one.fault is CorpusFault.AMOUNT_DIFFERS]

    assert problems == [
        "8,000 yuan stands in the amounts and not in first-startup-grant#amount",
        "10,000 yuan stands in first-startup-grant#amount and neither in the amounts nor in their notes",
    ]


def test_a_share_that_only_the_data_name_is_found(copied: Path) -> None:
    changed(copied, "schemes/stable-employment-refund-2024/text.md", "按60%返还", "按50%返还")

    assert {one.fault for one in found(copied)} == {CorpusFault.AMOUNT_DIFFERS}
    assert "60% stands in the amounts" in found(copied)[0].problem


def test_an_item_and_the_scheme_it_stands_on_may_not_name_other_sums(copied: Path) -> None:
    for file in ("text.md", "scheme.yaml"):
        changed(copied, f"schemes/one-off-hiring-subsidy/{file}", "2000", "2500")
    write_generated(copied)

    differing = {one.where for one in found(copied) if one.fault is not CorpusFault.EXAMPLE_DIFFERS}
    assert differing == {"item one-off-hiring-subsidy from 2024-01-01"}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("item: job-expansion-subsidy", "item: job-expansion", "it is claimed by job-expansion, which is no item"),
        (
            "item: job-expansion-subsidy",
            "item: one-off-hiring-subsidy",
            "it was made from sh-06, and the item one-off-",
        ),
        ("claim: no_application", "claim: apply", "its claim is apply, and that of the item job-expansion-subsidy"),
        ("not_with: [", "not_with: [first-startup-grant, ", "not_with names first-startup-grant, which does not name"),
        ("not_with: [", "not_with: [job-expansion-subsidy-2024, ", "not_with names the scheme itself"),
        (
            "    amount:",
            "    stacking: [{with: [nothing], cap: 1, basis: job-expansion-subsidy-2024#amount}]\n    amount:",
            "stacking names nothing, which is no other scheme",
        ),
    ],
)
def test_a_scheme_that_disagrees_with_its_item_or_with_other_schemes_is_found(
    copied: Path, old: str, new: str, problem: str
) -> None:
    changed(copied, "schemes/job-expansion-subsidy-2024/scheme.yaml", old, new)

    differing = [one for one in found(copied) if one.fault is CorpusFault.SCHEME_DIFFERS]
    assert {one.where for one in differing} == {"schemes/job-expansion-subsidy-2024/scheme.yaml"}
    assert any(one.problem.startswith(problem) for one in differing)


@pytest.mark.parametrize("key", ["stacking: [{with: [foreign-patent-grant], cap: 1", "budget: {cny: 1"])
def test_a_limit_or_a_budget_cites_a_clause_that_there_is(copied: Path, key: str) -> None:
    closing = "}]" if key.startswith("stacking") else "}"
    text = f"    {key}, basis: first-startup-grant#nothing{closing}\n    amount:"
    changed(copied, "schemes/first-startup-grant/scheme.yaml", "    amount:", text)

    assert told(found(copied)) == {(CorpusFault.DEAD_REFERENCE, "schemes/first-startup-grant/scheme.yaml")}


CASES = "schemes/job-expansion-subsidy-2024/cases.yaml"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('amount_cny: "4500.00"}', 'amount_cny: "4500.01"}', "it gives 4500.00 yuan, not 4500.01 yuan"),
        ('amount_cny: "4500.00"}', "amount_cny: null}", "it gives 4500.00 yuan, not no figure"),
        ("expect: not_in_force", "expect: ineligible", "it gives not_in_force, not ineligible"),
        (
            "missing: [profile.graduates_hired_2024]",
            "missing: []",
            "it misses profile.graduates_hired_2024, not nothing",
        ),
        ("graduates_hired_2024: 0", "graduates_hired_2042: 0", "there is no profile fact 'graduates_hired_2042'"),
        ("graduates_hired_2024: 0", "graduates_hired_2024: many", "graduates_hired_2024: expected"),
        ("scheme: job", "scheme: my-job", "the examples are about 'my-job-expansion-subsidy-2024'"),
        ("missing: [profile.graduates_hired_2024]", "missing: [profile.x]", "there is no fact 'profile.x'"),
        ("none is not", "one graduate is enough", "two examples are called 'one graduate is enough'"),
        ("expect: ineligible", "expect: refused", "'refused' is none of"),
    ],
)
def test_an_example_of_a_scheme_that_does_not_come_true_or_can_not_be_read_is_found(
    copied: Path, old: str, new: str, problem: str
) -> None:
    changed(copied, CASES, old, new)

    (finding,) = found(copied)
    assert finding.fault is CorpusFault.EXAMPLE_DIFFERS
    assert finding.where.startswith(f"{CASES}:")
    assert problem in finding.problem
    assert finding.fix


def test_a_scheme_without_worked_examples_is_found(copied: Path) -> None:
    (copied / CASES).unlink()

    assert told(found(copied)) == {(CorpusFault.EXAMPLE_DIFFERS, CASES)}


def test_what_has_ended_and_is_still_named_is_found(copied: Path) -> None:
    changed(
        copied,
        "faq/no-application.md",
        "## 快申快享是什么",
        "现在可以申请一次性扩岗补助（上海，2024年度）。\n\n## 快申快享是什么",
    )

    assert told(found(copied)) == {(CorpusFault.ENDED_BUT_NAMED, "faq.no-application#no-message")}


def test_a_sentence_that_says_that_something_ended_may_name_it(copied: Path) -> None:
    line = "《食品经营许可管理办法》已经由新的办法代替。\n\n## 行政许可最长"
    changed(copied, "faq/process.md", "\n## 行政许可最长", line)

    assert found(copied) == []


def test_a_law_that_ends_is_found_where_a_text_in_force_names_it(copied: Path) -> None:
    line = "办理时按《食品经营许可管理办法》。\n\n## 行政许可最长"
    changed(copied, "faq/process.md", "\n## 行政许可最长", line)

    assert told(found(copied)) == {(CorpusFault.ENDED_BUT_NAMED, "faq.process#workdays")}


def test_a_scheme_and_its_source_hold_for_the_same_days(copied: Path) -> None:
    changed(copied, "schemes/technical-upgrade-2026/scheme.yaml", "to: 2026-02-04", "to: 2026-03-04")
    write_generated(copied)

    assert (CorpusFault.PERIOD_DIFFERS, "technical-upgrade-2026") in told(found(copied))
    assert {one.fault for one in found(copied)} == {CorpusFault.PERIOD_DIFFERS, CorpusFault.EXAMPLE_DIFFERS}


def test_a_clause_that_a_scheme_cites_and_nobody_wrote_is_found(copied: Path) -> None:
    changed(copied, "schemes/startup-rent-subsidy/text.md", "{#conditions}", "{#who}")

    finding = found(copied)[0]

    assert (finding.fault, finding.where) == (CorpusFault.DEAD_REFERENCE, "schemes/startup-rent-subsidy/scheme.yaml")
    assert "no clause startup-rent-subsidy#conditions" in finding.problem


def test_a_clause_that_an_item_cites_and_nobody_wrote_is_found(copied: Path) -> None:
    changed(copied, "laws/food-safety-2021.md", "{#art-35}", "{#art-36}")
    write_generated(copied)

    assert {one.where.split("/")[0] for one in found(copied)} == {"prepackaged-food-filing"}


def test_a_clause_that_a_text_cites_and_nobody_wrote_is_found(copied: Path) -> None:
    changed(copied, "faq/process.md", "当场更正的错误", "当场更正（见 cn.law.admin-licensing.2019#art-99）的错误")

    assert told(found(copied)) == {(CorpusFault.DEAD_REFERENCE, "faq.process#small-mistakes")}


def test_a_text_without_an_entry_and_an_entry_that_supersedes_nothing_are_found(copied: Path) -> None:
    (copied / "faq" / "lost.md").write_text("# 没有条目\n", encoding="utf-8")
    changed(copied, "manifest.yaml", "file: faq/process.md", "file: faq/process.md\n  supersedes: faq.none")

    assert told(found(copied)) == {
        (CorpusFault.DEAD_REFERENCE, "faq/lost.md"),
        (CorpusFault.DEAD_REFERENCE, "faq.process"),
    }


def test_a_missing_file_stops_the_reading_and_is_told(copied: Path) -> None:
    (copied / "faq" / "process.md").unlink()

    (finding,) = found(copied)

    assert finding.fault is CorpusFault.UNREADABLE
    assert "faq/process.md" in finding.problem


def test_a_source_without_a_date_is_found(copied: Path) -> None:
    entry = "  issuer: 智办\n  date: 2026-11-26\n"
    changed(copied, "manifest.yaml", entry, "  issuer: 智办\n")

    assert [one.problem for one in found(copied)] == ["date is missing"]


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        ("奖励20万元、200,000元或者二十万元", {200_000}),
        ("一百二十万元", {1_200_000}),
        ("五千元和2.5万元", {5_000, 25_000}),
        ("总规模6亿元", {600_000_000}),
        ("6500万美元", set()),
        ("每增加产值1000万元奖励10万元，最高50万元", {500_000}),
    ],
)
def test_sums_are_read_however_they_are_written(text: str, sums: set[int]) -> None:
    assert sums_in(text) == {Decimal(one) for one in sums}


@pytest.mark.parametrize(
    ("text", "shares"),
    [
        ("30%", {"0.3"}),
        ("百分之五十", {"0.5"}),
        ("0.5个百分点", {"0.005"}),
        ("按1比0.5给", {"0.5"}),
        ("利息全额补贴", {"1"}),
        ("每100元少缴10元", {"0.1"}),
    ],
)
def test_shares_are_read_however_they_are_written(text: str, shares: set[str]) -> None:
    assert shares_in(text) == {Decimal(one) for one in shares}


def test_papers_are_read_from_a_sentence() -> None:
    text = "办理甲要交登记申请书和经营者身份证复印件。\n变更住所的，办理甲时交新住所的证明。"

    assert papers_in(text) == ["登记申请书", "经营者身份证", "新住所的证明"]


def test_days_are_read_with_on_the_spot_as_none() -> None:
    assert days_in("当场办结；复杂的3个工作日") == {0, 3}
