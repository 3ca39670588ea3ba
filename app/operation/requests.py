"""What is noted of every request: an id that is bound to all it logs, one access line, figures, and a span.

Written straight against ASGI, since every request passes here. The route is told as its template, so that no case
number gets into logs and labels.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from structlog.contextvars import bind_contextvars, reset_contextvars

from app.logs import write_line
from app.masking import masked
from app.operation.tracing import tell_route

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.operation.metrics import Metrics
    from app.operation.stopping import Stopping
    from app.operation.tracing import Tracing

HEADER: Final = b"x-request-id"
UNMATCHED: Final = "unmatched"
FAILED: Final = 500
GONE: Final = 499
"""What is noted of a request whose client went away before it was answered."""

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SANE: Final = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._\-]{7,63}")
_STREAM: Final = b"text/event-stream"
_QUIET: Final = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked again and again by machines: counted, and not written down."""


class Requests:
    """ASGI middleware around everything else."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics | None, tracing: Tracing | None, stopping: Stopping) -> None:
        self._app, self._metrics, self._tracing, self._stopping = app, metrics, tracing, stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        bound = bind_contextvars(request_id=request_id)
        exchange = _Exchange(send, request_id.encode(), self._stopping)
        begun = time.perf_counter()
        try:
            with self._span(scope, request_id) as span:
                await self._pass_on(scope, receive, exchange)
                if span is not None:
                    tell_route(span, _method(scope), _route(scope), exchange.status or GONE)
        except BaseException:
            exchange.status = exchange.status or FAILED
            raise
        finally:
            self._note(scope, exchange.status or GONE, time.perf_counter() - begun, request_id)
            reset_contextvars(**bound)

    async def _pass_on(self, scope: Scope, receive: Receive, exchange: _Exchange) -> None:
        """A stream that is ended because the service stops ends as if it were complete: the client comes back."""
        try:
            await self._app(scope, receive, exchange.send)
        except asyncio.CancelledError:
            if not (exchange.is_stream and self._stopping.told.is_set()):
                raise
            if exchange.task is not None:
                exchange.task.uncancel()
            await exchange.end()
        finally:
            exchange.forget()

    def _span(self, scope: Scope, request_id: str) -> AbstractContextManager[Any]:
        return nullcontext() if self._tracing is None else self._tracing.request(_method(scope), request_id)

    def _note(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        method, route = _method(scope), _route(scope)
        if self._metrics is not None:
            self._metrics.answered(method, route, status, seconds)
        if route not in _QUIET:
            _write_line(method, route, status, seconds, request_id)


class _Exchange:
    """One answer on its way out."""

    def __init__(self, send: Send, request_id: bytes, stopping: Stopping) -> None:
        self._send, self._request_id, self._stopping = send, request_id, stopping
        self.status = 0
        self.is_stream = False
        self._is_complete = False
        self.task = asyncio.current_task()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = message["headers"] = [*message.get("headers", []), (HEADER, self._request_id)]
            if any(name == b"content-type" and value.startswith(_STREAM) for name, value in headers):
                self.is_stream = True
                if self.task is not None:
                    self._stopping.opened(self.task)
        elif not message.get("more_body", False):
            self._is_complete = True
        await self._send(message)

    async def end(self) -> None:
        if not self._is_complete:
            self._is_complete = True
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    def forget(self) -> None:
        if self.is_stream and self.task is not None:
            self._stopping.closed(self.task)


def _request_id(scope: Scope) -> str:
    """The caller's own where it is sane and tells nothing of a person; otherwise a new one."""
    for name, value in scope["headers"]:
        if name == HEADER and _SANE.fullmatch(value):
            given = str(value.decode("ascii"))
            if masked(given) == given:
                return given
    return secrets.token_hex(8)


def _method(scope: Scope) -> str:
    method = str(scope["method"])
    return method if method in _METHODS else "OTHER"


def _route(scope: Scope) -> str:
    """The template of the route that was found; of files the folder.

    FastAPI keeps the whole template beside the route, which knows only the part that its own router gave it.
    """
    whole = scope.get("fastapi", {}).get("effective_route_context")
    path = getattr(whole, "path", None) or getattr(scope.get("route"), "path", None)
    if path:
        return str(path)
    return "/static" if scope["path"].startswith("/static/") else UNMATCHED


def _write_line(method: str, route: str, status: int, seconds: float, request_id: str) -> None:
    """The access line, in the form of every other log line; every value in it is ours, so nothing needs masking."""
    line = {
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 2),
        "request_id": request_id,
        "event": "request_answered",
        "level": "info",
        "timestamp": datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }
    write_line(json.dumps(line))
