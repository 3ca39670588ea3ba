"""What can be wrong with a subscription.

AppError ─ BadInput(BadWebhookUrl) · TooManySubscriptions · BadSignature
"""

from __future__ import annotations

from http import HTTPStatus

from app.errors import AppError, BadInput


class BadWebhookUrl(BadInput):
    """The address of a webhook can't be used, or must not be reached from here; the message says why."""

    code = "bad_webhook_url"


class TooManySubscriptions(AppError):
    """A system has as many subscriptions as it may; end one first."""

    code = "too_many_subscriptions"
    status = HTTPStatus.CONFLICT


class BadSignature(AppError):
    """The signature of a webhook does not fit its body, or is too old; do not act on it."""

    code = "bad_signature"
    status = HTTPStatus.UNAUTHORIZED
