"""Which schemes a company had best claim together: the combination that pays most, and why each other one is left out.

Of two schemes that exclude each other one is taken at most, and the schemes under a cap pay the cap at most between
them. The answer is exact. Among combinations that pay the same it is always the same one, whatever the order of what
was given: the search goes by the ids alone, and takes no scheme without which the total stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from approval_rules.matching.paying import Limit, payments
from approval_rules.matching.reducing import places_of
from approval_rules.matching.searching import MOST_STEPS, heaviest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

_FEN: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The members pay `cap` yuan at most between them."""

    members: frozenset[str]
    cap: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A scheme that is not in the best combination.

    Attributes:
        excluded_by: the chosen schemes that it can't stand beside; empty when it would add nothing.
        capped_with: where it would add nothing, the chosen schemes that use up a cap which holds it too.
    """

    id: str
    excluded_by: tuple[str, ...] = ()
    capped_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """`chosen` is sorted; `paid_cny` is what each of them brings under the caps, and sums up to `total_cny`."""

    chosen: tuple[str, ...]
    total_cny: Decimal
    paid_cny: Mapping[str, Decimal]
    left_out: tuple[LeftOut, ...]


def best_combination(
    candidates: Mapping[str, Decimal],
    exclusions: Collection[tuple[str, str]],
    caps: Sequence[Cap] = (),
    most_steps: int = MOST_STEPS,
) -> Combination:
    """The combination of candidates that pays most, exactly.

    Args:
        candidates: what each scheme pays alone, in yuan, whole fen and not negative.
        exclusions: pairs that exclude each other, in either order; pairs with other schemes mean nothing here.
        caps: amounts in whole fen; members that are no candidates mean nothing here.

    Raises:
        TooManyCombinations: the best one was not found for certain within so many steps.
    """
    ids = sorted(candidates)
    places = {name: place for place, name in enumerate(ids)}
    weights = [_fen(candidates[name]) for name in ids]
    neighbours = _neighbours(exclusions, places)
    limits = _limits(caps, places)
    chosen = _needed(heaviest(weights, neighbours, limits, most_steps), weights, limits)
    paid = payments(chosen, weights, limits)
    is_in = sum(1 << place for place in chosen)
    return Combination(
        chosen=tuple(ids[place] for place in chosen),
        total_cny=_yuan(sum(paid.values())),
        paid_cny={ids[place]: _yuan(paid[place]) for place in chosen},
        left_out=tuple(
            _left_out(place, ids, is_in & neighbours[place], _used_up(place, chosen, paid, limits))
            for place in range(len(ids))
            if not is_in >> place & 1
        ),
    )


def _fen(amount: Decimal) -> int:
    fen = amount * _FEN
    if fen < 0 or fen != fen.to_integral_value():
        raise ValueError(f"{amount} is no amount in whole fen")
    return int(fen)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _neighbours(exclusions: Collection[tuple[str, str]], places: Mapping[str, int]) -> list[int]:
    """For each scheme those that it excludes, as the bits of one number; both ways."""
    found = [0] * len(places)
    for one, other in exclusions:
        if one != other and one in places and other in places:
            found[places[one]] |= 1 << places[other]
            found[places[other]] |= 1 << places[one]
    return found


def _limits(caps: Sequence[Cap], places: Mapping[str, int]) -> tuple[Limit, ...]:
    """Each set of members once, with the lowest of its caps."""
    lowest = dict[int, int]()
    for one in caps:
        members = sum(1 << places[name] for name in one.members if name in places)
        if members:
            lowest[members] = min(_fen(one.cap), lowest.get(members, _fen(one.cap)))
    return tuple(Limit(members, fen) for members, fen in sorted(lowest.items()))


def _needed(chosen: int, weights: Sequence[int], limits: Sequence[Limit]) -> list[int]:
    """The chosen ones, without those whose absence costs nothing; the last by id goes first."""
    places = [place for place in range(len(weights)) if chosen >> place & 1 and weights[place]]
    capped = 0
    for limit in limits:
        capped |= limit.members
    total = sum(payments(places, weights, limits).values())
    for place in reversed([one for one in places if capped >> one & 1]):
        fewer = [one for one in places if one != place]
        if sum(payments(fewer, weights, limits).values()) == total:
            places = fewer
    return places


def _used_up(place: int, chosen: Sequence[int], paid: Mapping[int, int], limits: Sequence[Limit]) -> int:
    """The chosen schemes, as bits, that share with this one a cap of which nothing is left."""
    found = 0
    for limit in limits:
        inside = [one for one in chosen if limit.members >> one & 1]
        if limit.members >> place & 1 and sum(paid[one] for one in inside) >= limit.fen:
            found |= sum(1 << one for one in inside)
    return found


def _left_out(place: int, ids: Sequence[str], excluding: int, capping: int) -> LeftOut:
    return LeftOut(
        id=ids[place],
        excluded_by=_names(excluding, ids),
        capped_with=() if excluding else _names(capping, ids),
    )


def _names(bits: int, ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(ids[place] for place in places_of(bits))
