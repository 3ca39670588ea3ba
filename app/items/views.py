"""Items and guides as the API shows them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pydantic import BaseModel

from approval_rules.items import ApplicantKind, Automation, Claim
from approval_rules.language_words import Language
from approval_rules.telling.guide_words import SectionName

if TYPE_CHECKING:
    from approval_rules.guide import Guide
    from approval_rules.items import ItemVersion


class ItemView(BaseModel):
    """One item as it is in force on a day; `until` is the last day, None while no end is set."""

    item: str
    title: str
    title_en: str
    authority: str
    region: str
    applicants: list[ApplicantKind]
    automation: Automation
    claim: Claim
    since: date
    until: date | None
    item_version: str
    is_uncertain: bool


class PointView(BaseModel):
    text: str
    basis: list[str]


class SectionView(BaseModel):
    name: SectionName
    title: str
    points: list[PointView]


class GuideView(BaseModel):
    """The guide to an item, made from the rules that decide it."""

    item: str
    item_version: str
    language: Language
    title: str
    lead: str
    sections: list[SectionView]


def item_view(version: ItemVersion) -> ItemView:
    is_uncertain = bool(next(version.uncertainties(), "")) or any(rule.uncertain for rule in version.rules)
    return ItemView(
        item=version.item,
        title=version.title,
        title_en=version.title_en,
        authority=version.authority,
        region=version.region,
        applicants=version.applicants,
        automation=version.automation,
        claim=version.claim,
        since=version.in_force.start,
        until=version.in_force.end,
        item_version=version.id,
        is_uncertain=is_uncertain,
    )


def guide_view(guide: Guide) -> GuideView:
    return GuideView.model_validate(guide.to_json())
