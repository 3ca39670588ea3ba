"""What the service already knows of the person or company asking; it settles readings and shortens guides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.values import Value
    from retrieval.passages import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`region` is a 6-digit code; `facts` are facts of the vocabulary by full name, such as profile.region."""

    applicant: Audience | None = None
    region: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)


NOTHING_KNOWN = Known()
