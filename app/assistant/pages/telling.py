"""A conversation as its page shows it: questions, answers with the clauses they stand on, and what staff said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Final

from app.assistant.reply import Doubt
from app.assistant.sessions.records import TurnState
from app.assistant.sessions.scheme_words import DOES_NOT_KNOW
from app.clock import SHANGHAI
from app.pages.wording import is_chinese
from approval_rules.language_words import Language

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from app.assistant.sessions.records import Handoff, HandoffReply, Turn
    from app.assistant.sessions.replies import CitationView, Reply
    from retrieval.corpus import Corpus

SHOWN: Final = 20
"""Questions on the page at first; those before are shown on request."""
MOST_CLAUSE_CHARS: Final = 15_000
"""Of whole clauses on one page, those of the newest answers first; the others are a link away."""


class Kind(StrEnum):
    """What became of a question."""

    PENDING = "pending"
    FAILED = "failed"
    SIGN_IN = "sign_in"
    """It is about the asker's own case, and nobody is signed in to it."""
    ABSTAINED = "abstained"
    SAID = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A clause that an answer stands on.

    Attributes:
        quotes: each with its number in the answer; none where the clause is only named.
        text: the whole clause in pieces, with whether each is quoted; empty where it isn't shown in place.
        is_over: the last day of a text that is no longer in force.
        not_yet: the first day of a text that is not yet in force.
    """

    title: str
    page: str
    read_on: date
    quotes: tuple[tuple[int, str], ...]
    text: tuple[tuple[str, bool], ...]
    is_over: date | None
    not_yet: date | None
    is_possible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A question with its answer.

    Attributes:
        lines: of the answer, but those that hold a quote: the quotes stand in `cited`.
        asked: what is asked back, where no line says it already.
        options: each can be sent as the next turn.
        is_once: the options answer this very question, and nothing that is asked later.
        signs_in: the form to sign in to a case stands with it.
    """

    turn: Turn
    kind: Kind
    lines: tuple[str, ...] = ()
    cited: tuple[Cited, ...] = ()
    asked: str = ""
    options: tuple[str, ...] = ()
    is_once: bool = False
    signs_in: bool = False

    @property
    def reply(self) -> Reply | None:
        return self.turn.reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One of the three."""

    at: datetime
    told: Told | None = None
    handoff: Handoff | None = None
    reply: HandoffReply | None = None

    @property
    def time(self) -> str:
        """The day and minute in Shanghai."""
        return self.at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


@dataclass(slots=True, kw_only=True)
class Teller:
    """Tells turns for a page, newest first, so that the newest have their clauses in place."""

    corpus: Corpus
    today: date
    left_chars: int = field(default=MOST_CLAUSE_CHARS)

    def told(self, turn: Turn, *, is_last: bool, signs_in: bool = False) -> Told:
        reply = turn.reply
        if reply is None:
            return Told(turn=turn, kind=Kind.FAILED if turn.state is TurnState.FAILED else Kind.PENDING)
        lines = tuple(_lines(reply))
        asked = reply.clarification.text if reply.clarification else ""
        return Told(
            turn=turn,
            kind=_kind(reply),
            lines=lines,
            cited=tuple(self._cited(reply.citations)),
            asked="" if any(asked in line for line in lines) else asked,
            options=_options(reply) if is_last or not reply.asks else (),
            is_once=bool(reply.asks),
            signs_in=is_last and signs_in and reply.needs_sign_in,
        )

    def entries(self, turns: Sequence[Turn], handoffs: Iterable[Handoff], *, is_signed_in: bool) -> list[Entry]:
        """Everything in the order it was said."""
        last = turns[-1].number if turns else 0
        newest_first = [
            self.told(turn, is_last=turn.number == last, signs_in=not is_signed_in) for turn in reversed(turns)
        ]
        said = [Entry(at=one.turn.asked_at, told=one) for one in reversed(newest_first)]
        for handoff in handoffs:
            said.append(Entry(at=handoff.asked_at, handoff=handoff))
            said += [Entry(at=reply.said_at, handoff=handoff, reply=reply) for reply in handoff.replies]
        return sorted(said, key=lambda one: one.at)

    def _cited(self, citations: Sequence[CitationView]) -> Iterable[Cited]:
        numbered = [*enumerate(citations, 1)]
        for clause, group in groupby(numbered, key=lambda one: one[1].clause):
            found = [*group]
            first = found[0][1]
            quotes = tuple((number, one.quote) for number, one in found if one.quote)
            yield Cited(
                title=first.title,
                page=first.page,
                read_on=first.read_on,
                quotes=quotes,
                text=self._text(clause, [quote for _, quote in quotes]),
                is_over=first.valid_to if first.valid_to and first.valid_to < self.today else None,
                not_yet=first.valid_from if first.valid_from and first.valid_from > self.today else None,
                is_possible=any(one.possible for _, one in found),
            )

    def _text(self, clause_id: str, quotes: Sequence[str]) -> tuple[tuple[str, bool], ...]:
        clause = self.corpus.clauses.get(clause_id)
        if clause is None or len(clause.text) > self.left_chars:
            return ()
        self.left_chars -= len(clause.text)
        return marked(clause.text, quotes)


def marked(text: str, quotes: Sequence[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether it is one of the quotes."""
    wanted = sorted({quote for quote in quotes if quote}, key=len, reverse=True)
    if not wanted:
        return ((text, False),)
    pieces = re.split(f"({'|'.join(map(re.escape, wanted))})", text)
    return tuple((piece, bool(at % 2)) for at, piece in enumerate(pieces) if piece)


def _kind(reply: Reply) -> Kind:
    if reply.needs_sign_in:
        return Kind.SIGN_IN
    return Kind.ABSTAINED if reply.abstained and reply.doubt is not Doubt.NO_QUESTION else Kind.SAID


def _options(reply: Reply) -> tuple[str, ...]:
    """What is asked of one's company can always be left out."""
    if reply.clarification is not None:
        return reply.clarification.options
    language = Language.ZH if is_chinese(reply.notice) else Language.EN
    return (DOES_NOT_KNOW.in_(language),) if reply.asks else ()


def _lines(reply: Reply) -> Iterable[str]:
    quotes = [one.quote for one in reply.citations if one.quote]
    return (line for line in reply.answer.split("\n") if line and not any(quote in line for quote in quotes))
