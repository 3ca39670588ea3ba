"""Why the machine handed cases over, by code alone: what is counted without opening a sealed dossier."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from app.db.tables.base import metadata
from app.db.tables.cases import case, decision

decision_reason = Table(
    "decision_reason",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("rule", String(160), primary_key=True),
    Column("reason", String(40), primary_key=True),
)

Index("cases_by_day", case.c.received_on, case.c.item_id, case.c.district)
Index("cases_by_result", case.c.result_at, case.c.result, case.c.item_id, case.c.district, case.c.received_at)
Index("decisions_by_outcome", decision.c.case_no, decision.c.outcome)
