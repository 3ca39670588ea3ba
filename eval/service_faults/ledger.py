"""What stands in the database after all is up again, held against what the clients were told."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.cases.events import EventKind
from app.db.engine import reading
from app.db.tables import audit_entry, case, case_event, decision, submission_key

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from eval.service_faults.clients import Book
    from eval.service_faults.receiver import Told

DECIDING: Final = frozenset({EventKind.CASE_GRANTED.value, EventKind.CASE_HANDED_OVER.value})
_LOOK_S: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What is wrong, by what it is wrong with; all empty is right.

    Attributes:
        lost: keys that were answered 201 or 202 and have no case, or another one than was said.
        undecided: cases without a decision after the wait.
        doubled_cases: case numbers beside the first of one key, and cases of no key at all.
        doubled_decisions: cases with other than one deciding event, or one deciding audit entry.
        events_apart: events without the audit entry they go with.
    """

    cases: int
    lost: tuple[str, ...]
    undecided: tuple[str, ...]
    doubled_cases: tuple[str, ...]
    doubled_decisions: tuple[str, ...]
    events_apart: tuple[int, ...]

    @property
    def lost_count(self) -> int:
        return len(self.lost) + len(self.undecided) + len(self.events_apart)

    @property
    def doubled_count(self) -> int:
        return len(self.doubled_cases) + len(self.doubled_decisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """What the receiver of webhooks was told, held against the events.

    Attributes:
        untold: ids of events that were never delivered.
        unknown: ids that are of no event; `changed`, those that came with two contents.
    """

    events: int
    delivered: int
    again: int
    untold: tuple[str, ...]
    unknown: tuple[str, ...]
    changed: tuple[str, ...]
    unsigned: int


def wait_until_told(engine: Engine, told: Told, subscription: str, seconds: float) -> Deliveries:
    """Wait until every event was delivered, or so long."""
    began = time.perf_counter()
    while (found := _deliveries(engine, told, subscription)).untold and time.perf_counter() - began < seconds:
        time.sleep(_LOOK_S)
    return found


def _deliveries(engine: Engine, told: Told, subscription: str) -> Deliveries:
    with reading(engine) as connection:
        numbers = connection.execute(select(case_event.c.number)).scalars().all()
    expected = {f"{subscription}-{number}" for number in numbers}
    taken = dict(told.taken)
    return Deliveries(
        events=len(expected),
        delivered=len(taken),
        again=sum(taken.values()) - len(taken),
        untold=tuple(sorted(expected - set(taken))),
        unknown=tuple(sorted(set(taken) - expected)),
        changed=tuple(sorted(one for one, bodies in list(told.bodies.items()) if len(bodies) > 1)),
        unsigned=told.unsigned,
    )


def wait_until_decided(engine: Engine, seconds: float) -> float:
    """Wait until every case has a decision; returns how long that took, or the whole time."""
    waiting = select(case.c.case_no).outerjoin(decision, decision.c.case_no == case.c.case_no)
    began = time.perf_counter()
    while (waited := time.perf_counter() - began) < seconds:
        with reading(engine) as connection:
            if connection.execute(waiting.where(decision.c.case_no.is_(None)).limit(1)).first() is None:
                return waited
        time.sleep(_LOOK_S)
    return seconds


def held_against(engine: Engine, book: Book) -> Ledger:
    with reading(engine) as connection:
        cases = set(connection.execute(select(case.c.case_no)).scalars())
        decided = set(connection.execute(select(decision.c.case_no)).scalars())
        keys = {row.key: row.case_no for row in connection.execute(select(submission_key))}
        events = connection.execute(select(case_event.c.number, case_event.c.case_no, case_event.c.kind)).all()
        logged = {
            row.number: (row.subject, row.event)
            for row in connection.execute(select(audit_entry.c.number, audit_entry.c.subject, audit_entry.c.event))
        }
    lost = {key for key, one in book.taken.items() if keys.get(key) != one.case_no or one.case_no not in cases}
    told = Counter(row.case_no for row in events if row.kind in DECIDING)
    entered = Counter(subject for subject, event in logged.values() if event in DECIDING)
    return Ledger(
        cases=len(cases),
        lost=tuple(sorted(lost)),
        undecided=tuple(sorted(cases - decided)),
        doubled_cases=tuple(sorted(book.contradicted | (cases - set(keys.values())))),
        doubled_decisions=tuple(sorted(one for one in decided if told[one] != 1 or entered[one] != 1)),
        events_apart=tuple(row.number for row in events if logged.get(row.number) != (row.case_no, row.kind)),
    )
