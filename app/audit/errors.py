"""What can go wrong with the log's checkpoints and exports."""

from __future__ import annotations

from http import HTTPStatus

from app.errors import AppError, BadInput


class BadExport(BadInput):
    """The file can't be read, or is no export of an audit log at all; make one with `zhiban audit export FILE`."""

    code = "bad_audit_export"


class AuditKeyUnusable(AppError):
    """The key that signs checkpoints can't be read or made; the message names its file."""

    code = "audit_key_unusable"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class AnchorUnwritable(AppError):
    """A checkpoint can't be written outside the database; the message names the file. Set ZHIBAN_AUDIT_ANCHOR."""

    code = "audit_anchor_unwritable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
