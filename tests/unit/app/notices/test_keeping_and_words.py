from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, insert, select

from app.db.engine import reading, transaction
from app.db.tables import notice, notice_channel, notice_mail, notice_mailed
from app.notices import channels
from app.notices.keeping import KEPT, forget_old
from app.notices.notice import (
    AboutScheme,
    Certificate,
    Notice,
    NoticeKind,
    annual_report_due,
    certificate_expiring,
    new_scheme,
    newly_eligible,
    no_longer_eligible,
    objection_settled,
    payout_offered,
    payout_paid,
    window_closing,
)
from app.notices.wording import said
from approval_rules.language_words import Language
from tests.notices import asked, told
from tests.office import COMPANY, NOW, open_office

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

DAY = date(2026, 5, 1)
SCHEME = AboutScheme(
    id="s", title="样例奖励", version_from=date(2026, 1, 1), amount_cny=Decimal("1500.50"), closes_on=DAY
)
U = COMPANY.uscc
EVERY = (
    newly_eligible(U, SCHEME),
    no_longer_eligible(U, SCHEME, DAY),
    new_scheme(U, SCHEME),
    window_closing(U, SCHEME, DAY, 14),
    certificate_expiring(U, Certificate.FOOD_PERMIT, DAY, 60),
    annual_report_due(U, 2025, DAY, 60),
    payout_offered(U, "r", "样例奖励", Decimal(1), DAY),
    objection_settled(U, "r", "样例奖励", "o", is_upheld=True),
    payout_paid(U, "r", "样例奖励", Decimal(1), DAY),
)


def test_there_is_a_notice_of_every_kind() -> None:
    assert {one.kind for one in EVERY} == set(NoticeKind)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.kind.value)
def test_every_kind_is_said_in_words_with_its_day_or_its_scheme(one: Notice, language: Language) -> None:
    words = said(one.kind, one.content, language)

    assert words.kind
    assert DAY.isoformat() in words.sentence or "样例奖励" in words.sentence
    assert not {"{", "}", "\n"} & set(words.sentence)


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_a_notice_of_another_release_is_said_as_well_as_it_can_be(kind: NoticeKind) -> None:
    assert said(kind, {"amount_cny": "?", "status": "new", "more": "x"}, Language.ZH).sentence


def test_what_possibly_fits_is_said_to_be_possible() -> None:
    possible = newly_eligible(U, replace(SCHEME, is_possible=True, closes_on=None))

    assert said(possible.kind, possible.content, Language.ZH).sentence == (
        "按现有数据，贵企业可能符合“样例奖励”的条件，金额 1500.5元。"
    )


def count(engine: Engine, *tables: object) -> list[int]:
    with reading(engine) as connection:
        return [connection.execute(select(func.count()).select_from(one)).scalar_one() for one in tables]  # type: ignore[arg-type]


def test_what_was_told_two_years_ago_is_forgotten_with_how_it_was_told(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    made = asked(office, U)
    channels.confirm(office.engine, office.clock, made.confirm_token)
    (id_,) = told(office, newly_eligible(U, SCHEME))
    row = {"channel_id": made.channel_id, "notice_id": id_, "mail_id": f"{made.channel_id}-confirm"}
    with transaction(office.engine) as connection:
        connection.execute(insert(notice_mailed).values(row))
    channels.stop(office.engine, office.clock, U, made.channel_id, "test")
    tables = (notice, notice_mailed, notice_mail, notice_channel)

    too_soon = forget_old(office.engine, NOW + KEPT), count(office.engine, *tables)
    done = forget_old(office.engine, NOW + KEPT + timedelta(seconds=1))

    assert too_soon == (0, [1, 1, 1, 1])
    assert (done, count(office.engine, *tables)) == (1, [0, 0, 0, 0])


def test_an_address_that_is_told_is_kept_however_old(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    made = asked(office, U)
    channels.confirm(office.engine, office.clock, made.confirm_token)

    forget_old(office.engine, NOW + 2 * KEPT)

    assert [one.channel_id for one in channels.channels_of(office.engine, U)] == [made.channel_id]
