"""Makes an exclusion graph smaller without losing its best answer: what is surely taken, surely left, or folded away.

Only schemes that no cap holds are folded or taken for certain, for what another one adds depends on its cap.
"""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    Undo = Callable[[int], int]

_FEW: Final = 2
_MANY: Final = 16
"""Of one that excludes more than so many, the search makes short work; to look at them all would take longer."""


def places_of(bits: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def renumbered(masks: Iterable[int], order: Sequence[int], count: int) -> list[int]:
    """Bits moved so that the place `order[n]` becomes `n`; those of places that are not in the order fall away.

    Args:
        count: how many places there are.
    """
    pick = itemgetter(*(count - 1 - place for place in reversed(order)))
    return [int("".join(pick(format(mask, f"0{count}b"))), 2) for mask in masks]


class Kernel:
    """What is left of a graph.

    Attributes:
        alive: the schemes still to be decided on, as bits.
        weights, neighbours: by place; those of schemes not alive mean nothing.
    """

    def __init__(self, weights: Sequence[int], neighbours: Sequence[int], capped: int) -> None:
        self.weights, self.neighbours, self.capped = list(weights), list(neighbours), capped
        self.alive = sum(1 << place for place, weight in enumerate(weights) if weight)
        self._undo: list[Undo] = []
        self._dirty = self.alive
        self._reduce()

    def whole(self, chosen: int) -> int:
        """The answer for the graph that was given, of an answer for what was left of it."""
        for undo in reversed(self._undo):
            chosen = undo(chosen)
        return chosen

    def _reduce(self) -> None:
        while self._dirty:
            place = (self._dirty & -self._dirty).bit_length() - 1
            self._dirty &= self._dirty - 1
            around = self.neighbours[place] & self.alive
            if self.alive >> place & 1 and not self.capped >> place & 1 and around.bit_count() <= _MANY:
                self._look_at(place, around)

    def _look_at(self, place: int, around: int) -> None:
        weight = self.weights[place]
        if weight >= sum(self.weights[one] for one in places_of(around)):
            self._take(place, around)
        elif self._outdoes(place, around):
            self._dirty |= 1 << place
        elif not around & self.capped and not self._fold(place, around):
            self._join_twin(place, around)

    def _remove(self, bits: int) -> None:
        self.alive &= ~bits
        for place in places_of(bits):
            self._dirty |= self.neighbours[place]
        self._dirty &= self.alive

    def _take(self, place: int, around: int) -> None:
        self._undo.append(lambda chosen: chosen | 1 << place)
        self._remove(around | 1 << place)

    def _outdoes(self, place: int, around: int) -> bool:
        """Removes each neighbour that pays no more and excludes no fewer: it may always give way to this one."""
        reach = around | 1 << place
        beaten = 0
        for one in places_of(around):
            if self.weights[one] <= self.weights[place] and not reach & ~(self.neighbours[one] | 1 << one):
                beaten |= 1 << one
        if beaten:
            self._remove(beaten)
        return bool(beaten)

    def _fold(self, place: int, around: int) -> bool:
        if all(not around & ~(self.neighbours[one] | 1 << one) for one in places_of(around)):
            self._fold_clique(place, around)
            return True
        if around.bit_count() == _FEW:
            lighter, heavier = sorted(places_of(around), key=lambda one: (self.weights[one], one))
            if self.weights[place] >= self.weights[lighter]:
                self._fold_path(place, lighter, heavier)
                return True
        return False

    def _fold_clique(self, place: int, around: int) -> None:
        """Its neighbours exclude each other: each counts with what it pays beyond this one, taken where none is."""
        for one in places_of(around):
            self.weights[one] -= self.weights[place]
        self._undo.append(lambda chosen: chosen if chosen & around else chosen | 1 << place)
        self._remove(1 << place)
        self._dirty |= around

    def _fold_path(self, place: int, lighter: int, heavier: int) -> None:
        """Between two that go together: either both of them, or the heavier alone where it pays more, or this one."""
        weight, both = self.weights[place], 1 << lighter | 1 << heavier
        reach = (self.neighbours[lighter] | self.neighbours[heavier]) & self.alive & ~(1 << place)
        is_alone_worse = weight >= self.weights[heavier]
        self._remove(1 << place)
        if is_alone_worse:
            self.weights[lighter] += self.weights[heavier] - weight
            self._remove(1 << heavier)
        else:
            self.weights[heavier] -= weight
        self.neighbours[lighter] = reach
        for one in places_of(reach):
            self.neighbours[one] |= 1 << lighter
        self._dirty |= (both | reach) & self.alive

        def undo(chosen: int) -> int:
            if chosen >> lighter & 1:
                return chosen | both
            return chosen if chosen >> heavier & 1 else chosen | 1 << place

        self._undo.append(undo)

    def _join_twin(self, place: int, around: int) -> None:
        """Two that exclude the very same ones are taken both or neither."""
        near = (around & -around).bit_length() - 1
        others = self.neighbours[near] & self.alive & ~self.capped & ~around & ~(1 << place)
        twin = next((one for one in places_of(others) if self.neighbours[one] & self.alive == around), None)
        if twin is None:
            return
        self.weights[place] += self.weights[twin]
        self._remove(1 << twin)
        self._dirty |= 1 << place
        self._undo.append(lambda chosen: chosen | 1 << twin if chosen >> place & 1 else chosen)
