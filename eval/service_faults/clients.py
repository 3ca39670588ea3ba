"""Systems that hand applications in while everything around them is killed: each is sent until it was answered."""

from __future__ import annotations

import http.client
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Final, Self
from uuid import uuid4

from eval.serving.service import APPLICATIONS, HOST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

TAKEN: Final = (201, 202)
_AGAIN: Final = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 507})
"""Answers after which the same is sent again, under the same key."""
_PATIENCE_S: Final = 20.0
_PAUSE_S: Final = 0.25
_LATER_SHARE: Final = 0.2
"""Of the applications, those that are to be decided after the answer."""
_REPEAT_SHARE: Final = 0.1
"""Of those answered, so many are sent once more all the same, as by somebody who lost the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An application that was answered 201 or 202. Times are of one clock, in seconds."""

    key: str
    case_no: str
    sent_at: float
    answered_at: float
    outcome: str
    """Empty when it is decided later; `proposal` is what the rules alone would do, where a person has to."""
    proposal: str = ""


@dataclass(slots=True)
class Book:
    """What the clients saw. `contradicted` are keys that were answered with two case numbers."""

    taken: dict[str, Taken] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    resent: int = 0
    repeated: int = 0
    contradicted: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, key: str) -> None:
        with self._lock:
            self.begun.add(key)

    def answered(self, one: Taken) -> None:
        with self._lock:
            first = self.taken.setdefault(one.key, one)
            if first.case_no != one.case_no:
                self.contradicted.add(one.key)

    def count(self, status: int, *, again: bool) -> None:
        with self._lock:
            self.statuses[status] += 1
            self.resent += again

    def repeat(self) -> None:
        with self._lock:
            self.repeated += 1

    def refuse(self, words: str) -> None:
        with self._lock:
            self.refused.append(words)


class Clients:
    """So many threads, each handing in one application after the other until the block ends."""

    def __init__(
        self,
        port: Callable[[], int],
        claims: Iterator[Mapping[str, Any]],
        *,
        authorization: str = "",
        count: int = 6,
        pause_s: float = 0.1,
    ) -> None:
        self.book = Book()
        self._port, self._claims, self._authorization, self._pause_s = port, claims, authorization, pause_s
        self._lock, self._end = Lock(), Event()
        self._threads = [Thread(target=self._work, args=(Random(number),), daemon=True) for number in range(count)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """What is under way is still sent until it is answered."""
        self._end.set()
        for thread in self._threads:
            thread.join(_PATIENCE_S * 3)

    def _work(self, chance: Random) -> None:
        while not self._end.is_set():
            with self._lock:
                claim = next(self._claims, None)
            if claim is None:
                return
            one = self._hand_in(claim, f"{uuid4()}", later=chance.random() < _LATER_SHARE)
            if one is not None and chance.random() < _REPEAT_SHARE:
                self.book.repeat()
                self._hand_in(claim, one.key, later=not one.outcome)
            self._end.wait(self._pause_s * chance.expovariate(1.0))

    def _hand_in(self, claim: Mapping[str, Any], key: str, *, later: bool) -> Taken | None:
        """Send it until it is taken; None when it was refused, or is given up after the end."""
        self.book.begin(key)
        tries, sent_at = 0, time.perf_counter()
        given_up = None
        while given_up is None or time.perf_counter() < given_up:
            status, answer = self._send(claim, key, later=later)
            self.book.count(status, again=tries > 0)
            tries += 1
            if status in TAKEN:
                return self._taken(key, sent_at, answer)
            if status and status not in _AGAIN:
                self.book.refuse(f"{status}: {json.dumps(answer, ensure_ascii=False)[:200]}")
                return None
            if given_up is None and self._end.is_set():
                given_up = time.perf_counter() + _PATIENCE_S
            time.sleep(_PAUSE_S)
        return None

    def _taken(self, key: str, sent_at: float, answer: Mapping[str, Any]) -> Taken:
        one = Taken(
            key=key,
            case_no=str(answer["case_no"]),
            sent_at=sent_at,
            answered_at=time.perf_counter(),
            outcome=str(answer.get("outcome") or ""),
            proposal=str(answer.get("proposal") or ""),
        )
        self.book.answered(one)
        return one

    def _send(self, claim: Mapping[str, Any], key: str, *, later: bool) -> tuple[int, dict[str, Any]]:
        """Status and content; status 0 when no whole answer came."""
        headers = {"content-type": "application/json", "idempotency-key": key}
        if self._authorization:
            headers["authorization"] = self._authorization
        if later:
            headers["prefer"] = "respond-async"
        connection = http.client.HTTPConnection(HOST, self._port(), timeout=_PATIENCE_S)
        try:
            connection.request("POST", APPLICATIONS, json.dumps(claim, ensure_ascii=False).encode(), headers)
            response = connection.getresponse()
            content = json.loads(response.read() or b"{}")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, {}
        else:
            return response.status, content
        finally:
            connection.close()
