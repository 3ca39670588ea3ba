"""What is wrong with the texts, each with its kind, where it stands and what mends it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CorpusFault(StrEnum):
    """The kinds of mistake that `zhiban corpus lint` tells."""

    UNREADABLE = "unreadable"
    GENERATED_DIFFERS = "generated_differs"
    GUIDE_DIFFERS = "guide_differs"
    AMOUNT_DIFFERS = "amount_differs"
    SCHEME_DIFFERS = "scheme_differs"
    EXAMPLE_DIFFERS = "example_differs"
    PERIOD_DIFFERS = "period_differs"
    ENDED_BUT_NAMED = "ended_but_named"
    DEAD_REFERENCE = "dead_reference"
    FIELD_MISSING = "field_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusFinding:
    """One mistake; `where` is a file below the corpus, a clause or a source."""

    fault: CorpusFault
    where: str
    problem: str
    fix: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}. {self.fix} [{self.fault}]"

    def to_json(self) -> dict[str, str]:
        return {"kind": self.fault.value, "where": self.where, "problem": self.problem, "fix": self.fix}
