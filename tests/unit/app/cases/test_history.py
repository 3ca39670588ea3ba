"""Previous cases are answered from the cases stored here, together with what was granted elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from app.cases.history import CaseHistory
from app.cases.states import CaseState
from app.db.engine import open_database, transaction
from app.db.tables import case, decision
from app.registries.importing import import_records
from app.registries.service import RegisterDown
from app.registries.sql import SqlRegisters
from approval_rules.values import Row
from tests.office import NOW, ON, FixedClock

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from app.registries.service import RegisterRecord

USCC, OTHER, PERSON = "91310117MY0000004E", "91310117MY00000129", "310115199001010002"
MORNING = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    engine: Engine
    history: CaseHistory

    def has(
        self,
        key: str,
        item: str = "prepackaged-food-filing",
        decided_at: datetime = MORNING,
        *,
        state: CaseState = CaseState.GRANTED,
        amount_cny: str | None = None,
    ) -> None:
        case_no = f"ZB-{key}-{item}-{decided_at.isoformat()}"
        with transaction(self.engine) as connection:
            connection.execute(
                insert(case).values(
                    case_no=case_no,
                    item_id=item,
                    item_version=f"{item}@2026-01-01+000000000000",
                    state=state.value,
                    received_on="2026-01-02",
                    received_at=decided_at.isoformat(),
                    applicant_name="样例",
                    applicant_key=key,
                    application="{}",
                )
            )
            connection.execute(
                insert(decision).values(
                    case_no=case_no,
                    decided_by="machine",
                    decided_at=decided_at.isoformat(),
                    outcome="approve",
                    amount_cny=amount_cny,
                    dossier_sha256="0" * 64,
                    dossier=b"{}",
                )
            )

    def record(self, key: str = USCC, register: str = "case_history") -> RegisterRecord:
        found = self.history.look_up(register, key)
        assert found is not None
        return found

    def grants(self, key: str = USCC, register: str = "case_history") -> tuple[Row, ...]:
        space = "previous" if register == "case_history" else "person_previous"
        found = self.record(key, register).facts[f"{space}.grants"]
        assert isinstance(found, tuple)
        return tuple(row for row in found if isinstance(row, Row))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    engine, clock = open_database(f"sqlite:///{tmp_path / 'zhiban.db'}", tmp_path), FixedClock()
    return Desk(engine=engine, history=CaseHistory(SqlRegisters(engine, clock), engine, clock))


def test_an_applicant_without_cases_has_a_record_of_today_with_an_empty_list(desk: Desk) -> None:
    found = desk.record()

    assert found.facts == {"previous.applicant": USCC, "previous.grants": ()}
    assert (found.key, found.version, found.as_of, found.read_at) == (USCC, 0, ON, NOW.isoformat())


def test_granted_cases_are_listed_with_item_day_and_amount_oldest_first(desk: Desk) -> None:
    desk.has(USCC, "high-tech-enterprise-award", datetime(2026, 2, 9, 3, 0, tzinfo=UTC), amount_cny="250000")
    desk.has(USCC)

    assert desk.grants() == (
        Row((("granted_on", date(2026, 1, 5)), ("item", "prepackaged-food-filing"))),
        Row(
            (
                ("amount_cny", Decimal(250_000)),
                ("granted_on", date(2026, 2, 9)),
                ("item", "high-tech-enterprise-award"),
            )
        ),
    )
    assert desk.record().version == 2


def test_the_day_of_a_grant_is_the_day_in_shanghai(desk: Desk) -> None:
    desk.has(USCC, decided_at=datetime(2026, 1, 5, 16, 0, tzinfo=UTC))

    (row,) = desk.grants()

    assert row.get("granted_on") == date(2026, 1, 6)


def test_cases_that_wait_for_a_person_and_cases_of_others_do_not_count(desk: Desk) -> None:
    desk.has(USCC, state=CaseState.RECEIVED)
    desk.has(OTHER)

    assert desk.grants() == ()


def test_a_person_has_a_history_of_their_own(desk: Desk) -> None:
    desk.has(PERSON, "flexible-employment-subsidy", amount_cny="4500.50")

    (row,) = desk.grants(PERSON, "case_history_person")

    assert desk.record(PERSON, "case_history_person").facts["person_previous.applicant"] == PERSON
    assert row.get("amount_cny") == Decimal("4500.50")


def test_what_was_granted_elsewhere_is_listed_too(desk: Desk) -> None:
    elsewhere = {"applicant": USCC, "grants": [{"item": "guaranteed-loan-interest", "granted_on": "2024-05-06"}]}
    import_records(desk.engine, [elsewhere], "case_history", date(2026, 1, 1))
    desk.has(USCC)

    items = [row.get("item") for row in desk.grants()]

    assert items == ["guaranteed-loan-interest", "prepackaged-food-filing"]
    assert (desk.record().version, desk.record().as_of) == (2, ON)


def test_every_other_register_answers_as_before(desk: Desk) -> None:
    import_records(desk.engine, [{"uscc": USCC, "has_arrears": True}], "tax_registry", ON)

    assert desk.record(USCC, "tax_registry").facts["tax.has_arrears"] is True
    assert desk.history.look_up("tax_registry", OTHER) is None


def test_a_history_whose_database_is_gone_is_down(desk: Desk) -> None:
    decision.drop(desk.engine)

    with pytest.raises(RegisterDown, match="企业以往办件"):
        desk.record()
