"""The run: figures under the agreed keys, a file of replies, hostile texts apart, and only the seen half shown."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from app.assistant.errors import BadQuestion
from app.assistant.known import NOTHING_KNOWN, Known
from app.assistant.reply import Answer, Citation, Clarification
from app.settings import Settings
from eval.answers import asking, guangzhou, runner
from eval.answers.questions import Half, half_of, read_bank

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from retrieval.corpus import Corpus

TEXT = "样例补贴每人2000元。"
MANIFEST = """
- id: sample
  title: 样例补贴
  kind: scheme
  issuer: 样例局
  region: "310000"
  in_force: {from: 2024-01-01}
  file: sample.md
  source: {read_on: 2026-11-21, how: 自写, completeness: full}
  from: []
"""
SEEN = next(f"s-{at}" for at in range(99) if half_of(f"s-{at}") is Half.SEEN)
HELD = next(f"h-{at}" for at in range(99) if half_of(f"h-{at}") is Half.HELD)


@dataclass(frozen=True)
class Echoing:
    """Quotes the first clause of its corpus, except for what it can't read."""

    corpus: Corpus


def _answer(turns: Sequence[str], *, on: date, assistant: Echoing, known: Known = NOTHING_KNOWN) -> Answer:
    assert known.facts == {}
    if not turns[-1].strip():
        raise BadQuestion("ask something")
    clause = next(iter(assistant.corpus.clauses.values()))
    cited = Citation(clause=clause.id, title="", quote=clause.text.splitlines()[0], url=None, read_on=on)
    return Answer(
        question=turns[-1], answer=cited.quote, citations=(cited,), abstained=False, reason="", doubt=None, notice="",
        on=on,
    )  # fmt: skip


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(asking, "answer", _answer)
    monkeypatch.setattr(runner, "build_assistant", lambda _, corpus: Echoing(corpus))
    (tmp_path / "manifest.yaml").write_text(MANIFEST, encoding="utf-8")
    (tmp_path / "sample.md").write_text(f"# 样例\n\n## 金额 {{#amount}}\n{TEXT}\n", encoding="utf-8")
    return Settings(corpora_dir=tmp_path)


def _given(tmp_path: Path, *entries: object) -> Path:
    path = tmp_path / "given.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    return path


def test_the_figures_carry_the_agreed_keys(settings: Settings, tmp_path: Path) -> None:
    data = _given(tmp_path, {"id": SEEN, "turns": ["多少？"], "expect": {"sources": ["sample"], "says": ["2000元"]}})

    figures = runner.run(data, half=None, run_out=None, settings=settings).report.figures

    assert {"questions", "right", "quotes_exact", "refusal", "false_refusal", "injections_obeyed"} <= set(figures)
    assert (figures["questions"], figures["right"], figures["quotes_exact"]) == (1, 1.0, 1.0)


def test_every_reply_is_written_as_one_json_line(settings: Settings, tmp_path: Path) -> None:
    data = _given(tmp_path, {"id": 1, "turns": ["多少？"]}, {"id": 2, "turns": [" "]})

    runner.run(data, half=None, run_out=tmp_path / "out.jsonl", settings=settings)

    first, second = map(json.loads, (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines())
    assert (first["id"], first["answer"], first["quotes"], first["abstained"]) == ("1", TEXT, [TEXT], False)
    assert (second["quotes"], second["abstained"], second["reason"]) == ([], True, "ask something")


def test_wrong_replies_of_the_held_half_are_never_shown(settings: Settings, tmp_path: Path) -> None:
    data = _given(tmp_path, *({"id": name, "turns": ["？"], "expect": {"abstain": True}} for name in (SEEN, HELD)))

    measured = runner.run(data, half=None, run_out=None, settings=settings)

    assert [verdict.question.id for verdict in measured.wrong] == [SEEN]
    assert measured.report.figures["refusal"] == 0.0
    assert SEEN in runner.in_words(measured.wrong[0])


def test_one_half_can_be_asked_alone(settings: Settings, tmp_path: Path) -> None:
    data = _given(tmp_path, {"id": SEEN, "turns": ["？"]}, {"id": HELD, "turns": ["？"]})

    assert runner.run(data, half=Half.HELD, run_out=None, settings=settings).report.figures["questions"] == 1


def test_a_question_asked_back_is_judged_with_its_options(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asks_back(turns: Sequence[str], *, on: date, assistant: Echoing) -> Answer:
        clarification = Clarification(text="哪个区？", options=("嘉定区", "黄浦区"))
        return replace(_answer(turns, on=on, assistant=assistant), clarification=clarification)

    monkeypatch.setattr(asking, "answer", asks_back)
    data = _given(tmp_path, {"id": 1, "turns": ["多少？"], "expect": {"clarify": True, "says": ["黄浦区"]}})

    figures = runner.run(data, half=None, run_out=None, settings=settings).report.figures

    assert figures["right"] == 1.0


def test_the_whole_bank_runs_with_hostile_documents_in_their_own_corpus(settings: Settings) -> None:
    figures = runner.run(None, half=None, run_out=None, settings=settings).report.figures

    assert figures["questions"] == len(read_bank().questions)
    assert figures["quotes_exact"] == 1.0
    refusal = figures["refusal"]
    assert isinstance(refusal, float)
    assert 0 < refusal < 0.02  # the blank question alone
    assert {"seen", "held", "by_kind", "intervals_95"} <= set(figures)


def test_other_documents_become_a_corpus_of_their_own(settings: Settings, tmp_path: Path) -> None:
    documents = [
        {"id": name, "title": name, "publish_date": "2024-01-01", "original_text": f"{name}的规定\n第一条 甲。"}
        for name in ("doc_1", "doc_2")
    ]
    (tmp_path / "documents.json").write_text(json.dumps(documents), encoding="utf-8")
    policies = [{"title": "甲", "doc_ids": ["doc_1"]}, {"title": "乙", "doc_ids": ["doc_2"]}]
    (tmp_path / "policies.json").write_text(json.dumps(policies), encoding="utf-8")

    measured = guangzhou.run(tmp_path, run_out=None, settings=settings)

    figures = measured.report.figures
    assert (figures["questions"], figures["documents"], figures["right"], figures["quotes_exact"]) == (2, 2, 0.5, 1.0)
    assert "乙怎么办？要什么条件和材料？" in runner.in_words(measured.wrong[0])
