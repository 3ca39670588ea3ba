"""The tables. Dates are ISO text in Shanghai, instants ISO text in UTC, money decimal text: exact on every database."""

from __future__ import annotations

from app.db.tables.accounts import account, account_grant, api_key, sign_in_session
from app.db.tables.assistant import (
    assistant_handoff,
    assistant_rating,
    assistant_regression,
    assistant_session,
    assistant_sign_in_try,
    assistant_turn,
)
from app.db.tables.audit import audit_checkpoint, audit_entry
from app.db.tables.base import metadata
from app.db.tables.cases import (
    case,
    case_clock,
    case_commitment,
    case_correction,
    case_deferral,
    case_event,
    case_review,
    decision,
    upload,
)
from app.db.tables.intake import stored_file, submission_key, upload_session
from app.db.tables.personal import data_key, retention_rule
from app.db.tables.registers import KEY_CHARS, register_import, register_record, register_record_past
from app.db.tables.webhooks import webhook_delivery, webhook_subscription

__all__ = [
    "KEY_CHARS",
    "account",
    "account_grant",
    "api_key",
    "assistant_handoff",
    "assistant_rating",
    "assistant_regression",
    "assistant_session",
    "assistant_sign_in_try",
    "assistant_turn",
    "audit_checkpoint",
    "audit_entry",
    "case",
    "case_clock",
    "case_commitment",
    "case_correction",
    "case_deferral",
    "case_event",
    "case_review",
    "data_key",
    "decision",
    "metadata",
    "register_import",
    "register_record",
    "register_record_past",
    "retention_rule",
    "sign_in_session",
    "stored_file",
    "submission_key",
    "upload",
    "upload_session",
    "webhook_delivery",
    "webhook_subscription",
]
