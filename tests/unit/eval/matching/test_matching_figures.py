"""The figures of `python -m eval matching`: the keys that programs read, and the day they are measured on."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import polars as pl
import pytest

from app.errors import BadInput
from app.subsidies.schemes import load_schemes
from corpora import CORPORA_DIR
from eval.matching.combinations import measure
from eval.matching.runner import Size, busiest_day, run

if TYPE_CHECKING:
    from pathlib import Path

    from approval_rules.schemes import Scheme

KEYS = {"companies", "schemes", "seconds", "peak_mb", "ratio_zen", "ratio_openfisca", "disagreements"}


@cache
def _schemes() -> tuple[Scheme, ...]:
    return load_schemes(CORPORA_DIR)


def test_a_run_has_the_figures_and_keeps_the_answers(tmp_path: Path) -> None:
    out = tmp_path / "answers.parquet"

    report = run(Size(companies=60, pairs=100, graphs=5, growth=(30,)), schemes=_schemes(), run_out=out)

    answers = pl.read_parquet(out)
    assert report.figures.keys() >= {*KEYS, "growth", "pairs", "combinations"}
    assert report.figures["disagreements"] == 0
    assert answers.columns == ["uscc", "scheme", "status", "amount_cny"]
    assert answers.height == 60 * answers["scheme"].n_unique()
    assert report.table()


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "answers.parquet").touch()

    with pytest.raises(BadInput):
        run(Size(companies=1, pairs=1), schemes=_schemes(), run_out=tmp_path / "answers.parquet")


def test_on_no_day_are_more_schemes_in_force_than_on_the_one_measured() -> None:
    busiest = busiest_day(_schemes())

    in_force = [
        sum(one.version_on(day) is not None for one in _schemes())
        for day in (busiest, date(2026, 3, 2), date(2023, 4, 10))
    ]
    assert in_force[0] == max(in_force)


def test_the_best_combination_is_what_trying_all_subsets_finds() -> None:
    found = measure(200)

    assert found.different == 0
    assert found.slowest_ms > 0
