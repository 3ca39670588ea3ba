"""Tables of simulations: what a draft of a scheme would change. Numbers of companies alone, no company."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from app.db.tables.base import metadata

simulation = Table(
    "simulation",
    metadata,
    Column("simulation_id", String(40), primary_key=True),
    Column("scheme_id", String(80), nullable=False),
    Column("scheme", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("on_day", String(10), nullable=False),
    Column("asked_by", String(80), nullable=False),
    Column("asked_at", String(40), nullable=False),
    Column("state", String(20), nullable=False, index=True),
    Column("seen_through", String(18), nullable=False),
    Column("companies_seen", Integer, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("ended_at", String(40)),
)
Index("simulations_of_an_asker", simulation.c.asked_by, simulation.c.asked_at)
