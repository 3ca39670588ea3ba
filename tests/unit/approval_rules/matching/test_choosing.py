"""The best combination of what fits a company, with a reason for each scheme that is not in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from approval_rules.clauses import InForce
from approval_rules.items import Claim
from approval_rules.matching.choosing import Best, Why, best_of
from approval_rules.schemes import MatchStatus, SchemeMatch, Stacking

if TYPE_CHECKING:
    from collections.abc import Sequence

TODAY = date(2026, 3, 2)
FITTING = [MatchStatus.ELIGIBLE, MatchStatus.POSSIBLE]


def _match(name: str, cny: int | None, *not_with: str, status: MatchStatus = MatchStatus.ELIGIBLE) -> SchemeMatch:
    return SchemeMatch(
        id=name,
        title=f"样例{name}",
        record="sh-01",
        status=status,
        amount_cny=None if cny is None else Decimal(cny),
        amount_note="",
        unmet=(),
        missing=(),
        amount_missing=(),
        citations=(),
        claim=Claim.APPLY,
        in_force=InForce.model_validate({"from": date(2026, 1, 1)}),
        window=None,
        materials=(),
        not_with=not_with,
        stacking=(),
        shortfalls=(),
        last_on=None,
    )


def _best(*found: SchemeMatch, statuses: Sequence[MatchStatus] = FITTING) -> Best:
    return best_of(found, statuses, TODAY)


def _reasons(best: Best) -> dict[str, tuple[Why, tuple[str, ...]]]:
    return {one.id: (one.why, one.because_of) for one in best.left_out}


def test_the_chosen_ones_and_why_the_other_is_not() -> None:
    best = _best(_match("a", 60), _match("b", 100, "a", "c"), _match("c", 50))

    assert (best.chosen, best.total_cny) == (("a", "c"), Decimal(110))
    assert _reasons(best) == {"b": (Why.EXCLUDED, ("a", "c"))}
    assert best.left_out[0].text.zh == "不能与“样例a”和“样例c”同时享受"


def test_what_possibly_fits_is_not_counted_as_certain() -> None:
    found = [_match("a", 60), _match("b", 100, status=MatchStatus.POSSIBLE), _match("c", 9, status=MatchStatus.UNKNOWN)]

    assert _best(*found, statuses=[MatchStatus.ELIGIBLE]).chosen == ("a",)
    assert _best(*found).chosen == ("a", "b")


def test_a_stacking_limit_holds_for_all_that_it_names() -> None:
    limit = Stacking.model_validate({"with": ["b"], "cap": 100, "basis": "a-scheme#limits"})

    best = _best(replace(_match("a", 100), stacking=(limit,)), _match("b", 50))

    assert best.total_cny == Decimal(100)
    assert _reasons(best) == {"b": (Why.CAPPED, ("a",))}


def test_a_scheme_without_a_figure_is_not_compared_and_says_what_it_excludes() -> None:
    best = _best(_match("a", None, "b"), _match("b", 5))

    assert _reasons(best) == {"a": (Why.NO_FIGURE, ("b",))}
    assert best.left_out[0].text.zh == "没有算出金额，没有参加比较；不能与“样例b”同时享受"


def test_a_scheme_whose_last_day_has_passed_is_not_chosen() -> None:
    best = _best(replace(_match("a", 5), last_on=date(2026, 3, 1)), replace(_match("b", 5), last_on=TODAY))

    assert best.chosen == ("b",)
    assert _reasons(best) == {"a": (Why.OVER, ())}


def test_a_scheme_that_pays_nothing_is_said_to() -> None:
    assert _reasons(_best(_match("a", 0))) == {"a": (Why.PAYS_NOTHING, ())}
