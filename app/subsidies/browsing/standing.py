"""How a scheme stands on a day: to be claimed, to come, or over; and by when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from approval_rules.schemes import Scheme, SchemeVersion


class Standing(StrEnum):
    OPEN = "open"
    UPCOMING = "upcoming"
    """Not in force yet, or its window still to open."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """`version` is the one that is claimed or comes next, of an ended scheme the last.

    `opens` is the first day to claim it, `closes` the last; None while no end is set.
    """

    standing: Standing
    version: SchemeVersion
    opens: date
    closes: date | None


def stands(scheme: Scheme, on: date) -> Stands:
    version = next((one for one in scheme.versions if not _is_over(one, on)), scheme.versions[-1])
    return Stands(standing=_standing(version, on), version=version, opens=_opens(version), closes=_closes(version))


def _standing(version: SchemeVersion, on: date) -> Standing:
    if _is_over(version, on):
        return Standing.ENDED
    return Standing.OPEN if _opens(version) <= on else Standing.UPCOMING


def _is_over(version: SchemeVersion, on: date) -> bool:
    closes = _closes(version)
    return closes is not None and closes < on


def _opens(version: SchemeVersion) -> date:
    return version.in_force.start if version.window is None else max(version.in_force.start, version.window.start)


def _closes(version: SchemeVersion) -> date | None:
    """The last day to claim it: whichever of the window and the term ends first."""
    ends = [one.end for one in (version.window, version.in_force) if one is not None and one.end is not None]
    return min(ends, default=None)
