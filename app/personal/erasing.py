"""Erases what a case holds of people, once it is over and its time has run; what proves how it was decided stays.

Erased: application, dossiers, names, whatever else is sealed in a table of cases, and files that no other case needs.
Kept: number, states and dates, hashes, the amount, events and audit entries; and of a grant whose it was, by company
code or index, because a later decision has to know of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Table, and_, false, func, or_, select, update

from app.assistant.sessions import store
from app.audit import service as audit
from app.cases.events import EventKind, tell
from app.cases.scope import no_such
from app.cases.states import DECIDED, ENDS, CaseState
from app.clock import SHANGHAI
from app.db.engine import reading
from app.db.sealed import SealedBytes, SealedText
from app.db.tables import assistant_turn, case, case_commitment, case_deferral, metadata, upload
from app.db.together import write_together
from app.masking import masked
from app.personal.errors import NotYetErasable
from app.personal.retention import retention_rules

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement, Connection, Engine

    from app.clock import Clock
    from app.personal.retention import RetentionRule
    from app.storage.files import FileStore

MACHINE: Final = "machine"
OVER: Final = tuple(sorted(state.value for state in ENDS | DECIDED))
"""States in which nothing is decided any more."""
_AT_ONCE: Final = 200


def _is_over() -> ColumnElement[bool]:
    """No longer at work: decided or ended, nobody asked for a person, nothing promised for a grant is still to come."""
    awaited = select(case_deferral.c.case_no).where(
        case_deferral.c.case_no == case.c.case_no, case_deferral.c.filed_at.is_(None)
    )
    unchecked = select(case_commitment.c.case_no).where(
        case_commitment.c.case_no == case.c.case_no, case_commitment.c.checked_at.is_(None)
    )
    to_come = and_(case.c.result == CaseState.GRANTED.value, or_(awaited.exists(), unchecked.exists()))
    asked = and_(case.c.review_requested_at.is_not(None), case.c.state.not_in([state.value for state in ENDS]))
    return and_(case.c.state.in_(OVER), ~asked, ~func.coalesce(to_come, false()))


def _ended_at() -> ColumnElement[str]:
    return func.coalesce(case.c.state_since, case.c.received_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Erasable:
    case_no: str
    item_id: str
    owner: str
    is_over: bool
    ended_at: datetime
    erased_at: str | None


def erase_due(engine: Engine, clock: Clock, files: FileStore) -> int:
    """Erase some of the cases whose time has run, and files left over; returns how many cases. Again is harmless."""
    with reading(engine) as connection:
        due = [(rule, one) for rule in retention_rules(connection) for one in _due(connection, rule, clock)][:_AT_ONCE]
    erased = sum(_erase(engine, clock, one, MACHINE, {"days": rule.days, "basis": rule.basis}) for rule, one in due)
    remove_files(engine, clock, files)
    return erased


def erase_case(engine: Engine, clock: Clock, files: FileStore, case_no: str, order: str, by: str) -> bool:
    """Erase one case on an order, such as the person's own request; False when it was erased before.

    Args:
        order: what it is erased for, in words or by file number.

    Raises:
        NotFound: there is no such case.
        NotYetErasable: it is still at work, or has to be kept until a day that is named.
    """
    with reading(engine) as connection:
        found = _erasable(connection, case_no)
        rule = next((one for one in retention_rules(connection) if one.item_id == found.item_id), None)
    if found.erased_at is not None:
        return False
    if not found.is_over:
        raise NotYetErasable(f"{case_no} is not over: it can be erased once it is decided and nothing of it is awaited")
    if rule is not None and found.ended_at + timedelta(days=rule.days) > clock.now():
        until = (found.ended_at + timedelta(days=rule.days)).astimezone(SHANGHAI).date()
        raise NotYetErasable(f"{case_no} has to be kept until {until} ({rule.basis}); until then it is only stored")
    is_erased = _erase(engine, clock, found.case_no, by, {"order": masked(order)})
    remove_files(engine, clock, files)
    return is_erased


def remove_files(engine: Engine, clock: Clock, files: FileStore) -> int:
    """Remove files of erased cases that no other case needs; returns how many.

    One that was saved a moment ago stays until the next time: the case that it belongs to may be on its way.
    """
    mine, other = case.alias("mine"), case.alias("other")
    needed = upload.alias("needed")
    is_needed = (
        select(needed.c.sha256)
        .join(other, other.c.case_no == needed.c.case_no)
        .where(needed.c.sha256 == upload.c.sha256, other.c.erased_at.is_(None))
    )
    wanted = (
        select(upload.c.sha256)
        .join(mine, mine.c.case_no == upload.c.case_no)
        .where(mine.c.erased_at.is_not(None), upload.c.erased_at.is_(None), ~is_needed.exists())
        .distinct()
        .limit(_AT_ONCE)
    )
    with reading(engine) as connection:
        left = list(connection.execute(wanted).scalars())
    removed = [sha256 for sha256 in left if files.remove(sha256)]
    if removed:
        gone = update(upload).where(upload.c.sha256.in_(removed)).values(erased_at=clock.now().isoformat())
        write_together(engine, lambda connection: connection.execute(gone).rowcount)
    return len(removed)


def _due(connection: Connection, rule: RetentionRule, clock: Clock) -> list[str]:
    before = (clock.now() - timedelta(days=rule.days)).isoformat()
    wanted = (
        select(case.c.case_no)
        .where(case.c.item_id == rule.item_id, case.c.erased_at.is_(None), _is_over(), _ended_at() <= before)
        .order_by(_ended_at(), case.c.case_no)
        .limit(_AT_ONCE)
    )
    return list(connection.execute(wanted).scalars())


def _erasable(connection: Connection, case_no: str) -> _Erasable:
    columns = (case.c.case_no, case.c.item_id, case.c.owner, case.c.erased_at)
    wanted = select(*columns, _is_over().label("is_over"), _ended_at().label("ended_at"))
    row = connection.execute(wanted.where(case.c.case_no == case_no)).first()
    if row is None:
        raise no_such(case_no)
    return _Erasable(
        case_no=row.case_no,
        item_id=row.item_id,
        owner=row.owner,
        is_over=bool(row.is_over),
        ended_at=datetime.fromisoformat(row.ended_at),
        erased_at=row.erased_at,
    )


def _erase(engine: Engine, clock: Clock, case_no: str, by: str, why: dict[str, object]) -> bool:
    """Erase it, unless it was meanwhile, or is at work again."""
    now = clock.now()

    def write(connection: Connection) -> bool:
        audit.hold(connection)
        connection.execute(select(case.c.case_no).where(case.c.case_no == case_no).with_for_update())
        found = _erasable(connection, case_no)
        if found.erased_at is not None or not found.is_over:
            return False
        for table in metadata.sorted_tables:
            _empty(connection, table, case_no)
        _forget_conversations(connection, case_no, now)
        mine = update(case).where(case.c.case_no == case_no)
        connection.execute(mine.values(erased_at=now.isoformat()))
        connection.execute(mine.where(~_is_grant()).values(applicant_key=""))
        tell(
            connection, at=now, actor=by, kind=EventKind.CASE_ERASED, case_no=case_no, owner=found.owner,
            content=why, shown={"erased": True},
        )  # fmt: skip
        return True

    return write_together(engine, write)


def _is_grant() -> ColumnElement[bool]:
    return or_(case.c.state == CaseState.GRANTED.value, case.c.result == CaseState.GRANTED.value)


def _empty(connection: Connection, table: Table, case_no: str) -> None:
    """Of a table that belongs to cases, empty every sealed column: so a new one is not forgotten."""
    sealed = [column for column in table.columns if isinstance(column.type, (SealedText, SealedBytes))]
    if "case_no" not in table.columns or not sealed:
        return
    empty = {column.name: _nothing(column) for column in sealed}
    connection.execute(update(table).where(table.c.case_no == case_no).values(empty))


def _nothing(column: Column[Any]) -> str | bytes | None:
    if column.nullable:
        return None
    return "" if isinstance(column.type, SealedText) else b""


def _forget_conversations(connection: Connection, case_no: str, now: datetime) -> None:
    """Those in which the case was told of."""
    told = select(assistant_turn.c.session_id).where(assistant_turn.c.case_no == case_no).distinct()
    conversations = list(connection.execute(told).scalars())
    if conversations:
        store.erase(connection, conversations, now)
