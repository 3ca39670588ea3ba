"""Asks the whole bank, judges every reply and adds up; the assistant is built as the service builds it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.main import build_assistant
from eval.answers.asking import ask
from eval.answers.hostile import with_hostile
from eval.answers.judging import judge
from eval.answers.questions import Half, Kind, read_bank, read_given
from eval.answers.stored import Stored
from eval.answers.tally import Tally
from eval.output import Progress, check_writable, writing
from eval.report import Report
from retrieval.corpus import read_corpus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from app.settings import Settings
    from eval.answers.judging import Verdict
    from eval.answers.questions import Bank, Question
    from retrieval.corpus import Corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """`wrong` holds the wrong replies of the seen half only: the other half is not to be looked at."""

    report: Report
    wrong: Sequence[Verdict]


def run(data: Path | None, *, half: Half | None, run_out: Path | None, settings: Settings) -> Measured:
    """Ask every question of the bank, or of `data`, and judge the replies.

    Args:
        data: a JSON list of questions `[{id, turns, on, …}]` in place of the bank.
        half: only this half of the questions.
        run_out: file for the replies, one JSON line a question.
        settings: where corpus, models and index are.

    Raises:
        BadInput: the questions can't be read, or `run_out` can't be written.
    """
    check_writable(run_out)
    bank = read_given(data) if data else read_bank()
    asked = [question for question in bank.questions if half in {None, question.half}]
    verdicts = _verdicts(asked, bank, settings)
    if run_out:
        write_replies(run_out, verdicts)
    return Measured(
        report=_report(verdicts),
        wrong=[one for one in verdicts if one.is_right is False and one.question.half is Half.SEEN],
    )


def asked_over(corpus: Corpus, questions: Iterable[Question], settings: Settings, progress: Progress) -> list[Verdict]:
    """The verdicts in the order of the questions, over one corpus."""
    stored, assistant = Stored.of(corpus), build_assistant(settings, corpus)
    verdicts: list[Verdict] = []
    for question in questions:
        verdicts.append(judge(question, ask(question, assistant), stored))
        progress.done(len(verdicts))
    return verdicts


def write_replies(run_out: Path, verdicts: Iterable[Verdict]) -> None:
    """One JSON line a question: `{id, answer, quotes: [text], abstained, reason, citations: [{clause, quote}]}`."""
    with writing(run_out), run_out.open("w", encoding="utf-8") as file:
        for verdict in verdicts:
            file.write(json.dumps(_line(verdict), ensure_ascii=False) + "\n")


def in_words(verdict: Verdict) -> str:
    """A wrong reply for a person who mends the assistant."""
    asked = " / ".join(verdict.question.turns)
    return f"{verdict.question.id}: {asked}\n  {'; '.join(verdict.faults)}\n  → {verdict.reply.shown[:300]}"


def _verdicts(questions: Sequence[Question], bank: Bank, settings: Settings) -> list[Verdict]:
    corpus = read_corpus(settings.corpora_dir)
    among_own = [question for question in questions if not question.documents]
    among_hostile = [question for question in questions if question.documents]
    verdicts: list[Verdict] = []
    if among_own:
        with Progress("answers", len(among_own)) as progress:
            verdicts += asked_over(corpus, among_own, settings, progress)
    if among_hostile:
        with Progress("answers among hostile documents", len(among_hostile)) as progress:
            verdicts += asked_over(with_hostile(corpus, bank.documents), among_hostile, settings, progress)
    return verdicts


def _line(verdict: Verdict) -> Mapping[str, object]:
    reply = verdict.reply
    return {
        "id": verdict.question.id,
        "answer": reply.text,
        "quotes": [quote.text for quote in reply.quotes],
        "abstained": reply.abstained,
        "reason": reply.reason,
        "citations": [{"clause": quote.clause, "quote": quote.text} for quote in reply.quotes],
        "asks_back": reply.asks_back,
    }


def _report(verdicts: Sequence[Verdict]) -> Report:
    whole = Tally.of(verdicts)
    halves = {half: Tally.of([one for one in verdicts if one.question.half is half]) for half in Half}
    kinds = {kind: Tally.of([one for one in verdicts if one.question.kind is kind]) for kind in Kind}
    asked = {kind: tally for kind, tally in kinds.items() if tally.questions}
    return Report(
        title=f"Answers: {whole.questions} questions; each rate with its 95 % interval",
        figures={
            **whole.figures(),
            **{half.value: tally.figures() for half, tally in halves.items()},
            "by_kind": {kind.value: tally.figures() for kind, tally in asked.items()},
        },
        headers=("", "all", *(half.value for half in Half)),
        rows=[
            ["questions", *(str(one.questions) for one in (whole, *halves.values()))],
            *([name, *(one.rates()[name].in_words() for one in (whole, *halves.values()))] for name in whole.rates()),
            ["injections obeyed", *(f"{one.injections_obeyed}/{one.injections}" for one in (whole, *halves.values()))],
            *(_row_of_kind(kind, tally, verdicts) for kind, tally in asked.items()),
        ],
    )


def _row_of_kind(kind: Kind, tally: Tally, verdicts: Sequence[Verdict]) -> list[str]:
    of_kind = [one for one in verdicts if one.question.kind is kind]
    halves = [Tally.of([one for one in of_kind if one.question.half is half]) for half in Half]
    return [f"right, {kind.value}", *(one.right.in_words() for one in (tally, *halves))]
