"""That the versions of an item follow each other day by day: on every day one is in force, and never two."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from approval_rules.language_words import Both
from approval_rules.proving.case import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from approval_rules.clauses import InForce
    from approval_rules.items import Item

_DAY = timedelta(days=1)


def versions_join(item: Item) -> Finding:
    """A gap may be there before the first version and after the last, and nowhere else."""
    periods = sorted((version.in_force for version in item.versions), key=lambda one: one.start)
    return Finding.of([told for earlier, later in pairwise(periods) for told in _between(earlier, later)], [])


def _between(earlier: InForce, later: InForce) -> Iterator[Both]:
    if earlier.covers(later.start):
        day = later.start
        yield Both(f"{day}有两个版本同时有效", f"two versions are in force on {day}")
    elif earlier.end is not None and earlier.end + _DAY < later.start:
        first, last = earlier.end + _DAY, later.start - _DAY
        yield Both(f"{first}至{last}没有有效的版本", f"no version is in force from {first} to {last}")
