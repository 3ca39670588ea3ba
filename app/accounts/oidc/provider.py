"""A sign-in service (OpenID Connect): its addresses, its keys, and what an id token of it proves."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlsplit

from app.accounts.errors import SignInNotProven, SignInServiceDown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from joserfc.jwk import KeySet

ALGORITHMS: Final = ("RS256", "PS256", "ES256", "EdDSA")
"""Signatures that are accepted; `none` and those by a shared secret are not."""
TIMEOUT_S: Final = 5.0
KNOWN_FOR_S: Final = 3600.0
_AGAIN_AFTER_S: Final = 60.0
"""How soon its keys are read again for a key that is not among them."""
_LEEWAY_S: Final = 60
_MOST_BYTES: Final = 256 * 1024
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_DISCOVERY: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """How we are registered there. `issuer` exactly as the service names itself."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    redirect_uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """Who signed in, by an id token that was found good."""

    subject: str
    named: Mapping[str, str]
    """Every claim that is a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    authorization: str
    token: str
    jwks: str
    takes_basic: bool
    keys: KeySet
    at_s: float


class Provider:
    """Asks the service over HTTPS; only a service on this machine may be asked without."""

    def __init__(self, client: Client, clock_s: Callable[[], float] = time.monotonic) -> None:
        self.client = client
        self._clock_s = clock_s
        self._known: _Known | None = None
        self._lock = threading.Lock()

    def address(self, state: str, nonce: str, code_verifier: str) -> str:
        """Where the browser goes to sign in.

        Raises:
            SignInServiceDown: the service can't be reached.
        """
        from authlib.common.urls import add_params_to_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        query = [
            ("response_type", "code"),
            ("client_id", self.client.client_id),
            ("redirect_uri", self.client.redirect_uri),
            ("scope", self.client.scopes),
            ("state", state),
            ("nonce", nonce),
            ("code_challenge", create_s256_code_challenge(code_verifier)),
            ("code_challenge_method", "S256"),
        ]
        return str(add_params_to_uri(self._addresses().authorization, query))

    def redeem(self, code: str, code_verifier: str) -> str:
        """The id token that the service gives for a code.

        Raises:
            SignInNotProven: it gives none, for the code is used, too old, or of somebody else.
            SignInServiceDown: the service can't be reached.
        """
        known, client = self._addresses(), self.client
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect_uri,
            "code_verifier": code_verifier,
        }
        secret = {"client_id": client.client_id, "client_secret": client.client_secret}
        basic = (quote(client.client_id, safe=""), quote(client.client_secret, safe=""))
        answer = _post(known.token, form if known.takes_basic else form | secret, basic if known.takes_basic else None)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise SignInNotProven("the service gave no id token")
        return token

    def check(self, id_token: str, nonce: str, at: datetime) -> Claims:
        """Who the token says has signed in.

        Raises:
            SignInNotProven: not signed by the service, of another issuer, client or sign-in, or too old.
            SignInServiceDown: the keys of the service can't be read.
        """
        from authlib.oidc.core import CodeIDToken
        from joserfc import jwt
        from joserfc.errors import JoseError

        client = self.client
        options: Any = {
            "iss": {"essential": True, "value": client.issuer},
            "aud": {"essential": True, "value": client.client_id},
            "sub": {"essential": True},
        }
        try:
            token = jwt.decode(id_token, self._keys_for(id_token), algorithms=ALGORITHMS)
            params = {"nonce": nonce, "client_id": client.client_id}
            claims = CodeIDToken(token.claims, token.header, options, params)
            claims.validate(now=int(at.timestamp()), leeway=_LEEWAY_S)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise SignInNotProven(type(error).__name__) from error
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject or claims.get("nonce") != nonce:
            raise SignInNotProven("no subject, or of another sign-in")
        texts = {name: value for name, value in claims.items() if isinstance(value, str)}
        return Claims(subject=subject, named=texts)

    def _addresses(self) -> _Known:
        with self._lock:
            if self._known is None or self._clock_s() - self._known.at_s >= KNOWN_FOR_S:
                self._known = self._read()
            return self._known

    def _keys_for(self, id_token: str) -> KeySet:
        """The keys of the service, read again when the token names one that is not among them."""
        from joserfc import jws

        named = jws.extract_compact(id_token.encode()).headers().get("kid")
        known = self._addresses()
        is_there = named is None or any(key.kid == named for key in known.keys.keys)
        if is_there or self._clock_s() - known.at_s < _AGAIN_AFTER_S:
            return known.keys
        with self._lock:
            self._known = self._read()
            return self._known.keys

    def _read(self) -> _Known:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet, import_key

        issuer = self.client.issuer
        said = _get(issuer.rstrip("/") + _DISCOVERY)
        addresses = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        texts = [one for one in addresses if isinstance(one, str) and is_safe(one)]
        if said.get("issuer") != issuer or len(texts) != len(addresses):
            raise SignInServiceDown
        methods = said.get("token_endpoint_auth_methods_supported")
        try:
            keys = KeySet([import_key(one) for one in _get(texts[2])["keys"]])
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SignInServiceDown from error
        return _Known(
            authorization=texts[0],
            token=texts[1],
            jwks=texts[2],
            takes_basic=not isinstance(methods, list) or "client_secret_basic" in methods,
            keys=keys,
            at_s=self._clock_s(),
        )


def is_safe(address: str) -> bool:
    """Whether what is sent there is read by nobody on the way."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)


def _get(address: str) -> dict[str, Any]:
    return _asked("GET", address)


def _post(address: str, form: dict[str, str], auth: tuple[str, str] | None) -> dict[str, Any]:
    return _asked("POST", address, data=form, auth=auth)


def _asked(method: str, address: str, **sent: Any) -> dict[str, Any]:  # noqa: ANN401  as httpx takes it
    """The JSON object that is answered, whatever the status: an error of the protocol is one as well."""
    import httpx

    try:
        with (
            httpx.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False) as http,
            http.stream(method, address, headers={"accept": "application/json"}, **sent) as answer,
        ):
            content = b""
            for piece in answer.iter_bytes():
                content += piece
                if len(content) > _MOST_BYTES:
                    raise SignInServiceDown
            if answer.is_server_error:
                raise SignInServiceDown
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise SignInServiceDown from error
    return _object(content)


def _object(content: bytes) -> dict[str, Any]:
    import json

    try:
        said = json.loads(content)
    except ValueError as error:
        raise SignInServiceDown from error
    if not isinstance(said, dict):
        raise SignInServiceDown
    return said
