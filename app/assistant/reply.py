"""What the assistant gives back: sentences of published texts with their clause, or a reason why it says nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Doubt(StrEnum):
    """Why the assistant does not answer."""

    NO_BASIS = "no_basis"
    """No text answers it well enough."""
    NOT_IN_FORCE = "not_in_force"
    """The text that would answer it is not in force on the day asked about."""
    OTHER_PLACE = "other_place"
    """The texts on it hold in another place than the one named."""
    NO_QUESTION = "no_question"
    """A greeting, thanks, an insult or an order to the machine: nothing was searched."""
    NOT_OURS_TO_SAY = "not_ours_to_say"
    """It asks for another person's data, or for a decision: nothing was searched."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One sentence, byte for byte as it stands in the clause.

    `source` is the id of the text, in force between the two days (inclusive, None is open). `possible`: the conditions
    of the scheme are known only in part, so that who meets them possibly gets it.
    """

    clause: str
    title: str
    quote: str
    url: str | None
    read_on: date
    source: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    possible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarification:
    """One question back. Each option can be sent as the next turn."""

    text: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A text near to what was asked, by the clause that came nearest."""

    title: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`reason` is empty for an answer and one sentence for an abstention; `notice` goes with both.

    A reply that asks back (`clarification`) is no abstention: it carries a sentence of each reading where it can. Each
    of the `suggestions` can be sent as the next turn. `plain` says the quotes in plainer words, each sentence held
    against them; empty without a language model.
    """

    question: str
    answer: str
    citations: tuple[Citation, ...]
    abstained: bool
    reason: str
    doubt: Doubt | None
    notice: str
    on: date
    clarification: Clarification | None = None
    topics: tuple[Topic, ...] = ()
    looked_for: str = ""
    suggestions: tuple[str, ...] = ()
    plain: str = ""

    def to_json(self) -> Mapping[str, object]:
        """Plain data with ISO dates, in the keys of the command line contract."""
        citations = [_plain(asdict(citation)) for citation in self.citations]
        return asdict(self) | {"citations": citations, "on": self.on.isoformat()}


def _plain(fields: Mapping[str, object]) -> dict[str, object]:
    days = ("read_on", "valid_from", "valid_to")
    return {name: str(value) if name in days and value else value for name, value in fields.items()}
