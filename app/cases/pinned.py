"""What the item version that is pinned to a case says of its materials, limits and clauses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.db.tables import case, decision
from approval_rules.deadlines import Limits
from approval_rules.errors import NotInForce

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedMaterial:
    """`deferrable_workdays`: within how many it may be filed later, None where the item does not say that it may."""

    title: str
    deferrable_workdays: int | None
    is_replaceable_by_commitment: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedItem:
    """`clauses` are all that the item, its rules, limits and amounts rest on."""

    title: str
    limits: Limits
    materials: Mapping[str, PinnedMaterial]
    clauses: frozenset[str]


def pinned_item(connection: Connection, case_no: str) -> PinnedItem:
    """By the dossier of the case; before it has one and after it is erased, by the item as of the day of receipt."""
    stored = connection.execute(select(decision.c.dossier).where(decision.c.case_no == case_no)).scalar()
    content = json.loads(stored)["item_version"] if stored else _as_of_receipt(connection, case_no)
    return PinnedItem(
        title=content["title"],
        limits=Limits.model_validate(content.get("limits") or {}),
        materials={one["id"]: _material(one) for one in content["materials"]},
        clauses=frozenset(_clauses(content)),
    )


def _material(content: Mapping[str, Any]) -> PinnedMaterial:
    deferrable = content.get("deferrable")
    return PinnedMaterial(
        title=content["title"],
        deferrable_workdays=None if deferrable is None else deferrable["workdays"],
        is_replaceable_by_commitment=bool(content.get("replaceable_by_commitment", False)),
    )


def _clauses(content: Any) -> Iterator[str]:  # noqa: ANN401  plain JSON
    """Every clause named under `basis` or `evidence_basis`, however deep."""
    if isinstance(content, dict):
        for key, value in content.items():
            if key in {"basis", "evidence_basis"} and isinstance(value, list):
                yield from value
            else:
                yield from _clauses(value)
    elif isinstance(content, list):
        for one in content:
            yield from _clauses(one)


def _as_of_receipt(connection: Connection, case_no: str) -> dict[str, Any]:
    from datetime import date

    from approval_rules.item_files import load_items

    row = connection.execute(select(case.c.item_id, case.c.received_on).where(case.c.case_no == case_no)).one()
    item = load_items().get(row.item_id)
    try:
        version = None if item is None else item.version_on(date.fromisoformat(row.received_on))
    except NotInForce:
        version = None
    if version is None:
        return {"title": row.item_id, "materials": []}
    stored: dict[str, Any] = json.loads(version.canonical)
    return stored
