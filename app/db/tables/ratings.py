"""What applicants think of the service they had: one rating a case, once it is decided."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from app.db.sealed import SealedText
from app.db.tables.base import metadata

service_rating = Table(
    "service_rating",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("grade", Integer, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("comment", SealedText("service_rating.comment")),
    Column("item_id", String(80), nullable=False),
    Column("district", String(6), nullable=False),
    Column("created_at", String(40), nullable=False, index=True),
    CheckConstraint("grade BETWEEN 1 AND 5", name="five_grades"),
)
