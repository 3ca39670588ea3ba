"""Sends a request again when that can help and harms nothing."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import httpx

from zhiban_client.errors import Problem, UnknownAnswer, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable

TOO_MANY: Final = 429
_BUSY: Final = frozenset({TOO_MANY, 502, 503, 504})
_PROBLEM: Final = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a request is tried, and how long is waited between: first that, then twice as long each time."""

    tries: int = 5
    first_wait_s: float = 0.5
    longest_wait_s: float = 30.0

    def wait_s(self, attempt: int, asked: str) -> float:
        """Before the next try; `asked` is what the service says in Retry-After."""
        wait = min(self.longest_wait_s, self.first_wait_s * 2.0**attempt)
        wait *= 0.5 + random.random() / 2  # noqa: S311  spreads those who wait, hides nothing
        return max(wait, min(self.longest_wait_s, float(asked))) if asked.isascii() and asked.isdigit() else wait


def sent(send: Callable[[], httpx.Response], patience: Patience, *, is_safe: bool) -> httpx.Response:
    """The answer of a request that went well.

    Args:
        is_safe: whether it may be sent again when nobody knows if it arrived.

    Raises:
        Problem: the API said no.
        Unreachable: no answer came.
    """
    attempt = 0
    while True:
        asked, is_last = "", attempt + 1 >= patience.tries
        try:
            answer = send()
        except httpx.TransportError as error:
            if is_last or not (is_safe or isinstance(error, httpx.ConnectError)):
                raise Unreachable(f"no answer came ({type(error).__name__}: {error})") from error
        else:
            is_again = answer.status_code == TOO_MANY or (is_safe and answer.status_code in _BUSY)
            if is_last or not is_again:
                return checked(answer)
            asked = answer.headers.get("retry-after", "")
        time.sleep(patience.wait_s(attempt, asked))
        attempt += 1


def checked(answer: httpx.Response) -> httpx.Response:
    """The answer, when it is no problem."""
    if answer.is_success:
        return answer
    if answer.headers.get("content-type", "").partition(";")[0] != _PROBLEM:
        raise UnknownAnswer(f"status {answer.status_code} without a problem: is this the address of the service?")
    plain = answer.json()
    problems = tuple(str(one) for one in plain.get("problems", ()))
    raise Problem(answer.status_code, str(plain.get("code", "")), str(plain.get("detail", "")), problems)
