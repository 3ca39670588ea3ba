"""Staff, a clock that a test moves, and cases that wait for a person, for tests of what people do with cases."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.accounts.principal import APPLICANT, Grant, Principal, Role
from app.audit import service as audit
from app.cases.clock_rows import clocks_of
from app.cases.grounds import Grounds
from app.cases.states import DECIDING, CaseState
from app.db.engine import reading
from app.db.tables import case, case_event
from approval_rules.items import ItemVersion
from tests.office import FOOD, application, open_office, submitted

if TYPE_CHECKING:
    from pathlib import Path

    from app.cases.clocks import CaseClock
    from app.flows.office import Office

LICENSING: Final = "cn.law.admin-licensing.2019"
LIMITS: Final = {
    "correction_notice": {"workdays": 5, "basis": [f"{LICENSING}#art-32"]},
    "decision": {"workdays": 20, "extendable": 10, "basis": [f"{LICENSING}#art-42"]},
    "promised": {"workdays": 10, "basis": [f"{LICENSING}#art-42"]},
}
PLAN: Final = {
    "id": "premises_plan",
    "title": "平面布局图",
    "required": "never",
    "deferrable": {"workdays": 5, "basis": [f"{LICENSING}#art-32"]},
    "replaceable_by_commitment": True,
}
"""A material that an item lets wait, and lets be replaced by a commitment."""

CORPUS: Final = frozenset({DECIDING})
REFUSED: Final = Grounds(reason="经营场所不符合要求", basis=(DECIDING,))


def member(role: Role, name: str = "", district: str = "", item: str = "") -> Principal:
    grants = (Grant(role=role, district=district, item_id=item),)
    return Principal(id=f"staff:{name or role.value}", name=name or role.value, grants=grants)


REVIEWER: Final = member(Role.REVIEWER)
SECOND_REVIEWER: Final = member(Role.REVIEWER, "second")
APPROVER: Final = member(Role.APPROVER)
BOTH: Final = Principal(id="staff:both", name="both", grants=(Grant(role=Role.REVIEWER), Grant(role=Role.APPROVER)))
OWNER: Final = APPLICANT


class Calendar:
    """A clock that stands at nine in the morning of a day in Shanghai until it is moved."""

    def __init__(self, day: date) -> None:
        self.day = day

    def now(self) -> datetime:
        return datetime.combine(self.day, time(1), UTC)

    def pass_days(self, count: int) -> date:
        self.day += timedelta(days=count)
        return self.day


def casework(home: Path, day: date, database_url: str = "") -> tuple[Office, Calendar]:
    """An office on that day, in which the food filing has every limit and a material that may wait."""
    clock = Calendar(day)
    office = replace(open_office(home, database_url), clock=clock)
    item = office.items[FOOD]
    content = json.loads(item.versions[0].canonical)
    content |= {"limits": LIMITS, "materials": [*content["materials"], PLAN]}
    changed = item.model_copy(update={"versions": [ItemVersion.read(content)]})
    return replace(office, items={**office.items, FOOD: changed}), clock


def waiting_case(office: Office, clock: Calendar) -> str:
    """A case handed over to a person; its number."""
    case_no = submitted(office, application(ask=True), on=clock.day).case_no
    assert case_no is not None
    return case_no


def state_of(office: Office, case_no: str) -> CaseState:
    with reading(office.engine) as connection:
        return CaseState(connection.execute(select(case.c.state).where(case.c.case_no == case_no)).scalar_one())


def running(office: Office, case_no: str) -> dict[str, CaseClock]:
    """The clocks of the case that have not ended, by name."""
    with reading(office.engine) as connection:
        return {one.name.value: one for one in clocks_of(connection, case_no) if one.ended_on is None}


def events_of(office: Office, case_no: str) -> list[str]:
    with reading(office.engine) as connection:
        wanted = select(case_event.c.kind).where(case_event.c.case_no == case_no).order_by(case_event.c.number)
        return list(connection.execute(wanted).scalars())


def require_whole_log(office: Office) -> None:
    """See that the chain is whole and that every case is in the state that it tells."""
    with reading(office.engine, at_one_instant=True) as connection:
        report = audit.verify(connection)
    assert (report.broken_at, report.unaccounted) == (None, ())
