"""Spans tell the stages of a request and how it went; nothing of whose case it was, and nothing at all when off."""

from __future__ import annotations

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.operation.measures import NOBODY, Stage, stage, watch
from app.operation.requests import Requests
from app.operation.stopping import Stopping
from app.operation.tracing import open_tracing
from tests.office import COMPANY, application, open_office, submitted
from tests.website import build_site, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from opentelemetry.sdk.trace import ReadableSpan

    from app.operation.tracing import Tracing

CASE = "/api/v1/cases/ZB20260302-0A1B2C3D4E"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracing(exporter: InMemorySpanExporter) -> Iterator[Tracing]:
    tracing = open_tracing("", exporter)
    watch(tracing)
    yield tracing
    watch(NOBODY)
    tracing.stop()


def _finished(tracing: Tracing, exporter: InMemorySpanExporter) -> list[ReadableSpan]:
    tracing.flush()
    return list(exporter.get_finished_spans())


def _traced(site: FastAPI, tracing: Tracing) -> Requests:
    return Requests(site, metrics=None, tracing=tracing, stopping=Stopping())


def test_each_stage_of_a_decision_is_a_span(tmp_path: Path, tracing: Tracing, exporter: InMemorySpanExporter) -> None:
    submitted(open_office(tmp_path))

    names = [span.name for span in _finished(tracing, exporter)]

    assert names == ["approve.read", "approve.look_up", "approve.decide", "approve.record"]


def test_a_request_is_a_span_with_its_template_and_status(
    tmp_path: Path, tracing: Tracing, exporter: InMemorySpanExporter
) -> None:
    visit(_traced(build_site(tmp_path), tracing)).get(CASE)  # type: ignore[arg-type]  any ASGI application will do

    (span,) = _finished(tracing, exporter)

    assert span.name == "GET /api/v1/cases/{case_no}"
    assert span.attributes is not None
    assert (span.attributes["http.route"], span.attributes["http.response.status_code"]) == (
        "/api/v1/cases/{case_no}",
        404,
    )


def test_no_span_tells_of_a_case_or_a_person(tmp_path: Path, tracing: Tracing, exporter: InMemorySpanExporter) -> None:
    office = open_office(tmp_path)
    with stage(Stage.RECORD):
        case_no = submitted(office, application(ask=True)).case_no or ""
    visit(_traced(build_site(tmp_path), tracing)).get(CASE)  # type: ignore[arg-type]

    told = "".join(span.to_json() for span in _finished(tracing, exporter))

    assert "asked_for_person" in told
    for secret in (case_no, CASE, COMPANY.uscc, COMPANY.company_name, COMPANY.legal_representative):
        assert secret not in told
        assert json.dumps(secret) not in told


def test_nothing_is_made_when_nobody_watches() -> None:
    assert stage(Stage.READ) is stage(Stage.RECORD)


class _Collector(BaseHTTPRequestHandler):
    """Takes OTLP over HTTP, as a collector does."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.server.taken.append((self.path, ExportTraceServiceRequest.FromString(body)))  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Type", "application/x-protobuf")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.loopback
def test_a_real_collector_is_sent_the_spans(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Collector)
    taken: list[tuple[str, ExportTraceServiceRequest]] = []
    server.taken = taken  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    tracing = open_tracing(f"http://127.0.0.1:{server.server_port}/")
    watch(tracing)
    try:
        submitted(open_office(tmp_path))
        tracing.stop()
    finally:
        watch(NOBODY)
        server.shutdown()
        thread.join()
        server.server_close()

    spans = [
        span for _, one in taken for group in one.resource_spans for scope in group.scope_spans for span in scope.spans
    ]
    assert {path for path, _ in taken} == {"/v1/traces"}
    assert [span.name for span in spans] == ["approve.read", "approve.look_up", "approve.decide", "approve.record"]


@pytest.mark.loopback
def test_a_collector_that_is_away_holds_up_nothing(tmp_path: Path) -> None:
    tracing = open_tracing("http://127.0.0.1:9")
    watch(tracing)
    try:
        decided = submitted(open_office(tmp_path))
    finally:
        watch(NOBODY)
        tracing.stop()

    assert decided.case_no
