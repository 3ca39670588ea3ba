"""Spans of a request and of each stage of a decision, for OpenTelemetry; none are made unless a collector is set.

A span tells the route, the item and how it went: never a case number, a name or what was filed.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.errors import BadSetting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Span

    from app.operation.measures import LookUp, Stage, Watcher

SERVICE = "zhiban"
_TIMEOUT_S = 5


class Tracing:
    """A watcher that makes spans, and tells another as well."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider, self._tracer = provider, provider.get_tracer(SERVICE)
        self.beside: Watcher | None = None

    def stop(self) -> None:
        """Send what is left, for a few seconds at most."""
        self._provider.shutdown()

    def flush(self) -> None:
        self._provider.force_flush()

    @contextmanager
    def stage(self, stage: Stage) -> Iterator[None]:
        with self._tracer.start_as_current_span(f"approve.{stage.value}", record_exception=False):
            if self.beside is None:
                yield
            else:
                with self.beside.stage(stage):
                    yield

    @contextmanager
    def request(self, method: str, request_id: str) -> Iterator[Span]:
        """The span of one request; its name and outcome are set when the route is known."""
        from opentelemetry.trace import SpanKind

        attributes = {"http.request.method": method, "zhiban.request_id": request_id}
        with self._tracer.start_as_current_span(
            method, kind=SpanKind.SERVER, attributes=attributes, record_exception=False
        ) as span:
            yield span

    def decided(self, item_id: str, outcome: str, reasons: Iterable[str]) -> None:
        from opentelemetry.trace import get_current_span

        told = tuple(reasons)
        get_current_span().set_attributes({"zhiban.item": item_id, "zhiban.outcome": outcome, "zhiban.reasons": told})
        if self.beside is not None:
            self.beside.decided(item_id, outcome, told)

    def looked_up(self, register: str, result: LookUp, seconds: float) -> None:
        from opentelemetry.trace import get_current_span

        get_current_span().add_event("register_asked", {"register": register, "result": result.value})
        if self.beside is not None:
            self.beside.looked_up(register, result, seconds)


def tell_route(span: Span, method: str, route: str, status: int) -> None:
    """Give the span of a request its name, and say how it was answered."""
    from opentelemetry.trace import Status, StatusCode

    span.update_name(f"{method} {route}")
    span.set_attributes({"http.route": route, "http.response.status_code": status})
    if status >= 500:  # noqa: PLR2004  a failure of ours, by RFC 9110
        span.set_status(Status(StatusCode.ERROR))


def open_tracing(endpoint: str, exporter: SpanExporter | None = None) -> Tracing:
    """Send spans to the collector, in batches from a thread of its own; what it can't take is dropped.

    Args:
        endpoint: the collector's address; spans go to `/v1/traces` there.
        exporter: where they go instead, for tests.

    Raises:
        BadSetting: the extra `telemetry` is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise BadSetting("ZHIBAN_OTLP_ENDPOINT is set, and the extra `telemetry` is not installed") from error

    if exporter is None:
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=_TIMEOUT_S)
    resource = Resource.create({"service.name": SERVICE, "process.pid": os.getpid()})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider)
