"""An access token of OAuth2 client credentials, kept until shortly before it ends."""

from __future__ import annotations

import base64
import threading
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from app.registries.gateway.mapping import strict_json
from app.registries.gateway.reasons import DownReason, NoAnswer

if TYPE_CHECKING:
    from app.registries.gateway.config import ClientCredentials
    from app.registries.gateway.wire import Wire

_UNSAID_S: Final = 60
"""How long a token is taken to last when the server does not say."""
_MARGIN_S: Final = 30
_OK: Final = 200
_MOST_CHARS: Final = 8_192


class Tokens:
    """Threads may share it: one fetches, and the others wait for that, each to its own deadline."""

    def __init__(self, credentials: ClientCredentials, wire: Wire) -> None:
        self._credentials, self._wire = credentials, wire
        secret = f"{quote(credentials.client_id, safe='')}:{quote(credentials.client_secret.read(), safe='')}"
        self._basic = "Basic " + base64.b64encode(secret.encode()).decode()
        self._lock = threading.Lock()
        self._token, self._ends = "", 0.0

    def token(self, until: float, refused: str = "") -> str:
        """A token that is good now; a new one when the source refused this one.

        Raises:
            NoAnswer: none could be had.
        """
        if not self._lock.acquire(timeout=max(0.0, until - time.monotonic())):
            raise NoAnswer(DownReason.SLOW, "token", is_outage=True)
        try:
            if not self._token or self._token == refused or time.monotonic() >= self._ends:
                self._fetch(until)
            return self._token
        finally:
            self._lock.release()

    def _fetch(self, until: float) -> None:
        self._token = ""
        form = {
            "grant_type": "client_credentials",
            **({"scope": self._credentials.scope} if self._credentials.scope else {}),
        }
        reply = self._wire.post_form(
            self._credentials.token_url, {"authorization": self._basic}, urlencode(form).encode(), until
        )
        if reply.status != _OK:
            is_outage = reply.status >= 500  # noqa: PLR2004  a server's own failure
            raise NoAnswer(DownReason.UNAUTHORISED, f"token {reply.status}", is_outage=is_outage)
        answer = strict_json(reply.body)
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if (
            not isinstance(token, str)
            or not token.isascii()
            or not token.isprintable()
            or not 0 < len(token) < _MOST_CHARS
        ):
            raise NoAnswer(DownReason.UNAUTHORISED, "no token in the answer")
        said = answer.get("expires_in", _UNSAID_S)
        lasts = said if isinstance(said, int) and not isinstance(said, bool) and said > 0 else _UNSAID_S
        self._ends = time.monotonic() + lasts - min(_MARGIN_S, lasts / 2)
        self._token = token
