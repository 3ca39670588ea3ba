"""A case of which every field and the name of its document is hostile: on every page of staff it stays text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.accounts.principal import Role
from app.intake.application import Upload
from tests.accounts_for_tests import staff
from tests.applying import HOSTILE
from tests.office import COMPANY, application, form_of, licence_of, submitted
from tests.website import build_site, services_of

if TYPE_CHECKING:
    from pathlib import Path

    from fastapi import FastAPI

CONTENT = b"the picture of a hostile licence"
KEYS = {"uscc"}
"""By what a register is asked: a company that is none is refused before there is a case."""


@pytest.fixture
def site(tmp_path: Path) -> FastAPI:
    return build_site(tmp_path)


def _filed(site: FastAPI) -> str:
    office = services_of(site).office
    read = licence_of(COMPANY)
    office.extractor.knows(  # type: ignore[attr-defined]  prepared readings
        CONTENT,
        "business_license",
        read | {name: licence_of(COMPANY, **{name: HOSTILE})[name] for name in read if name not in KEYS},
    )
    texts = [one.name for one in office.documents["food_filing_form"].fields if not one.options and not one.pattern]
    form = form_of(COMPANY) | {name: HOSTILE for name in texts if name not in KEYS}
    name = f"{HOSTILE}.jpg"
    filed = application(form=form, ask=True, files=(name,))
    return str(submitted(office, filed, {name: Upload(name=name, content=CONTENT)}).case_no)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_that_was_sent_stays_text(site: FastAPI, lang: str) -> None:
    case_no, reviewer = _filed(site), staff(site, Role.REVIEWER)

    pages = [reviewer.get(path, params={"lang": lang}).text for path in ("/staff/cases", f"/staff/cases/{case_no}")]
    refused = reviewer.post(f"/staff/cases/{case_no}/not-accept", data={"reason": HOSTILE, "basis": HOSTILE})

    assert all(case_no in page for page in pages)
    for page in (*pages, refused.text):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert pages[1].count("&lt;script&gt;") > 3
    assert "{{7*7}}" in pages[1]
    assert "&lt;script&gt;" in refused.text
