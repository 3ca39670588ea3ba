"""The pages of staff on cases: the queue, cases in several states, one of ten pages, forms open and refused."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PIL import Image, ImageDraw

from app.accounts.principal import Grant, Principal, Role
from app.cases import accepting, assigning, reviewing
from app.cases.grounds import Grounds
from app.cases.reviewing import Opinion
from app.intake.application import Upload
from extractors.result import Box, Extraction
from tests.accounts_for_tests import new_account
from tests.office import COMPANY, application, form_of, licence_of, seen, submitted
from tests.tour import Room, Stop
from tests.website import build_site, services_of

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from app.flows.office import Office

PAGES: Final = 10
SIZE: Final = (1240, 1754)
_ROWS: Final = {"uscc": 420, "company_name": 520, "legal_representative": 620, "registered_address": 720}


def furnished(home: Path) -> Room:
    site = build_site(home)
    office = services_of(site).office
    reviewer = new_account(office, Role.REVIEWER, name="沈样例")
    approver = new_account(office, Role.APPROVER, name="乔样例")
    many = long_case(office)
    for number in range(22):
        form = form_of(COMPANY) | ({"legal_representative": "李样例"} if number % 3 == 0 else {})
        submitted(office, application(form=form, ask=True))
    proposed = _proposed(office, reviewer)
    queue = "/staff/cases"
    here = f"{queue}/{many}"
    return Room(
        site=site,
        stops=(
            Stop(name="queue", path=queue, says="转人工的原因", account=reviewer),
            Stop(name="queue-empty", path=f"{queue}?view=escalated", says="没有待办", account=reviewer),
            Stop(
                name="queue-filtered", path=f"{queue}?reason=contradicted&urgency=soon", says="筛选", account=reviewer
            ),
            Stop(name="case", path=here, says="各来源对照", account=reviewer),
            Stop(name="case-located", path=here, says="各来源对照", account=reviewer, do=_locate),
            Stop(name="case-correction", path=here, says="告知补正", account=reviewer, do=_open_correction),
            Stop(name="case-wrong", path=here, says="没有办成", account=reviewer, do=_refuse_without_basis),
            Stop(name="case-to-approve", path=f"{queue}/{proposed}", says="核准", account=approver),
        ),
    )


def long_case(office: Office) -> str:
    """A case of ten pages, on which the representative is another than in the register; its number."""
    content = drawn_pages(PAGES)
    fields = {
        name: replace(one, box=Box(x0=360, y0=_ROWS[name], x1=1000, y1=_ROWS[name] + 52))
        for name, one in (
            licence_of(COMPANY) | {"legal_representative": seen("legal_representative", "张祥例")}
        ).items()
        if name in _ROWS
    }
    office.extractor.known[content] = Extraction(
        file="", kind="business_license", fields={**licence_of(COMPANY), **fields}, problems=(), seconds=0.1,
        sha256=hashlib.sha256(content).hexdigest(), text="", sizes=(SIZE,) * PAGES,
    )  # fmt: skip
    filed = application(
        form=form_of(COMPANY) | {"premises_address": "上海市样例区样例路11号"}, ask=True, files=("证照.pdf",)
    )
    return str(submitted(office, filed, {"证照.pdf": Upload(name="证照.pdf", content=content)}).case_no)


def drawn_pages(pages: int) -> bytes:
    """A PDF of plain pages with lines where a licence has its fields."""
    sheets = []
    for number in range(1, pages + 1):
        sheet = Image.new("RGB", SIZE, (250, 248, 240))
        pen = ImageDraw.Draw(sheet)
        pen.rectangle((60, 60, SIZE[0] - 60, SIZE[1] - 60), outline=(120, 100, 60), width=6)
        pen.text((520, 180), f"PAGE {number}", fill=(40, 40, 40))
        for top in range(420, 1500, 100):
            pen.text((200, top + 16), "LABEL", fill=(120, 120, 120))
            pen.text((370, top + 16), "91310117MY0000004E  SAMPLE TEXT", fill=(20, 20, 20))
        sheets.append(sheet)
    whole = io.BytesIO()
    sheets[0].save(whole, "PDF", save_all=True, append_images=sheets[1:], resolution=150)
    return whole.getvalue()


def _proposed(office: Office, reviewer: str) -> str:
    content = drawn_pages(1)
    office.extractor.knows(content, "business_license", licence_of(COMPANY))
    licence = {"licence.jpg": Upload(name="licence.pdf", content=content)}
    case_no = str(submitted(office, application(ask=True), licence).case_no)
    who = Principal(id=f"staff:{reviewer}", name="沈样例", grants=(Grant(role=Role.REVIEWER),))
    at = (office.engine, office.clock, who, case_no)
    assigning.take(*at)
    accepting.accept(*at, ())
    reviewing.review(*at, Opinion.GRANT, Grounds(reason="材料齐全，已电话核实"), known=frozenset())
    return case_no


def _locate(page: Page) -> None:
    page.locator("[data-mark]").first.click()


def _open_correction(page: Page) -> None:
    page.locator("details.act", has=page.locator("form[action*='request-correction']")).locator("summary").first.click()


def _refuse_without_basis(page: Page) -> None:
    act = page.locator("details.act", has=page.locator("form[action*='not-accept']"))
    act.locator("summary").first.click()
    act.locator("textarea[name=reason]").fill("不属于本机关职权范围")
    act.locator("button").last.click()
    page.wait_for_load_state("networkidle")
