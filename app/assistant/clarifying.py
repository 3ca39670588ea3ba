"""One question back, where two readings lead to different texts and nothing known settles which is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.assistant.applicants import TITLES, applicants_in
from app.assistant.places import place_name
from app.assistant.reply import Clarification
from retrieval.passages import SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.assistant.evidence import Candidate
    from app.assistant.question import Question
    from retrieval.corpus import Source
    from retrieval.passages import Audience

MOST_OPTIONS = 6
_CLOSE = 2.0
"""Readings whose strongest clauses are this near are both meant as likely as not."""
_CLOSE_DISTRICTS = 2.0
_IN_BRACKETS = re.compile(r"[（(].*?[）)]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to understand a question: how to name it, and the clause that answers it."""

    option: str
    candidate: Candidate


def readings(question: Question, usable: Sequence[Candidate], enough: float) -> tuple[str, list[Reading]]:
    """The question to ask back with the readings it tells apart; fewer than two when there is nothing to ask."""
    strong = [one for one in usable if one.strength >= enough]
    if not strong or len({one.source for one in strong}) < 2:  # noqa: PLR2004  one text, one reading
        return "", []
    for ask in (_districts, _applicants):
        text, found = ask(question, strong)
        if len(found) > 1:
            return text, found[:MOST_OPTIONS]
    return "", []


def clarification(text: str, found: Sequence[Reading]) -> Clarification:
    return Clarification(text=text, options=tuple(reading.option for reading in found))


def _districts(question: Question, strong: Sequence[Candidate]) -> tuple[str, list[Reading]]:
    """Like schemes of several districts, where none is named."""
    best = strong[0]
    if question.places or not _is_district(best.clause.source):
        return "", []
    close = [
        one for one in strong if one.strength >= best.strength - _CLOSE_DISTRICTS and _is_district(one.clause.source)
    ]
    found = _one_each(close, lambda one: place_name(one.clause.source.region))
    return "各区的规定不一样，您问的是哪个区？", found


def _applicants(question: Question, strong: Sequence[Candidate]) -> tuple[str, list[Reading]]:
    """Like guides for different applicants, where the question does not say who applies."""
    if question.known.applicant or applicants_in(question.plain):
        return "", []
    best = strong[0]
    if not _applicant_of(best.clause.source):
        return "", []
    close = [
        one
        for one in strong
        if one.strength >= best.strength - _CLOSE
        and one.clause.source.kind is SourceKind.GUIDE
        and (one is best or not set(one.clause.source.records) & set(best.clause.source.records))
    ]
    if best.clause.source.kind is not SourceKind.GUIDE:
        return "", []
    found = _one_each(close, lambda one: _applicant_of(one.clause.source))
    return "您要办的是哪一类主体的登记？" if found else "", found


def _one_each(close: Sequence[Candidate], named: Callable[[Candidate], str]) -> list[Reading]:
    each: dict[str, Reading] = {}
    for candidate in close:
        if option := named(candidate):
            each.setdefault(option, Reading(option=option, candidate=candidate))
    return list(each.values())


def _applicant_of(source: Source) -> str:
    named: dict[Audience, str] = applicants_in(_IN_BRACKETS.sub("", source.title))
    kinds = [*named] if len(named) == 1 else [*source.audience] if len(source.audience) == 1 else []
    return TITLES[kinds[0]] if kinds else ""


def _is_district(source: Source) -> bool:
    return not source.region.endswith("00") and bool(place_name(source.region))
