"""The race with zen-engine and OpenFisca: the same schemes to all, agreed on before anything is timed."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from app.subsidies.schemes import load_schemes
from approval_rules.matching.table import match_table
from corpora import CORPORA_DIR
from eval.matching import peers
from eval.matching.peers import race
from eval.matching.subset import subset

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

    from approval_rules.matching.ready import ReadyTable
    from approval_rules.schemes import Scheme

ON = date(2025, 11, 20)


@cache
def _schemes() -> tuple[Scheme, ...]:
    return load_schemes(CORPORA_DIR)


def test_all_three_give_the_same_answers_and_each_has_a_figure() -> None:
    found = race(_schemes(), 400, ON, turns=1)

    assert 10 <= len(found.schemes) <= 20
    assert found.disagreements == 0
    assert min(found.ours, found.openfisca, found.zen, found.openfisca_reckoning, found.ours_cpu) > 0


def test_an_answer_of_ours_that_differs_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    right = match_table

    def wrong(schemes: Sequence[Scheme], table: ReadyTable, on: date) -> pl.DataFrame:
        return right(schemes, table, on).with_columns(pl.lit("eligible").alias(schemes[0].id))

    monkeypatch.setattr(peers, "match_table", wrong)

    assert race(_schemes(), 100, ON, turns=1).disagreements > 0


def test_only_schemes_that_pay_a_figure_are_in_the_race() -> None:
    said = subset(_schemes(), ON)

    assert all(one.amount.rows for one in said)
    assert all(one.scheme.version_on(ON) for one in said)
