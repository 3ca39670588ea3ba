"""Tables of cases and what belongs to each."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from app.db.sealed import ApplicantKey, SealedBytes, SealedText
from app.db.tables.base import metadata

case = Table(
    "case",
    metadata,
    Column("case_no", String(40), primary_key=True),
    Column("item_id", String(80), nullable=False),
    Column("item_version", String(120), nullable=False),
    Column("state", String(30), nullable=False, index=True),
    Column("received_on", String(10), nullable=False),
    Column("received_at", String(40), nullable=False),
    Column("applicant_name", SealedText("case.applicant_name"), nullable=False),
    Column("applicant_key", ApplicantKey(80), nullable=False, index=True),
    Column("review_requested_at", String(40)),
    Column("application", SealedText("case.application"), nullable=False),
    Column("owner", String(80), nullable=False, server_default="applicant"),
    Column("district", String(6), nullable=False, server_default=""),
    Column("state_since", String(40)),
    Column("undecided_since", String(40), index=True),
    Column("assigned_to", String(80), index=True),
    Column("escalated_at", String(40)),
    Column("result", String(30)),
    Column("result_at", String(40)),
    Column("erased_at", String(40)),
)
Index("cases_of_an_owner", case.c.owner, case.c.received_at, case.c.case_no)

upload = Table(
    "upload",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("material", String(80), primary_key=True),
    Column("sha256", String(64), primary_key=True),
    Column("name", SealedText("upload.name"), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("erased_at", String(40)),
    Column("read", SealedText("upload.read")),
)
Index("cases_with_a_file", upload.c.sha256)

decision = Table(
    "decision",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("decided_by", String(80), nullable=False),
    Column("decided_at", String(40), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("amount_cny", String(30)),
    Column("dossier_sha256", String(64), nullable=False),
    Column("dossier", SealedBytes("decision.dossier"), nullable=False),
)

decision_past = Table(
    "decision_past",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("decided_at", String(40), primary_key=True),
    Column("decided_by", String(80), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("amount_cny", String(30)),
    Column("dossier_sha256", String(64), nullable=False),
    Column("dossier", SealedBytes("decision_past.dossier"), nullable=False),
)

case_event = Table(
    "case_event",
    metadata,
    Column("number", ForeignKey("audit_entry.number"), primary_key=True, autoincrement=False),
    Column("case_no", ForeignKey("case.case_no"), nullable=False, index=True),
    Column("owner", String(80), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("at", String(40), nullable=False),
    Column("content", Text, nullable=False),
)
Index("events_of_an_owner", case_event.c.owner, case_event.c.number)

case_review = Table(
    "case_review",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("reviewer_id", String(80), nullable=False),
    Column("opinion", String(20), nullable=False),
    Column("reason", SealedText("case_review.reason"), nullable=False),
    Column("basis", Text, nullable=False),
    Column("reviewed_at", String(40), nullable=False),
    Column("approver_id", String(80)),
    Column("ruling", String(20)),
    Column("ruling_reason", SealedText("case_review.ruling_reason")),
    Column("ruled_at", String(40)),
    CheckConstraint("approver_id IS NULL OR approver_id <> reviewer_id", name="one_review_one_approval"),
    CheckConstraint("(ruling IS NULL) = (approver_id IS NULL)", name="a_ruling_has_an_approver"),
)

case_clock = Table(
    "case_clock",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("workdays", Integer, nullable=False),
    Column("started_on", String(10), nullable=False),
    Column("due_on", String(10), nullable=False, index=True),
    Column("stopped_on", String(10)),
    Column("stopped_workdays", Integer, nullable=False),
    Column("ended_on", String(10)),
)

case_correction = Table(
    "case_correction",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("round", Integer, primary_key=True, autoincrement=False),
    Column("requested_by", String(80), nullable=False),
    Column("requested_at", String(40), nullable=False),
    Column("notice", SealedText("case_correction.notice"), nullable=False),
    Column("reason", SealedText("case_correction.reason")),
    Column("due_on", String(10), nullable=False),
    Column("answered_at", String(40)),
    Column("application_before", SealedText("case_correction.application_before")),
)

case_deferral = Table(
    "case_deferral",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("material", String(80), primary_key=True),
    Column("deferral_due_on", String(10), nullable=False, index=True),
    Column("filed_at", String(40)),
)

case_commitment = Table(
    "case_commitment",
    metadata,
    Column("case_no", ForeignKey("case.case_no"), primary_key=True),
    Column("material", String(80), primary_key=True),
    Column("commitment", SealedText("case_commitment.commitment"), nullable=False),
    Column("check_due_on", String(10), nullable=False, index=True),
    Column("checked_by", String(80)),
    Column("checked_at", String(40)),
    Column("result", String(20)),
)
