"""Finds entries of the audit log, newest first: those alone that whoever asks may see.

The log only grows, so a page looks through a bounded stretch of it and says how far it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, or_, select, true

from app.accounts.principal import ALLOWED, ANYWHERE, Action
from app.cases.scope import within_grants
from app.clock import SHANGHAI
from app.db.tables import account, audit_entry, case
from app.oversight.audits.events import named

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from app.accounts.principal import Principal

PAGE: Final = 50
STRETCH: Final = 200_000
"""Entries that one page looks through at most, where none or few are found."""
_SLACK: Final = 2_000
"""Entries are in the order in which they were written; their times are those of several machines' clocks."""
_MOST_PEOPLE: Final = 50

_own = audit_entry.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for; an empty field looks for everything.

    Attributes:
        who: a name or title of an account, or an actor as the log has it, `machine` say.
        words: anywhere in what an entry shows.
        before: only entries with smaller numbers; 0 for all.
    """

    case_no: str = ""
    who: str = ""
    event: str = ""
    start: date | None = None
    end: date | None = None
    words: str = ""
    before: int = 0

    @property
    def filters(self) -> list[str]:
        """The names of those that are set."""
        named_ = ("case_no", "who", "event", "start", "end", "words")
        return [name for name in named_ if getattr(self, name)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as it is stored."""

    number: int
    at: str
    actor: str
    event: str
    subject: str
    content: str
    previous_sha256: str
    sha256: str

    @property
    def fields(self) -> tuple[int, str, str, str, str, str, str]:
        return (self.number, self.at, self.actor, self.event, self.subject, self.content, self.previous_sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`following`: the cursor of the next page, None at the end; `reached`: the lowest number that was looked at."""

    entries: tuple[Entry, ...]
    following: int | None
    reached: int


def search(connection: Connection, who: Principal, wanted: Wanted) -> Found:
    last = (connection.execute(select(func.max(_own.number))).scalar() or 0) + 1
    top = min(wanted.before or last, last)
    if wanted.end is not None:
        top = min(top, _first_at(connection, _midnight(wanted.end + timedelta(days=1)), last) + _SLACK)
    lowest = 1
    if wanted.start is not None:
        lowest = max(1, _first_at(connection, _midnight(wanted.start), last) - _SLACK)
    bottom = max(lowest, top - STRETCH)
    asked = select(audit_entry).where(
        _own.number < top, _own.number >= bottom, visible_to(who), *_conditions(connection, wanted)
    )
    rows = connection.execute(asked.order_by(_own.number.desc()).limit(PAGE + 1)).mappings().all()
    entries = tuple(Entry(**row) for row in rows[:PAGE])
    if len(rows) > PAGE:
        return Found(entries=entries, following=entries[-1].number, reached=entries[-1].number)
    return Found(entries=entries, following=bottom if bottom > lowest else None, reached=bottom)


def find(connection: Connection, who: Principal, number: int) -> Entry | None:
    """None where there is no such entry, or it is not for `who` to see."""
    row = connection.execute(select(audit_entry).where(_own.number == number, visible_to(who))).mappings().first()
    return None if row is None else Entry(**row)


def sees_everything(who: Principal) -> bool:
    return any(
        Action.READ_AUDIT in ALLOWED[one.role] and one.district == ANYWHERE and one.item_id == ANYWHERE
        for one in who.grants
    )


def visible_to(who: Principal) -> ColumnElement[bool]:
    """Whose grant is narrowed sees what is about cases of that place; nothing of accounts, keys or other items."""
    if sees_everything(who):
        return true()
    theirs = select(case.c.case_no).where(within_grants(who, [Action.READ_AUDIT], case.c.district, case.c.item_id))
    return _own.subject.in_(theirs)


def _conditions(connection: Connection, wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.case_no:
        found.append(_own.subject == wanted.case_no)
    if wanted.event:
        found.append(_own.event == wanted.event)
    if wanted.who:
        found.append(_own.actor.in_(_people(connection, wanted.who)))
    if wanted.start is not None:
        found.append(_own.at >= _midnight(wanted.start))
    if wanted.end is not None:
        found.append(_own.at < _midnight(wanted.end + timedelta(days=1)))
    found += [_has(word) for word in wanted.words.split()]
    return found


def _has(word: str) -> ColumnElement[bool]:
    texts = (_own.content, _own.subject, _own.actor, _own.event)
    return or_(*(one.icontains(word, autoescape=True) for one in texts), _own.event.in_(named(word)))


def _people(connection: Connection, who: str) -> list[str]:
    called = or_(account.c.name == who, account.c.title.icontains(who, autoescape=True))
    ids = connection.execute(select(account.c.account_id).where(called).limit(_MOST_PEOPLE)).scalars()
    return [who, *(f"{kind}:{one}" for one in ids for kind in ("staff", "applicant"))]


def _first_at(connection: Connection, at: str, last: int) -> int:
    """About the number of the first entry of that instant or later: numbers have no gaps, and times grow with them."""
    low, high = 1, last
    while low < high:
        middle = (low + high) // 2
        found: Any = connection.execute(select(_own.at).where(_own.number == middle)).scalar()
        if found is not None and found < at:
            low = middle + 1
        else:
            high = middle
    return low


def _midnight(day: date) -> str:
    """When that day begins in Shanghai, as the log writes instants."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC).isoformat()
