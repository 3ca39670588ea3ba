"""The unit of search: a piece of text with the id it is cited by, and when and where it holds."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

NATIONAL = "000000"


class SourceKind(StrEnum):
    """What sort of text a passage comes from."""

    LAW = "law"
    GUIDE = "guide"
    SCHEME = "scheme"
    FAQ = "faq"


class Audience(StrEnum):
    """Whom a text speaks to."""

    ENTERPRISE = "enterprise"
    INDIVIDUAL_BUSINESS = "individual_business"
    FARMER_COOPERATIVE = "farmer_cooperative"
    SOCIAL_ORGANIZATION = "social_organization"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text no longer than the model reads.

    Parts of one long text share its `id` and differ in `part`. Both days of validity are inclusive; `None` is open.
    `region` is a 6-digit code, "000000" for the whole country, `None` where nothing is said. An empty `audience` is
    anybody.
    """

    id: str
    text: str
    title: str = ""
    part: int = 0
    kind: SourceKind | None = None
    region: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    audience: frozenset[Audience] = frozenset()

    @property
    def indexed_text(self) -> str:
        """What the indexes read: the title says what a short clause is about."""
        return f"{self.title}\n{self.text}" if self.title else self.text

    def in_force(self, on: date) -> bool:
        after_start = self.valid_from is None or self.valid_from <= on
        return after_start and (self.valid_to is None or on <= self.valid_to)

    def holds_in(self, region: str) -> bool:
        """Whether it applies to someone in `region`: a text of a city holds in its districts, not the reverse."""
        return self.region is None or region.startswith(region_stem(self.region))


def content_hash(passages: Iterable[Passage]) -> str:
    """SHA-256 over everything that the indexes read, in order."""
    digest = hashlib.sha256()
    for passage in passages:
        record = [passage.id, passage.part, passage.indexed_text]
        digest.update(json.dumps(record, ensure_ascii=False).encode())
    return digest.hexdigest()


def region_stem(region: str) -> str:
    """The part of a region code that its districts share: 310000 -> 31, 310115 -> 310115, 000000 -> nothing."""
    while region.endswith("00"):
        region = region[:-2]
    return region
