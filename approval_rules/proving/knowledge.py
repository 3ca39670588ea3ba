"""That taking a fact away never turns a case that is not approved into one that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import z3

from approval_rules.conditions.verifying.reading import read
from approval_rules.evidence import Support
from approval_rules.language_words import Both
from approval_rules.proving import words
from approval_rules.proving.case import Finding
from approval_rules.proving.model import Model, World, knows_less
from approval_rules.proving.safety import DECIDED_OTHERWISE, NOT_FOUND, restated
from approval_rules.proving.search import Found, Search

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from approval_rules.conditions.verifying.records import Count
    from approval_rules.proving.case import Subject
    from approval_rules.proving.search import Example

TAKEN: Final = (Support.MISSING, Support.UNREAD)


def knowing_less_never_helps(subject: Subject, refused: Iterable[Example]) -> Finding:
    """Of two cases with the same values, of which one knows less, that one is not approved unless the other is.

    `refused` are cases that are not approved; from each, every fact is taken away before the engine itself.
    """
    seen = [told for example in refused for told in _helped(subject, example)]
    two = _Two.of(subject)
    everything = knows_less(two.less, two.more, among=subject.version.facts)
    two.add_lemmas(everything)
    worse = (two.less.approves, z3.Not(two.more.approves))
    if two.search.whether(*everything, *worse) is Found.NONE:
        return Finding.of(seen, [])
    refuted, open_ = [], []
    for fact in subject.version.decisive_facts:
        less = knows_less(two.less, two.more, among={fact})
        if two.search.whether(*less, *worse) is Found.NONE:
            continue
        examples = two.search.examples(*less, *worse)
        if examples is None:
            open_.append(NOT_FOUND)
            continue
        more, fewer = examples
        told = _told(subject, fact, more, fewer)
        if subject.approves(fewer) and not subject.approves(more):
            refuted.append(told)
        else:
            open_.append(words.sentence(DECIDED_OTHERWISE, what=told))
    return Finding.of([*seen, *refuted], open_ or [NOT_FOUND])


def _helped(subject: Subject, refused: Example) -> Iterator[Both]:
    if subject.approves(refused):
        return
    for fact in subject.version.decisive_facts:
        for support in TAKEN:
            if refused.supports[fact] is Support.AGREED:
                fewer = restated(subject, refused, fact, support)
                if subject.approves(fewer):
                    yield _told(subject, fact, refused, fewer)


_HELPS: Final = Both("{known}时不核准，而{taken}时反而核准", "does not approve when {known}, and does when {taken}")


def _told(subject: Subject, fact: str, more: Example, fewer: Example) -> Both:
    spec = subject.version.facts[fact]
    known = words.value_of(spec, more.values[fact])
    return words.sentence(_HELPS, known=known, taken=words.fact_in(spec, fewer.supports[fact]))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Two:
    """Two worlds over the same values."""

    more: World
    less: World
    search: Search
    lemmas: tuple[tuple[z3.BoolRef, z3.BoolRef], ...]

    @classmethod
    def of(cls, subject: Subject) -> _Two:
        model = Model(version=subject.version, gate=subject.gate, calendar=subject.calendar)
        more, less = World(model, "more"), World(model, "less")
        lemmas = tuple(_lemmas(model))
        search = Search(model=model, worlds=[more, less], timeout_s=subject.timeout_s)
        return cls(more=more, less=less, search=search, lemmas=lemmas)

    def add_lemmas(self, less_known: list[z3.BoolRef]) -> None:
        """What is so of any one record is so of the counts of them."""
        for against, follows in self.lemmas:
            if self.search.whether(*less_known, against) is Found.NONE:
                self.search.add(z3.Implies(z3.And(less_known), follows))


def _lemmas(model: Model) -> Iterator[tuple[z3.BoolRef, z3.BoolRef]]:
    """Of every condition on records: that a record speaks against it, and what follows when none can.

    The record is any one. If knowing less never makes the condition true of it, or false, then of all records no more
    are so.
    """
    for fact, counts in model.scope.records.counts.items():
        made = list(counts.values())
        for more, less in [(one, other) for one in made for other in made if _are_one(one, other)]:
            row = model.scope.records.row(fact, model.version.facts[fact])
            knowing, doubting = (read(one.condition, one.scope.inside(row)) for one in (more, less))
            yield z3.And(doubting.true, z3.Not(knowing.true)), less.true <= more.true
            yield (
                z3.And(doubting.false, z3.Not(knowing.false)),
                less.true + less.unknown >= more.true + more.unknown,
            )


def _are_one(more: Count, less: Count) -> bool:
    is_pair = more.scope.world.startswith("more") and less.scope.world == "less" + more.scope.world.removeprefix("more")
    return is_pair and more.condition == less.condition and more.scope.wordings == less.scope.wordings
