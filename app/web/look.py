"""How a person wants the pages: in which language, light or dark, in normal or large print.

It is a choice of the browser, kept in a cookie that says nothing of who it is. `?lang=en` on any page chooses too, so
that a link can lead to an English page.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Annotated, Final, TypeVar
from urllib.parse import parse_qs

from fastapi import Depends
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection

from approval_rules.language_words import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "zhiban_look"
_YEAR_S: Final = 365 * 24 * 3600
_NOT_PAGES: Final = ("/api/", "/static/", "/healthz", "/readyz", "/metrics")


class Theme(StrEnum):
    """`auto`: as the person's system has it."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class Size(StrEnum):
    NORMAL = "normal"
    LARGE = "large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    language: Language = Language.ZH
    theme: Theme = Theme.AUTO
    size: Size = Size.NORMAL
    path: str = "/"
    """Of the page at hand, with its query but for the language: where a change of look comes back to."""

    @property
    def is_english(self) -> bool:
        return self.language is Language.EN

    @property
    def html_lang(self) -> str:
        return "en" if self.is_english else "zh-CN"

    def changed(self, wanted: Mapping[str, str]) -> Look:
        """With each of `lang`, `theme` and `size` that is named and known."""
        return replace(
            self,
            language=_known(Language, wanted.get("lang"), self.language),
            theme=_known(Theme, wanted.get("theme"), self.theme),
            size=_known(Size, wanted.get("size"), self.size),
        )

    def cookie(self, *, is_secure: bool) -> str:
        """The header that has a browser keep it for a year."""
        kept = f"{COOKIE}={self.language}.{self.theme}.{self.size}; Path=/; Max-Age={_YEAR_S}; HttpOnly; SameSite=Lax"
        return f"{kept}; Secure" if is_secure else kept


_PLAIN: Final = Look()
_look: ContextVar[Look] = ContextVar("look", default=_PLAIN)
_Named = TypeVar("_Named", bound=StrEnum)


def the_look() -> Look:
    """Of the request at hand."""
    return _look.get()


async def _language() -> Language:
    return the_look().language


Lang = Annotated[Language, Depends(_language)]
"""The language that a page is wanted in."""


class Looks:
    """ASGI middleware that knows the look of each request, and keeps a language that a link chose."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self._app, self._is_https = app, is_https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_NOT_PAGES):
            _look.set(_PLAIN)
            await self._app(scope, receive, send)
            return
        kept = _kept(HTTPConnection(scope).headers.get("cookie", ""))
        query = scope.get("query_string", b"").decode("latin-1")
        given = {name: values[-1] for name, values in parse_qs(query).items()}
        look = replace(kept.changed({"lang": given.get("lang", "")}), path=_without_language(scope["path"], query))
        _look.set(look)

        async def keeping(message: Message) -> None:
            if message["type"] == "http.response.start" and look.language is not kept.language:
                is_secure = self._is_https or scope["scheme"] == "https"
                MutableHeaders(scope=message).append("set-cookie", look.cookie(is_secure=is_secure))
            await send(message)

        await self._app(scope, receive, keeping)


def _known(kind: type[_Named], name: str | None, default: _Named) -> _Named:
    return kind(name) if name in set(kind) else default


def _kept(header: str) -> Look:
    try:
        kept = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return _PLAIN
    parts = kept.value.split(".") if kept else []
    return _PLAIN.changed(dict(zip(("lang", "theme", "size"), parts, strict=False)))


def _without_language(path: str, query: str) -> str:
    rest = "&".join(part for part in query.split("&") if part and not part.startswith("lang="))
    return f"{path}?{rest}" if rest else path
