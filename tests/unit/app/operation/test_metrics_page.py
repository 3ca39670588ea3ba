"""The page of figures: what was counted in the process, and what the database holds at that moment."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.operation.measures import NOBODY, watch
from app.operation.metrics import Metrics
from app.registries.importing import import_records
from tests.office import COMPANY, ON, application, open_office, submitted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.flows.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


@pytest.fixture
def metrics(office: Office) -> Iterator[Metrics]:
    metrics = Metrics(office.engine)
    watch(metrics)
    yield metrics
    watch(NOBODY)


def _figures(page: bytes) -> dict[tuple[str, ...], float]:
    """By name and the values of its labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page.decode())
        for sample in family.samples
    }


def test_decisions_and_hand_overs_are_counted_by_item_and_reason(office: Office, metrics: Metrics) -> None:
    submitted(office)
    submitted(office, application(ask=True))

    found = _figures(metrics.page())

    item = "prepackaged-food-filing"
    assert found["zhiban_decisions_total", item, "approve"] == 1
    assert found["zhiban_decisions_total", item, "escalate"] == 1
    assert found["zhiban_handovers_total", "asked_for_person"] == 1


def test_look_ups_and_stages_are_timed(office: Office, metrics: Metrics) -> None:
    submitted(office)

    found = _figures(metrics.page())

    assert found["zhiban_register_lookup_seconds_count", "company_registry", "found"] == 1
    assert all(found["zhiban_stage_seconds_count", stage] == 1 for stage in ("read", "look_up", "decide", "record"))


def test_what_waits_is_told_with_its_age(office: Office, metrics: Metrics) -> None:
    import_records(office.engine, [COMPANY], "company_registry", ON)
    submitted(office, application(ask=True))

    found = _figures(metrics.page())

    assert found["zhiban_cases_waiting", "received"] == 1
    assert found["zhiban_cases_oldest_seconds", "received"] > 0
    assert found[("zhiban_audit_last_number",)] >= 1
    assert found[("zhiban_database_up",)] == 1
    assert found["zhiban_process_memory_bytes", str(os.getpid())] > 1e6


def test_no_label_tells_of_a_case_or_a_person(office: Office, metrics: Metrics) -> None:
    case_no = submitted(office).case_no or ""

    page = metrics.page().decode()

    assert case_no not in page
    assert COMPANY.uscc not in page


def test_a_database_that_is_gone_is_told_and_not_failed_over(tmp_path: Path, office: Office, metrics: Metrics) -> None:
    office.engine.dispose()
    for path in tmp_path.glob("zhiban.db*"):
        path.unlink()
    (tmp_path / "zhiban.db").mkdir()

    assert _figures(metrics.page())[("zhiban_database_up",)] == 0


_COUNTING = """
from sqlalchemy import create_engine
from app.operation.metrics import Metrics
metrics = Metrics(create_engine("sqlite://"))
metrics.answered("GET", "/x", 200, 0.01)
print(metrics.page().decode())
"""


def test_figures_of_several_processes_are_added_up(tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "figures")}
    command = [sys.executable, "-c", _COUNTING]

    pages = [
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout for _ in range(2)
    ]

    counts = [_figures(page.encode())["zhiban_http_request_seconds_count", "GET", "/x", "200"] for page in pages]
    assert counts == [1, 2]
