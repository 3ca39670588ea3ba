"""Which passages a search may find: by day, year, place, audience and kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from retrieval.passages import region_stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    import numpy as np
    import numpy.typing as npt

    from retrieval.passages import Audience, Passage, SourceKind

    Mask = npt.NDArray[np.bool_]
    Positions = npt.NDArray[np.int64]

Value = TypeVar("Value")

_NAMED_YEAR = re.compile(r"[0-9]{4}(?=年)")
_OPEN_END = 9_999_999
"""As a day or a year: later than any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a passage has to meet. What is None or empty asks for nothing.

    `on`: in force on that day. `years`: in force at some time in each of them, or naming it (2019年). `places`: region
    codes; it holds in one of them or in a part of it. `audience`: it speaks to one of them, or to anybody.
    """

    on: date | None = None
    years: frozenset[int] = frozenset()
    places: frozenset[str] = frozenset()
    audience: frozenset[Audience] = frozenset()
    kinds: frozenset[SourceKind] = frozenset()

    def admits(self, passage: Passage) -> bool:
        return (
            (self.on is None or passage.in_force(self.on))
            and holds_in_years(passage, self.years)
            and concerns(passage.region, self.places)
            and (not self.audience or not passage.audience or bool(self.audience & passage.audience))
            and (not self.kinds or passage.kind in self.kinds)
        )


ANY = Filters()
"""Everything is admitted."""


def holds_in_years(passage: Passage, years: frozenset[int]) -> bool:
    """Whether the text was, is or will be in force at some time in each year, or names the year itself."""
    return all(_overlaps(passage, year) or year in named_years(passage) for year in years)


def concerns(region: str | None, places: frozenset[str]) -> bool:
    """Whether a text of `region` holds in one of the places, or in a part of it; any does when no place is named."""
    if not places or region is None:
        return True
    return any(place.startswith(region_stem(region)) or region.startswith(region_stem(place)) for place in places)


def named_years(passage: Passage) -> frozenset[int]:
    """The years that its wording names, such as 2019年."""
    return frozenset(int(year) for year in _NAMED_YEAR.findall(passage.indexed_text))


class PassageColumns:
    """The same for a whole list at once: `mask(filters)[at]` is `filters.admits(passages[at])`."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        import numpy as np

        self._size = len(passages)
        self._from_day = np.array([one.valid_from.toordinal() if one.valid_from else 0 for one in passages], np.int32)
        self._to_day = np.array([one.valid_to.toordinal() if one.valid_to else _OPEN_END for one in passages], np.int32)
        self._from_year = np.array([one.valid_from.year if one.valid_from else 0 for one in passages], np.int32)
        self._to_year = np.array([one.valid_to.year if one.valid_to else _OPEN_END for one in passages], np.int32)
        self._naming = _positions_by_year(passages)
        self._region = _Coded(one.region for one in passages)
        self._audience = _Coded(one.audience for one in passages)
        self._kind = _Coded(one.kind for one in passages)

    def mask(self, filters: Filters) -> Mask:
        """Which passages are admitted, in their order."""
        import numpy as np

        admitted = np.ones(self._size, dtype=bool)
        if filters.on is not None:
            day = filters.on.toordinal()
            admitted &= (self._from_day <= day) & (day <= self._to_day)
        for year in filters.years:
            admitted &= self._holds_in(year)
        if filters.places:
            admitted &= self._region.mask([concerns(region, filters.places) for region in self._region.values])
        if filters.audience:
            admitted &= self._audience.mask([not one or bool(one & filters.audience) for one in self._audience.values])
        if filters.kinds:
            admitted &= self._kind.mask([kind in filters.kinds for kind in self._kind.values])
        return admitted

    def _holds_in(self, year: int) -> Mask:
        holds: Mask = (self._from_year <= year) & (year <= self._to_year)
        if year in self._naming:
            holds[self._naming[year]] = True
        return holds


class _Coded(Generic[Value]):
    """A column of few different values: each is tested once, whatever the number of passages."""

    def __init__(self, column: Iterable[Value]) -> None:
        import numpy as np

        numbers: dict[Value, int] = {}
        self._codes = np.array([numbers.setdefault(value, len(numbers)) for value in column], dtype=np.int32)
        self.values: tuple[Value, ...] = tuple(numbers)

    def mask(self, admitted: Sequence[bool]) -> Mask:
        import numpy as np

        return np.array(admitted, dtype=bool)[self._codes]


def _positions_by_year(passages: Sequence[Passage]) -> dict[int, Positions]:
    import numpy as np

    found: dict[int, list[int]] = {}
    for at, passage in enumerate(passages):
        for year in named_years(passage):
            found.setdefault(year, []).append(at)
    return {year: np.array(positions, dtype=np.int64) for year, positions in found.items()}


def _overlaps(passage: Passage, year: int) -> bool:
    begun = passage.valid_from is None or passage.valid_from.year <= year
    return begun and (passage.valid_to is None or year <= passage.valid_to.year)
