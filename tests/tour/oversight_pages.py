"""What auditors and owners of items see: the audit log, items with their versions and proofs, the switch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.accounts.principal import Grant, Principal, Role
from app.audit import service as audit
from app.audit.checkpoints import make_checkpoint
from app.audit.viewing import viewed
from app.db.engine import transaction
from app.oversight.items.proofs import ProofShelf
from app.switches.changing import change, confirm
from approval_rules.items import Automation
from tests.accounts_for_tests import Watch, new_account
from tests.office import COMPANY, FOOD, OTHER, application, form_of, open_office, submitted
from tests.tour import Room, Stop
from tests.website import build_site, services_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from app.flows.office import Office

JOBS, RENEWAL = "job-expansion-subsidy", "food-permit-renewal"


def furnished(home: Path) -> Room:
    """A morning of an office: cases, looks, a switch that was narrowed and one that waits for a second person."""
    clock = Watch()
    office = replace(open_office(home), clock=clock)
    site = build_site(home, office=office)
    owner, second, auditor = (
        new_account(office, role, name=name)
        for role, name in ((Role.ITEM_OWNER, "周样例"), (Role.ITEM_OWNER, "吴样例"), (Role.AUDITOR, "郑样例"))
    )
    nobody = new_account(office, Role.AUDITOR, "310151", name="冯样例")
    case_no = _busy(office, clock, auditor)
    make_checkpoint(office.engine, clock, home / "audit.key")
    _switched(office, clock, owner, second)
    shelf = ProofShelf(services_of(site).settings.home / "proofs", clock)
    shelf.prove(office.items[FOOD])
    shelf.prove(office.items[RENEWAL])
    return Room(
        site=site,
        stops=(
            Stop(name="audit", path="/staff/audit", says="检查点签名有效", account=auditor),
            Stop(name="audit-filtered", path=f"/staff/audit?case={case_no}", says="转人工", account=auditor),
            Stop(
                name="audit-wrong", path="/staff/audit?from=mars&q=没有的字词", says="没有符合的记录", account=auditor
            ),
            Stop(name="audit-narrowed", path="/staff/audit", says="只列出与这些办件有关的记录", account=nobody),
            Stop(name="audit-entry", path="/staff/audit/1", says="在链中的位置", account=auditor),
            Stop(name="audit-verified", path="/staff/audit", says="相接无误", account=auditor, do=_verify),
            Stop(name="items", path="/staff/items", says="等待第二人确认", account=owner),
            Stop(name="item-waiting", path=f"/staff/items/{FOOD}", says="您自己不能确认", account=owner),
            Stop(name="item-to-confirm", path=f"/staff/items/{FOOD}", says="确认，立即生效", account=second),
            Stop(name="item-versions", path=f"/staff/items/{RENEWAL}", says="与上一版本", account=owner),
            Stop(name="item-watched", path=f"/staff/items/{JOBS}", says="还没有证明", account=auditor),
            Stop(name="item-refused", path=f"/staff/items/{JOBS}", says="请选择改为什么", account=owner, do=_no_reason),
        ),
    )


def _busy(office: Office, clock: Watch, auditor: str) -> str:
    """Entries of several kinds; the number of a case that was handed over."""
    submitted(office)
    clock.passes(minutes=7)
    filed = application(form=form_of(COMPANY) | {"legal_representative": "赵样例"}, ask=True)
    handed = str(submitted(office, filed).case_no)
    clock.passes(minutes=3)
    submitted(office, application(form=form_of(OTHER), files=()), {})
    who = Principal(id=f"staff:{auditor}", name="郑样例", grants=(Grant(role=Role.AUDITOR),))
    viewed(office.engine, clock, who, handed)
    with transaction(office.engine) as connection:
        for event, subject, content in (
            ("account_signed_in", f"staff:{auditor}", {"way": "password"}),
            ("register_viewed", COMPANY.uscc, {"register": "company_registry"}),
            ("retention_set", FOOD, {"days": 3650}),
        ):
            clock.passes(minutes=2)
            audit.append(connection, at=clock.now(), actor=who.id, event=event, subject=subject, content=content)
    return handed


def _switched(office: Office, clock: Watch, owner: str, second: str) -> None:
    mine, other = (
        Principal(id=f"staff:{one}", name=one, grants=(Grant(role=Role.ITEM_OWNER),)) for one in (owner, second)
    )
    food, jobs = office.items[FOOD], office.items[JOBS]
    change(office.engine, clock, mine, jobs, Automation.OFF, "社保登记库今天停机检修，先停收网上申请。")
    clock.passes(hours=2)
    change(office.engine, clock, mine, jobs, Automation.ASSISTED, "登记库已恢复，先由人工办理一天。")
    change(office.engine, clock, mine, food, Automation.ASSISTED, "营业执照新版式上线，先人工核对一批。")
    clock.passes(hours=1)
    waiting = change(office.engine, clock, mine, food, Automation.UNATTENDED, "新版式已核对三十件，识读无误。")
    confirm(office.engine, clock, other, food, waiting.switch_id)
    clock.passes(days=1)
    change(office.engine, clock, mine, food, Automation.ASSISTED, "抽查发现一件经营范围识读有误，先收紧。")
    clock.passes(hours=5)
    change(office.engine, clock, mine, food, Automation.UNATTENDED, "问题已修复，回归样例全部通过。")


def _verify(page: Page) -> None:
    page.locator("summary").first.click()
    page.locator("form[action='/staff/audit/verify'] button").click()


def _no_reason(page: Page) -> None:
    page.locator("#reason").fill("嗯")
    page.locator("input[name=automation]").first.check()
    page.locator("form[action$='/switch'] button").click()
