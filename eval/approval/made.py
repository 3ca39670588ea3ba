"""One made-up application: what its applicant files, what the registers say, and what is due to it in truth.

The truth is worked out by the story that makes the application, in code of its own: nothing here, and no story, may
import anything that decides (`approval_rules.decide`, `conditions`, `evidence`, `amounts`, `items`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal
    from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document as a perfect reader would read it: its kind, and its fields as JSON values; None could not be read."""

    kind: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One register's record of the applicant; `row` by column, as JSON values. `age_days` before the day of receipt."""

    row: Mapping[str, Any]
    age_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An application and its truth.

    Attributes:
        papers: by material id; one that is None is a file of no known kind, kept for a person.
        entries: by register id; one that is None holds no record.
        down: registers that do not answer.
        named: where the applicant is named: ("form", field) or (material id, field).
        fresh_days: how old the record of each register may be, as the published item says.
        is_due: whether it is to be approved without a person.
        amount_cny: what is due, where money is.
        fault: what is wrong with it, in a word of its own; empty when nothing is.
        further: more papers, each beside the one of the same material id.
        variant: a difference in print that changes nothing, in a word of its own; empty when there is none.
        notes: what the faults and variants may take hold of: `needed`, the (register, column) pairs the item can't do
            without; `optional`, ids of papers that need not be there; `worded`, further places that may be printed
            otherwise; `granted_on`, days on which an earlier grant of the item makes this one a duplicate (the day of
            receipt is one wherever the case history is asked).
    """

    item: str
    on: date
    form: Mapping[str, Any]
    papers: Mapping[str, Paper | None]
    entries: Mapping[str, Entry | None]
    fresh_days: Mapping[str, int]
    named: tuple[tuple[str, str], ...]
    is_due: bool
    amount_cny: Decimal | None = None
    fault: str = ""
    further: tuple[tuple[str, Paper], ...] = ()
    variant: str = ""
    down: frozenset[str] = frozenset()
    asks_for_person: bool = False
    notes: Mapping[str, Any] = field(default_factory=dict)

    def spoilt(self, fault: str, **changes: Any) -> Made:  # noqa: ANN401  fields of this class
        """The application with something wrong: nothing is due to it without a person any more."""
        return replace(self, is_due=False, amount_cny=None, fault=fault, **changes)


class Story(Protocol):
    """Makes applications for one item. `ITEM` is its id."""

    ITEM: str

    def make(self, chance: Random) -> Made:
        """An application with its truth.

        In order or wrong in one thing the item asks for, limits met exactly or missed by one unit as often as not.
        `fault` names what is wrong and is empty exactly when the application is due.
        """
        ...
