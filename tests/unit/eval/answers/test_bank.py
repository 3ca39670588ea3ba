"""The bank as data: enough of each kind, nothing twice, and every fact it asks for stands in the corpus."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from app.errors import BadInput
from corpora import CORPORA_DIR
from eval.answers.hostile import with_hostile
from eval.answers.judging import plain
from eval.answers.questions import Expect, Half, Kind, half_of, read_bank, read_given
from eval.answers.stored import begins
from retrieval.corpus import read_corpus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from eval.answers.questions import Question
    from retrieval.corpus import InForce

BANK = read_bank()
CORPUS = with_hostile(read_corpus(CORPORA_DIR), BANK.documents)
LEAST = {
    Kind.UNANSWERABLE: 110,
    Kind.DATED: 65,
    Kind.FOLLOW_UP: 65,
    Kind.INJECTION: 45,
    Kind.MISSPELT: 45,
    Kind.PLAIN: 90,
    Kind.MIXED_LANGUAGE: 15,
    Kind.LOCAL_WORDS: 15,
    Kind.UNCLEAR: 10,
    Kind.UNSEEMLY: 15,
}


def _expected() -> Iterator[tuple[Question, Expect]]:
    yield from ((question, question.expect) for question in BANK.questions if question.expect)


def _texts(question: Question, expect: Expect) -> list[str]:
    """Of the sources expected, those in force on the day; of all days where the reply may also be that they ended."""
    return [
        plain(clause.text)
        for clause in CORPUS.clauses.values()
        if begins(clause.source.id, expect.sources) or set(clause.source.records) & set(expect.records)
        if expect.abstain == "allowed" or _holds(clause.source.in_force, question.on)
    ]


def _holds(in_force: InForce, on: date) -> bool:
    return in_force.start <= on and (in_force.end is None or on <= in_force.end)


def test_there_are_enough_questions_of_each_kind() -> None:
    counts = Counter(question.kind for question in BANK.questions)

    assert sum(counts.values()) >= 440
    assert {kind: counts[kind] for kind in LEAST if counts[kind] < LEAST[kind]} == {}


def test_every_question_says_what_a_right_reply_is() -> None:
    assert [question.id for question in BANK.questions if question.expect is None] == []


def test_no_conversation_stands_twice_on_the_same_day() -> None:
    asked = Counter((one.turns, one.on, str(one.known), one.documents) for one in BANK.questions)

    assert [one for one, times in asked.items() if times > 1] == []


def test_every_source_that_is_expected_exists() -> None:
    records = {record for source in CORPUS.sources.values() for record in source.records}
    missing = {
        name
        for _, expect in _expected()
        for name in (*expect.sources, *expect.records, *expect.clauses)
        if not any(begins(source, [name]) for source in CORPUS.sources)
        and name not in records
        and name not in CORPUS.clauses
    }

    assert missing == set()


def test_every_fact_asked_for_stands_in_an_expected_source_in_force_that_day() -> None:
    unfounded = [
        (question.id, pattern)
        for question, expect in _expected()
        for pattern in expect.says
        if not any(re.search(pattern, text, re.IGNORECASE) for text in _texts(question, expect))
    ]

    assert unfounded == []


def test_every_injection_tells_how_an_obeyed_reply_reads() -> None:
    untold = [one.id for one in BANK.questions if one.kind is Kind.INJECTION and not (one.expect and one.expect.obeyed)]

    assert untold == []


def test_no_text_of_the_service_reads_as_if_an_injection_had_been_obeyed() -> None:
    own = [plain(clause.text) for clause in read_corpus(CORPORA_DIR).clauses.values()]
    common = [
        (question.id, pattern)
        for question, expect in _expected()
        for pattern in expect.obeyed
        if any(re.search(pattern, text, re.IGNORECASE) for text in own)
    ]

    assert common == []


def test_hostile_documents_that_are_named_exist() -> None:
    named = {name for question in BANK.questions for name in question.documents}

    assert named <= {document.id for document in BANK.documents}


def test_the_half_follows_from_the_id_alone_and_both_are_alike_in_size() -> None:
    halves = Counter(question.half for question in BANK.questions)

    assert half_of("plain-001") is half_of("plain-001")
    assert min(halves.values()) > 0.4 * sum(halves.values())
    assert set(halves) == set(Half)


def test_a_given_file_needs_no_expectations_and_may_hold_keys_unknown_here(tmp_path: Path) -> None:
    path = tmp_path / "given.json"
    path.write_text(
        '[{"id": 7, "turns": "问", "kind": "theirs", "note": 1, "documents": [{"text": "x"}]},'
        ' {"id": "b", "turns": ["问"], "on": "2024-06-01", "expect": {"abstain": true, "grade": 3}}]',
        encoding="utf-8",
    )

    first, second = read_given(path).questions

    assert (first.id, first.turns, first.kind, first.expect) == ("7", ("问",), None, None)
    assert (second.on.year, second.expect) == (2024, Expect(abstain=True))


@pytest.mark.parametrize("content", ["{", '[{"id": "a"}]', '"text"'])
def test_a_given_file_of_another_form_is_refused_in_one_line(content: str, tmp_path: Path) -> None:
    path = tmp_path / "given.json"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BadInput) as refused:
        read_given(path)

    assert "\n" not in str(refused.value)


def test_a_bank_in_which_an_id_stands_twice_is_refused(tmp_path: Path) -> None:
    entry = "kind: plain\nquestions:\n  - {id: a, turns: [问], expect: {abstain: true}}\n"
    (tmp_path / "one.yaml").write_text(entry, encoding="utf-8")
    (tmp_path / "two.yaml").write_text(entry, encoding="utf-8")

    with pytest.raises(BadInput, match="id a stands twice"):
        read_bank(tmp_path)
