"""What can go wrong with a request.

ZhibanError ─ Problem · Unreachable · UnknownAnswer · BadSignature
"""

from __future__ import annotations


class ZhibanError(Exception):
    """Something of the API, or on the way to it."""


class Problem(ZhibanError):
    """The API said no. `code` is stable and tells what to do; `problems` lists every single mistake."""

    def __init__(self, status: int, code: str, detail: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(f"{code} ({status}): {detail}")
        self.status, self.code, self.detail, self.problems = status, code, detail, problems


class Unreachable(ZhibanError):
    """No answer came, however often it was tried; whether the request arrived is not known."""


class UnknownAnswer(ZhibanError):
    """The answer is not one of this API; look at the address, and at the release of the service."""


class BadSignature(ZhibanError):
    """A webhook was not signed with this secret, or long ago; do not act on it."""
