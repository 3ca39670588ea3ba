"""A reply as it is stored and sent: what the answer flow gave, or what is told of the asker's own case."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, JsonValue, computed_field

from app.assistant.reply import Doubt

if TYPE_CHECKING:
    from app.assistant.reply import Answer
    from retrieval.corpus import Clause


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CitationView(_Stored):
    """A clause that the reply stands on.

    `quote` stands byte for byte in the clause, and is empty where the clause is only named. `page` opens it in place.
    """

    clause: str
    title: str
    quote: str
    url: str | None
    read_on: dt.date
    source: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    possible: bool = False

    @computed_field  # type: ignore[prop-decorator]
    @property
    def page(self) -> str:
        source, _, anchor = self.clause.partition("#")
        return f"/sources/{source}#{anchor}"


class ClarificationView(_Stored):
    """One question back; each option can be sent as the next turn."""

    text: str
    options: tuple[str, ...]


class TopicView(_Stored):
    title: str
    clause: str


class AnswerView(_Stored):
    """`reason` says why there is no answer; `topics` and `suggestions` are offered with it or without.

    `plain`: the quotes in plainer words, each sentence held against them; empty without a language model.
    """

    answer: str
    citations: tuple[CitationView, ...] = ()
    abstained: bool = False
    reason: str = ""
    doubt: Doubt | None = None
    notice: str = ""
    on: dt.date
    clarification: ClarificationView | None = None
    topics: tuple[TopicView, ...] = ()
    looked_for: str = ""
    suggestions: tuple[str, ...] = ()
    plain: str = ""


class Reply(AnswerView):
    """`needs_sign_in`: the question is about the asker's own case, and nobody is signed in to it.

    Attributes:
        asks: the profile fact that the reply asks for, by full name; `asks_again`: for the second time.
        stated: the fact that the asker stated in this turn, by full name. skipped: one that they could not tell.
    """

    needs_sign_in: bool = False
    asks: str = ""
    asks_again: bool = False
    stated: dict[str, JsonValue] = {}
    skipped: tuple[str, ...] = ()

    def led_by(self, line: str) -> Reply:
        """With that line before all others."""
        return self.model_copy(update={"answer": f"{line}\n{self.answer}"})


def named_clause(clause: Clause, *, possible: bool = False) -> CitationView:
    """The clause as a citation that names it and quotes nothing."""
    source = clause.source
    return CitationView(
        clause=clause.id,
        title=f"{source.title} {clause.title}",
        quote="",
        url=source.source.url,
        read_on=source.source.read_on,
        source=source.id,
        valid_from=source.in_force.start,
        valid_to=source.in_force.end,
        possible=possible,
    )


def reply_of(found: Answer) -> Reply:
    return Reply.model_validate(found.to_json())


def answer_view(found: Answer) -> AnswerView:
    return AnswerView.model_validate(found.to_json())
