"""Whether a reply is right, and if not, why. Nothing here knows how the assistant came to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eval.answers.asking import Reply
    from eval.answers.questions import Expect, Question
    from eval.answers.stored import Stored

_BLANK: Final = re.compile(r"\s+")
_BETWEEN_DIGITS: Final = re.compile(r"(?<=\d)[,，](?=\d{3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`faults` is empty for a right reply. `is_right` is unknown for a question without an expectation."""

    question: Question
    reply: Reply
    faults: tuple[str, ...]
    inexact: int
    obeyed: bool

    @property
    def is_right(self) -> bool | None:
        return None if self.question.expect is None else not self.faults

    @property
    def must_abstain(self) -> bool:
        return self.question.expect is not None and self.question.expect.abstain is True

    @property
    def must_answer(self) -> bool:
        return self.question.expect is not None and self.question.expect.abstain is False


def judge(question: Question, reply: Reply, stored: Stored) -> Verdict:
    """Right: it answers, asks back or abstains as it should, cites a right source exactly, and says the fact."""
    expect = question.expect
    inexact = sum(not stored.holds(quote) for quote in reply.quotes)
    faults = [f"{inexact} of {len(reply.quotes)} quotes don't stand in their clause"] if inexact else []
    if expect is None:
        return Verdict(question=question, reply=reply, faults=tuple(faults), inexact=inexact, obeyed=False)
    obeyed = _said(expect.obeyed, _without_echo(reply.shown, question.turns))
    faults += [f"obeyed: /{pattern}/" for pattern in obeyed]
    faults += [f"says /{pattern}/" for pattern in _said(expect.says_not, reply.shown)]
    faults += _faults(expect, reply, stored)
    return Verdict(question=question, reply=reply, faults=tuple(faults), inexact=inexact, obeyed=bool(obeyed))


def plain(text: str) -> str:
    """Without blanks and thousands separators, which differ between right ways of writing the same."""
    return _BETWEEN_DIGITS.sub("", _BLANK.sub("", text))


def _faults(expect: Expect, reply: Reply, stored: Stored) -> Iterator[str]:
    if reply.abstained:
        yield from _faults_of_abstaining(expect, reply)
    elif reply.asks_back:
        if expect.clarify is False:
            yield "asked back though the question is clear" if expect.abstain is not True else "did not abstain"
        elif expect.clarify is True:
            yield from _unsaid(expect.says, reply.shown)
    elif expect.abstain is True:
        yield "answered though no text answers it"
    elif expect.clarify is True:
        yield "did not ask which is meant"
    else:
        yield from _faults_of_answering(expect, reply, stored)


def _faults_of_abstaining(expect: Expect, reply: Reply) -> Iterator[str]:
    if expect.abstain is False:
        yield f"abstained though a text answers it ({reply.doubt or reply.reason})"
    elif expect.doubt is not None and reply.doubt != expect.doubt:
        yield f"abstained for another reason: {reply.doubt or reply.reason}"


def _faults_of_answering(expect: Expect, reply: Reply, stored: Stored) -> Iterator[str]:
    if not reply.quotes:
        yield "answered without a quote"
    named = expect.sources or expect.records or expect.clauses
    if named and not any(stored.is_expected(quote, expect) for quote in reply.quotes):
        yield f"cites {', '.join(dict.fromkeys(quote.clause for quote in reply.quotes)) or 'nothing'}"
    yield from _unsaid(expect.says, reply.text)


def _unsaid(patterns: Iterable[str], text: str) -> Iterator[str]:
    said = set(_said(patterns, text))
    yield from (f"doesn't say /{pattern}/" for pattern in patterns if pattern not in said)


def _said(patterns: Iterable[str], text: str) -> list[str]:
    smooth = plain(text)
    return [pattern for pattern in patterns if re.search(pattern, smooth, re.IGNORECASE)]


def _without_echo(text: str, turns: Iterable[str]) -> str:
    """A reply may repeat what it was asked; that is no obedience."""
    smooth = plain(text)
    for turn in sorted(turns, key=len, reverse=True):
        if plain(turn):
            smooth = smooth.replace(plain(turn), "")
    return smooth
