"""The heaviest set of schemes of which none excludes another, under caps: exact, by reductions and branch and bound.

The graph is reduced, taken apart into its components, and each is searched. A branch ends when no completion of it can
pay more than the best set known: the schemes still open are covered by cliques, of which one member is paid at most,
and by caps, which pay what is left of them at most; a scheme's weight may be shared out among several of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.errors import TooManyCombinations
from approval_rules.matching.paying import Limit, are_nested, payments
from approval_rules.matching.reducing import Kernel, places_of, renumbered
from approval_rules.matching.trying import good_set

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_STEPS: Final = 200_000
"""Branches looked at before the search gives up, some ten seconds."""
_PARTS: Final = 4
"""A cap covers so many parts of its members' weights, and cliques cover the others."""
_ROUNDS: Final = 2
_SOON: Final = 250
"""After so many branches it pays to look for the best parts."""
_TRIES: Final = 1
"""For a good set to begin with, by scheme."""


def heaviest(weights: Sequence[int], neighbours: Sequence[int], limits: Sequence[Limit], most_steps: int) -> int:
    """The places that pay most together, as bits.

    Args:
        weights: whole numbers, not negative. neighbours: for each place those it excludes, as bits.

    Raises:
        TooManyCombinations: after so many steps it is not known for certain which set is the heaviest.
    """
    binding = [one for one in limits if sum(weights[place] for place in places_of(one.members)) > one.fen]
    capped = 0
    for limit in binding:
        capped |= limit.members
    lowered = [
        min([weight, *(one.fen for one in binding if one.members >> place & 1)]) for place, weight in enumerate(weights)
    ]
    kernel = Kernel(lowered, neighbours, capped)
    left = most_steps
    chosen = 0
    for component in _components(kernel, binding):
        search = _Search(kernel, component, binding, left)
        chosen |= search.best
        left -= search.steps
    return kernel.whole(chosen)


def _components(kernel: Kernel, limits: Sequence[Limit]) -> list[int]:
    """The parts of the graph that neither an exclusion nor a cap joins."""
    found, open_ = list[int](), kernel.alive
    while open_:
        part, fresh = 0, open_ & -open_
        while fresh:
            part |= fresh
            near = 0
            for place in places_of(fresh):
                near |= kernel.neighbours[place]
            for limit in limits:
                near |= limit.members if limit.members & fresh else 0
            fresh = near & open_ & ~part
        found.append(part)
        open_ &= ~part
    return found


class _Search:
    """One component, renumbered: those that exclude few come first, for the last ones are branched on first.

    Attributes:
        best: the heaviest set, by the places of the whole graph. steps: branches looked at.
    """

    def __init__(self, kernel: Kernel, component: int, limits: Sequence[Limit], most_steps: int) -> None:
        count, near = len(kernel.weights), kernel.neighbours
        self.order = sorted(places_of(component), key=lambda place: ((near[place] & component).bit_count(), place))
        self.weights = [kernel.weights[place] for place in self.order]
        self.neighbours = renumbered((near[place] for place in self.order), self.order, count)
        members = renumbered((one.members for one in limits), self.order, count)
        inside = [Limit(bits, one.fen) for bits, one in zip(members, limits, strict=True)]
        self.limits = tuple(one for one in inside if self._plain(one.members) > one.fen)
        self.apart = _apart(self.limits)
        nested = self.limits if are_nested(self.limits) else self.apart
        self.nested = sorted(nested, key=lambda one: one.members.bit_count())
        self.scale = _PARTS if self.apart else 1
        self.scaled = [weight * self.scale for weight in self.weights]
        self.shares = [_PARTS] * len(self.apart)
        self.steps, self.most_steps = 0, most_steps
        self.found = good_set(self.weights, self.neighbours, self._exact, _TRIES * len(self.order))
        self.total = self._exact(self.found)
        self._branch((1 << len(self.order)) - 1, 0, 0)
        self.best = sum(1 << self.order[place] for place in places_of(self.found))

    def _best_shares(self) -> list[int]:
        """How much of its members' weights each cap covers, in parts: what covers everybody at the least cost."""
        self.shares = [_PARTS // 2] * len(self.apart)
        everyone, plenty = (1 << len(self.order)) - 1, _PARTS * sum(self.weights) + 1
        for number in [*range(len(self.apart))] * _ROUNDS:
            tried = list[tuple[int, int]]()
            for share in range(_PARTS + 1):
                self.shares[number] = share
                _, left = self._cover(everyone, 0, plenty)
                tried.append((left, share))
            self.shares[number] = max(tried)[1]
        return self.shares

    def _plain(self, chosen: int) -> int:
        return sum(self.weights[place] for place in places_of(chosen))

    def _relaxed(self, chosen: int) -> int:
        """What these pay, under the caps that are apart or lie within each other; others are not looked at."""
        total, cuts = self._plain(chosen), list[tuple[int, int]]()
        for limit in self.nested:
            inside = chosen & limit.members
            cut = sum(part for members, part in cuts if not members & ~limit.members)
            over = self._plain(inside) - cut - limit.fen if inside else 0
            if over > 0:
                cuts.append((limit.members, over))
        return total - sum(part for _, part in cuts)

    def _exact(self, chosen: int) -> int:
        if len(self.nested) == len(self.limits):
            return self._relaxed(chosen)
        return sum(payments(places_of(chosen), self.weights, self.limits).values())

    def _branch(self, open_: int, chosen: int, worth: int) -> None:
        """Looks at every set of the chosen ones and some of the open ones that may pay more than the best known."""
        self.steps += 1
        if self.steps > self.most_steps:
            raise TooManyCombinations(self.most_steps)
        if self.steps == _SOON and self.apart:
            self.shares = self._best_shares()
        if worth > self.total:
            exact = self._exact(chosen)
            if exact > self.total:
                self.found, self.total = chosen, exact
        beyond, _ = self._cover(open_, chosen, (self.total - worth) * self.scale)
        covered = open_ & ~beyond
        while beyond:
            place = beyond.bit_length() - 1
            beyond ^= 1 << place
            further = chosen | 1 << place
            value = self._relaxed(further) if self.apart else worth + self.weights[place]
            self._branch(covered & ~self.neighbours[place], further, value)
            covered |= 1 << place

    def _cover(self, open_: int, chosen: int, budget: int) -> tuple[int, int]:
        """The open ones without which the rest surely pays no more than the budget, and what is left of that.

        A budget is in the parts of a fen that shares are counted in.
        """
        rest, beyond = self.scaled[:], 0
        for limit, share in zip(self.apart, self.shares, strict=True):
            members = open_ & limit.members
            left = limit.fen - self._relaxed(chosen & limit.members)
            if not left:
                open_ &= ~members
            elif share * left <= budget and left < self._plain(members):
                budget -= share * left
                for place in places_of(members):
                    rest[place] -= share * self.weights[place]
                open_ &= ~members if share == _PARTS else -1
        neighbours = self.neighbours
        while open_:
            lowest = open_ & -open_
            place = lowest.bit_length() - 1
            clique, least = [place], rest[place]
            near = neighbours[place] & open_
            while near:
                place = (near & -near).bit_length() - 1
                clique.append(place)
                least = min(rest[place], least)
                near &= neighbours[place]
            if least > budget:  # what is left of the budget may still cover others
                beyond |= lowest
                open_ ^= lowest
                continue
            budget -= least
            for place in clique:
                rest[place] -= least
                if not rest[place]:
                    open_ ^= 1 << place
        return beyond, budget


def _apart(limits: Sequence[Limit]) -> tuple[Limit, ...]:
    """Limits of which no two share a member; the larger ones are looked at first."""
    taken, found = 0, list[Limit]()
    for limit in sorted(limits, key=lambda one: (-one.members.bit_count(), one)):
        if not limit.members & taken:
            found.append(limit)
            taken |= limit.members
    return tuple(found)
