"""Made-up applications in the real flow: nothing that is not due is approved, and what is due is."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from app.flows.approve import approve
from approval_rules.errors import NotInForce
from approval_rules.items import Outcome
from eval.approval.generating import made_application
from eval.approval.judging import judged_one
from eval.approval.office import handed_in
from eval.approval.runner import run
from eval.approval.stories import all_stories
from eval.approval.tally import tallied
from eval.approval.variants import VARIANTS

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office
    from eval.approval.made import Made, Story
    from eval.report import Report


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, list[dict[str, Any]]]:
    lines = tmp_path_factory.mktemp("approval") / "run.jsonl"
    report = run(applications=300, seed=0, run_out=lines)
    return report, [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]


def test_nothing_is_approved_that_is_not_due(whole: tuple[Report, list[dict[str, Any]]]) -> None:
    figures = whole[0].figures

    assert figures["applications"] == 300
    assert figures["false_approvals"] == 0
    assert figures["handed_over_without_reason"] == 0


def test_what_is_due_is_approved_by_itself(whole: tuple[Report, list[dict[str, Any]]]) -> None:
    straight = whole[0].figures["straight_through"]

    assert isinstance(straight, float)
    assert straight >= 0.97


def test_every_application_has_its_line_and_every_line_says_why(
    whole: tuple[Report, list[dict[str, Any]]],
) -> None:
    lines = whole[1]

    assert [line["number"] for line in lines] == list(range(300))
    assert all(line["outcome"] == "approve" or line["reasons"] for line in lines)
    assert {line["outcome"] for line in lines} >= {"approve", "correct", "escalate", "not_accept", "refused"}


def test_the_report_counts_every_application_by_item_by_fault_and_in_words(
    whole: tuple[Report, list[dict[str, Any]]],
) -> None:
    figures: Any = whole[0].figures

    assert sum(one["applications"] for one in figures["by_item"].values()) == 300
    assert sum(one["applications"] for one in figures["by_fault"].values()) == 300
    assert figures["upper_bound_95"] == pytest.approx(1 - 0.05 ** (1 / (300 - figures["due"])), rel=0.01)
    assert set(figures["unattended_today"]) <= set(figures["by_item"])
    assert "prepackaged-food-filing" in whole[0].table()


def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"

    run(applications=60, seed=5, run_out=one)
    run(applications=60, seed=5, run_out=two, processes=2)

    assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("story", all_stories(), ids=lambda story: story.ITEM)
def test_a_difference_in_print_changes_nothing(office: Office, story: Story) -> None:
    due = [made for made in (story.make(_chance(number)) for number in range(12)) if made.is_due]

    varied = [variant(made, _chance(2)) for made in due for variant in VARIANTS]

    said = [(one.variant, judged_one(0, one, office)) for one in varied if one is not None]
    assert [(variant, one.reasons) for variant, one in said if not one.is_approved or one.is_false] == []
    assert said


@pytest.mark.parametrize("story", all_stories(), ids=lambda story: story.ITEM)
def test_every_rule_stops_some_application_that_no_other_check_stops(office: Office, story: Story) -> None:
    """So that a rule left out of the item would be noticed."""
    versions = office.items[story.ITEM].versions
    uncovered = {(version.id, rule.id) for version in versions for rule in version.rules}

    for number in range(4000):
        made = story.make(_chance(f"rules/{number}"))
        if not made.is_due:
            uncovered -= _stopped_by_one_rule(made, office)
        if not uncovered:
            break

    assert uncovered == set()


def test_an_approval_of_what_was_not_due_is_counted_as_false(office: Office) -> None:
    made = next(one for one in (made_application(0, number) for number in range(0, 100, 2)) if one.is_due)

    approved = judged_one(0, made, office)
    not_due = judged_one(1, made.spoilt("nothing at all"), office)

    assert (approved.is_false, not_due.is_false) == (False, True)
    assert tallied([approved, not_due]).whole.false_approvals == 1
    assert tallied([approved, not_due]).by_fault["nothing at all"].upper_bound_95 == 1.0


def _stopped_by_one_rule(made: Made, office: Office) -> set[tuple[str, str]]:
    """The version and the rule, where that rule is the only check that does not hold."""
    handed = handed_in(made, office)
    try:
        decided = approve(handed.office, handed.application, handed.uploads, made.on, store=False)
    except NotInForce:
        return set()
    stopping = [check.rule for check in decided.verdict.checks if check.leads_to is not Outcome.APPROVE]
    return {(decided.item_version, stopping[0])} if len(stopping) == 1 else set()


def _chance(seed: object) -> Random:
    return Random(repr(seed))  # noqa: S311  made up, not secret
