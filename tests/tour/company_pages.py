"""A company's own pages: what fits it, what it is told, and a payout that it confirms in one click."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.accounts.principal import Role
from app.companies.acting import bind
from app.notices.channels import confirm
from app.notices.notice import (
    AboutScheme,
    Certificate,
    certificate_expiring,
    newly_eligible,
    payout_offered,
    window_closing,
)
from tests.accounts_for_tests import browser, new_account
from tests.notices import MAIL, asked, told
from tests.office import COMPANY, OTHER
from tests.payouts import OVER, confirmed, fill_registers, payout_office, published, schemes
from tests.tour import Room, Stop
from tests.website import build_site

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

MINE, OTHERS = f"/companies/{COMPANY.uscc}", f"/companies/{OTHER.uscc}"
STATED = {
    "employees": "60",
    "taxable_income_cny": "120万",
    "total_assets_cny": "3000万",
    "is_restricted_industry": "false",
}
TAX = AboutScheme(id="small-low-profit-income-tax", title="小型微利企业所得税优惠", version_from=date(2023, 1, 1))


def furnished(home: Path) -> Room:
    office, clock = payout_office(home)
    fill_registers(office)
    site = build_site(home, office=office, schemes=schemes(), **MAIL)
    both, nobody = (new_account(office, Role.APPLICANT) for _ in range(2))
    for uscc in (COMPANY.uscc, OTHER.uscc):
        bind(office.engine, clock, both, uscc, "test")
    first = published(office)
    clock.day = OVER
    confirmed(office, first, OTHER.uscc)
    _told(site, first)
    mine = browser(site, both)
    for fact, value in STATED.items():
        mine.post(f"{MINE}/statements", data={"fact": fact, "value": value, "back": "next"})
    known, waiting = asked(office, COMPANY.uscc), asked(office, COMPANY.uscc, "office@example.cn")
    confirm(office.engine, clock, known.confirm_token)
    return Room(
        site=site,
        stops=(
            Stop(name="companies", path="/companies", says=COMPANY.company_name, account=both),
            Stop(name="no-company", path="/companies", says="还没有绑定企业", account=nobody),
            Stop(name="company", path=MINE, says="待您确认", account=both),
            Stop(name="company-stating", path=f"{MINE}?fact=qualifications", says="可以选几项", account=both),
            Stop(name="company-new", path=OTHERS, says="再补充一项", account=both),
            Stop(name="payouts", path=f"{MINE}/payouts", says="确认享受", account=both),
            Stop(name="payouts-confirmed", path=f"{OTHERS}/payouts", says="已确认", account=both),
            Stop(name="notices", path=f"{MINE}/notices", says="未读", account=both),
            Stop(name="notices-empty", path=f"{OTHERS}/notices", says="还没有提醒", account=both),
            Stop(name="subscription", path=f"{MINE}/subscription", says="接收中", account=both),
            Stop(name="mail-confirm", path=f"/notices/confirm/{waiting.confirm_token}", says="同意接收"),
            Stop(name="mail-stop", path=f"/notices/stop/{known.stop_token}", says="停止发送"),
        ),
    )


def _told(site: FastAPI, round_id: str) -> None:
    office = site.state.services.office
    told(
        office,
        newly_eligible(COMPANY.uscc, replace(TAX, version_from=date(2024, 1, 1))),
        window_closing(COMPANY.uscc, TAX, date(2024, 11, 30), 30),
        certificate_expiring(COMPANY.uscc, Certificate.FOOD_PERMIT, date(2024, 12, 1), 30),
        payout_offered(COMPANY.uscc, round_id, "一次性扩岗补助（上海，2024年度）", Decimal(1500), date(2024, 11, 4)),
    )
