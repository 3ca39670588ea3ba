"""Alive is not ready: each part says what it lacks, and those that are needed hold the process back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from app.db.engine import transaction
from app.operation import readiness
from app.operation.readiness import FINE, Part
from app.work.presence import LockedFile
from tests.office import open_office, submitted
from tests.tampering import unguard
from tests.website import build_site, services_of, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


def test_alive_needs_no_database(site: FastAPI, tmp_path: Path) -> None:
    client = visit(site)
    services_of(site).office.engine.dispose()
    for path in tmp_path.glob("zhiban.db*"):
        path.unlink()
    (tmp_path / "zhiban.db").mkdir()

    alive, ready = client.get("/healthz"), client.get("/readyz")

    assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert ready.json()["parts"]["database"] == "database_unavailable: can't be used"
    assert str(tmp_path) not in ready.text


def test_a_database_of_another_release_is_said(site: FastAPI) -> None:
    with transaction(services_of(site).office.engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    answer = visit(site).get("/readyz")

    assert (answer.status_code, answer.json()["parts"]["tables"]) == (503, "ahead; run `zhiban database upgrade`")


def test_an_end_of_the_log_that_was_changed_is_said(site: FastAPI) -> None:
    office = services_of(site).office
    submitted(office)
    with transaction(office.engine) as connection:
        unguard(connection)
        connection.execute(text("UPDATE audit_entry SET actor = 'x'"))

    answer = visit(site).get("/readyz")

    assert answer.status_code == 503
    assert "last entry" in answer.json()["parts"]["audit"]


def test_a_worker_counts_as_long_as_it_is_alive(tmp_path: Path) -> None:
    engine, folder = open_office(tmp_path).engine, tmp_path / "workers"
    presence = LockedFile("one", folder)

    before = readiness.worker(engine, folder, is_own=True)
    presence.enter()
    during = readiness.worker(engine, folder, is_own=True)
    presence.leave()
    after = readiness.worker(engine, folder, is_own=False)

    assert (before.is_fine, before.is_needed) == (False, True)
    assert during.is_fine
    assert (after.is_fine, after.is_needed) == (False, False)


def test_models_that_are_not_prepared_are_named(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()

    assert readiness.models(tmp_path, ["one"]).said == FINE
    assert readiness.models(tmp_path, ["one", "two"]).said == "not prepared: two"


def test_an_assistant_that_is_being_prepared_holds_nothing_up() -> None:
    class Opening:
        is_open = False

    is_ready, parts = readiness.ready({"assistant": lambda: readiness.assistant(Opening())})

    assert (is_ready, parts) == (True, {"assistant": "being prepared"})


def test_what_is_needed_and_not_there_makes_it_not_ready() -> None:
    assert readiness.ready({"one": lambda: Part(said=FINE), "two": lambda: Part(said="none")})[0] is False
