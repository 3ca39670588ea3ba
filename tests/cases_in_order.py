"""Cases in which everything is in order, made from the worked examples of the items, to be spoilt by tests."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from approval_rules import examples
from approval_rules.item_files import ITEMS_DIR, load_item
from approval_rules.items import ItemVersion
from approval_rules.values import PERMANENT, Value, ValueType

if TYPE_CHECKING:
    from approval_rules.decide import CaseFacts
    from approval_rules.evidence import Reading
    from approval_rules.facts import FactSpec

ITEMS = ("prepackaged-food-filing", "high-tech-enterprise-award")


def in_order(item: str) -> tuple[ItemVersion, CaseFacts]:
    """The item switched to unattended, and a case that it then approves."""
    facts = next(one.facts for one in examples.load_examples() if one.item == item)
    version = load_item(ITEMS_DIR / item).version_on(facts["application.received_on"])
    return switched_on(version), examples.example_case(version, facts)


def switched_on(version: ItemVersion, **changes: object) -> ItemVersion:
    """The version as if nothing in it were uncertain, with `changes`."""
    return ItemVersion.read({**_certain(json.loads(version.canonical)), "automation": "unattended", **changes})


def _certain(content: Any) -> Any:  # noqa: ANN401  plain JSON
    if isinstance(content, dict):
        return {key: "" if key == "uncertain" else _certain(value) for key, value in content.items()}
    return [_certain(one) for one in content] if isinstance(content, list) else content


def without(case: CaseFacts, number: int) -> CaseFacts:
    return replace(case, readings=case.readings[:number] + case.readings[number + 1 :])


def with_reading(case: CaseFacts, number: int, reading: Reading) -> CaseFacts:
    return replace(case, readings=(*case.readings[:number], reading, *case.readings[number + 1 :]))


def another(value: Value | None, spec: FactSpec) -> Value:
    """A value of the same kind that no source may give where this one was given."""
    if spec.type is ValueType.BOOLEAN:
        return not value
    if spec.type is ValueType.CHOICE:
        return next(choice for choice in reversed(spec.choices) if choice != value)
    if spec.type is ValueType.DATE_OR_PERMANENT and value is not PERMANENT:
        return PERMANENT
    return _OTHER.get(spec.type, "别的样例")


_OTHER: dict[ValueType, Value] = {
    ValueType.USCC: "91310117MY00000129",
    ValueType.DATE: date(1999, 1, 1),
    ValueType.DATE_OR_PERMANENT: date(1999, 1, 1),
    ValueType.INTEGER: 1999,
    ValueType.REGION: "330106",
}
