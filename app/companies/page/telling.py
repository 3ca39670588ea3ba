"""A company's answer in the words of one language, sorted as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.companies.page.wording import CLAIMS, STATUSES, word
from app.subsidies.told import bare
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import apart, plain, title_of
from approval_rules.matching.shortfalls import Outlook
from approval_rules.schemes import MatchStatus

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from app.companies.answering import CompanyAnswer
    from app.companies.on_file import Held
    from approval_rules.language_words import Language
    from approval_rules.matching.choosing import Best
    from approval_rules.schemes import SchemeMatch

_FITS: Final = (MatchStatus.ELIGIBLE, MatchStatus.POSSIBLE)
_NEAR: Final = frozenset({Outlook.BY_NUMBER, Outlook.BY_WAITING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanting:
    """A fact that is not known: `name` as a profile has it."""

    name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One scheme as it is shown. What is told of it in Chinese alone: title, note and materials.

    Attributes:
        item: under which it can be applied for now; empty when it can't, or not here.
        rests_on: the titles of the stated facts that it hangs on.
    """

    id: str
    title: str
    status: str
    is_sure: bool
    is_over: bool
    claim: str
    item: str
    amount: str
    amount_note: str
    amount_missing: tuple[Wanting, ...]
    deadline: str
    rests_on: str
    on_file: tuple[str, ...]
    needed: tuple[str, ...]
    missing: tuple[Wanting, ...]
    shortfalls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A combination: each scheme with what it brings, the total, and why others are left out."""

    paid: tuple[tuple[str, str, str], ...]
    total: str
    left_out: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the page is made of. Each scheme stands in one of the four lists."""

    fits: tuple[Card, ...]
    near: tuple[Card, ...]
    open: tuple[Card, ...]
    others: tuple[Card, ...]
    best: Chosen | None
    best_with_possible: Chosen | None
    decides: str


def tell(answer: CompanyAnswer, items: Iterable[str], language: Language) -> Told:
    """The answer for the page: what fits by what it brings, the most first.

    Args:
        items: the ids of those that are open for applications.
    """
    telling = _Telling(answer, frozenset(items), language)
    fitting = [one for one in answer.report.schemes if telling.group(one) == "fits"]
    found = [(telling.group(one), telling.card(one)) for one in answer.report.schemes]
    best, with_possible = answer.report.best, answer.report.best_with_possible
    return Told(
        fits=tuple(telling.card(one) for one in sorted(fitting, key=lambda one: -(one.amount_cny or 0))),
        near=tuple(card for group, card in found if group == "near"),
        open=tuple(card for group, card in found if group == "open"),
        others=tuple(card for group, card in found if group == "others"),
        best=telling.chosen(best) if best and best.chosen else None,
        best_with_possible=telling.chosen(with_possible) if with_possible and with_possible.chosen else None,
        decides=telling.decides(),
    )


def money(amount: Decimal, language: Language) -> str:
    whole, point, rest = plain(amount).partition(".")
    text = f"{int(whole):,}{point}{rest}"
    return f"{text}元" if language.value == "zh" else f"CNY {text}"


class _Telling:
    def __init__(self, answer: CompanyAnswer, items: frozenset[str], language: Language) -> None:
        self._answer, self._items, self._language = answer, items, language
        self._on = answer.report.on
        self._titles = {one.id: one.title for one in answer.report.schemes}

    def group(self, one: SchemeMatch) -> str:
        if self._is_over(one):
            return "others"
        if one.status in _FITS:
            return "fits"
        if one.status is MatchStatus.UNKNOWN:
            return "open"
        is_near = bool(one.shortfalls) and all(told.shortfall.outlook in _NEAR for told in one.shortfalls)
        return "near" if is_near and not one.missing else "others"

    def card(self, one: SchemeMatch) -> Card:
        held = {name: self._answer.on_file.of(name) for name in one.materials}
        fits, is_over = one.status in _FITS, self._is_over(one)
        item = self._answer.items_of.get(one.id, "")
        return Card(
            id=one.id,
            title=one.title,
            status=STATUSES[one.status].in_(self._language),
            is_sure=one.status is MatchStatus.ELIGIBLE,
            is_over=is_over,
            claim=CLAIMS[one.claim].in_(self._language),
            item=item if fits and not is_over and item in self._items else "",
            amount="" if one.amount_cny is None else money(one.amount_cny, self._language),
            amount_note=one.amount_note,
            amount_missing=self._wanting(missing.fact for missing in one.amount_missing),
            deadline=self._deadline(one),
            rests_on=self._titled(self._answer.rests_on.get(one.id, ())),
            on_file=tuple(self._word("held").format(name, self._held(by)) for name, by in held.items() if by),
            needed=tuple(name for name, by in held.items() if not by),
            missing=self._wanting(missing.fact for missing in one.missing),
            shortfalls=tuple(told.text.in_(self._language) for told in one.shortfalls),
        )

    def chosen(self, best: Best) -> Chosen:
        return Chosen(
            paid=tuple((name, self._titles[name], money(best.paid_cny[name], self._language)) for name in best.chosen),
            total=money(best.total_cny, self._language),
            left_out=tuple((one.id, self._titles[one.id], one.text.in_(self._language)) for one in best.left_out),
        )

    def decides(self) -> str:
        """How much hangs on the next question; empty when there is none."""
        question = self._answer.report.next_question
        if question is None:
            return ""
        count, stake = len(question.schemes), question.stake_cny
        if not stake:
            return self._word("decides_some").format(count)
        return self._word("decides").format(count, money(stake.to_integral_value(), self._language))

    def _deadline(self, one: SchemeMatch) -> str:
        if one.window is not None and one.window.start > self._on:
            return self._word("opens").format(one.window.start)
        if one.last_on is None:
            return self._word("no_end")
        return self._word("over" if self._is_over(one) else "until").format(one.last_on)

    def _is_over(self, one: SchemeMatch) -> bool:
        return one.last_on is not None and one.last_on < self._on

    def _held(self, held: Held) -> str:
        if held.is_file:
            return self._word("in_case").format(held.holder, held.as_of)
        parts = [held.holder]
        if held.number:
            parts.append(self._word("number").format(held.number))
        if held.valid_until:
            parts.append(self._word("valid_until").format(held.valid_until))
        return "，".join(parts) if self._language.value == "zh" else ", ".join(parts)

    def _wanting(self, facts: Iterable[str]) -> tuple[Wanting, ...]:
        return tuple(Wanting(name=bare(fact), title=self._title(fact)) for fact in facts)

    def _titled(self, facts: Iterable[str]) -> str:
        return apart(map(self._title, facts), self._language)

    def _title(self, fact: str) -> str:
        return title_of(load_vocabulary()[fact], self._language)

    def _word(self, name: str) -> str:
        return word(name, self._language)
