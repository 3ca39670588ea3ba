"""The figures of a dashboard: sums that the database makes, over the cases that whoever asks may see.

Received: by the day of receipt. Decided: granted, refused or not accepted, by the instant of the decision; unattended
when the rules approved. What waits and its clocks are as of today, whenever it was received.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from sqlalchemy import and_, distinct, exists, func, literal, or_, select, union_all
from sqlalchemy import case as either

from app.accounts.principal import Action
from app.cases.rating import rating_counts
from app.cases.scope import within_grants
from app.cases.states import DECIDED, CaseState
from app.db.engine import reading
from app.db.spans import seconds_between, shanghai_day
from app.db.tables import case, case_clock, decision, decision_reason
from approval_rules.calendar import load_calendar
from approval_rules.errors import CalendarMissing
from approval_rules.items import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sqlalchemy import ColumnElement, Connection, Engine

    from app.accounts.principal import Principal
    from app.dashboard.asked import Asked

SEEN_BY: Final = (Action.READ_CASE, Action.WATCH_ITEM)
AT_RISK_WORKDAYS: Final = 3
"""A clock that ends within so many working days is at risk."""
MOST_RULES: Final = 20
_GATES: Final = ("form", "evidence", "switch.unattended", "amount.known")
"""Checks that are about no one thing: the reason alone says more than they do."""

Place: TypeAlias = tuple[str, str]
"""An item and a district."""
Groups: TypeAlias = "dict[str, dict[str, Group]]"
"""By what they are grouped by, and then by name."""
_WHOLE, _ITEM, _DISTRICT = "", "item", "district"

_DECIDED: Final = case.c.result.in_(sorted(one.value for one in DECIDED))
_BY_RULES: Final = exists().where(decision.c.case_no == case.c.case_no, decision.c.outcome == Outcome.APPROVE.value)
_IS_UNATTENDED: Final = either((and_(case.c.result == CaseState.GRANTED.value, _BY_RULES), 1), else_=0)
_COUNT: Final = func.count().label("cases")
_RUNS: Final = and_(case_clock.c.ended_on.is_(None), case_clock.c.stopped_on.is_(None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """From receipt to decision, in seconds; None when nothing was decided."""

    cases: int = 0
    median_s: float | None = None
    ninetieth_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockCount:
    """Clocks of one name as of today; `stopped` ones stand still."""

    running: int = 0
    at_risk: int = 0
    late: int = 0
    stopped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    item_id: str
    rule: str
    reason: str
    cases: int


@dataclass(slots=True, kw_only=True)
class Group:
    """What one item, one district or all of them come to."""

    received: int = 0
    unattended: int = 0
    by_staff: int = 0
    waiting: int = 0
    at_risk: int = 0
    late: int = 0
    grades: Counter[int] = field(default_factory=Counter)
    unattended_times: Times = field(default_factory=Times)
    staff_times: Times = field(default_factory=Times)

    @property
    def decided(self) -> int:
        return self.unattended + self.by_staff

    @property
    def straight_through(self) -> float | None:
        return rate(self.unattended, self.decided)

    @property
    def mean_grade(self) -> float | None:
        return rate(sum(grade * count for grade, count in self.grades.items()), self.grades.total())

    def take(self, other: Group) -> None:
        for name in ("received", "unattended", "by_staff", "waiting", "at_risk", "late"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.grades += other.grades


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """`by_item` and `by_district` hold those alone of which there is anything; days without cases are left out.

    Attributes:
        handed_over: of the cases received, those whose decision in force is not an approval.
        without_reason: of those, the ones of which no reason was noted, by a release before this one.
    """

    whole: Group
    by_item: Mapping[str, Group]
    by_district: Mapping[str, Group]
    received: Mapping[date, int]
    unattended: Mapping[date, int]
    by_staff: Mapping[date, int]
    handed_over: int
    without_reason: int
    reasons: Mapping[str, int]
    rules: tuple[RuleCount, ...]
    clocks: Mapping[str, ClockCount]

    @property
    def is_empty(self) -> bool:
        whole = self.whole
        return not (whole.received or whole.decided or whole.waiting or whole.grades)


def rate(part: float, whole: int) -> float | None:
    return part / whole if whole else None


def seen_districts(engine: Engine, who: Principal) -> list[str]:
    """Of the cases that `who` may see."""
    with reading(engine) as connection:
        wanted = select(case.c.district).where(_theirs(who), case.c.district != "").distinct()
        return sorted(connection.execute(wanted.order_by(case.c.district)).scalars())


def figures(engine: Engine, who: Principal, asked: Asked, today: date) -> Figures:
    seen, grades = _narrowed(who, asked), _grades(engine, who, asked)
    with reading(engine, at_one_instant=True) as connection:
        places = _by_place(connection, seen, asked, today, grades)
        decided = _decided_by_day(connection, seen, asked)
        handed_over, without_reason = _handed_over(connection, seen, asked)
        groups = {
            _WHOLE: _summed(places, lambda _: _WHOLE),
            _ITEM: _summed(places, lambda one: one[0]),
            _DISTRICT: _summed(places, lambda one: one[1]),
        }
        _add_times(connection, seen, asked, groups)
        return Figures(
            whole=groups[_WHOLE].get(_WHOLE) or Group(),
            by_item=groups[_ITEM],
            by_district=groups[_DISTRICT],
            received=_received_by_day(connection, seen, asked),
            unattended={day: count for (day, unattended), count in decided.items() if unattended},
            by_staff={day: count for (day, unattended), count in decided.items() if not unattended},
            handed_over=handed_over,
            without_reason=without_reason,
            reasons=_reasons(connection, seen, asked),
            rules=_rules(connection, seen, asked),
            clocks=_clocks(connection, seen, today),
        )


def at_risk_until(today: date) -> date:
    try:
        return load_calendar().plus_workdays(today, AT_RISK_WORKDAYS)
    except CalendarMissing:
        return today + timedelta(days=AT_RISK_WORKDAYS)


def _theirs(who: Principal) -> ColumnElement[bool]:
    return within_grants(who, SEEN_BY, case.c.district, case.c.item_id)


def _narrowed(who: Principal, asked: Asked) -> ColumnElement[bool]:
    wanted = [_theirs(who)]
    wanted += [case.c.item_id == asked.item_id] if asked.item_id else []
    wanted += [case.c.district == asked.district] if asked.district else []
    return and_(*wanted)


def _grades(engine: Engine, who: Principal, asked: Asked) -> dict[Place, Counter[int]]:
    found: dict[Place, Counter[int]] = {}
    for one in rating_counts(engine, asked.start, asked.end):
        is_theirs = any(who.may(action, one.district, one.item_id) for action in SEEN_BY)
        is_asked = asked.item_id in {"", one.item_id} and asked.district in {"", one.district}
        if is_theirs and is_asked:
            found.setdefault((one.item_id, one.district), Counter())[one.grade.number] += one.ratings
    return found


def _received(asked: Asked) -> ColumnElement[bool]:
    return case.c.received_on.between(asked.start.isoformat(), asked.end.isoformat())


def _decided(asked: Asked) -> ColumnElement[bool]:
    return and_(_DECIDED, case.c.result_at >= asked.first_instant, case.c.result_at < asked.last_instant)


def _received_by_day(connection: Connection, seen: ColumnElement[bool], asked: Asked) -> dict[date, int]:
    wanted = select(case.c.received_on, _COUNT).where(seen, _received(asked)).group_by(case.c.received_on)
    return {date.fromisoformat(row.received_on): row.cases for row in connection.execute(wanted)}


def _decided_by_day(connection: Connection, seen: ColumnElement[bool], asked: Asked) -> dict[tuple[date, int], int]:
    each = (
        select(shanghai_day(case.c.result_at).label("day"), _IS_UNATTENDED.label("unattended"))
        .where(seen, _decided(asked))
        .subquery()
    )
    wanted = select(each, _COUNT).group_by(each.c.day, each.c.unattended)
    return {(date.fromisoformat(row.day), row.unattended): row.cases for row in connection.execute(wanted)}


def _by_place(
    connection: Connection,
    seen: ColumnElement[bool],
    asked: Asked,
    today: date,
    grades: Mapping[Place, Counter[int]],
) -> dict[Place, Group]:
    found: dict[Place, Group] = {place: Group(grades=Counter(given)) for place, given in grades.items()}
    of_place = (case.c.item_id, case.c.district)

    def note(row: Any, counts: Group) -> None:  # noqa: ANN401  a row of these columns
        found.setdefault((row.item_id, row.district), Group()).take(counts)

    received = select(*of_place, _COUNT).where(seen, _received(asked)).group_by(*of_place)
    for row in connection.execute(received):
        note(row, Group(received=row.cases))
    each = select(*of_place, _IS_UNATTENDED.label("unattended")).where(seen, _decided(asked)).subquery()
    for row in connection.execute(select(each, _COUNT).group_by(*each.c)):
        note(row, Group(unattended=row.cases) if row.unattended else Group(by_staff=row.cases))
    waiting = select(*of_place, _COUNT).where(seen, case.c.result.is_(None)).group_by(*of_place)
    for row in connection.execute(waiting):
        note(row, Group(waiting=row.cases))
    is_late, is_at_risk = _standing(today)
    clocks = (
        select(
            *of_place,
            func.count(distinct(either((is_late, case.c.case_no)))).label("late"),
            func.count(distinct(either((is_at_risk, case.c.case_no)))).label("at_risk"),
        )
        .join(case_clock, case_clock.c.case_no == case.c.case_no)
        .where(seen, _RUNS, is_late | is_at_risk)
        .group_by(*of_place)
    )
    for row in connection.execute(clocks):
        note(row, Group(late=row.late, at_risk=row.at_risk))
    return found


def _standing(today: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a clock that runs is late, and whether it soon will be."""
    due_on, day = case_clock.c.due_on, today.isoformat()
    return due_on < day, due_on.between(day, at_risk_until(today).isoformat())


def _summed(places: Mapping[Place, Group], named: Callable[[Place], str]) -> dict[str, Group]:
    found: dict[str, Group] = {}
    for place, group in places.items():
        found.setdefault(named(place), Group()).take(group)
    return found


def _add_times(connection: Connection, seen: ColumnElement[bool], asked: Asked, groups: Groups) -> None:
    """How long decisions took: the nearest rank, so that each figure is that of a case."""
    each = (
        select(
            case.c.item_id,
            case.c.district,
            _IS_UNATTENDED.label("unattended"),
            seconds_between(case.c.received_at, case.c.result_at).label("seconds"),
        )
        .where(seen, _decided(asked))
        .cte("decided")
    )
    of = {_WHOLE: literal(_WHOLE), _ITEM: each.c.item_id, _DISTRICT: each.c.district}
    ranked = [
        select(
            literal(kind).label("kind"),
            named.label("of"),
            each.c.unattended,
            each.c.seconds,
            func.row_number().over(partition_by=(named, each.c.unattended), order_by=each.c.seconds).label("place"),
        )
        for kind, named in of.items()
    ]
    one = union_all(*ranked).subquery()
    wanted = [
        and_(one.c.kind == kind, one.c.of == name, one.c.unattended == unattended, one.c.place.in_(_places(count)))
        for kind, those in groups.items()
        for name, group in those.items()
        for unattended, count in ((1, group.unattended), (0, group.by_staff))
        if count
    ]
    found: dict[tuple[str, str, int], list[float]] = {}
    if wanted:
        for row in connection.execute(select(one).where(or_(*wanted)).order_by(one.c.place)):
            found.setdefault((row.kind, row.of, row.unattended), []).append(max(0.0, row.seconds))
    for (kind, name, unattended), seconds in found.items():
        group = groups[kind][name]
        count = group.unattended if unattended else group.by_staff
        times = Times(cases=count, median_s=seconds[0], ninetieth_s=seconds[-1])
        if unattended:
            group.unattended_times = times
        else:
            group.staff_times = times


def _places(count: int) -> tuple[int, int]:
    """Of the median and of the ninetieth percentile in a row of so many, from one on."""
    return ceil(count * 50 / 100), ceil(count * 90 / 100)


def _handed_over(connection: Connection, seen: ColumnElement[bool], asked: Asked) -> tuple[int, int]:
    noted = select(decision_reason.c.case_no).where(decision_reason.c.case_no == case.c.case_no).exists()
    wanted = (
        select(_COUNT, func.coalesce(func.sum(either((noted, 0), else_=1)), 0).label("bare"))
        .join(decision, decision.c.case_no == case.c.case_no)
        .where(seen, _received(asked), decision.c.outcome != Outcome.APPROVE.value)
    )
    row = connection.execute(wanted.select_from(case)).one()
    return row.cases, int(row.bare)


def _reasons(connection: Connection, seen: ColumnElement[bool], asked: Asked) -> dict[str, int]:
    cases = func.count(distinct(case.c.case_no)).label("cases")
    wanted = (
        select(decision_reason.c.reason, cases)
        .join(case, case.c.case_no == decision_reason.c.case_no)
        .where(seen, _received(asked))
        .group_by(decision_reason.c.reason)
        .order_by(cases.desc(), decision_reason.c.reason)
    )
    return {row.reason: row.cases for row in connection.execute(wanted)}


def _rules(connection: Connection, seen: ColumnElement[bool], asked: Asked) -> tuple[RuleCount, ...]:
    of = (case.c.item_id, decision_reason.c.rule, decision_reason.c.reason)
    cases = func.count().label("cases")
    wanted = (
        select(*of, cases)
        .join(case, case.c.case_no == decision_reason.c.case_no)
        .where(seen, _received(asked), decision_reason.c.rule.not_in(_GATES))
        .group_by(*of)
        .order_by(cases.desc(), *of)
        .limit(MOST_RULES)
    )
    return tuple(
        RuleCount(item_id=row.item_id, rule=row.rule, reason=row.reason, cases=row.cases)
        for row in connection.execute(wanted)
    )


def _clocks(connection: Connection, seen: ColumnElement[bool], today: date) -> dict[str, ClockCount]:
    is_late, is_at_risk = _standing(today)

    def counted(those: ColumnElement[bool]) -> ColumnElement[int]:
        return func.sum(either((those, 1), else_=0))

    wanted = (
        select(
            case_clock.c.name,
            counted(_RUNS).label("running"),
            counted(and_(_RUNS, is_at_risk)).label("at_risk"),
            counted(and_(_RUNS, is_late)).label("late"),
            counted(case_clock.c.stopped_on.is_not(None)).label("stopped"),
        )
        .join(case, case.c.case_no == case_clock.c.case_no)
        .where(seen, case_clock.c.ended_on.is_(None))
        .group_by(case_clock.c.name)
    )
    return {
        row.name: ClockCount(running=row.running, at_risk=row.at_risk, late=row.late, stopped=row.stopped)
        for row in connection.execute(wanted)
    }
