"""Whether a form was sent by a page of ours.

Whoever asks without an account has no right that another site's page could use in their name: for those, that the
browser names no other site is enough. Who signed in is known by a cookie that the browser sends by itself: a change
must also carry the token of that sign-in, which another site can't read.
"""

from __future__ import annotations

import secrets
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from markupsafe import Markup

from app.accounts.errors import ForeignForm

if TYPE_CHECKING:
    from starlette.datastructures import Headers
    from starlette.requests import Request

FIELD: Final = "csrf_token"
HEADER: Final = "x-csrf-token"
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_MOST_FILES: Final = 20
_MOST_FIELDS: Final = 60
_OURS: Final = frozenset({"same-origin", "none"})

_token: ContextVar[str] = ContextVar("csrf_token", default="")


def remember(token: str) -> None:
    """The token of who is signed in, for the forms of the page that this request gets."""
    _token.set(token)


def csrf_field() -> Markup:
    """The hidden field of a form; nothing when nobody is signed in."""
    token = _token.get()
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token) if token else Markup()


def is_foreign(headers: Headers, netloc: str = "") -> bool:
    """Whether the browser names another site as the one that sends this. It may name none at all.

    Args:
        netloc: host and port that browsers reach us at, where that is not what a proxy passes on.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site not in _OURS
    return origin is not None and _netloc(origin) not in {headers.get("host"), netloc} - {"", None}


async def require_own_form(request: Request, token: str, netloc: str) -> None:
    """Of a change by who signed in with a cookie.

    Raises:
        ForeignForm: it names no origin, or another's, or does not carry the token.
    """
    named = "origin" in request.headers or "sec-fetch-site" in request.headers
    if not named or is_foreign(request.headers, netloc):
        raise ForeignForm
    given = request.headers.get(HEADER) or await _field(request)
    if not secrets.compare_digest(given.encode(), token.encode()):
        raise ForeignForm


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


async def _field(request: Request) -> str:
    if not request.headers.get("content-type", "").startswith(_FORMS):
        return ""
    given = (await request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS)).get(FIELD)
    return given if isinstance(given, str) else ""
