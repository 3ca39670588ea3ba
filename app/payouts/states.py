"""The states of a round, of an entry and of a payout file, and the one table of how each goes on, and by whom."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from app.payouts.errors import IllegalPayoutStep

if TYPE_CHECKING:
    from collections.abc import Mapping


class RoundState(StrEnum):
    PREPARING = "preparing"
    """The list is being drawn up."""
    PREPARED = "prepared"
    """Waits for an approver who did not prepare it."""
    PUBLISHED = "published"
    DISCARDED = "discarded"


class EntryState(StrEnum):
    LEFT_OUT = "left_out"
    """Eligible by the scheme, and not on the list: the checker of the item would not approve."""
    LISTED = "listed"
    HELD = "held"
    """An objection was upheld: a person decides."""
    STRUCK = "struck"
    """Taken off the list by a person."""
    CONFIRMED = "confirmed"
    """By the company; there is a case."""
    DECLINED = "declined"
    LAPSED = "lapsed"
    """The company answered nothing in time."""
    NOT_GRANTED = "not_granted"
    """Its case ended with nothing to pay."""
    FILED = "filed"
    """In a payout file."""
    PAID = "paid"
    RETURNED = "returned"
    """The money came back."""


class FileState(StrEnum):
    MADE = "made"
    CLOSED = "closed"
    """Of every entry it is written down whether it was paid."""


class PayoutMover(StrEnum):
    """Who brings a round or an entry from one state to the next."""

    MACHINE = "machine"
    COMPANY = "company"
    """An account that is bound to it, or a system that acts for it."""
    PREPARER = "preparer"
    APPROVER = "approver"


OPEN: Final = frozenset({EntryState.LISTED, EntryState.HELD, EntryState.CONFIRMED})
"""While an entry is in one of these, the company stands in no other round of the same scheme."""
COUNTED: Final = OPEN | {EntryState.FILED, EntryState.PAID}
"""What counts against a budget."""

_COMPANY: Final = frozenset({PayoutMover.COMPANY})
_MACHINE: Final = frozenset({PayoutMover.MACHINE})
_STAFF: Final = frozenset({PayoutMover.PREPARER, PayoutMover.APPROVER})
_APPROVER: Final = frozenset({PayoutMover.APPROVER})

ROUND_STEPS: Final[Mapping[tuple[RoundState, RoundState], frozenset[PayoutMover]]] = {
    (RoundState.PREPARING, RoundState.PREPARED): _MACHINE,
    (RoundState.PREPARED, RoundState.PUBLISHED): _APPROVER,
    (RoundState.PREPARING, RoundState.DISCARDED): _STAFF,
    (RoundState.PREPARED, RoundState.DISCARDED): _STAFF,
}
ENTRY_STEPS: Final[Mapping[tuple[EntryState, EntryState], frozenset[PayoutMover]]] = {
    (EntryState.LISTED, EntryState.HELD): _STAFF,
    (EntryState.HELD, EntryState.LISTED): _APPROVER,
    (EntryState.HELD, EntryState.STRUCK): _APPROVER,
    (EntryState.LISTED, EntryState.CONFIRMED): _COMPANY,
    (EntryState.LISTED, EntryState.DECLINED): _COMPANY,
    (EntryState.LISTED, EntryState.LAPSED): _MACHINE,
    (EntryState.CONFIRMED, EntryState.NOT_GRANTED): _MACHINE,
    (EntryState.CONFIRMED, EntryState.FILED): _APPROVER,
    (EntryState.FILED, EntryState.PAID): _STAFF,
    (EntryState.FILED, EntryState.RETURNED): _STAFF,
}


def require_round_step(frm: RoundState, to: RoundState, by: PayoutMover) -> None:
    """Raises IllegalPayoutStep when the table has no such step, or it is not for them to take."""
    if by not in ROUND_STEPS.get((frm, to), frozenset()):
        raise IllegalPayoutStep(frm, to)


def require_entry_step(frm: EntryState, to: EntryState, by: PayoutMover) -> None:
    """Raises IllegalPayoutStep when the table has no such step, or it is not for them to take."""
    if by not in ENTRY_STEPS.get((frm, to), frozenset()):
        raise IllegalPayoutStep(frm, to)
