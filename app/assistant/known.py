"""What the service already knows of the person or company asking; it settles readings and shortens guides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from approval_rules.values import Value
    from retrieval.passages import Audience

_NO_FACTS: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`region` is a 6-digit code; `facts` are facts of the vocabulary by full name, such as profile.region."""

    applicant: Audience | None = None
    region: str | None = None
    facts: Mapping[str, Value] = field(default_factory=lambda: _NO_FACTS)


NOTHING_KNOWN = Known()
