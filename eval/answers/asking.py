"""Puts one conversation to the assistant and keeps what is judged of the reply, whatever else it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import AppError
from app.flows.answer import answer

if TYPE_CHECKING:
    from app.assistant.reply import Answer, Doubt
    from app.assistant.service import Assistant
    from eval.answers.questions import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    clause: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`asks_back` is the clarifying question with its options, empty when none was asked."""

    text: str
    quotes: tuple[Quote, ...] = ()
    abstained: bool = False
    reason: str = ""
    doubt: Doubt | None = None
    asks_back: str = ""

    @property
    def shown(self) -> str:
        """All words of ours and of the texts that the person reads as the answer."""
        return "\n".join(part for part in (self.text, self.reason, self.asks_back) if part)


def ask(question: Question, assistant: Assistant) -> Reply:
    """What the assistant replies to the last turn. A question it refuses to read counts as an abstention."""
    try:
        return _reply(_answer(question, assistant))
    except AppError as error:
        return Reply(text="", abstained=True, reason=str(error))


def _answer(question: Question, assistant: Assistant) -> Answer:
    if question.known is None:
        return answer(question.turns, on=question.on, assistant=assistant)
    from app.assistant.known import Known
    from retrieval.passages import Audience

    applicant = question.known.applicant
    known = Known(
        applicant=Audience(applicant) if applicant else None,
        region=question.known.region,
        facts=question.known.facts,
    )
    return answer(question.turns, on=question.on, assistant=assistant, known=known)


def _reply(given: Answer) -> Reply:
    clarification = given.clarification
    return Reply(
        text=given.answer,
        quotes=tuple(Quote(clause=one.clause, text=one.quote) for one in given.citations),
        abstained=given.abstained,
        reason=given.reason,
        doubt=given.doubt,
        asks_back="\n".join((clarification.text, *clarification.options)) if clarification else "",
    )
