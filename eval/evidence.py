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
    Flags = npt.NDArray[np.bool_]

QUESTIONS: Final = Path("tests/flows/answer_questions.yaml")
_ON: Final = dt.date(2026, 11, 26)
_FALSE_ANSWER_COSTS: Final = 2.0
"""So many false refusals are as bad as one false answer."""
_CAUTION: Final = 0.8
"""Added to the limit that was fitted: the weights have seen the questions that set it, and those of other people are
less like the texts. Chosen on the seen half of the bank, where the refusals gained by it outweigh the answers lost."""
_LEADS_COUNTS: Final = 0.5
_LEFT_OUT_COUNTS: Final = 0.3
"""How much it counts that the best wrong clause would not do either, were the right ones not there."""
_RIDGE: Final = 0.4
_STEPS: Final = 400
_RELATED: Final = (-2.5, -2.0, -1.5, -1.0, -0.5, 0.0)
_MARGINS: Final = (0.0, 0.3, 0.6, 1.0)
GUESS: Final = {
    "clause": 20.0,
    "sentence": 20.0,
    "above": 10.0,
    "covered": 3.0,
    "covered_by_title": 1.0,
    "missing": -3.0,
    "beyond": -2.0,
    "compound": -3.0,
    "run": 2.0,
    "side": -2.0,
    "on_aspect": 1.0,
    "off_aspect": -1.0,
}
"""Weights that the fit starts from, by name of the signal."""


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
    """Weights so that the right clause leads and reaches 0, and nothing else does; then the limits by trying."""
    weights, bias = _learnt([case for case in these if case.found and case.found.usable])
    named = dict(zip(NAMES, (round(one, 4) for one in weights), strict=True))
    made = replace(start, weights=named, bias=round(bias, 4))
    tried = [
        replace(made, enough=round(float(enough), 2), related=related, margin=margin)
        for enough, related, margin in product(np.arange(-4.0, 2.01, 0.1), _RELATED, _MARGINS)
    ]
    found = [case.reweighed(made) for case in these]
    costs = [figures(these, found, one).cost for one in tried]
    best = _middle([one for one, cost in zip(tried, costs, strict=True) if cost == min(costs)])
    return replace(best, enough=round(best.enough + _CAUTION, 2))


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


def _learnt(these: Sequence[Case]) -> tuple[list[float], float]:
    """By gradient descent on what goes wrong a question, kept near the guess where the questions don't settle it."""
    import torch

    rows, right, wrong = _tables(these)
    there = torch.tensor(~np.isnan(rows[:, :, 0]))
    flat = rows[there.numpy()]
    centre, scale = flat.mean(axis=0), flat.std(axis=0) + 1e-9
    signals = torch.tensor(np.nan_to_num((rows - centre) / scale))
    guess = torch.tensor([GUESS[name] for name in NAMES]) * torch.tensor(scale)
    is_right, is_wrong = torch.tensor(right) & there, torch.tensor(wrong) & there
    answerable = torch.tensor([not case.asked.abstain for case in these]) & is_right.any(dim=1)
    slopes, bias = guess.clone().requires_grad_(), torch.tensor(-1.0, dtype=torch.float64, requires_grad=True)
    descent = torch.optim.Adam([slopes, bias], lr=0.05)
    soft = torch.nn.functional.softplus
    for _ in range(_STEPS):
        strength = signals @ slopes + bias
        best_right = strength.masked_fill(~is_right, -30.0).max(dim=1).values
        best_wrong = strength.masked_fill(~is_wrong, -30.0).max(dim=1).values
        missed = soft(-best_right) + _LEADS_COUNTS * soft(best_wrong - best_right) + _LEFT_OUT_COUNTS * soft(best_wrong)
        loss = torch.where(answerable, missed, _FALSE_ANSWER_COSTS * soft(best_wrong)).mean()
        loss = loss + _RIDGE * ((slopes - guess) ** 2).mean()
        descent.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch is untyped here
        descent.step()
        with torch.no_grad():
            slopes.copy_(torch.where(guess > 0, slopes.clamp(min=0.0), slopes.clamp(max=0.0)))
    plain = slopes.detach().numpy() / scale
    return [float(one) for one in plain], float(bias.detach() - plain @ centre)


def _tables(these: Sequence[Case]) -> tuple[Numbers, Flags, Flags]:
    """Signals of the candidates by question, nan where there are fewer; which are right, and which surely wrong.

    Another clause of a right text is neither: it may answer in part.
    """
    most = max(len(case.found.usable) for case in these if case.found)
    rows = np.full((len(these), most, len(NAMES)), np.nan)
    right, wrong = np.zeros((len(these), most), dtype=bool), np.zeros((len(these), most), dtype=bool)
    for at, case in enumerate(these):
        usable = case.found.usable if case.found else ()
        named = [case.asked.names(one.clause.id) for one in usable]
        sided = [is_named and bool(one.signals.on_aspect) for is_named, one in zip(named, usable, strict=True)]
        texts = {one.source for one, is_named in zip(usable, named, strict=True) if is_named}
        right[at, : len(named)] = sided if any(sided) else named
        wrong[at, : len(named)] = [one.source not in texts for one in usable]
        rows[at, : len(named)] = [one.signals.values() for one in usable]
    return rows, right, wrong


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
