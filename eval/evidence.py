"""Fits the rule that tells an answer from no answer: `python -m eval.evidence`, on questions of the assistant's own.

Every second question is fitted to, the others are only counted. With `--check` nothing is fitted or written.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import click
import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from app.assistant import evidence
from app.assistant.evidence import WEIGHTS_FILE, Candidate, Found, Weights, fitted
from app.assistant.signals import NAMES
from approval_rules import strict_yaml

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from app.assistant.service import Assistant

    Numbers = npt.NDArray[np.float64]

QUESTIONS: Final = Path("tests/flows/answer_questions.yaml")
_ON: Final = dt.date(2026, 11, 26)
_FALSE_ANSWER_COSTS: Final = 2.0
"""So many false refusals are as bad as one false answer."""
_RIDGE: Final = 0.02
_STEPS: Final = 40
_HELPS: Final = {"missing": -1.0, "off_aspect": -1.0}
"""The sign of a signal that speaks against an answer; all others speak for one or say nothing."""


class Asked(BaseModel):
    """`starts` are beginnings of clause ids that may lead the answer; none of them: it has to abstain."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str
    ask: tuple[Annotated[str, BeforeValidator(str)], ...]
    starts: tuple[str, ...] = Field(default=(), alias="from")
    abstain: bool = False
    clarify: bool = False
    on: dt.date = Field(default=_ON, alias="asked_on")

    def names(self, clause: str) -> bool:
        return any(clause.startswith(start) for start in self.starts)


class _File(RootModel[list[Asked]]):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question with what was found for it; `polite` questions are never searched."""

    asked: Asked
    found: Found | None

    def reweighed(self, weights: Weights) -> Found | None:
        return self.found and replace(
            self.found,
            usable=_reweighed(self.found.usable, weights),
            not_in_force=_reweighed(self.found.not_in_force, weights),
            elsewhere=_reweighed(self.found.elsewhere, weights),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts over some cases; shares are of those that can be answered, or can't."""

    answerable: int
    unanswerable: int
    right: int
    wrong_text: int
    false_refusals: int
    false_answers: int

    @property
    def cost(self) -> float:
        return _FALSE_ANSWER_COSTS * self.false_answers + self.false_refusals + self.wrong_text


def cases(assistant: Assistant, questions: Sequence[Asked]) -> list[Case]:
    made = []
    for asked in questions:
        question = assistant.understand(asked.ask, asked.on)
        found = None if question.manner else assistant.retrieve(question, asked.on)
        made.append(Case(asked=asked, found=found))
    return made


def fit(these: Sequence[Case], start: Weights) -> Weights:
    """Weights of the signals by logistic regression over all candidates, then the three limits by trying."""
    rows, right, counts = _rows(these)
    centre, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    slopes, bias = _logistic((rows - centre) / scale, right, counts)
    plain = slopes / scale
    weights = dict(zip(NAMES, (round(float(one), 4) for one in plain), strict=True))
    made = replace(start, weights=weights, bias=round(float(bias - plain @ centre), 4))
    tried = [
        replace(made, enough=round(enough, 2), related=round(related, 2), margin=round(margin, 2))
        for enough, related, margin in product(np.arange(-2.5, 2.01, 0.1), (-2.5, -2.0, -1.5, -1.0, -0.5, 0.0), (0.3, 0.6, 1.0, 1.5, 2.0))
    ]
    found = [case.reweighed(made) for case in these]
    costs = [(figures(these, found, one).cost, abs(one.enough), at) for at, one in enumerate(tried)]
    return _middle([tried[at] for cost, _, at in costs if cost == min(costs)[0]])


def figures(these: Sequence[Case], found: Sequence[Found | None], weights: Weights) -> Figures:
    right = wrong_text = false_refusals = false_answers = 0
    for case, one in zip(these, found, strict=True):
        answered = one is not None and evidence.doubt(one, weights) is None
        if case.asked.abstain:
            false_answers += answered
        elif not answered or one is None:
            false_refusals += 1
        elif case.asked.names(one.usable[0].clause.id):
            right += 1
        else:
            wrong_text += 1
    unanswerable = sum(case.asked.abstain for case in these)
    return Figures(
        answerable=len(these) - unanswerable,
        unanswerable=unanswerable,
        right=right,
        wrong_text=wrong_text,
        false_refusals=false_refusals,
        false_answers=false_answers,
    )


@click.command()
@click.option("--data", default=QUESTIONS, show_default=True, type=click.Path(path_type=Path, exists=True))
@click.option("--check", is_flag=True, help="Only count; leave the constants as they are.")
@click.option("--both", is_flag=True, help="Fit to both halves, once the check half has been counted.")
def main(data: Path, check: bool, both: bool) -> None:  # noqa: FBT001  click passes every option by its name
    """Fit the constants of `app/assistant/data/evidence.json` to half of the questions, and count both halves."""
    asked = strict_yaml.load_model(data, _File).root
    every = cases(_assistant(), asked)
    halves = {"fit": every[::2], "check": every[1::2]}
    weights = fitted() if check else fit(halves["fit"], fitted())
    for name, half in halves.items():
        click.echo(f"{name}: {figures(half, [case.reweighed(weights) for case in half], weights)}")
    if both:
        weights = fit(every, weights)
        click.echo(f"both: {figures(every, [case.reweighed(weights) for case in every], weights)}")
    click.echo(json.dumps(asdict(weights), indent=2))
    if not check:
        WEIGHTS_FILE.write_text(json.dumps(asdict(weights), indent=2) + "\n", encoding="utf-8")


def _rows(these: Sequence[Case]) -> tuple[Numbers, Numbers, Numbers]:
    """Signals of every candidate, whether it is right, and how much it counts: each question counts the same."""
    rows, right, counts = [], [], []
    for case in these:
        usable = case.found.usable if case.found else ()
        named = [case.asked.names(one.clause.id) for one in usable]
        for one, is_right in zip(usable, named, strict=True):
            alike = sum(named) if is_right else len(named) - sum(named)
            rows.append(one.signals.values())
            right.append(float(is_right))
            counts.append(1 / alike)
    return np.array(rows), np.array(right), np.array(counts)


def _logistic(rows: Numbers, right: Numbers, counts: Numbers) -> tuple[Numbers, float]:
    """Newton's method with a small ridge; a signal that would count against its meaning is left out."""
    signs = np.array([_HELPS.get(name, 1.0) for name in NAMES])
    kept = np.ones(len(NAMES), dtype=bool)
    while True:
        slopes, bias = _newton(rows[:, kept], right, counts)
        against = signs[kept] * slopes < 0
        if not against.any():
            whole = np.zeros(len(NAMES))
            whole[kept] = slopes
            return whole, bias
        kept[np.flatnonzero(kept)[np.argmin(signs[kept] * slopes)]] = False


def _newton(rows: Numbers, right: Numbers, counts: Numbers) -> tuple[Numbers, float]:
    ones = np.hstack([rows, np.ones((len(rows), 1))])
    ridge = _RIDGE * counts.sum() * np.diag([*np.ones(rows.shape[1]), 0.0]) / rows.shape[1]
    slopes = np.zeros(ones.shape[1])
    for _ in range(_STEPS):
        share = 1 / (1 + np.exp(-ones @ slopes))
        gradient = ones.T @ (counts * (share - right)) + ridge @ slopes
        bend = (ones * (counts * share * (1 - share))[:, None]).T @ ones + ridge + 1e-9 * np.eye(len(slopes))
        slopes = slopes - np.linalg.solve(bend, gradient)
    return slopes[:-1], float(slopes[-1])


def _middle(alike: Sequence[Weights]) -> Weights:
    """Of settings that cost the same, the one in the middle: least likely to stand at an edge by chance."""
    ordered = sorted(alike, key=lambda one: (one.enough, one.related, one.margin))
    return ordered[len(ordered) // 2]


def _reweighed(candidates: Sequence[Candidate], weights: Weights) -> tuple[Candidate, ...]:
    again = (replace(one, strength=weights.strength(one.signals)) for one in candidates)
    return tuple(sorted(again, key=lambda one: -one.strength))


def _assistant() -> Assistant:
    from app.main import build_assistant
    from app.settings import Settings
    from retrieval.corpus import read_corpus

    settings = Settings()
    return build_assistant(settings, read_corpus(settings.corpora_dir))


if __name__ == "__main__":
    main()
