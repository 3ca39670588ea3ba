"""Payouts without an application, for tests: registers of autumn 2024, staff, companies, and a clock that moves.

`python -m tests.payouts HOME DATABASE_URL WHAT ROUND` goes on with a round in a process of its own that can be killed.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, select

from app.accounts.principal import Action, Grant, Principal, Role
from app.cases.history import CaseHistory
from app.clock import today
from app.db.engine import reading, transaction
from app.db.tables import audit_entry, case, payout_entry, payout_file, payout_round
from app.payouts import confirming, preparing, publishing
from app.payouts.objecting import NewObjection, object_to
from app.payouts.preparing import Wanted
from app.payouts.publishing import Publication, Shelf
from app.payouts.rounds import entry_of, find_round
from app.registries.importing import import_records
from app.registries.sql import SqlRegisters
from app.registries.synthetic import generate_all
from app.subsidies.schemes import load_schemes
from corpora import CORPORA_DIR
from tests.casework import Calendar, member
from tests.office import COMPANY, OTHER, open_office

if TYPE_CHECKING:
    from app.flows.office import Office
    from app.payouts.confirming import Confirmed
    from app.payouts.rounds import Entry, PayoutRound
    from app.registries.cells import RegisterRow
    from approval_rules.schemes import Scheme

SCHEME, ITEM = "job-expansion-subsidy-2024", "job-expansion-subsidy"
REFUND, REFUND_ITEM = "stable-employment-refund-2024", "stable-employment-refund"
DAY: Final = date(2024, 10, 14)
"""A Monday."""
NOTICE: Final = Publication(notice_workdays=5, confirm_workdays=10)
OVER: Final = date(2024, 10, 22)
"""The first day after a notice of five working days that began on `DAY`."""
HIRE: Final = {
    "category": "graduate_2024",
    "is_local_graduate": False,
    "hired_on": date(2024, 7, 1),
    "contract_months": 36,
    "insured_months": 3,
    "earlier_subsidy": "none",
}
EMPLOYER: Final[RegisterRow] = {
    "uscc": COMPANY.uscc,
    "region": "310117",
    "size": "small",
    "unemployment_insurance_compliant": True,
    "unemployment_insurance_paid_cny": Decimal("12345.67"),
    "insured_at_year_end": 20,
    "natural_leavers": 0,
    "insured_at_year_start": 20,
    "hires": [HIRE],
}
PREPARER, APPROVER = member(Role.ITEM_OWNER), member(Role.APPROVER)
SECOND_APPROVER = member(Role.APPROVER, "second")
BOTH: Final = Principal(id="staff:both", name="both", grants=(Grant(role=Role.ITEM_OWNER), Grant(role=Role.APPROVER)))
CLICKER: Final = Principal(
    id="system:portal", name="portal", grants=(Grant(role=Role.SYSTEM),), scopes=frozenset({Action.ACT_FOR_COMPANY})
)


def schemes(**changes: object) -> tuple[Scheme, ...]:
    """Those of the corpus; what names no item yet names the one it is confirmed under."""
    known = {one.id: one for one in load_schemes(CORPORA_DIR)}
    job = known[SCHEME].model_copy(update={"item": ITEM} | changes)
    refund = known[REFUND].model_copy(update={"item": REFUND_ITEM})
    return tuple((known | {SCHEME: job, REFUND: refund}).values())


def payout_office(home: Path, day: date = DAY, database_url: str = "") -> tuple[Office, Calendar]:
    """Two companies of 2024 that hired one graduate each, and a clock that stands at nine in the morning."""
    clock, office = Calendar(day), open_office(home, database_url, DAY)
    engine = office.engine
    registers = CaseHistory(SqlRegisters(engine, clock), engine, clock)
    return replace(office, clock=clock, registers=registers), clock


def fill_registers(office: Office, day: date = DAY) -> None:
    import_records(office.engine, [COMPANY, OTHER], "company_registry", day)
    employ(office, COMPANY.uscc, 1, day)
    employ(office, OTHER.uscc, 2, day)


def employ(office: Office, uscc: str, graduates: int, day: date = DAY, **of_each: object) -> None:
    """What the social insurance says of an employer and of each whom it hired, from then on."""
    hires = [{**HIRE, "resident_id": _number(place), **of_each} for place in range(1, graduates + 1)]
    import_records(office.engine, [{**EMPLOYER, "uscc": uscc, "hires": hires}], "social_insurance", day)


def fill_synthetic(office: Office, count: int, day: date = DAY) -> None:
    """A made-up world, as if it stood on that day."""
    for register, rows in generate_all(count).items():
        if not register.startswith("case_history"):
            import_records(office.engine, rows, register, day)


def prepared(office: Office, scheme: str = SCHEME, district: str = "") -> str:
    """The id of a round whose list is complete."""
    round_id = preparing.begin(office, schemes(), PREPARER, Wanted(scheme=scheme, district=district))
    while preparing.advance(office, schemes(), round_id):
        pass
    return round_id


def published(office: Office, scheme: str = SCHEME) -> str:
    round_id = prepared(office, scheme)
    publishing.publish(office, SHELF, APPROVER, round_id, NOTICE)
    return round_id


SHELF: Final = Shelf(schemes=schemes(), clauses={})


def confirmed(office: Office, round_id: str, uscc: str = COMPANY.uscc) -> Confirmed:
    return confirming.confirm(office, schemes(), CLICKER, round_id, uscc)


def entries(office: Office, round_id: str) -> dict[str, Entry]:
    wanted = select(payout_entry).where(payout_entry.c.round_id == round_id).order_by(payout_entry.c.uscc)
    with reading(office.engine) as connection:
        return {row.uscc: entry_of(row) for row in connection.execute(wanted)}


def listed(office: Office, round_id: str) -> list[str]:
    return [uscc for uscc, one in entries(office, round_id).items() if one.amount_cny is not None]


def round_of(office: Office, round_id: str) -> PayoutRound:
    with reading(office.engine) as connection:
        return find_round(connection, round_id)


def cases_of(office: Office) -> list[str]:
    with reading(office.engine) as connection:
        return list(connection.execute(select(case.c.case_no)).scalars())


def _number(place: int) -> str:
    """The identity number of a made-up graduate, with its check digit."""
    digits = f"31011520020101{place:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(one) * by for one, by in zip(digits, weights, strict=True)) % 11]


def put_on_notice(office: Office, item: str, district: str, uscc: str) -> dict[str, str]:
    """A list on notice from today with one company, an objection and a file, whatever the item; their ids."""
    on = today(office.clock)
    round_id, later = "MS20260302-0A1B2C3D", (on + timedelta(days=30)).isoformat()
    at = office.clock.now().isoformat()
    values = {
        "round_id": round_id, "scheme_id": SCHEME, "title": "样例", "item_id": item, "item_version": "v",
        "district": district, "prepared_for": on.isoformat(), "handling": "assisted", "handling_why": "", "basis": "[]",
        "state": "published", "seen_through": uscc, "companies_seen": 1, "numbered": 1, "left_out": 0,
        "prepared_by": "staff:preparer", "begun_at": at, "prepared_at": at, "listed": 1, "total_cny": "1500.00",
        "approved_by": "staff:approver", "published_at": at, "published_on": on.isoformat(), "notice_workdays": 5,
        "notice_clause": "", "notice_until": later, "confirm_workdays": 5, "confirm_by": later,
    }  # fmt: skip
    entry = {
        "round_id": round_id, "uscc": uscc, "number": 1, "company_name": "上海样例食品有限公司", "district": district,
        "amount_cny": "1500.00", "checked_sha256": "", "state": "listed", "confirm_by": later,
    }  # fmt: skip
    file = {
        "round_id": round_id, "file_no": 1, "state": "made", "prepared_by": "staff:preparer", "made_by": "staff:a",
        "made_at": at, "entries": 0, "total_cny": "0", "csv": b"", "csv_sha256": "", "json": b"", "json_sha256": "",
    }  # fmt: skip
    with transaction(office.engine) as connection:
        connection.execute(insert(payout_round).values(**values))
        connection.execute(insert(payout_entry).values(**entry))
        connection.execute(insert(payout_file).values(**file))
    objected = NewObjection(number=1, name="王样例", contact="1", said="不实")
    objection_no = object_to(office.engine, office.clock, round_id, objected)
    return {"round_id": round_id, "entry_no": "1", "file_no": "1", "objection_no": objection_no}


def main() -> None:
    home, database_url, what, round_id = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    office, _ = payout_office(home, OVER if what == "confirm" else DAY, database_url)
    if what == "prepare":
        while preparing.advance(office, schemes(), round_id):
            print("on", flush=True)  # noqa: T201  for whoever waits for the right moment
        return
    for uscc in listed(office, round_id):
        confirmed(office, round_id, uscc)
        print("on", flush=True)  # noqa: T201  likewise


if __name__ == "__main__":
    main()


def filled_office(home: Path) -> tuple[Office, Calendar]:
    """An office whose registers know the companies, and its clock."""
    office, clock = payout_office(home)
    fill_registers(office)
    return office, clock


def events(office: Office) -> list[str]:
    """What stands in the audit log, in order."""
    with reading(office.engine) as connection:
        return list(connection.execute(select(audit_entry.c.event).order_by(audit_entry.c.number)).scalars())
