"""Figures of cases, and how fresh the texts are."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from app.accounts.principal import Role
from corpora import CORPORA_DIR
from retrieval.corpus import read_corpus
from tests.accounts_for_tests import new_account
from tests.casework import Calendar
from tests.figures import insert_cases, many
from tests.office import FOOD, open_office
from tests.tour import Room, Stop
from tests.website import build_site, services_of

if TYPE_CHECKING:
    from pathlib import Path

ITEMS = (
    FOOD,
    "individual-business-registration",
    "insurance-certificate",
    "job-expansion-subsidy",
    "high-tech-enterprise-award",
    "residence-permit-endorsement",
    "food-permit-renewal",
)
DISTRICTS = ("310115", "310101", "310104", "310114", "310117", "310107")
DAY = date(2026, 12, 4)


def furnished(home: Path) -> Room:
    """The office of sixty busy days; and texts on disk of which one was changed, so that the check finds something."""
    texts = home / "corpora"
    shutil.copytree(CORPORA_DIR, texts, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    _spoil(texts)
    office = replace(open_office(home), clock=Calendar(DAY))
    items = [office.items[one] for one in ITEMS]
    insert_cases(office, list(many(4200, DAY, 60, items, DISTRICTS)))
    owner = new_account(office, Role.ITEM_OWNER)
    one_district = new_account(office, Role.REVIEWER, "310114", FOOD)
    nowhere = new_account(office, Role.REVIEWER, "310151")
    span = "from=2026-10-06&to=2026-12-04"
    site = build_site(home, office=office, corpora_dir=texts)
    site.state.services = replace(services_of(site), corpus=read_corpus(texts))
    return Room(
        site=site,
        stops=(
            Stop(name="filled", path=f"/staff/dashboard?{span}", says="自动办结率", account=owner),
            Stop(name="usual", path="/staff/dashboard", says="按日", account=owner),
            Stop(
                name="filtered",
                path=f"/staff/dashboard?{span}&item={FOOD}&district=310114",
                says="嘉定区",
                account=owner,
            ),
            Stop(name="one-district", path=f"/staff/dashboard?{span}", says="嘉定区", account=one_district),
            Stop(name="empty", path="/staff/dashboard", says="没有办件", account=nowhere),
            Stop(name="wrong-filters", path="/staff/dashboard?from=mars&item=none", says="不是一个日期", account=owner),
            Stop(name="corpus-findings", path="/staff/corpus", says="检查发现", account=owner),
            Stop(name="corpus-schemes", path="/staff/corpus?kind=scheme&order=by_title", says="共", account=owner),
            Stop(name="corpus-none", path="/staff/corpus?q=没有这样的文本", says="没有符合条件", account=owner),
        ),
    )


def _spoil(texts: Path) -> None:
    """A citation that leads nowhere, a text that no manifest names, and some that nobody looked at for long."""
    manifest = texts / "manifest.yaml"
    longer = manifest.read_text(encoding="utf-8").replace("read_on: 2026-11-21", "read_on: 2026-04-08", 9)
    manifest.write_text(longer, encoding="utf-8")
    faq = texts / "faq" / "fees.md"
    faq.write_text(faq.read_text(encoding="utf-8") + "\n另见 cn.law.admin-licensing.2019#art-999。\n", encoding="utf-8")
    (texts / "faq" / "draft.md").write_text("# 草稿 {#draft}\n\n还没有登记的文本。\n", encoding="utf-8")
