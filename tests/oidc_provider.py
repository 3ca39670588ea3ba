"""A real sign-in service in a process of its own on this machine, from the package oidc-provider-mock."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import httpx

if TYPE_CHECKING:
    from collections.abc import Iterator

_STARTS_WITHIN_S = 30


@dataclass(frozen=True, slots=True)
class SignInService:
    """`issuer` is its address."""

    issuer: str

    def approve(self, address: str, subject: str) -> dict[str, str]:
        """Somebody signs in there at the address that we sent them to; what comes back to us in the query."""
        answer = httpx.post(address, data={"sub": subject}, follow_redirects=False, trust_env=False)
        assert answer.status_code == 302, answer.text
        query = parse_qs(urlsplit(answer.headers["location"]).query)
        return {name: values[0] for name, values in query.items()}

    def knows(self, subject: str, **claims: str) -> None:
        answer = httpx.put(f"{self.issuer}/users/{subject}", json=claims, trust_env=False)
        assert answer.status_code == 204, answer.text

    def token(self, **form: str) -> dict[str, Any]:
        """What the token endpoint answers."""
        answer = httpx.post(f"{self.issuer}/oauth2/token", data=form, auth=("zhiban", "secret"), trust_env=False)
        said: dict[str, Any] = answer.json()
        return said


@contextmanager
def running_service(*, token_seconds: int = 3600) -> Iterator[SignInService]:
    """Args: token_seconds: how long its tokens are good."""
    port = _free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    process = subprocess.Popen(
        [*command, "--token-max-age", str(token_seconds)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    service = SignInService(f"http://127.0.0.1:{port}")
    try:
        _wait(service, process)
        yield service
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(service: SignInService, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < until:
        assert process.poll() is None, "it ended at once"
        try:
            httpx.get(f"{service.issuer}/jwks", trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("it did not start")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def query_of(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def is_random(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_\-]{43,}", text) is not None
