from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import update

from app.cases.states import CaseState
from app.db.engine import reading, transaction
from app.db.tables import case
from app.notices.claimed import ClaimedBy, without_claimed
from app.notices.notice import AboutScheme, newly_eligible, window_closing
from tests.office import COMPANY, FOOD, ON, OTHER, open_office, submitted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.flows.office import Office
    from app.notices.notice import Notice

SCHEME = AboutScheme(id="sample-award", title="样例奖励", version_from=date(2026, 1, 1))
CLOSING = window_closing(COMPANY.uscc, SCHEME, date(2026, 3, 10), 14)
OTHERS = [
    window_closing(OTHER.uscc, SCHEME, date(2026, 3, 10), 14),
    window_closing(COMPANY.uscc, replace(SCHEME, id="another"), date(2026, 3, 10), 14),
    newly_eligible(COMPANY.uscc, SCHEME),
]


def left(office: Office, since: date = ON) -> Sequence[Notice]:
    claims = {SCHEME.id: ClaimedBy(item=FOOD, since=since)}
    with reading(office.engine) as connection:
        return without_claimed(connection, [CLOSING, *OTHERS], claims)


def test_nobody_is_reminded_of_what_they_have_claimed(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    before = left(office)
    submitted(office)

    assert before == [CLOSING, *OTHERS]
    assert left(office) == OTHERS


def test_a_claim_of_an_earlier_window_is_none(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    submitted(office)

    assert left(office, since=date(2026, 3, 3)) == [CLOSING, *OTHERS]


def test_a_claim_that_was_withdrawn_is_none(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    submitted(office)
    with transaction(office.engine) as connection:
        connection.execute(update(case).values(state=CaseState.WITHDRAWN.value))

    assert left(office) == [CLOSING, *OTHERS]
