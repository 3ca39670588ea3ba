"""What a worker does: each duty finds its own deeds in the service's tables, and does one when it is carried to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing to do.

    Attributes:
        id: the same for the same thing, whoever finds it: it is carried once.
        of: what the duty is told: a case number, a subscription, a batch, the name of a sweep.
        share: deeds of one share are done one at a time.
    """

    id: str
    of: str
    share: str


class Duty(Protocol):
    """One kind of work. That a deed is to be done stands in the tables, never in the queue alone.

    So doing it twice, or having done half of it, must be harmless: `do` looks at what is still to do.
    """

    @property
    def name(self) -> str:
        """Of its queue as well."""

    @property
    def at_once(self) -> int:
        """Most deeds that one process does at a time."""

    @property
    def poll_s(self) -> float:
        """How often a process asks its queue for a deed."""

    @property
    def is_due_until_done(self) -> bool:
        """Whether a deed that was carried and is still due is to be carried again."""

    def due(self) -> Sequence[Deed]:
        """Some of what is to do now, what waits longest first."""

    def do(self, of: str) -> None:
        """Do it; an error is logged, and it is tried again later while it is due."""

    def give_up(self, of: str) -> bool:
        """The process died at each try. Returns False when there is nothing to do but to try again."""
