"""Where a person goes to sign in, and the page they come back to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode, urlsplit

from fastapi.responses import RedirectResponse

from app.accounts.errors import SignInOver
from app.web.csrf import SAFE
from app.web.who import door_of

if TYPE_CHECKING:
    from fastapi import Request, Response

    from app.accounts.errors import NotSignedIn

STAFF_SIGN_IN: Final = "/staff/sign-in"
SIGN_IN: Final = "/sign-in"
_MOST_CHARS: Final = 500
_FIRST_SEEN: Final = "!"


def own_path(given: str) -> str:
    """The page of ours that was named; empty for everything that might lead elsewhere."""
    is_plain = all(_FIRST_SEEN <= char <= "~" for char in given) and "\\" not in given
    if not (is_plain and given.startswith("/") and not given.startswith("//") and len(given) <= _MOST_CHARS):
        return ""
    parts = urlsplit(given)
    return "" if parts.scheme or parts.netloc else given


def to_sign_in(request: Request, error: NotSignedIn) -> Response:
    """The page to sign in at, which knows where to go on; a sign-in that has ended is forgotten."""
    path = STAFF_SIGN_IN if request.url.path.startswith("/staff") else SIGN_IN
    query = {"over": "1"} if isinstance(error, SignInOver) else {}
    if request.method in SAFE:
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        query["next"] = own_path(here)
    answer = RedirectResponse(f"{path}?{urlencode(query)}" if query else path, status_code=303)
    forget(request, answer)
    return answer


def forget(request: Request, answer: Response) -> None:
    """Have the browser drop the cookie of a sign-in."""
    at = door_of(request)
    if at.cookie(request) in request.cookies:
        answer.delete_cookie(at.cookie(request), secure=at.is_https(request.url.scheme), httponly=True, samesite="lax")


def keep(request: Request, answer: Response, token: str) -> None:
    """Have the browser keep the token of a new sign-in, until it is closed."""
    at = door_of(request)
    answer.set_cookie(
        at.cookie(request), token, secure=at.is_https(request.url.scheme), httponly=True, samesite="lax", path="/"
    )
