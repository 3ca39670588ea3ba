"""Payouts without an application and the simulator: lists for everybody, the same for staff in each state, drafts."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

from app.accounts.principal import Action, Role
from app.clock import today
from app.payouts import preparing
from app.registries.importing import import_records
from app.registries.synthetic.world import World
from app.simulator.simulating import Simulating
from tests.accounts_for_tests import browser, key, new_account
from tests.office import COMPANY, OTHER
from tests.payouts import OVER, REFUND, SCHEME, employ, fill_registers, payout_office, schemes
from tests.tour import Room, Stop
from tests.website import build_site, visit

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI
    from starlette.testclient import TestClient

    from app.flows.office import Office

API, PAGE, SIMULATOR = "/api/v1/staff/payout-rounds", "/staff/payouts", "/staff/simulator"
REGISTERS = ("company_registry", "social_insurance", "guarantee_registry", "tax_registry", "credit_registry")
COUNT = 60


def furnished(home: Path) -> Room:
    office, clock = payout_office(home)
    for register in REGISTERS:
        import_records(office.engine, World(COUNT, seed=3).rows(register), register, today(clock), clock)
    fill_registers(office)
    site = build_site(home, office=office, schemes=schemes())
    owner, approver = (
        new_account(office, role, name=name) for role, name in ((Role.ITEM_OWNER, "陈负责"), (Role.APPROVER, "王核准"))
    )
    over = _drawn_up(site, browser(site, owner), SCHEME)
    _publish(browser(site, approver), over)
    clock.day = OVER
    _paid(site, browser(site, approver), over)
    running = _drawn_up(site, browser(site, owner), REFUND)
    _publish(browser(site, approver), running)
    _objected(site, browser(site, owner), running)
    employ(office, OTHER.uscc, 3)
    waiting = _drawn_up(site, browser(site, owner), SCHEME)
    begun = _begun(browser(site, owner), REFUND, "310114")
    done = _simulated(office, browser(site, owner))
    return Room(
        site=site,
        stops=(
            Stop(name="public", path="/payouts", says="公示中"),
            Stop(name="public-round", path=f"/payouts/{running}", says="提出异议"),
            Stop(name="public-filed", path=f"/payouts/{running}?filed=YY20241022-0A1B2C3D4E#object", says="已收到"),
            Stop(name="public-over", path=f"/payouts/{over}", says="不再接收异议"),
            Stop(name="public-none", path="/payouts?page=9", says="目前没有公示的名单"),
            Stop(name="lists", path=PAGE, says="编制名单", account=owner),
            Stop(name="list-begun", path=f"{PAGE}/{begun}", says="还在编制", account=owner),
            Stop(name="list-own", path=f"{PAGE}/{waiting}", says="待公示", account=owner),
            Stop(name="list-to-publish", path=f"{PAGE}/{waiting}", says="公示名单", account=approver),
            Stop(name="list-objections", path=f"{PAGE}/{running}", says="异议成立，暂缓发放", account=approver),
            Stop(name="list-files", path=f"{PAGE}/{over}", says="登记拨付结果", account=approver),
            Stop(name="list-left-out", path=f"{PAGE}/{over}?state=left_out", says="未列入名单", account=owner),
            Stop(name="simulator", path=SIMULATOR, says="最近的演算", account=owner),
            Stop(name="draft", path=f"{SIMULATOR}/schemes/{REFUND}", says="开始演算", account=owner),
            Stop(name="simulation", path=f"{SIMULATOR}/{done}", says="受益企业", account=owner),
        ),
    )


def _begun(owner: TestClient, scheme: str, district: str = "") -> str:
    answer = owner.post(PAGE, data={"scheme": scheme, "district": district}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"].rpartition("/")[2])


def _drawn_up(site: FastAPI, owner: TestClient, scheme: str) -> str:
    round_id = _begun(owner, scheme)
    while preparing.advance(site.state.services.office, schemes(), round_id):
        pass
    return round_id


def _publish(approver: TestClient, round_id: str) -> None:
    given = {"notice_workdays": 5, "confirm_workdays": 10}
    answer = approver.post(f"{API}/{round_id}/publish", json=given)
    assert answer.status_code == 200, answer.text


def _paid(site: FastAPI, approver: TestClient, round_id: str) -> None:
    """One company confirms and is put into a file, another declines."""
    portal, visitor = key(site, "portal", Action.ACT_FOR_COMPANY), visit(site)
    for uscc, answer in ((COMPANY.uscc, "confirm"), (OTHER.uscc, "decline")):
        visitor.post(f"/api/v1/companies/{uscc}/payouts/{round_id}/{answer}", headers=portal)
    approver.post(f"{API}/{round_id}/files")


def _objected(site: FastAPI, owner: TestClient, round_id: str) -> None:
    """Two objections, of which one is upheld."""
    for number, said in (("1", "这家企业去年有裁员，不应当列入。"), ("2", "金额与参保人数对不上，请核对。")):
        fields = {"number": number, "name": "王样例", "contact": "13812345678", "said": said}
        visit(site).post(f"/payouts/{round_id}/objections", data=fields)
    found = owner.get(f"{API}/{round_id}/objections").json()
    sent = {"objection_no": found[-1]["objection_no"], "is_upheld": "true", "reason": "经核对，裁员率超过标准"}
    owner.post(f"{PAGE}/{round_id}/settle", data=sent)


def _simulated(office: Office, owner: TestClient) -> str:
    """One that is done. One that goes on loads itself anew every few seconds: nobody can look at it at leisure."""
    found = owner.get(f"/api/v1/simulations/figures/{REFUND}").json()["figures"]
    share = next(one for one in found if one["type"] == "share" and one["place"].startswith("amount"))
    sent = {f"figure.{share['place']}": "0.25"}
    answer = owner.post(f"{SIMULATOR}/schemes/{REFUND}", data=sent, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    simulation_id = str(answer.headers["location"].rpartition("/")[2])
    duty = Simulating(office, Event())
    while any(deed.of == simulation_id for deed in duty.due()):
        duty.do(simulation_id)
    return simulation_id
