"""An item owner tries a draft of a scheme on all companies of the registers."""

from __future__ import annotations

from decimal import Decimal
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest

from app.accounts.principal import Role
from app.clock import today
from app.companies.codes import codes_after
from app.companies.profile import profiles_of
from app.registries.importing import import_records
from app.registries.synthetic.world import World
from app.simulator import service
from app.simulator.service import MOST_RUNNING, SimulationState
from app.simulator.simulating import Simulating
from approval_rules.schemes import match
from tests.accounts_for_tests import staff
from tests.website import build_site, problem, services_of

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

SCHEME = "jiading-guaranteed-loan-interest"
CAP = "amount.rows.0.cap"
COUNT = 700
REGISTERS = ("company_registry", "social_insurance", "guarantee_registry", "tax_registry", "credit_registry")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    site = build_site(tmp_path_factory.mktemp("simulator"))
    office, world = services_of(site).office, World(COUNT, seed=3)
    for register in REGISTERS:
        import_records(office.engine, world.rows(register), register, today(office.clock), office.clock)
    return site


@pytest.fixture
def owner(site: FastAPI) -> TestClient:
    return staff(site, Role.ITEM_OWNER)


def _asked(owner: TestClient, changes: dict[str, str]) -> str:
    answer = owner.post("/api/v1/simulations", json={"scheme": SCHEME, "changes": changes})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["simulation_id"])


def _done(site: FastAPI, simulation_id: str) -> None:
    duty = Simulating(services_of(site).office, Event())
    for _ in range(20):
        if any(deed.of == simulation_id for deed in duty.due()):
            duty.do(simulation_id)


def _result(owner: TestClient, simulation_id: str) -> dict[str, Any]:
    content: dict[str, Any] = owner.get(f"/api/v1/simulations/{simulation_id}").json()
    return content


def test_a_draft_is_tried_on_every_company_as_each_by_itself_would_be(site: FastAPI, owner: TestClient) -> None:
    simulation_id = _asked(owner, {CAP: "1000"})
    _done(site, simulation_id)

    found, office = _result(owner, simulation_id), services_of(site).office
    scheme = next(one for one in services_of(site).schemes if one.id == SCHEME)
    usccs = codes_after(office.engine, "", 2 * COUNT)
    amounts = [
        told.amount_cny
        for one in profiles_of(office.registers, usccs, today(office.clock))
        if (told := match(scheme, one.proven(), today(office.clock))) is not None and told.amount_cny is not None
    ]
    assert (found["state"], found["companies_seen"]) == ("done", len(usccs))
    assert len(amounts) > 0
    assert Decimal(found["whole"]["cost_before_cny"]) == sum(amounts)
    assert Decimal(found["whole"]["cost_after_cny"]) == sum(min(one, Decimal(1000)) for one in amounts)
    assert found["whole"]["loses"] == sum(one > 1000 for one in amounts)
    assert sum(one["companies"] for one in found["groups"]["district"]) == len(usccs) > COUNT


def test_the_page_shows_who_gains_and_loses_as_chart_and_as_tables(site: FastAPI, owner: TestClient) -> None:
    simulation_id = _asked(owner, {CAP: "1000"})

    running = owner.get(f"/staff/simulator/{simulation_id}").text
    _done(site, simulation_id)
    done = owner.get(f"/staff/simulator/{simulation_id}").text

    assert 'http-equiv="refresh"' in running
    assert 'http-equiv="refresh"' not in done
    assert done.count("<svg") >= 1
    assert done.count("<table") == 4
    assert "嘉定区" in done


def test_the_form_has_every_figure_and_leads_to_the_result(owner: TestClient) -> None:
    form = owner.get(f"/staff/simulator/schemes/{SCHEME}").text
    sent = owner.post(f"/staff/simulator/schemes/{SCHEME}", data={f"figure.{CAP}": "300000"}, follow_redirects=False)

    assert f'name="figure.{CAP}"' in form
    assert sent.status_code == 303
    assert owner.get(sent.headers["location"]).status_code == 200


def test_the_pages_are_there_in_english(site: FastAPI, owner: TestClient) -> None:
    simulation_id = _asked(owner, {CAP: "1000"})
    _done(site, simulation_id)

    pages = [
        owner.get(f"/staff/simulator{path}", params={"lang": "en"}).text
        for path in ("", f"/schemes/{SCHEME}", f"/{simulation_id}")
    ]
    refused = owner.post(f"/staff/simulator/schemes/{SCHEME}", data={f"figure.{CAP}": "<script>x"}).text

    assert "Policy simulator" in pages[0]
    assert "Start" in pages[1]
    assert "Companies that gain" in pages[2]
    assert "Jiading" in pages[2]
    assert "it can&#39;t be used" in refused
    assert "<script>x" not in refused


def test_a_bad_figure_comes_back_with_its_reason_and_stays_text(owner: TestClient) -> None:
    answer = owner.post(f"/staff/simulator/schemes/{SCHEME}", data={f"figure.{CAP}": "<script>x"})

    assert answer.status_code == 422
    assert "<script>x" not in answer.text
    assert "&lt;script&gt;x" in answer.text
    problem(owner.post("/api/v1/simulations", json={"scheme": SCHEME, "changes": {CAP: "x"}}), 422, "bad_draft")


def test_a_process_that_died_over_it_is_gone_on_from_where_it_was(
    site: FastAPI, owner: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.simulator.simulating.BATCH", 100)
    simulation_id = _asked(owner, {CAP: "2000"})
    dying, duty = Event(), Simulating(services_of(site).office, Event())
    dying.set()
    Simulating(services_of(site).office, dying).do(simulation_id)

    halfway = _result(owner, simulation_id)["companies_seen"]
    duty.do(simulation_id)

    whole = _result(owner, simulation_id)
    again = _asked(owner, {CAP: "2000"})
    _done(site, again)
    assert 0 < halfway < COUNT
    assert whole["whole"] == _result(owner, again)["whole"]
    assert whole["groups"] == _result(owner, again)["groups"]


def test_two_who_work_on_one_batch_count_it_once(site: FastAPI, owner: TestClient) -> None:
    simulation_id = _asked(owner, {CAP: "2000"})
    engine = services_of(site).office.engine
    before = service.find(engine, simulation_id)

    first = service.advance(engine, before, ["A"], before.outcome)
    second = service.advance(engine, before, ["A"], before.outcome)

    assert (first, second) == (True, False)
    assert service.end(
        engine, services_of(site).office.clock, service.find(engine, simulation_id), SimulationState.DONE
    )


def test_what_ends_its_process_each_time_is_told_as_failed(site: FastAPI, owner: TestClient) -> None:
    simulation_id = _asked(owner, {CAP: "2000"})

    assert Simulating(services_of(site).office, Event()).give_up(simulation_id)
    assert _result(owner, simulation_id)["state"] == "failed"
    assert "演算没有完成" in owner.get(f"/staff/simulator/{simulation_id}").text


def test_one_asker_has_only_so_many_running(site: FastAPI) -> None:
    busy = staff(site, Role.ITEM_OWNER)
    for number in range(MOST_RUNNING):
        _asked(busy, {CAP: str(1000 + number)})

    problem(busy.post("/api/v1/simulations", json={"scheme": SCHEME, "changes": {CAP: "7"}}), 422, "bad_draft")


def test_asking_is_written_down(site: FastAPI, owner: TestClient) -> None:
    from sqlalchemy import select

    from app.db.engine import reading
    from app.db.tables import audit_entry

    simulation_id = _asked(owner, {CAP: "4321"})

    with reading(services_of(site).office.engine) as connection:
        entry = connection.execute(select(audit_entry).where(audit_entry.c.subject == simulation_id)).one()
    assert entry.event == "simulation_asked"
    assert '"4321"' in entry.content
