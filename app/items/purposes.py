"""What people come for: the items in the groups that a person looks under, told from what the items say themselves."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from approval_rules.items import ApplicantKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from approval_rules.items import ItemVersion

_OF_A_BUSINESS: Final = frozenset({"company", "individual_business"})
"""Namespaces whose facts speak of a business, be it one that a person is about to open."""


class Purpose(StrEnum):
    BUSINESS = "business"
    """To open a shop or run one: registrations, permits, filings."""
    SUPPORT = "support"
    """To be paid: subsidies, awards, refunds."""
    PERSON = "person"
    """What a person needs for themselves."""


def purpose_of(version: ItemVersion) -> Purpose:
    if version.amount is not None:
        return Purpose.SUPPORT
    spaces = {name.partition(".")[0] for name in version.facts}
    if set(version.applicants) == {ApplicantKind.PERSON} and not spaces & _OF_A_BUSINESS:
        return Purpose.PERSON
    return Purpose.BUSINESS


def by_purpose(versions: Iterable[ItemVersion]) -> dict[Purpose, list[ItemVersion]]:
    """In the order of the purposes; one that no item serves is left out."""
    groups: dict[Purpose, list[ItemVersion]] = {purpose: [] for purpose in Purpose}
    for version in versions:
        groups[purpose_of(version)].append(version)
    return {purpose: found for purpose, found in groups.items() if found}
