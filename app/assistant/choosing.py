"""Which clauses and sentences make the answer: the structured clause for the side asked about, then the prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.assistant.aspects import Aspect
from app.assistant.quotes import in_reading_order
from app.assistant.signals import on_aspect, stands, title_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from app.assistant.evidence import Candidate
    from app.assistant.question import Question
    from app.assistant.quotes import Quote
    from retrieval.corpus import Clause

MOST = 5
"""Sentences in an answer that is no list."""
MOST_BESIDE = 3
"""Sentences of other clauses beside a whole list."""
MOST_OF_A_LIST = 9
"""Sentences of an answer that lists materials, conditions or amounts: half such a list would mislead."""

_MOST_IN_ALL = 12
_SHORT = 160
"""Characters of a clause that is quoted whole."""
_SAME_CLAUSE = 0.03
_SAME_SOURCE = 0.02
_OTHER_SOURCE = 0.015
_WITHIN = 2.0
"""How far below the strongest a clause may be and still be quoted beside it."""
_LEADS_WITHIN = 1.0
"""How far below the strongest a clause on the side asked about may be and still lead the answer."""
_CLAUSES = 6
_STRUCTURED = {
    Aspect.MATERIALS: ("materials", "facts-materials"),
    Aspect.TIME: ("limits",),
    Aspect.AMOUNT: ("amount", "facts-amount"),
    Aspect.WAY: ("place", "steps", "facts-claim"),
    Aspect.WINDOW: ("facts-window", "period"),
}
_LISTS = frozenset({Aspect.MATERIALS, Aspect.CONDITIONS, Aspect.AMOUNT})
_SAYS_NOTHING = re.compile(r"没有查到|没有写明|没有写全|没有取得|没有写到|没有官方依据|没有可以直接推算|摘录里没有")


class Shelf:
    """The clauses by source, and the sources that were made from the same records."""

    def __init__(self, clauses: Mapping[str, Clause]) -> None:
        self._by_source: dict[str, list[Clause]] = {}
        self._by_record: dict[str, dict[str, None]] = {}
        for clause in clauses.values():
            self._by_source.setdefault(clause.source.id, []).append(clause)
            for record in clause.source.records:
                self._by_record.setdefault(record, {})[clause.source.id] = None

    def clauses_of(self, source: str) -> list[Clause]:
        return self._by_source.get(source, [])

    def kin(self, clause: Clause) -> list[str]:
        """The source itself, then those made from the same record for the same region."""
        near = dict.fromkeys(one for record in clause.source.records for one in self._by_record.get(record, {}))
        return list(dict.fromkeys((clause.source.id, *near)))


def clauses_to_quote(
    question: Question, usable: Sequence[Candidate], shelf: Shelf, may_use: Callable[[str], bool]
) -> list[Clause]:
    """The clauses of the answer, first the one that leads it; `may_use` tells of a source whether it holds."""
    best = usable[0]
    near = [one.clause for one in usable if one.strength >= best.strength - _WITHIN]
    strengths = {one.clause.id: one.strength for one in usable}
    leading = [*structured(question, best.clause, shelf, may_use), *_on_aspect_of(question, best.clause, shelf)]
    if best.signals.on_aspect:
        leading = [clause for clause in leading if _is_structured(question, clause)]
        leading += [best.clause]
    else:
        floor = best.strength - _LEADS_WITHIN
        leading = [clause for clause in leading if strengths.get(clause.id, floor - 1) >= floor]
    ordered = list({clause.id: clause for clause in (*leading, best.clause, *near)}.values())
    says = [clause for clause in ordered if not _SAYS_NOTHING.search(clause.text)]
    empty = [clause for clause in ordered if clause not in says]
    kept = says if any(clause in says for clause in (*leading, best.clause)) else [*empty[:1], *says]
    return kept[:_CLAUSES]


def structured(question: Question, clause: Clause, shelf: Shelf, may_use: Callable[[str], bool]) -> list[Clause]:
    """Clauses made from structured data that state the side asked about, of the same matter."""
    wanted = [anchor for aspect in sorted(question.aspects) for anchor in _STRUCTURED.get(aspect, ())]
    sources = [source for source in shelf.kin(clause) if may_use(source)]
    held = [one for source in sources for one in shelf.clauses_of(source) if _is_generated(one)]
    named = f"{question.text} {clause.source.title}"
    same = [one for one in held if all(stands(word, named) for word in title_words(one.source.title))]
    return [one for anchor in wanted for one in same if one.id.partition("#")[2] == anchor]


def choose(question: Question, scored: Sequence[Quote], clauses: Sequence[Clause]) -> list[Quote]:
    """The few sentences to show, out of all sentences best first, grouped by clause and in the clause's order."""
    lead = clauses[0]
    of_lead = [quote for quote in scored if quote.clause.id == lead.id]
    if not of_lead:
        return in_reading_order(scored[:MOST])
    if on_aspect(question, lead) and (_is_generated(lead) or _LISTS & question.aspects):
        whole = of_lead[:MOST_OF_A_LIST]
        best = max(quote.score for quote in scored)
        others = [q for q in scored if q.clause.id != lead.id and q.score >= best - _SAME_SOURCE]
        return _lead_first(lead, _completed([*whole, *others[:MOST_BESIDE]], scored, question))
    best_quote = of_lead[0]
    near = [q for q in scored if q.score >= min(best_quote.score, scored[0].score) - _reach(q, best_quote)]
    return _lead_first(
        lead, _completed([best_quote, *(q for q in near if q is not best_quote)][:MOST], scored, question)
    )


def _completed(chosen: Sequence[Quote], scored: Sequence[Quote], question: Question) -> list[Quote]:
    """With the rest of short clauses and of lists that were begun: a part of either would mislead."""
    kept = list(chosen)
    for clause in {quote.clause.id: quote.clause for quote in chosen}.values():
        whole = [quote for quote in scored if quote.clause.id == clause.id]
        is_list = on_aspect(question, clause) and bool(_LISTS & question.aspects)
        if (is_list or len(clause.text) <= _SHORT) and len(kept) + len(whole) <= _MOST_IN_ALL:
            kept += [quote for quote in whole if quote not in kept]
    return kept


def _lead_first(lead: Clause, quotes: Sequence[Quote]) -> list[Quote]:
    return in_reading_order(sorted(quotes, key=lambda quote: quote.clause.id != lead.id))


def _on_aspect_of(question: Question, clause: Clause, shelf: Shelf) -> Iterable[Clause]:
    """Clauses of the same text whose title names the side asked about."""
    return [one for one in shelf.clauses_of(clause.source.id) if on_aspect(question, one) and not _is_generated(one)]


def _is_structured(question: Question, clause: Clause) -> bool:
    anchor = clause.id.partition("#")[2]
    wanted = {name for aspect in question.aspects for name in _STRUCTURED.get(aspect, ())}
    return _is_generated(clause) and anchor in wanted


def _is_generated(clause: Clause) -> bool:
    return clause.id.startswith("item.") or clause.id.partition("#")[2].startswith("facts-")


def _reach(quote: Quote, best: Quote) -> float:
    if quote.clause.id == best.clause.id:
        return _SAME_CLAUSE
    return _SAME_SOURCE if quote.clause.source.id == best.clause.source.id else _OTHER_SOURCE
