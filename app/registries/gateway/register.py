"""One register behind a gateway: asked anew for every decision, never from memory, and never longer than agreed."""

from __future__ import annotations

import random
import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

import structlog

from app.clock import today
from app.registries.gateway.breaker import Breaker
from app.registries.gateway.config import KEY_MARK
from app.registries.gateway.mapping import read_answer
from app.registries.gateway.reasons import DownReason, NoAnswer, down
from app.registries.service import RegisterRecord, register_key

if TYPE_CHECKING:
    from datetime import date

    from app.clock import Clock
    from app.registries.gateway.config import Gateway, RegisterSource
    from app.registries.gateway.tokens import Tokens
    from app.registries.gateway.wire import Reply, Wire
    from app.registries.service import Answer

_FIRST_PAUSE_S: Final = 0.1
_GRACE_S: Final = 0.05
"""What a look-up may take beyond its time to tell that it has ended."""
_OK, _UNAUTHORISED, _NOT_FOUND = 200, 401, 404
_MAY_PASS: Final = frozenset({429, 502, 503, 504})
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A look-up under way, which ends at `until` by the monotonic clock."""

    register: str
    until: float
    future: Future[RegisterRecord | None]

    def answer(self) -> Answer:
        """Waits for it, but not beyond its end."""
        try:
            return self.future.result(timeout=max(0.0, self.until + _GRACE_S - time.monotonic()))
        except TooLate:
            self.future.cancel()
            return self._none(DownReason.SLOW, "still waiting")
        except NoAnswer as error:
            return self._none(error.reason, error.what)
        except Exception as error:  # noqa: BLE001  whatever goes wrong out there, a person decides
            return self._none(DownReason.UNREACHABLE, type(error).__name__)

    def _none(self, reason: DownReason, what: str) -> Answer:
        _log.warning("register_did_not_answer", register=self.register, reason=reason.value, what=what)
        return down(self.register, reason)


class GatewayRegister:
    """Threads may share it. There are at most `at_once` look-ups; further ones wait, and give up at their deadline."""

    def __init__(
        self, register: str, source: RegisterSource, gateway: Gateway, wire: Wire, tokens: Tokens | None, clock: Clock
    ) -> None:
        self._register, self._source, self._gateway = register, source, gateway
        self._wire, self._tokens, self._clock = wire, tokens, clock
        self._breaker = Breaker(gateway.rest_after_failures, gateway.rest_s)
        self._threads = ThreadPoolExecutor(max_workers=gateway.at_once, thread_name_prefix=register)

    def ask(self, key: str) -> Asked:
        """Begin a look-up; several of them run side by side."""
        until = time.monotonic() + self._gateway.total_s
        return Asked(
            register=self._register, until=until, future=self._threads.submit(self._look_up, key.strip(), until)
        )

    def complete_as_of(self) -> date:
        """It is asked anew each time, so what it does not know today is not there today."""
        return today(self._clock)

    def close(self) -> None:
        """Let those under way end, and hang up."""
        self._threads.shutdown(cancel_futures=True)
        self._wire.close()

    def _look_up(self, key: str, until: float) -> RegisterRecord | None:
        if not self._breaker.lets_through():
            raise NoAnswer(DownReason.RESTING, "too many failures")
        try:
            reply = self._tried(key, until)
        except NoAnswer as error:
            if error.is_outage:
                self._breaker.failed()
            else:
                self._breaker.succeeded()
            raise
        self._breaker.succeeded()
        return self._record(reply, key)

    def _tried(self, key: str, until: float) -> Reply:
        """The reply of the first try that gets one; a GET may be repeated."""
        for number in range(1, self._gateway.tries + 1):
            try:
                return self._asked_once(key, until)
            except NoAnswer as error:
                pause = max(error.wait_s, random.uniform(0, _FIRST_PAUSE_S * 2**number))  # noqa: S311  spreads tries
                if not error.may_try_again or number == self._gateway.tries or time.monotonic() + pause >= until:
                    raise
                time.sleep(pause)
        raise AssertionError("there is at least one try")

    def _asked_once(self, key: str, until: float) -> Reply:
        url = self._source.url.replace(KEY_MARK, quote(key, safe=""))
        if self._tokens is None:
            return _checked(self._wire.get(url, {}, until))
        token = self._tokens.token(until)
        reply = self._wire.get(url, {"authorization": f"Bearer {token}"}, until)
        if reply.status == _UNAUTHORISED:
            token = self._tokens.token(until, refused=token)
            reply = self._wire.get(url, {"authorization": f"Bearer {token}"}, until)
        return _checked(reply)

    def _record(self, reply: Reply, key: str) -> RegisterRecord | None:
        kept = register_key(self._register, key)
        told = read_answer(reply.body, self._register, self._source, kept, today(self._clock))
        if told is None:
            return None
        if reply.status == _NOT_FOUND:
            raise NoAnswer(DownReason.REFUSED, str(reply.status))
        return RegisterRecord(
            register=self._register,
            key=kept,
            version=0,
            as_of=told.as_of,
            read_at=self._clock.now().isoformat(),
            facts=told.facts,
        )


def _checked(reply: Reply) -> Reply:
    """The reply if it is one that may hold an answer. 404 may: it says in its body whether there is no record."""
    status = reply.status
    if 300 <= status < 400:  # noqa: PLR2004  the redirections
        raise NoAnswer(DownReason.REDIRECTED, str(status))
    if status in {_UNAUTHORISED, 403}:
        raise NoAnswer(DownReason.UNAUTHORISED, str(status))
    if status not in {_OK, _NOT_FOUND}:
        raise NoAnswer(
            DownReason.REFUSED,
            str(status),
            is_outage=status >= 500 or status in _MAY_PASS,  # noqa: PLR2004  a server's own failure
            may_try_again=status in _MAY_PASS,
            wait_s=_wait(reply.headers.get("retry-after", "")),
        )
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" or reply.headers.get("content-encoding", "identity").lower() != "identity":
        raise NoAnswer(DownReason.MALFORMED, "not application/json, or packed")
    return reply


def _wait(said: str) -> float:
    """Seconds; a date there is taken for a long time."""
    if not said:
        return 0
    return float(said) if said.isascii() and said.isdigit() and len(said) < 6 else 3600  # noqa: PLR2004
