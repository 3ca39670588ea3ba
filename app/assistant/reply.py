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


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """One sentence, byte for byte as it stands in the clause."""

    clause: str
    title: str
    quote: str
    url: str | None
    read_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`reason` is empty for an answer and one sentence for an abstention; `notice` goes with both."""

    question: str
    answer: str
    citations: tuple[Citation, ...]
    abstained: bool
    reason: str
    doubt: Doubt | None
    notice: str
    on: date

    def to_json(self) -> Mapping[str, object]:
        """Plain data with ISO dates, in the keys of the command line contract."""
        citations = [asdict(citation) | {"read_on": citation.read_on.isoformat()} for citation in self.citations]
        return asdict(self) | {"citations": citations, "on": self.on.isoformat()}
