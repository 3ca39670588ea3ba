"""The best combination of schemes: exact under exclusions and caps, whatever the order, and within its time."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations, pairwise, product
from random import Random
from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from approval_rules.errors import TooManyCombinations
from approval_rules.matching import searching
from approval_rules.matching.combining import Cap, Combination, LeftOut, best_combination

GRAPHS = 10_000
MOST_SCHEMES = 12
NAMES = tuple("abcdefghijkl")


def _yuan(**amounts: int) -> dict[str, Decimal]:
    return {name: Decimal(amount) for name, amount in amounts.items()}


def _cap(members: str, cny: str) -> Cap:
    return Cap(members=frozenset(members), cap=Decimal(cny))


def test_schemes_that_exclude_nothing_are_all_chosen() -> None:
    assert best_combination(_yuan(b=2, a=1), []) == Combination(
        chosen=("a", "b"), total_cny=Decimal(3), paid_cny=_yuan(a=1, b=2), left_out=()
    )


def test_two_smaller_ones_beat_the_greatest_that_excludes_both() -> None:
    found = best_combination(_yuan(a=6, b=10, c=5), [("b", "a"), ("b", "c")])

    assert found.chosen == ("a", "c")
    assert found.left_out == (LeftOut(id="b", excluded_by=("a", "c")),)


def test_an_exclusion_that_one_side_states_holds_for_both() -> None:
    assert best_combination(_yuan(a=1, b=2), [("a", "b")]) == best_combination(_yuan(a=1, b=2), [("b", "a")])


def test_schemes_under_a_cap_pay_the_cap_between_them() -> None:
    found = best_combination(_yuan(a=60, b=60, c=7), [], [_cap("ab", "100")])

    assert found.paid_cny == _yuan(a=60, b=40, c=7)
    assert found.total_cny == Decimal(107)


def test_a_scheme_that_a_used_up_cap_holds_is_left_out_and_says_with_which() -> None:
    found = best_combination(_yuan(a=100, b=60), [], [_cap("ab", "100")])

    assert found.chosen == ("a",)
    assert found.left_out == (LeftOut(id="b", capped_with=("a",)),)


def test_a_cap_changes_which_combination_is_best() -> None:
    amounts = _yuan(a=60, b=60, c=110)

    assert best_combination(amounts, [("a", "c"), ("b", "c")]).chosen == ("a", "b")
    assert best_combination(amounts, [("a", "c"), ("b", "c")], [_cap("ab", "100")]).chosen == ("c",)


def test_caps_that_overlap_are_used_as_well_as_can_be() -> None:
    found = best_combination(_yuan(a=10, b=10, c=10), [], [_cap("ab", "10"), _cap("bc", "10")])

    assert found.paid_cny == _yuan(a=10, c=10)


def test_three_caps_in_a_ring_pay_whole_fen() -> None:
    one_fen = {name: Decimal("0.01") for name in "abc"}

    found = best_combination(one_fen, [], [_cap("ab", "0.01"), _cap("bc", "0.01"), _cap("ac", "0.01")])

    assert found.total_cny == Decimal("0.01")


def test_a_scheme_that_pays_nothing_is_left_out() -> None:
    assert best_combination(_yuan(a=0), []).left_out == (LeftOut(id="a"),)


@pytest.mark.parametrize("amount", ["-1", "0.001"])
def test_an_amount_that_is_not_in_whole_fen_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="whole fen"):
        best_combination({"a": Decimal(amount)}, [])


def test_a_search_that_is_cut_off_gives_no_answer() -> None:
    random = Random(1)  # noqa: S311
    ids = [str(number) for number in range(60)]
    pairs = [pair for pair in combinations(ids, 2) if random.random() < 0.2]

    with pytest.raises(TooManyCombinations):
        best_combination({name: Decimal(1 + random.randrange(9)) for name in ids}, pairs, most_steps=5)


def test_ten_thousand_random_graphs_equal_brute_force() -> None:
    random = Random(20260301)  # noqa: S311
    for _ in range(GRAPHS):
        amounts, pairs, caps = _random_schemes(random)

        found = best_combination(amounts, pairs, caps)

        assert found.total_cny == _brute_force(amounts, pairs, caps)
        assert_holds(found, amounts, pairs, caps)


def assert_holds(
    found: Combination, amounts: dict[str, Decimal], pairs: list[tuple[str, str]], caps: list[Cap]
) -> None:
    """The answer keeps to every rule itself, and accounts for every candidate."""
    assert not any(one in found.chosen and other in found.chosen for one, other in pairs)
    assert list(found.paid_cny) == list(found.chosen) == sorted(found.chosen)
    assert sum(found.paid_cny.values()) == found.total_cny
    assert all(0 <= found.paid_cny[name] <= amounts[name] for name in found.chosen)
    assert all(sum(found.paid_cny.get(name, 0) for name in one.members) <= one.cap for one in caps)
    assert sorted([*found.chosen, *(one.id for one in found.left_out)]) == sorted(amounts)
    assert all(one.excluded_by or one.capped_with or not amounts[one.id] or caps for one in found.left_out)


def _random_schemes(random: Random) -> tuple[dict[str, Decimal], list[tuple[str, str]], list[Cap]]:
    """Up to twelve schemes; amounts that are often equal or far apart; a cap, one inside it, and one beside it."""
    ids = NAMES[: random.randrange(MOST_SCHEMES + 1)]
    most, density = random.choice([3, 50, 10**8]), random.random()
    amounts = {name: Decimal(random.randrange(most)) / 100 for name in ids}
    pairs = [pair for pair in combinations(ids, 2) if random.random() < density]
    outer = random.sample(ids, random.randrange(len(ids) + 1))
    inner = random.sample(outer, random.randrange(len(outer) + 1))
    beside = [name for name in ids if name not in outer]
    caps = [
        Cap(members=frozenset(members), cap=Decimal(random.randrange(most * 3)) / 100)
        for members in (outer, inner, beside)
        if members and random.random() < 0.5
    ]
    return amounts, pairs, caps


def _brute_force(amounts: dict[str, Decimal], pairs: list[tuple[str, str]], caps: list[Cap]) -> Decimal:
    """Every subset at once; the caps lie apart or one within the other, the inner ones are looked at first."""
    ids = list(amounts)
    subsets = np.arange(1 << len(ids))
    is_in = {name: (subsets >> place & 1).astype(bool) for place, name in enumerate(ids)}
    parts = [(frozenset({name}), np.where(is_in[name], int(amount * 100), 0)) for name, amount in amounts.items()]
    for cap in sorted(caps, key=lambda one: len(one.members)):
        under = sum((values for members, values in parts if members <= cap.members), start=np.zeros_like(subsets))
        parts = [part for part in parts if not part[0] <= cap.members]
        parts.append((cap.members, np.minimum(under, int(cap.cap * 100))))
    total = sum((values for _, values in parts), start=np.zeros_like(subsets))
    for one, other in pairs:
        total[is_in[one] & is_in[other]] = 0
    return Decimal(int(total.max())) / 100


def test_caps_shared_out_among_covers_equal_brute_force_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a long search shares them out; here every search does from its first branch on, with nothing found before."""
    monkeypatch.setattr(searching, "_SOON", 1)
    monkeypatch.setattr(searching, "good_set", lambda *_given: 0)
    random = Random(4)  # noqa: S311
    for _ in range(1000):
        amounts, pairs, caps = _random_schemes(random)

        assert best_combination(amounts, pairs, caps).total_cny == _brute_force(amounts, pairs, caps)


def test_graphs_too_large_for_brute_force_equal_plain_recursion() -> None:
    random = Random(7)  # noqa: S311
    for _ in range(150):
        ids, density = [str(number) for number in range(10, 40)], random.uniform(0.05, 0.4)
        pairs = [pair for pair in combinations(ids, 2) if random.random() < density]
        amounts = {name: Decimal(random.randrange(1, random.choice([3, 10**6]))) / 100 for name in ids}
        beside = {name: {one for pair in pairs if name in pair for one in pair} | {name} for name in ids}

        found = best_combination(amounts, pairs)

        assert found.total_cny == _by_recursion(frozenset(ids), amounts, beside, {})
        assert_holds(found, amounts, pairs, [])


def _by_recursion(
    open_: frozenset[str],
    amounts: dict[str, Decimal],
    beside: dict[str, set[str]],
    known: dict[frozenset[str], Decimal],
) -> Decimal:
    if not open_:
        return Decimal(0)
    if open_ not in known:
        first = min(open_)
        taken = amounts[first] + _by_recursion(open_ - beside[first], amounts, beside, known)
        known[open_] = max(taken, _by_recursion(open_ - {first}, amounts, beside, known))
    return known[open_]


@given(st.data())
def test_caps_that_overlap_anyhow_equal_every_way_to_pay(data: st.DataObject) -> None:
    ids = NAMES[: data.draw(st.integers(1, 5))]
    fen = {name: data.draw(st.integers(0, 3)) for name in ids}
    pairs = [pair for pair in combinations(ids, 2) if data.draw(st.booleans())]
    members = st.frozensets(st.sampled_from(ids), min_size=1)
    caps = data.draw(st.lists(st.builds(Cap, members=members, cap=st.integers(0, 5).map(lambda n: Decimal(n) / 100))))

    found = best_combination({name: Decimal(most) / 100 for name, most in fen.items()}, pairs, caps)

    ways = (dict(zip(ids, way, strict=True)) for way in product(*(range(fen[name] + 1) for name in ids)))
    allowed = (
        way
        for way in ways
        if not any(way[one] and way[other] for one, other in pairs)
        and all(sum(way.get(name, 0) for name in cap.members) <= cap.cap * 100 for cap in caps)
    )
    assert found.total_cny == Decimal(max(sum(way.values()) for way in allowed)) / 100


@given(st.randoms(use_true_random=False))
def test_the_answer_is_the_same_in_whatever_order_things_are_given(random: Random) -> None:
    amounts, pairs, caps = _random_schemes(random)
    names = random.sample(list(amounts), len(amounts))
    turned = [(other, one) for one, other in random.sample(pairs, len(pairs))]

    again = best_combination({name: amounts[name] for name in names}, turned, random.sample(caps, len(caps)))

    assert again == best_combination(amounts, pairs, caps)


def _hundred(structure: str, random: Random) -> tuple[dict[str, Decimal], list[tuple[str, str]]]:
    ids = [f"scheme-{number:03}" for number in range(100)]
    pairs = {
        "path": list(pairwise(ids)),
        "cliques": [pair for at in range(0, 100, 7) for pair in combinations(ids[at : at + 7], 2)],
        "sparse": [pair for pair in combinations(ids, 2) if random.random() < 0.03],
        "bipartite": [(one, other) for one in ids[:50] for other in ids[50:] if random.random() < 0.05],
        "dense": [pair for pair in combinations(ids, 2) if random.random() < 0.7],
    }[structure]
    return {name: Decimal(random.randrange(1, 10**9)) / 100 for name in ids}, pairs


@pytest.mark.parametrize("structure", ["path", "cliques", "sparse", "bipartite", "dense"])
def test_a_hundred_schemes_are_combined_in_moments(structure: str) -> None:
    """The figure, 10 ms, is measured alone on an idle machine; here ten times as much is let pass."""
    amounts, pairs = _hundred(structure, Random(3))  # noqa: S311
    started = process_time()

    best_combination(amounts, pairs)

    assert process_time() - started < 0.1
