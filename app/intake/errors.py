"""What can be wrong with how an application is sent.

AppError ─ BadInput(BadIdempotencyKey · UnknownBody) · IdempotencyKeyReused
"""

from __future__ import annotations

from http import HTTPStatus

from app.errors import AppError, BadInput


class BadIdempotencyKey(BadInput):
    """The Idempotency-Key can't be used; send a UUID, with or without quotes."""

    code = "bad_idempotency_key"
    status = HTTPStatus.BAD_REQUEST


class IdempotencyKeyReused(AppError):
    """The key was used before for other content; send a new key with every new application."""

    code = "idempotency_key_reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, key: str) -> None:
        super().__init__(
            f"the Idempotency-Key '{key[:20]}' was used for another application within the last 30 days; use a new one"
        )


class UnknownBody(BadInput):
    """The body is of a kind that is not read here; send JSON or a form with parts."""

    code = "unknown_body"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE

    def __init__(self, kind: str) -> None:
        said = f"a body of the type '{kind[:60]}'" if kind else "no body, or one without a content type"
        super().__init__(f"{said} was sent; send application/json or multipart/form-data")
