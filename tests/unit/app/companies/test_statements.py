"""What a company states is kept sealed with its day, gives way to records, and can be taken back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from app.companies.errors import FactOnRecord
from app.companies.profile import BusinessProfile, profile_of
from app.companies.statements import Statement, state, statements_of, take_back
from app.db.engine import open_database, reading, transaction
from app.db.tables import audit_entry
from app.subsidies.errors import BadProfile
from tests.databases import database_of
from tests.office import COMPANY, ON, OTHER, FixedClock
from tests.registers import RegistersInMemory

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

BY = "applicant:a1"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return open_database(database_of(tmp_path), tmp_path)


@pytest.fixture
def profile() -> BusinessProfile:
    registers = RegistersInMemory(FixedClock())
    registers.knows("company_registry", asdict(COMPANY), date(2026, 2, 20))
    registers.is_complete("sme_registry", date(2026, 2, 20))
    return profile_of(registers, (), COMPANY.uscc, ON)


def test_what_is_stated_is_kept_with_its_day_and_of_that_company_alone(
    engine: Engine, profile: BusinessProfile
) -> None:
    state(engine, FixedClock(), profile, {"employees": 20, "annual_revenue_cny": "1000.50"}, BY)

    found = statements_of(engine, [COMPANY.uscc, OTHER.uscc])
    assert set(found) == {COMPANY.uscc}
    assert Statement(fact="profile.employees", value=20, stated_on=ON) in found[COMPANY.uscc]


def test_stating_again_replaces_what_was_stated(engine: Engine, profile: BusinessProfile) -> None:
    state(engine, FixedClock(), profile, {"employees": 20}, BY)
    state(engine, FixedClock(), profile, {"employees": 21}, BY)

    assert [one.value for one in statements_of(engine, [COMPANY.uscc])[COMPANY.uscc]] == [21]


def test_what_a_record_tells_is_not_stated_and_nothing_of_the_rest_is_kept(
    engine: Engine, profile: BusinessProfile
) -> None:
    with pytest.raises(FactOnRecord) as refused:
        state(engine, FixedClock(), profile, {"employees": 20, "region": "310115"}, BY)

    assert refused.value.problems == ("“注册地”以“企业登记信息”的记录为准",)
    assert statements_of(engine, [COMPANY.uscc]) == {}


def test_what_is_only_known_from_there_being_no_record_may_be_stated(engine: Engine, profile: BusinessProfile) -> None:
    assert profile.facts["profile.qualifications"].is_absence

    state(engine, FixedClock(), profile, {"qualifications": ["little_giant"]}, BY)

    assert len(statements_of(engine, [COMPANY.uscc])[COMPANY.uscc]) == 1


@pytest.mark.parametrize(
    "given", [{"employees": "twenty"}, {"employees": 1.5}, {"nothing": 1}, {"size": "huge"}, {"employees": True}]
)
def test_what_is_no_fact_or_no_value_of_it_is_refused(
    engine: Engine, profile: BusinessProfile, given: dict[str, object]
) -> None:
    with pytest.raises(BadProfile):
        state(engine, FixedClock(), profile, given, BY)

    assert statements_of(engine, [COMPANY.uscc]) == {}


def test_a_statement_is_taken_back_once(engine: Engine, profile: BusinessProfile) -> None:
    state(engine, FixedClock(), profile, {"employees": 20}, BY)

    first = take_back(engine, FixedClock(), COMPANY.uscc, "employees", BY)

    assert (first, take_back(engine, FixedClock(), COMPANY.uscc, "employees", BY)) == (True, False)
    assert statements_of(engine, [COMPANY.uscc]) == {}


def test_the_audit_log_tells_what_was_stated_by_whom_and_no_value(engine: Engine, profile: BusinessProfile) -> None:
    state(engine, FixedClock(), profile, {"annual_revenue_cny": "987654.32"}, BY)
    take_back(engine, FixedClock(), COMPANY.uscc, "annual_revenue_cny", BY)

    with reading(engine) as connection:
        rows = connection.execute(select(audit_entry).order_by(audit_entry.c.number)).all()
    assert [(row.event, row.actor, row.subject) for row in rows] == [
        ("company_stated", BY, COMPANY.uscc),
        ("company_statement_taken_back", BY, COMPANY.uscc),
    ]
    assert json.loads(rows[0].content) == {"facts": ["profile.annual_revenue_cny"]}
    assert "987654" not in str(rows)


def test_the_value_lies_sealed_in_the_table(engine: Engine, profile: BusinessProfile) -> None:
    state(engine, FixedClock(), profile, {"annual_revenue_cny": "987654.32"}, BY)

    with reading(engine) as connection:
        [stored] = connection.execute(text("select value from company_statement")).scalars()
    assert "987654" not in str(stored)


def test_a_statement_that_can_be_read_no_longer_is_as_if_not_made(engine: Engine, profile: BusinessProfile) -> None:
    state(engine, FixedClock(), profile, {"employees": 20}, BY)
    with transaction(engine) as connection:
        connection.execute(text("update company_statement set fact = 'profile.size'"))

    assert statements_of(engine, [COMPANY.uscc]) == {}
