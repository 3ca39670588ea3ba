"""Who gets in where: every route of the application for every role, with objects of theirs and of others.

`permissions.tsv` is the one table. A cell is `+` where the asker gets in (and may then be told that a thing can't be
done), `401` and `403` where not, `404` where the object is not there for them, `in` where a page sends them to sign in.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fastapi.routing import iter_route_contexts
from sqlalchemy import func, select

from app.accounts.keys import Keys
from app.accounts.principal import Action, Role
from app.accounts.service import Accounts
from app.companies.acting import bind
from app.db.engine import reading
from app.db.tables import audit_entry
from app.intake.drafts import Drafts
from app.notices.channels import add_webhook
from tests.accounts_for_tests import browser, key, new_account, staff
from tests.conversation import begin
from tests.notices import asked, told
from tests.office import AWARD, COMPANY, FOOD, LICENCE, application, form_of
from tests.payouts import put_on_notice
from tests.website import KNOWN, build_site, services_of, visit

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.testclient import TestClient

HERE, ELSEWHERE = "310117", "310115"
TABLE = Path(__file__).parent / "permissions.tsv"
_CLAUSE = "cn.law.admin-licensing.2019#art-32"
_AWARDED = "xuhui-high-tech-award-2025"
"""A scheme of the other item."""
_GRANT = {"role": "auditor", "district": HERE}
_FILED = application(form=form_of(COMPANY), ask=True).model_dump_json(exclude_none=True)

SENT: dict[str, dict[str, Any]] = {
    "GET /api/v1/events": {"params": {"after": -1}},  # a stream has no end: who gets in is told that this is no number
    "POST /api/v1/extractions": {"files": {"file": ("licence.jpg", LICENCE)}},
    "POST /api/v1/pre-checks": {"data": {"application": _FILED}, "files": {"files": ("licence.jpg", LICENCE)}},
    "POST /api/v1/applications": {"data": {"application": _FILED}, "files": {"files": ("licence.jpg", LICENCE)}},
    "POST /ask": {"data": {"question": KNOWN}},
    "POST /ask/turns/{number}/rating": {"data": {"thumb": "up"}},
    "POST /api/v1/answers": {"json": {"questions": [KNOWN]}},
    "POST /api/v1/matches": {"json": {"profile": {}}},
    "GET /staff/dashboard.csv": {"params": {"table": "volumes"}},
    "POST /staff/items/{item_id}/switch": {"data": {"automation": "assisted", "reason": "x"}},
    "POST /staff/items/{item_id}/confirm": {"data": {"switch_id": "SW0"}},
    "POST /staff/items/{item_id}/refuse": {"data": {"switch_id": "SW0"}},
    "POST /staff/audit/verify": {"data": {"first": "1", "last": "0"}},
    "GET /find-case": {"params": {"no": "ZB20260302-0A1B2C3D4E"}},
    "POST /counter/{item_id}": {"data": {f"form.{name}": value for name, value in form_of(COMPANY).items()}},
    "POST /apply/{item_id}": {"data": {f"form.{name}": value for name, value in form_of(COMPANY).items()}},
    "POST /apply/resume": {"data": {"code": "0" * 20}},
    "POST /apply/{item_id}/{step}": {"data": {f"form.{name}": value for name, value in form_of(COMPANY).items()}},
    "POST /api/v1/webhooks": {"json": {"url": "https://portal.example.cn/zhiban"}},
    "POST /api/v1/webhooks/{subscription_id}/replays": {"json": {"from_number": 1}},
    "PUT /api/v1/companies/{uscc}/subscription": {"json": {}},
    "POST /api/v1/companies/{uscc}/subscription/channels": {"json": {"channel": "webhook"}},
    "POST /companies/{uscc}/subscription": {"data": {"do": "save"}},
    "POST /companies/{uscc}/subscription/channels": {"data": {"address": "b@example.cn"}},
    "POST /companies/{uscc}/statements": {"data": {"fact": "employees", "value": "20"}},
    "PUT /api/v1/companies/{uscc}/statements": {"json": {"facts": {"employees": 20}}},
    "POST /payouts/{round_id}/objections": {"data": {"number": "1", "name": "w", "contact": "1", "said": "x"}},
    "POST /staff/payouts": {"data": {"scheme": _AWARDED}},
    "POST /staff/payouts/{round_id}/{round_act}": {"data": {"reason": "x"}},
    "POST /api/v1/staff/payout-rounds": {"json": {"scheme": _AWARDED}},
    "POST /api/v1/staff/payout-rounds/{round_id}/publish": {"json": {"notice_workdays": 5, "confirm_workdays": 5}},
    "POST /api/v1/staff/payout-rounds/{round_id}/discard": {"json": {"reason": "x"}},
    "POST /api/v1/staff/payout-rounds/{round_id}/objections/{objection_no}/settle": {
        "json": {"is_upheld": False, "reason": "x"}
    },
    "POST /api/v1/staff/payout-rounds/{round_id}/entries/{entry_no}/rulings": {
        "json": {"ruling": "release", "reason": "x"}
    },
    "POST /api/v1/staff/payout-rounds/{round_id}/entries/{entry_no}/amounts": {
        "json": {"amount_cny": "1", "reason": "x"}
    },
    "POST /api/v1/staff/payout-rounds/{round_id}/files/{file_no}/close": {"json": {"returned": []}},
    "POST /api/v1/batches": {
        "content": json.dumps({"key": "k" * 20, "application": {"item": FOOD, "form": form_of(COMPANY)}}).encode(),
        "headers": {"content-type": "application/x-ndjson"},
    },
    "POST /api/v1/uploads": {"json": {"name": "licence.jpg", "size_bytes": 10}},
    "PUT /api/v1/uploads/{upload_id}/parts": {"params": {"offset": 0}, "content": b"12345"},
    "POST /api/v1/cases/{case_no}/corrections": {"json": {"form": {"premises_use": "商业用房"}}},
    "POST /api/v1/cases/{case_no}/withdrawals": {"json": {"reason": "不办了"}},
    "POST /api/v1/staff/cases/{case_no}/assign": {"json": {"to": "staff:0"}},
    "POST /api/v1/staff/cases/{case_no}/accept": {"json": {}},
    "POST /api/v1/staff/cases/{case_no}/accept-with-deferral": {"json": {"materials": ["business_license"]}},
    "POST /api/v1/staff/cases/{case_no}/not-accept": {"json": {"reason": "不属于本机关", "basis": [_CLAUSE]}},
    "POST /api/v1/staff/cases/{case_no}/correction-requests": {"json": {"points": ["x"], "due_on": "2026-03-20"}},
    "POST /api/v1/staff/cases/{case_no}/reviews": {"json": {"opinion": "grant"}},
    "POST /api/v1/staff/cases/{case_no}/rulings": {"json": {"ruling": "send_back", "reason": "请核对"}},
    "POST /api/v1/staff/cases/{case_no}/suspend": {"json": {"reason": "等待现场核查"}},
    "POST /api/v1/staff/cases/{case_no}/return": {"json": {"reason": "重复提交"}},
    "POST /api/v1/staff/cases/{case_no}/close": {"json": {}},
    "POST /api/v1/staff/cases/{case_no}/commitments/{material}/check": {"json": {"result": "kept"}},
    "POST /api/v1/assistant/regressions/{regression_id}/confirm": {"json": {}},
    "POST /api/v1/admin/accounts": {"json": {"name": "new", "title": "new", "grants": [_GRANT]}},
    "POST /api/v1/admin/accounts/{account_id}/grants": {"json": _GRANT},
    "POST /api/v1/admin/accounts/{account_id}/grants/revoke": {"json": {"role": "reviewer", "district": HERE}},
    "POST /api/v1/admin/accounts/{account_id}/subject": {"json": {"subject": "u"}},
    "POST /api/v1/admin/keys": {"json": {"client": "new", "scopes": ["submit"], "districts": [HERE]}},
    "POST /api/v1/admin/keys/{key_id}/rotate": {"json": {}},
    "POST /api/v1/assistant/sessions": {"json": {}},
    "POST /api/v1/simulations": {"json": {"scheme": "small-low-profit-income-tax", "changes": {"x": "1"}}},
}
"""What a route is sent, so that who gets in gets as far as the object."""
_SIGN_IN = {True: re.compile(r"/staff/sign-in(\?|$)"), False: re.compile(r"/sign-in(\?|$)")}
"""Where a page sends those it does not let in: one of staff, and any other."""


@dataclass(slots=True)
class World:
    """One site, those who ask, and the objects: all of the system `portal`, in one district."""

    site: FastAPI
    askers: dict[str, tuple[TestClient, dict[str, str]]] = field(default_factory=dict)
    objects: dict[str, str] = field(default_factory=dict)

    def asks(self, asker: str, route: str) -> str:
        """The cell that the asker's answer stands for."""
        method, path = route.split(" ")
        client, headers = self.askers[asker]
        sent = dict(SENT.get(route, {}))
        sent["headers"] = headers | sent.get("headers", {})
        answer = client.request(method, self.filled(path), follow_redirects=False, **sent)
        if answer.status_code == HTTPStatus.SEE_OTHER and _SIGN_IN[path.startswith("/staff/")].match(
            answer.headers["location"]
        ):
            return "in"
        assert answer.status_code not in {405, 415, 500}, (asker, route, answer.text[:300])
        is_let_in = answer.status_code not in {401, 403, 404}
        return "+" if is_let_in else str(int(answer.status_code))

    def filled(self, path: str) -> str:
        for name, value in self.objects.items():
            path = path.replace(f"{{{name}}}", value)
        return path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = World(build_site(tmp_path_factory.mktemp("matrix")))
    _add_askers(made)
    _add_objects(made)
    return made


def _add_askers(world: World) -> None:
    site, office = world.site, services_of(world.site).office
    everything = (
        Action.SUBMIT, Action.FOLLOW_CASE, Action.CHANGE_CASE, Action.LIST_CASES, Action.SUBSCRIBE,
        Action.ACT_FOR_COMPANY,
    )  # fmt: skip
    acting = new_account(office, Role.APPLICANT)
    bind(office.engine, office.clock, acting, COMPANY.uscc, "test")
    world.objects["acting_id"] = acting
    revoked = key(site, "portal")
    keys = Keys(engine=office.engine, clock=office.clock)
    keys.revoke(revoked["authorization"].split("_")[1], "test")
    people = {
        "applicant": browser(site, acting),
        "reviewer": staff(site, Role.REVIEWER, HERE, FOOD),
        "reviewer elsewhere": staff(site, Role.REVIEWER, ELSEWHERE),
        "reviewer of another item": staff(site, Role.REVIEWER, "", AWARD),
        "approver": staff(site, Role.APPROVER, HERE, FOOD),
        "approver elsewhere": staff(site, Role.APPROVER, ELSEWHERE),
        "item owner": staff(site, Role.ITEM_OWNER, "", FOOD),
        "owner of another item": staff(site, Role.ITEM_OWNER, "", AWARD),
        "auditor": staff(site, Role.AUDITOR, HERE),
        "auditor elsewhere": staff(site, Role.AUDITOR, ELSEWHERE),
        "admin": staff(site, Role.ADMIN, HERE),
        "admin elsewhere": staff(site, Role.ADMIN, ELSEWHERE),
    }
    systems = {
        "system": key(site, "portal", *everything),
        "another system": key(site, "kiosk", *everything),
        "system without scopes": key(site, "portal", Action.LIST_CASES),
        "system elsewhere": key(site, "portal", *everything, district=ELSEWHERE),
        "revoked key": revoked,
    }
    world.askers["nobody"] = (visit(site), {})
    world.askers |= {name: (client, {}) for name, client in people.items()}
    world.askers |= {name: (visit(site), headers) for name, headers in systems.items()}


def _add_objects(world: World) -> None:
    client, headers = world.askers["system"]

    def made(route: str) -> Any:  # noqa: ANN401  plain data
        method, path = route.split(" ")
        sent = dict(SENT[route])
        sent["headers"] = headers | sent.get("headers", {})
        answer = client.request(method, path, **sent)
        assert answer.is_success, (route, answer.text)
        return answer.json()

    office = services_of(world.site).office
    asker = begin(world.site)
    asker.ask(KNOWN)
    asker.post("/turns/1/rating", {"thumb": "down"})
    clerk, _ = world.askers["reviewer"]
    world.objects |= {
        "case_no": made("POST /api/v1/applications")["case_no"],
        "subscription_id": made("POST /api/v1/webhooks")["subscription_id"],
        "batch_id": made("POST /api/v1/batches")["batch_id"],
        "upload_id": made("POST /api/v1/uploads")["upload_id"],
        "handoff_no": asker.post("/handoffs", {}).json()["handoff_no"],
        "regression_id": clerk.get("/api/v1/assistant/regressions").json()[0]["regression_id"],
        "account_id": new_account(office, Role.REVIEWER, HERE),
        "key_id": key(world.site, "managed", district=HERE)["authorization"].split("_")[1],
        "item_id": FOOD, "item": FOOD, "source_id": "guide.prepackaged-food-filing", "material": "business_license",
        "number": "0", "sheet": "1", "done": "take", "talk_act": "take", "judgement": "dismiss", "uscc": COMPANY.uscc,
        "fact": "employees",
        "session_id": asker.path.rpartition("/")[2],
    }  # fmt: skip
    asked_address = asked(office, COMPANY.uscc)
    world.objects |= {
        "notice_id": told(office, uscc=COMPANY.uscc)[0],
        "channel_id": add_webhook(office.engine, office.clock, COMPANY.uscc, "system:told").channel_id,
        "confirm_token": asked_address.confirm_token, "stop_token": asked_address.stop_token,
    }  # fmt: skip
    simulated = {"scheme": "small-low-profit-income-tax", "changes": {"eligible.all_of.3.at_most": "500"}}
    owner, _ = world.askers["item owner"]
    world.objects |= {
        "scheme_id": "small-low-profit-income-tax",
        "simulation_id": owner.post("/api/v1/simulations", json=simulated).json()["simulation_id"],
    }
    with reading(office.engine) as connection:
        about_it = select(func.min(audit_entry.c.number)).where(audit_entry.c.subject == world.objects["case_no"])
        world.objects["entry_number"] = str(connection.execute(about_it).scalar_one())
    acting_id = str(world.objects.pop("acting_id"))
    draft = Drafts(engine=office.engine, clock=office.clock).begin(FOOD, f"applicant:{acting_id}")
    world.objects |= {"draft_id": draft.draft_id, "step": "who"}
    world.objects |= put_on_notice(office, FOOD, HERE, COMPANY.uscc) | {"round_act": "discard", "reply": "decline"}
    assert Accounts(engine=office.engine, clock=office.clock).by_id(world.objects["account_id"])


def test_every_route_lets_in_whom_the_table_says(world: World) -> None:
    """In the order of the table: what ends an object or a sign-in stands at its end."""
    askers, expected = _table()

    found = {route: {asker: world.asks(asker, route) for asker in askers} for route in expected}

    assert {route: row for route, row in found.items() if row != expected[route]} == {}


def test_every_route_and_every_asker_stands_in_the_table(world: World) -> None:
    askers, expected = _table()
    contexts = iter_route_contexts(world.site.routes)
    routes = {f"{method} {one.path}" for one in contexts for method in (one.methods or ())}

    assert routes - {"HEAD /api/v1/openapi.json"} == set(expected)
    assert set(world.askers) == set(askers)


def _table() -> tuple[list[str], dict[str, dict[str, str]]]:
    """Who asks, and the cells of each route."""
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [name for name in rows[0] if name != "route"], {row.pop("route"): row for row in rows}
