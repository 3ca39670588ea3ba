"""`/api/v1/items`: which services there are, and the guide to each in Chinese or English."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter

from app.clock import today
from app.items.telling import guide_of, open_items
from app.items.views import GuideView, ItemView, guide_view, item_view
from app.web.dependencies import Served
from approval_rules.language_words import Language

router = APIRouter(prefix="/api/v1/items", tags=["items"])


@router.get("", summary="The items in force on a day")
def every(served: Served, on: date | None = None) -> list[ItemView]:
    """Today in Shanghai when no day is given."""
    return [item_view(version) for version in open_items(served.office.items, on or today(served.office.clock))]


@router.get("/{item}/guide", summary="The applicant's guide to an item")
def show_guide(served: Served, item: str, language: Language = Language.ZH, on: date | None = None) -> GuideView:
    """Made from the version in force on that day, which is the one that decides."""
    day = on or today(served.office.clock)
    return guide_view(guide_of(item, served.office.items, served.office.documents, day, language))
