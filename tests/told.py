"""Decisions to be explained: worked examples of the items, decided and written as dossiers."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from approval_rules.calendar import load_calendar
from approval_rules.decide import decide
from approval_rules.dossier import dossier
from approval_rules.examples import RECEIVED_ON, example_case
from approval_rules.explain import Occasion, explain
from approval_rules.item_files import load_items
from approval_rules.language_words import Both
from tests.cases_in_order import in_order, switched_on

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.decide import CaseFacts
    from approval_rules.examples import Example
    from approval_rules.items import ItemVersion
    from approval_rules.telling.explanation import Explanation

CASE_NO = "ZB20260302-0000000000"


def written(version: ItemVersion, case: CaseFacts) -> bytes:
    return dossier(version, case, decide(version, case))


def dossier_of(example: Example) -> bytes:
    version = load_items()[example.item].version_on(example.facts[RECEIVED_ON])
    return written(version, example_case(version, example.facts))


def occasion_of(content: bytes, **changes: Any) -> Occasion:  # noqa: ANN401  whatever an occasion has
    """Explained on the day of receipt, by the calendars of today."""
    from datetime import date

    received_on = date.fromisoformat(json.loads(content)["received_on"])
    given: dict[str, Any] = {"case_no": CASE_NO, "decided_on": received_on, "today": received_on}
    return Occasion(**given | {"calendar": load_calendar(), "names": names()} | changes)


def told(content: bytes, **changes: Any) -> Explanation:  # noqa: ANN401  whatever an occasion has
    return explain(content, occasion_of(content, **changes))


def changed(item: str, version_changes: Mapping[str, object] | None = None) -> tuple[ItemVersion, CaseFacts]:
    """A case that is in order, and its version switched on with changes to its plain data."""
    version, case = in_order(item)
    return switched_on(version, **version_changes or {}), case


@cache
def names() -> dict[str, Both]:
    return {item.id: Both(item.title, item.title_en) for item in load_items().values()}
