"""The cookie by which a browser holds on to an application that is still being filled in, one an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.web.who import door_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fastapi import Request, Response

COOKIE: Final = "zhiban_draft"


def path_of(item_id: str) -> str:
    """The pages that the cookie is sent to: those of the one item."""
    return f"/apply/{item_id}"


def drop(request: Request, answer: Response, item_ids: Iterable[str]) -> None:
    """Have the browser forget what it holds of these items. It sends none of it elsewhere, so all are named."""
    is_secure = door_of(request).is_https(request.scope["scheme"])
    for item_id in item_ids:
        answer.delete_cookie(COOKIE, path=path_of(item_id), secure=is_secure, httponly=True, samesite="lax")
