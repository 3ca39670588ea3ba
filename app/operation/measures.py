"""What the flows tell those who watch the service: how long each stage took, what was decided, which register answered.

Costs next to nothing until someone watches: a process that serves sets `watch` when it starts.
"""

from __future__ import annotations

from contextlib import nullcontext
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager


class Stage(StrEnum):
    """One part of deciding an application."""

    READ = "read"
    LOOK_UP = "look_up"
    DECIDE = "decide"
    RECORD = "record"


class LookUp(StrEnum):
    """What came of asking a register."""

    FOUND = "found"
    NO_RECORD = "no_record"
    DOWN = "down"


class Watcher(Protocol):
    def stage(self, stage: Stage) -> AbstractContextManager[object]:
        """Lasts as long as the stage does."""

    def decided(self, item_id: str, outcome: str, reasons: Iterable[str]) -> None:
        """A decision was written.

        Args:
            reasons: the codes for which it was handed to a person; none when it was approved.
        """

    def looked_up(self, register: str, result: LookUp, seconds: float) -> None: ...


_NOTHING: Final = nullcontext()


class _Nobody:
    def stage(self, _stage: Stage) -> AbstractContextManager[object]:
        return _NOTHING

    def decided(self, item_id: str, outcome: str, reasons: Iterable[str]) -> None:
        pass

    def looked_up(self, register: str, result: LookUp, seconds: float) -> None:
        pass


NOBODY: Final[Watcher] = _Nobody()
_watching: list[Watcher] = [NOBODY]


def watch(watcher: Watcher) -> None:
    """From now on this one is told; it takes the place of the one before."""
    _watching[0] = watcher


def stage(which: Stage) -> AbstractContextManager[object]:
    return _watching[0].stage(which)


def decided(item_id: str, outcome: str, reasons: Iterable[str]) -> None:
    _watching[0].decided(item_id, outcome, reasons)


def looked_up(register: str, result: LookUp, seconds: float) -> None:
    _watching[0].looked_up(register, result, seconds)
