"""The tables. Dates are ISO text in Shanghai, instants ISO text in UTC, money decimal text: exact on every database."""

from __future__ import annotations

from app.db.tables.accounts import (
    account,
    account_grant,
    api_key,
    oidc_sign_in,
    password_token,
    recovery_code,
    sign_in_session,
    sign_in_try,
)
from app.db.tables.assistant import (
    assistant_handoff,
    assistant_handoff_reply,
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
    decision_past,
    upload,
)
from app.db.tables.companies import company_account, company_statement
from app.db.tables.drafts import application_draft, application_draft_file
from app.db.tables.intake import submission_key, upload_session, upload_use
from app.db.tables.matching import company_match, match_run
from app.db.tables.notices import (
    notice,
    notice_channel,
    notice_event,
    notice_mail,
    notice_mailed,
    notice_subscription,
)
from app.db.tables.payouts import payout_entry, payout_file, payout_file_entry, payout_objection, payout_round
from app.db.tables.personal import data_key, retention_rule
from app.db.tables.ratings import service_rating
from app.db.tables.reasons import decision_reason
from app.db.tables.registers import (
    KEY_CHARS,
    register_import,
    register_record,
    register_record_past,
    register_refusal,
)
from app.db.tables.simulations import simulation
from app.db.tables.switches import item_switch
from app.db.tables.webhooks import webhook_delivery, webhook_subscription
from app.db.tables.work import batch, batch_line

__all__ = [
    "KEY_CHARS",
    "account",
    "account_grant",
    "api_key",
    "application_draft",
    "application_draft_file",
    "assistant_handoff",
    "assistant_handoff_reply",
    "assistant_rating",
    "assistant_regression",
    "assistant_session",
    "assistant_sign_in_try",
    "assistant_turn",
    "audit_checkpoint",
    "audit_entry",
    "batch",
    "batch_line",
    "case",
    "case_clock",
    "case_commitment",
    "case_correction",
    "case_deferral",
    "case_event",
    "case_review",
    "company_account",
    "company_match",
    "company_statement",
    "data_key",
    "decision",
    "decision_past",
    "decision_reason",
    "item_switch",
    "match_run",
    "metadata",
    "notice",
    "notice_channel",
    "notice_event",
    "notice_mail",
    "notice_mailed",
    "notice_subscription",
    "oidc_sign_in",
    "password_token",
    "payout_entry",
    "payout_file",
    "payout_file_entry",
    "payout_objection",
    "payout_round",
    "recovery_code",
    "register_import",
    "register_record",
    "register_record_past",
    "register_refusal",
    "retention_rule",
    "service_rating",
    "sign_in_session",
    "sign_in_try",
    "simulation",
    "submission_key",
    "upload",
    "upload_session",
    "upload_use",
    "webhook_delivery",
    "webhook_subscription",
]
