"""Leaves out of an item's guide the materials that what is known of the person makes needless."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Truth
from approval_rules.items import RequiredWhen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.assistant.quotes import Quote
    from approval_rules.items import ItemVersion
    from approval_rules.values import Value

_ITEM = re.compile(r"item\.(?P<item>.+)\.(?P<day>\d{4}-\d{2}-\d{2})#materials")


def shortened(quotes: Sequence[Quote], facts: Mapping[str, Value]) -> list[Quote]:
    """Without the sentences on materials that hang on a condition which the facts surely don't meet."""
    if not facts:
        return list(quotes)
    kept = [quote for quote in quotes if not _is_needless(quote, facts)]
    return kept or list(quotes)


def _is_needless(quote: Quote, facts: Mapping[str, Value]) -> bool:
    found = _ITEM.fullmatch(quote.clause.id)
    version = _versions().get((found["item"], found["day"])) if found else None
    if version is None:
        return False
    return any(
        isinstance(material.required, RequiredWhen)
        and f"交{material.title}" in quote.text
        and evaluate(material.required.when.condition, facts).truth is Truth.FALSE
        for material in version.materials
    )


@cache
def _versions() -> Mapping[tuple[str, str], ItemVersion]:
    from approval_rules.item_files import load_items

    return {
        (version.item, version.in_force.start.isoformat()): version
        for item in load_items().values()
        for version in item.versions
    }
