"""What an owner can be told by webhook: what happens to its cases, and notices of companies that it is told of.

Both have numbers of the audit log, which rise in the order of commits.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import exists, func, or_, select

from app.cases.events import EventKind
from app.db.tables import case_event, notice_event

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Column, ColumnElement, Connection


class CompanyEvent(StrEnum):
    COMPANY_NOTICE = "company_notice"
    """To a system that had itself told of the company's notices."""


COMPANY_NOTICE: Final = CompanyEvent.COMPANY_NOTICE.value
ToldKind: TypeAlias = EventKind | CompanyEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    number: int
    kind: str


def event_kind(name: str) -> ToldKind:
    return CompanyEvent(name) if name == COMPANY_NOTICE else EventKind(name)


def has_news(owner: Column[str], told_through: Column[int]) -> ColumnElement[bool]:
    """Whether there is something after that number."""
    case, company = case_event.c, notice_event.c
    return or_(
        exists().where(case.owner == owner, case.number > told_through),
        exists().where(company.owner == owner, company.number > told_through, company.withdrawn_at.is_(None)),
    )


def is_withdrawn(number: Column[int]) -> ColumnElement[bool]:
    """Whether it is of a notice that the company has stopped."""
    own = notice_event.alias().c
    return exists().where(own.number == number, own.withdrawn_at.is_not(None))


def last_number(connection: Connection) -> int:
    """Of all events, whoever's."""
    of_cases = connection.execute(select(func.max(case_event.c.number))).scalar_one() or 0
    of_companies = connection.execute(select(func.max(notice_event.c.number))).scalar_one() or 0
    return max(of_cases, of_companies)


def events_after(
    connection: Connection, owner: str, after: int, most: int, kinds: Collection[str] = (), through: int | None = None
) -> list[Told]:
    """The owner's next ones, in their order.

    Args:
        kinds: those wanted; empty for every one.
        through: the last number to look at, where there is one.
    """
    case, company = case_event.c, notice_event.c
    of_cases = select(case.number, case.kind).where(case.owner == owner, case.number > after)
    of_companies = select(company.number).where(
        company.owner == owner, company.number > after, company.withdrawn_at.is_(None)
    )
    if kinds:
        of_cases = of_cases.where(case.kind.in_(kinds))
    if through is not None:
        of_cases, of_companies = of_cases.where(case.number <= through), of_companies.where(company.number <= through)
    found = [
        Told(number=row.number, kind=row.kind) for row in connection.execute(of_cases.order_by(case.number).limit(most))
    ]
    if not kinds or COMPANY_NOTICE in kinds:
        numbers = connection.execute(of_companies.order_by(company.number).limit(most)).scalars()
        found += [Told(number=number, kind=COMPANY_NOTICE) for number in numbers]
    return sorted(found, key=lambda one: one.number)[:most]
