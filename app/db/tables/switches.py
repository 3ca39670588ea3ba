"""How far items may be decided by machine, as staff narrowed it: each change a row, never more than one in force."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, String, Table, Text

from app.db.tables.base import metadata

item_switch = Table(
    "item_switch",
    metadata,
    Column("switch_id", String(40), primary_key=True),
    Column("item_id", String(80), nullable=False),
    Column("automation", String(20), nullable=False),
    Column("automation_before", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("asked_by", String(80), nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("confirmed_by", String(80)),
    Column("in_force_since", String(40)),
    Column("ended_at", String(40)),
    Column("ended_by", String(80)),
    CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name="widened_by_two"),
)
Index("switches_of_an_item", item_switch.c.item_id, item_switch.c.created_at)
Index(
    "one_switch_in_force",
    item_switch.c.item_id,
    unique=True,
    sqlite_where=item_switch.c.state == "in_force",
    postgresql_where=item_switch.c.state == "in_force",
)
Index(
    "one_switch_waiting",
    item_switch.c.item_id,
    unique=True,
    sqlite_where=item_switch.c.state == "waiting",
    postgresql_where=item_switch.c.state == "waiting",
)
