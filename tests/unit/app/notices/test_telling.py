from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select, text

from app.db.engine import reading, transaction
from app.db.tables import notice, notice_subscription
from app.notices.notice import (
    AboutScheme,
    Certificate,
    NoticeKind,
    certificate_expiring,
    new_scheme,
    newly_eligible,
    payout_offered,
)
from app.notices.telling import tell
from tests.office import COMPANY, NOW, OTHER, open_office

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Engine

    from app.notices.notice import Notice

AWARD = AboutScheme(id="sample-award", title="样例奖励", version_from=date(2026, 1, 1), amount_cny=Decimal("150000.00"))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_office(tmp_path).engine


def told(engine: Engine, *notices: Notice) -> list[Notice]:
    with transaction(engine) as connection:
        return tell(connection, notices, NOW)


def stored(engine: Engine) -> Sequence[str]:
    with reading(engine) as connection:
        return list(connection.execute(select(notice.c.notice_id)).scalars())


def stop(engine: Engine, *kinds: NoticeKind, everything: bool = False) -> None:
    values = {
        "uscc": COMPANY.uscc,
        "stopped_kinds": json.dumps([one.value for one in kinds]),
        "stopped_at": NOW.isoformat() if everything else None,
        "changed_by": "test",
        "changed_at": NOW.isoformat(),
    }
    with transaction(engine) as connection:
        connection.execute(insert(notice_subscription).values(**values))


def test_what_is_told_again_is_stored_once_and_told_as_nothing_new(engine: Engine) -> None:
    first = told(engine, newly_eligible(COMPANY.uscc, AWARD))
    again = told(engine, newly_eligible(COMPANY.uscc, AWARD), newly_eligible(OTHER.uscc, AWARD))

    assert [one.uscc for one in first] == [COMPANY.uscc]
    assert [one.uscc for one in again] == [OTHER.uscc]
    assert len(stored(engine)) == 2


def test_the_same_twice_in_one_call_is_one(engine: Engine) -> None:
    new = told(engine, newly_eligible(COMPANY.uscc, AWARD), newly_eligible(COMPANY.uscc, AWARD))

    assert len(new) == 1


def test_another_version_status_day_or_kind_is_another_occasion(engine: Engine) -> None:
    next_year, possible = replace(AWARD, version_from=date(2027, 1, 1)), replace(AWARD, is_possible=True)
    expiring = [
        certificate_expiring(COMPANY.uscc, Certificate.FOOD_PERMIT, date(2026, 5, 1), days) for days in (60, 15)
    ]
    notices = [newly_eligible(COMPANY.uscc, one) for one in (AWARD, next_year, possible)]

    new = told(engine, *notices, new_scheme(COMPANY.uscc, AWARD), *expiring)

    assert len(new) == 6


def test_another_amount_or_title_is_no_other_occasion(engine: Engine) -> None:
    told(engine, newly_eligible(COMPANY.uscc, AWARD))

    assert told(engine, newly_eligible(COMPANY.uscc, replace(AWARD, title="新名", amount_cny=Decimal(1)))) == []


def test_a_transaction_that_fails_tells_nothing(engine: Engine) -> None:
    def half() -> None:
        with transaction(engine) as connection:
            tell(connection, [newly_eligible(COMPANY.uscc, AWARD)], NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()

    assert stored(engine) == []
    assert len(told(engine, newly_eligible(COMPANY.uscc, AWARD))) == 1


def test_a_kind_that_was_stopped_is_not_told_and_others_are(engine: Engine) -> None:
    stop(engine, NoticeKind.NEWLY_ELIGIBLE)

    new = told(engine, newly_eligible(COMPANY.uscc, AWARD), new_scheme(COMPANY.uscc, AWARD))

    assert [one.kind for one in new] == [NoticeKind.NEW_SCHEME]


def test_who_stopped_everything_is_told_nothing(engine: Engine) -> None:
    stop(engine, everything=True)

    assert told(engine, payout_offered(COMPANY.uscc, "r1", "样例奖励", Decimal(1), date(2026, 4, 1))) == []


def test_many_are_told_in_one_call(engine: Engine) -> None:
    many = [newly_eligible(COMPANY.uscc, replace(AWARD, id=f"scheme-{number}")) for number in range(1200)]

    new = told(engine, *many)

    assert len(new) == 1200
    assert len(stored(engine)) == 1200


def test_what_is_told_is_sealed(engine: Engine) -> None:
    told(engine, newly_eligible(COMPANY.uscc, AWARD))

    with reading(engine) as connection:
        raw = connection.execute(text("SELECT content FROM notice")).scalar_one()

    assert "150000" not in raw
    assert "样例" not in raw
