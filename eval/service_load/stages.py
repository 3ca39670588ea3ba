"""What each stage of one submission costs: the whole application called without a network, its parts timed."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from statistics import median
from typing import TYPE_CHECKING, Any, Final
from unittest.mock import patch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping

    from fastapi import FastAPI

POINTS: Final = (
    ("read the JSON", "app.intake.routes", "parse_application"),
    ("look whether it was sent before", "app.intake.routes", "submitted_before"),
    ("read the form", "app.flows.approve", "read_filing"),
    ("look up in registers", "app.flows.judging", "answers_to"),
    ("decide", "app.flows.judging", "decide"),
    ("write the dossier", "app.flows.judging", "dossier"),
    ("write the case", "app.flows.deciding", "record_forms"),
    ("write event and audit entry", "app.cases.recording", "tell_all"),
    ("make the answer", "app.intake.submitting", "decision_view"),
)
"""A stage, and the name by which its caller knows the function that does it."""
COMMIT: Final = "commit, with the disk"
REST: Final = "all else: HTTP, who asks, routing, threads"
WHOLE: Final = "whole"
_WARM: Final = 20


@dataclass(slots=True)
class Clocked:
    """Milliseconds of each stage in the request under way, each without the stages inside it."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _inner: list[float] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        self._inner.append(0.0)
        try:
            yield
        finally:
            whole = (time.perf_counter() - began) * 1000
            self.spent[name] += whole - self._inner.pop()
            if self._inner:
                self._inner[-1] += whole

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def clocked(*given: Any, **named: Any) -> Any:  # noqa: ANN401  any function
            with self.stage(name):
                return function(*given, **named)

        return clocked


def cost_of_stages(application: FastAPI, requests: Iterator[bytes], count: int) -> dict[str, float]:
    """Median milliseconds of each stage over so many submissions, one after the other."""
    clocked = Clocked()
    with ExitStack() as patches:
        for stage, module, name in POINTS:
            function = getattr(importlib.import_module(module), name)
            patches.enter_context(patch(f"{module}.{name}", clocked.timed(stage, function)))
        dialect = application.state.services.office.engine.dialect
        patches.enter_context(patch.object(dialect, "do_commit", clocked.timed(COMMIT, dialect.do_commit)))
        each = asyncio.run(_all(application, requests, count, clocked))
    names = [stage for stage, _, _ in POINTS] + [COMMIT, REST, WHOLE]
    return {name: round(median(one.get(name, 0.0) for one in each), 3) for name in names}


async def _all(
    application: FastAPI, requests: Iterator[bytes], count: int, clocked: Clocked
) -> list[Mapping[str, float]]:
    each: list[Mapping[str, float]] = []
    for number in range(_WARM + count):
        clocked.spent = defaultdict(float)
        scope, body = _scope(next(requests))
        began = time.perf_counter()
        await _ask(application, scope, body)
        whole = (time.perf_counter() - began) * 1000
        if number >= _WARM:
            known = sum(clocked.spent.values())
            each.append({**clocked.spent, REST: whole - known, WHOLE: whole})
    return each


async def _ask(application: FastAPI, scope: MutableMapping[str, Any], body: bytes) -> None:
    parts: list[MutableMapping[str, Any]] = []
    incoming = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> MutableMapping[str, Any]:
        return incoming.pop() if incoming else {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        parts.append(message)

    await application(scope, receive, send)
    if parts[0]["status"] not in {201, 202}:
        raise RuntimeError(f"status {parts[0]['status']}: {parts[1]['body'][:300]!r}")


def _scope(request: bytes) -> tuple[dict[str, Any], bytes]:
    """A request as it stands on the line, as the server would hand it to the application."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    method, path, _ = first.decode().split()
    headers = [tuple(line.split(b": ", 1)) for line in lines]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
    }
    return scope, body
