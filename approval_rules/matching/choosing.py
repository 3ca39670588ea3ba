"""The best combination of the schemes that fit a company on a day, and of each one that is not in it the reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from approval_rules.language_words import Both, Language, both, in_quotes, together
from approval_rules.matching.combining import Cap, Combination, LeftOut, best_combination

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from approval_rules.schemes import MatchStatus, SchemeMatch


class Why(StrEnum):
    """Why a scheme that fits is not in the best combination."""

    EXCLUDED = "excluded"
    CAPPED = "capped"
    NO_FIGURE = "no_figure"
    PAYS_NOTHING = "pays_nothing"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class NotChosen:
    """`because_of` are the chosen schemes that exclude it, or that use up the cap it shares with them."""

    id: str
    why: Why
    because_of: tuple[str, ...]
    text: Both


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """`paid_cny` is what each of `chosen` brings under the caps."""

    chosen: tuple[str, ...]
    total_cny: Decimal
    paid_cny: Mapping[str, Decimal]
    left_out: tuple[NotChosen, ...]


def best_of(found: Sequence[SchemeMatch], statuses: Collection[MatchStatus], on: date) -> Best:
    """The best combination of the schemes of these statuses that can still be claimed on the day and have a figure.

    Raises:
        TooManyCombinations: it is not known for certain.
    """
    fitting = [one for one in found if one.status in statuses]
    over = [one for one in fitting if one.last_on is not None and one.last_on < on]
    open_ = [one for one in fitting if one not in over]
    amounts = {one.id: one.amount_cny for one in open_ if one.amount_cny is not None}
    pairs = {(one.id, other) for one in found for other in one.not_with}
    caps = [Cap(members=frozenset({one.id, *limit.with_}), cap=limit.cap) for one in found for limit in one.stacking]
    combination = best_combination(amounts, pairs, caps)
    titles = {one.id: one.title for one in found}
    left_out = [
        *(_not_chosen(one) for one in combination.left_out),
        *((one.id, Why.NO_FIGURE, _beside(one, pairs, combination)) for one in open_ if one.amount_cny is None),
        *((one.id, Why.OVER, ()) for one in over),
    ]
    return Best(
        chosen=combination.chosen,
        total_cny=combination.total_cny,
        paid_cny=combination.paid_cny,
        left_out=tuple(
            NotChosen(id=name, why=why, because_of=because_of, text=_text(why, because_of, titles))
            for name, why, because_of in sorted(left_out)
        ),
    )


def _not_chosen(one: LeftOut) -> tuple[str, Why, tuple[str, ...]]:
    if one.excluded_by:
        return one.id, Why.EXCLUDED, one.excluded_by
    return (one.id, Why.CAPPED, one.capped_with) if one.capped_with else (one.id, Why.PAYS_NOTHING, ())


def _beside(one: SchemeMatch, pairs: Collection[tuple[str, str]], combination: Combination) -> tuple[str, ...]:
    """The chosen schemes that can't stand beside one which has no figure to be compared by."""
    return tuple(name for name in combination.chosen if (one.id, name) in pairs or (name, one.id) in pairs)


def _text(why: Why, because_of: Sequence[str], titles: Mapping[str, str]) -> Both:
    def say(language: Language) -> str:
        named = together([in_quotes(titles[name]) for name in because_of], language)
        sentence = _WORDS[why].in_(language).format(named)
        return sentence + _ALSO.in_(language).format(named) if why is Why.NO_FIGURE and named else sentence

    return both(say)


_WORDS: Final = {
    Why.EXCLUDED: Both("不能与{}同时享受", "can't be had together with {}"),
    Why.CAPPED: Both("与{}合计已到上限，不再增加", "adds nothing: {} use up the limit it shares with them"),
    Why.NO_FIGURE: Both("没有算出金额，没有参加比较", "has no figure, so it was not compared"),
    Why.PAYS_NOTHING: Both("算出的金额是0元", "pays nothing"),
    Why.OVER: Both("申报期已经结束", "its time for claims is over"),
}
_ALSO: Final = Both("；不能与{}同时享受", "; it can't be had together with {}")
