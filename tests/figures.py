"""Cases written straight into the tables, for tests of figures: as many as one likes, each as one says it is."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert

from app.clock import SHANGHAI
from app.db.engine import transaction
from app.db.tables import case, case_clock, decision, decision_reason, service_rating
from approval_rules.calendar import load_calendar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from app.flows.office import Office
    from approval_rules.items import Item

_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One case.

    Attributes:
        took_s: from receipt to decision; None for one that waits.
        reasons: rule and reason of each check that handed it over; none for one that the rules approved.
        due_on: the last day of its one clock, which runs; None for no clock.
        grade: 5 to 1, given on the day of the decision.
    """

    item: str
    district: str = "310101"
    received_at: datetime
    took_s: float | None = 0
    result: str = "granted"
    reasons: Sequence[tuple[str, str]] = ()
    due_on: date | None = None
    clock: str = "promised_limit"
    grade: int | None = None


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """That time of the day in Shanghai."""
    return datetime.combine(day, time(hour, minute), SHANGHAI).astimezone(UTC)


def insert_cases(office: Office, cases: Sequence[Made], *, first: int = 0) -> None:
    """`first` numbers them, so that some may be added to others."""
    for start in range(0, len(cases), _AT_ONCE):
        rows = [_rows(first + start + place, one) for place, one in enumerate(cases[start : start + _AT_ONCE])]
        with transaction(office.engine) as connection:
            for table in (case, decision, decision_reason, case_clock, service_rating):
                of_table = [row for each in rows for row in each.get(table.name, [])]
                if of_table:
                    connection.execute(insert(table), of_table)


def many(count: int, end: date, days: int, items: Sequence[Item], districts: Sequence[str]) -> Iterator[Made]:
    """As an office sees them: more on weekdays, two in three decided by the rules, some late, some rated."""
    draw = random.Random(20260302)  # noqa: S311  made-up cases are not secret
    calendar, reasons_of = load_calendar(), {one.id: _reasons(one) for one in items}
    weights = [1 / (place + 1) for place in range(len(items))]
    places = [1 / (place + 2) for place in range(len(districts))]
    dates = [end - timedelta(days=one) for one in range(days)]
    busy = [(1.0 if one.weekday() < 5 else 0.25) * (0.8 + 0.4 * (place % 11) / 10) for place, one in enumerate(dates)]
    for _ in range(count):
        (day,) = draw.choices(dates, busy)
        (of,) = draw.choices(items, weights)
        item = of.id
        (district,) = draw.choices(districts, places)
        received = at(day, draw.randint(8, 17), draw.randint(0, 59))
        rated = draw.choices((None, 5, 4, 3, 2, 1), (70, 18, 8, 2, 1, 1))[0]
        if draw.random() < 0.66:
            took = draw.choice((0, draw.uniform(4, 40)))
            yield Made(item=item, district=district, received_at=received, took_s=took, grade=rated)
            continue
        whys = reasons_of[item]
        reasons = draw.choices(whys, [1 / (place + 2) for place in range(len(whys))], k=draw.choice((1, 1, 1, 2)))
        wait = draw.lognormvariate(11.6, 0.9)
        if received + timedelta(seconds=wait) < at(end):
            result = draw.choices(("granted", "refused", "not_accepted"), (85, 10, 5))[0]
            yield Made(
                item=item,
                district=district,
                received_at=received,
                took_s=wait,
                result=result,
                reasons=list(dict.fromkeys(reasons)),
                grade=rated,
            )
            continue
        due = calendar.plus_workdays(end, draw.choice((-2, -1, 1, 2, 3, 5, 8, 9, 12)))
        clock = draw.choice(("promised_limit", "statutory_limit", "correction_notice"))
        yield Made(
            item=item,
            district=district,
            received_at=received,
            took_s=None,
            reasons=list(dict.fromkeys(reasons)),
            due_on=due,
            clock=clock,
        )


def _reasons(item: Item) -> list[tuple[str, str]]:
    """Checks that the item makes, each with a reason that it may fail for."""
    version = item.versions[-1]
    return [
        *((f"evidence.{fact}", "contradicted") for fact in version.decisive[:2]),
        *((f"material.{one.id}", "material_unusable") for one in version.materials[:1]),
        *((f"evidence.{fact}", "one_source") for fact in version.decisive[2:4]),
        *((rule.id, "rule_failed") for rule in version.rules[:2]),
        ("evidence", "asked_for_person"),
        ("form", "form_incomplete"),
        *((rule.id, "rule_unknown") for rule in version.rules[2:4]),
        ("evidence", "register_down"),
        *((f"evidence.{fact}", "unread") for fact in version.decisive[:1]),
    ]


def _rows(number: int, one: Made) -> dict[str, list[dict[str, Any]]]:
    case_no = f"ZB{one.received_at:%Y%m%d}-{number:010X}"
    received = one.received_at
    decided = None if one.took_s is None else received + timedelta(seconds=one.took_s)
    rows: dict[str, list[dict[str, Any]]] = {
        "case": [
            {
                "case_no": case_no,
                "item_id": one.item,
                "item_version": f"{one.item}@2024-01-01+000000000000",
                "state": "received" if decided is None else one.result,
                "received_on": received.astimezone(SHANGHAI).date().isoformat(),
                "received_at": received.isoformat(),
                "applicant_name": "上海样例有限公司",
                "applicant_key": f"K{number}",
                "application": "{}",
                "district": one.district,
                "result": None if decided is None else one.result,
                "result_at": None if decided is None else decided.isoformat(),
            }
        ],
        "decision": [
            {
                "case_no": case_no,
                "decided_by": "machine",
                "decided_at": received.isoformat(),
                "outcome": "escalate" if one.reasons else "approve",
                "dossier_sha256": "0" * 64,
                "dossier": b"{}",
            }
        ],
        "decision_reason": [{"case_no": case_no, "rule": rule, "reason": reason} for rule, reason in one.reasons],
    }
    if one.due_on is not None:
        rows["case_clock"] = [
            {
                "case_no": case_no,
                "name": one.clock,
                "workdays": 10,
                "started_on": received.astimezone(SHANGHAI).date().isoformat(),
                "due_on": one.due_on.isoformat(),
                "stopped_workdays": 0,
            }
        ]
    if one.grade is not None and decided is not None:
        rows["service_rating"] = [
            {
                "case_no": case_no,
                "grade": one.grade,
                "reasons": "[]",
                "item_id": one.item,
                "district": one.district,
                "created_at": decided.isoformat(),
            }
        ]
    return rows
