"""Explanations, notices and guides, with all that they name beside the rules: clauses and items by their titles."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from app.clock import SHANGHAI
from app.errors import NotFound
from approval_rules.calendar import load_calendar
from approval_rules.decision_notice import decision_notice
from approval_rules.explain import Occasion, explain
from approval_rules.guide import guide
from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from app.cases.service import CaseFile
    from approval_rules.decision_notice import DecisionNotice
    from approval_rules.document_spec import DocumentSpec
    from approval_rules.guide import Guide
    from approval_rules.items import Item, ItemVersion
    from approval_rules.language_words import Language
    from approval_rules.telling.explanation import Explanation
    from retrieval.corpus import Corpus


def explanation_of(found: CaseFile, items: Mapping[str, Item], corpus: Corpus, on: date) -> Explanation:
    """The explanation of a stored case as of that day.

    Raises:
        UnexplainedDossier: a release whose dossiers this one can't read has written it.
    """
    return explain(found.dossier, _occasion(found, items, corpus, on))


def pre_check_explanation(dossier: bytes, items: Mapping[str, Item], corpus: Corpus, on: date) -> Explanation:
    occasion = Occasion(
        case_no=None,
        decided_on=on,
        today=on,
        calendar=load_calendar(),
        clause_titles=clause_titles(corpus),
        names=item_names(items),
    )
    return explain(dossier, occasion)


def notice_of(found: CaseFile, items: Mapping[str, Item], corpus: Corpus, on: date) -> DecisionNotice | None:
    """The notice of a case that was granted, otherwise None.

    Raises:
        UnexplainedDossier: a release whose dossiers this one can't read has written it.
    """
    return decision_notice(
        found.dossier,
        _occasion(found, items, corpus, on),
        applicant=found.summary.applicant_name,
        dossier_sha256=found.dossier_sha256,
    )


def guide_of(
    item_id: str, items: Mapping[str, Item], documents: Mapping[str, DocumentSpec], on: date, language: Language
) -> Guide:
    """The guide to an item as it is in force on that day.

    Raises:
        NotFound: there is no such item.
        NotInForce: it has no version on that day.
    """
    if item_id not in items:
        raise NotFound(f"there is no item '{item_id[:60]}'; the items are: {', '.join(items)}")
    version = items[item_id].version_on(on)
    return guide(version, language, form=documents.get(version.form), names=item_names(items))


def open_items(items: Mapping[str, Item], on: date) -> list[ItemVersion]:
    """Of each item, the version in force on that day."""
    return [version for item in items.values() for version in item.versions if version.in_force.covers(on)]


def item_names(items: Mapping[str, Item]) -> dict[str, Both]:
    return {item.id: Both(item.title, item.title_en) for item in items.values()}


def clause_titles(corpus: Corpus) -> dict[str, str]:
    return {clause.id: f"{clause.source.title} {clause.title}" for clause in corpus.clauses.values()}


def _occasion(found: CaseFile, items: Mapping[str, Item], corpus: Corpus, on: date) -> Occasion:
    return Occasion(
        case_no=found.summary.case_no,
        decided_on=datetime.fromisoformat(found.decided_at).astimezone(SHANGHAI).date(),
        today=on,
        calendar=load_calendar(),
        is_with_person=found.summary.review_requested,
        clause_titles=clause_titles(corpus),
        names=item_names(items),
    )
