"""What chosen schemes pay under caps that they share: the greatest sum in whole fen, and each one's part of it.

Caps that are apart, or lie one within the other, are paid in the order of the schemes. Caps that overlap otherwise are
a small linear program, solved exactly in fractions, and parted until every payment is whole.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Limit(NamedTuple):
    """The members, as the bits of a number, pay so many fen at most between them."""

    members: int
    fen: int


def payments(chosen: Iterable[int], weights: Sequence[int], limits: Sequence[Limit]) -> dict[int, int]:
    """For each chosen scheme what it pays, in fen; the sum is the greatest that the limits allow."""
    places = sorted(chosen)
    bits = sum(1 << place for place in places)
    binding = [
        Limit(limit.members & bits, limit.fen) for limit in limits if _sum_of(limit.members & bits, weights) > limit.fen
    ]
    if are_nested(binding):
        return _in_turn(places, weights, binding)
    return _whole({place: weights[place] for place in places}, binding)


def are_nested(limits: Sequence[Limit]) -> bool:
    """Whether any two are apart, or one lies within the other."""
    return all(
        one.members & other.members in (0, one.members, other.members)
        for number, one in enumerate(limits)
        for other in limits[:number]
    )


def _sum_of(bits: int, weights: Sequence[int]) -> int:
    total = 0
    while bits:
        total += weights[(bits & -bits).bit_length() - 1]
        bits &= bits - 1
    return total


def _in_turn(places: Sequence[int], weights: Sequence[int], limits: Sequence[Limit]) -> dict[int, int]:
    """Each as much as its limits leave: with nested limits no order pays more than another."""
    left = [limit.fen for limit in limits]
    paid = dict[int, int]()
    for place in places:
        inside = [number for number, limit in enumerate(limits) if limit.members >> place & 1]
        paid[place] = min([weights[place], *(left[number] for number in inside)])
        for number in inside:
            left[number] -= paid[place]
    return paid


def _whole(most: Mapping[int, int], limits: Sequence[Limit]) -> dict[int, int]:
    """Parts on a payment that comes out broken: at most the whole fen below it, or at least the one above."""
    best, best_total = dict.fromkeys(most, 0), -1
    open_parts: list[tuple[dict[int, int], dict[int, int]]] = [(dict.fromkeys(most, 0), dict(most))]
    while open_parts:
        low, high = open_parts.pop()
        found = _greatest(low, high, limits)
        if found is None or int(sum(found.values())) <= best_total:
            continue
        broken = next((place for place, fen in found.items() if fen.denominator > 1), None)
        if broken is None:
            best = {place: int(fen) for place, fen in found.items()}
            best_total = sum(best.values())
            continue
        below = int(found[broken])
        open_parts.append(({**low, broken: below + 1}, high))
        open_parts.append((low, {**high, broken: below}))
    return best


def _greatest(low: Mapping[int, int], high: Mapping[int, int], limits: Sequence[Limit]) -> dict[int, Fraction] | None:
    """The greatest sum between the bounds, by the simplex method with Bland's rule; None when nothing fits."""
    places = list(low)
    rows = [[Fraction(int(one == place)) for one in places] + [Fraction(high[place] - low[place])] for place in places]
    for limit in limits:
        inside = [limit.members >> place & 1 for place in places]
        used = sum(low[place] for place, is_in in zip(places, inside, strict=True) if is_in)
        rows.append([*map(Fraction, inside), Fraction(limit.fen - used)])
    if any(row[-1] < 0 for row in rows):
        return None
    values = _simplex(rows, len(places))
    return {place: low[place] + value for place, value in zip(places, values, strict=True)}


def _simplex(rows: list[list[Fraction]], width: int) -> list[Fraction]:
    """Maximises the plain sum of the variables; each row says: the sum of these is at most the last number."""
    height = len(rows)
    table = [
        row[:-1] + [Fraction(int(at == number)) for at in range(height)] + row[-1:] for number, row in enumerate(rows)
    ]
    gain = [Fraction(1)] * width + [Fraction(0)] * (height + 1)
    basis = list(range(width, width + height))
    while (enters := next((at for at, value in enumerate(gain[:-1]) if value > 0), None)) is not None:
        leaves = min(
            (number for number in range(height) if table[number][enters] > 0),
            key=lambda number: (table[number][-1] / table[number][enters], basis[number]),
        )
        pivot = table[leaves][enters]
        table[leaves] = [value / pivot for value in table[leaves]]
        for number in range(height):
            if number != leaves and table[number][enters]:
                table[number] = _less(table[number], table[number][enters], table[leaves])
        gain = _less(gain, gain[enters], table[leaves])
        basis[leaves] = enters
    values = dict(zip(basis, (row[-1] for row in table), strict=True))
    return [values.get(at, Fraction(0)) for at in range(width)]


def _less(row: list[Fraction], times: Fraction, other: list[Fraction]) -> list[Fraction]:
    return [value - times * taken for value, taken in zip(row, other, strict=True)]
