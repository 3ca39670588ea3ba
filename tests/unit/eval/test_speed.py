"""The race with zen-engine: the same rules to both, agreed on before anything is timed."""

from __future__ import annotations

from random import Random

from approval_rules.decide import decide
from approval_rules.items import Outcome
from eval.speed import report, run
from eval.speed_rules import case_of, in_order, made_up, version


def test_both_give_the_same_truths_and_every_contestant_has_a_figure() -> None:
    figures = run(seconds=0, cases=60)

    assert figures.disagreements == 0
    assert min(figures.zen_decision, figures.zen_engine, figures.zen_batch, figures.decide_and_dossier) > 0
    assert "ratio_zen_batch" in report(figures).figures


def test_the_case_in_order_passes_the_gate_and_every_rule() -> None:
    case = case_of(in_order())

    assert decide(version(), case).outcome is Outcome.APPROVE
    assert len(case.readings) > 30


def test_made_up_cases_hold_and_fail_every_rule() -> None:
    chance = Random(0)  # noqa: S311  made-up cases
    cases = [made_up(chance) for _ in range(200)]

    truths = {(rule.id, rule.ask(facts, None, [])) for rule in version().rules for facts in cases}

    assert len(truths) == 2 * len(version().rules)
