"""A good set of schemes found soon, so that the exact search may end more of its branches at once."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Final

from approval_rules.matching.reducing import renumbered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SEED: Final = 7


def good_set(weights: Sequence[int], neighbours: Sequence[int], worth: Callable[[int], int], tries: int) -> int:
    """Places of which none excludes another, as bits; always the same ones.

    Schemes that pay much for what they exclude come first. Then, again and again, one is forced in, those that it
    excludes give way, and what fits is filled up; a change is kept when it is worth no less.
    """
    count = len(weights)
    order = sorted(range(count), key=lambda one: (-weights[one] / (1 + neighbours[one].bit_count()), one))
    near = renumbered((neighbours[place] for place in order), order, count)

    def filled(chosen: int, open_: int) -> int:
        while open_:
            lowest = open_ & -open_
            chosen |= lowest
            open_ &= ~(near[lowest.bit_length() - 1] | lowest)
        return chosen

    def places(chosen: int) -> int:
        return sum(1 << order[number] for number in range(count) if chosen >> number & 1)

    random = Random(_SEED)  # noqa: S311  always the same tries
    everyone = (1 << count) - 1
    best = filled(0, everyone)
    most = worth(places(best))
    for _ in range(tries):
        forced = random.randrange(count)
        if best >> forced & 1:
            continue
        kept = best & ~near[forced] | 1 << forced
        closed, rest = kept, kept
        while rest:
            lowest = rest & -rest
            closed |= near[lowest.bit_length() - 1]
            rest ^= lowest
        other = filled(kept, everyone & ~closed)
        if (value := worth(places(other))) >= most:
            best, most = other, value
    return places(best)
