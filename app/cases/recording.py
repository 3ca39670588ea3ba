"""Writes a case: received, decided, decided again. Each with its audit entry and its event in one transaction."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.audit import service as audit
from app.cases import clock_rows
from app.cases.errors import CaseError
from app.cases.events import EventKind, NewEvent, tell, tell_all
from app.cases.filed import NewCase, new_case_no, state_of
from app.cases.states import CaseState
from app.clock import SHANGHAI
from app.db.engine import reading
from app.db.sealed import key_as_stored, vault_of
from app.db.tables import case, case_clock, case_event, decision, decision_past, decision_reason, upload
from app.db.together import write_all_together, write_together
from app.db.writes import Writes
from app.errors import NotStorable
from app.storage.quotas import count_uploads
from app.storage.sharing import same_file_elsewhere
from app.switches.standing import is_closed_to_machine

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Engine, Row

    from app.cases.filed import Also, Filed, Judged, SentFile
    from app.clock import Clock
    from app.storage.files import FileStore


MACHINE: Final = "machine"

_NUMBER: Final = re.compile(r"\.problem-\d+$")
_MOST_CHARS: Final = 160
"""Of the id of a check, as `decision_reason` holds it."""
_PAST_DECISION: Final = insert(decision_past)
_LAST_NUMBER: Final = select(func.max(case_event.c.number))
_GRANTED_SINCE: Final = (
    select(case_event.c.number, case.c.applicant_key, case.c.case_no)
    .join(case, case_event.c.case_no == case.c.case_no)
    .where(case_event.c.number > bindparam("seen"), case.c.result == CaseState.GRANTED.value)
)
_WAITS: Final = (case.c.undecided_since.is_not(None), case.c.state == CaseState.RECEIVED.value)
_UNDECIDED: Final = select(case.c.case_no).where(*_WAITS).order_by(case.c.undecided_since, case.c.case_no)
_HAS_FILES: Final = exists().where(upload.c.case_no == case.c.case_no)
_READ: Final = (
    update(upload)
    .where(upload.c.case_no == bindparam("of"), upload.c.sha256 == bindparam("file"))
    .values(read=bindparam("as"))
)
_ADVANCE: Final = (
    update(case)
    .where(case.c.case_no == bindparam("of"))
    .values(undecided_since=None)
    .values(
        {
            name: bindparam(name)
            for name in (
                "item_version",
                "state",
                "state_since",
                "applicant_name",
                "applicant_key",
                "district",
                "result",
                "result_at",
            )
        }
    )
)


class GrantedMeanwhile(Exception):
    """What was looked up is so no more.

    Something was granted meanwhile, a file was filed by another as well, or staff narrowed the item.
    """


def record(engine: Engine, files: FileStore, new: NewCase) -> str:
    """Write a case that is decided at once; returns its number.

    The files are stored first: a file without a case is harmless, a case without its file is not.

    Raises:
        GrantedMeanwhile: nothing was written; decide again.
    """
    _save(files, new.filed.files)
    write_all_together(engine, _write_decided, new)
    return new.case_no


def record_forms(engine: Engine, cases: Sequence[NewCase]) -> list[str | Exception]:
    """Write several that came without files, in one transaction where that can be; for each its number, or its error.

    Raises:
        DatabaseUnavailable: the database refused or went away; whether they are written may not be known.
    """
    if not cases:
        return []
    try:
        write_together(engine, lambda connection: _write_decided(connection, cases))
    except (GrantedMeanwhile, IntegrityError, NotStorable, CaseError) as error:
        if len(cases) == 1:
            return [error]
        return [result for one in cases for result in record_forms(engine, [one])]
    return [one.case_no for one in cases]


def receive(engine: Engine, files: FileStore, clock: Clock, filed: Filed, also: Also | None = None) -> str:
    """Write a case whose documents are still to be read; returns its number."""
    _save(files, filed.files)
    case_no, now = new_case_no(clock), clock.now()

    def write(connection: Connection) -> None:
        first, rest = Writes(), Writes()
        _add_case(first, case_no, filed, None, now)
        first.write(connection)
        tell(
            connection,
            at=now,
            actor=filed.owner,
            kind=EventKind.CASE_RECEIVED,
            case_no=case_no,
            owner=filed.owner,
            content={"item_version": filed.version.id, "files": [one.sha256 for one in filed.files]},
            shown={"state": CaseState.RECEIVED.value},
        )
        _count(rest, filed, now)
        if also is not None:
            also(rest, case_no)
        rest.write(connection)

    write_together(engine, write)
    return case_no


def decide_once(engine: Engine, clock: Clock, case_no: str, filed: Filed, judged: Judged) -> bool:
    """Write the decision that a case waits for; the one before its correction is kept. False when it waits for none.

    Raises:
        GrantedMeanwhile: nothing was written; decide again.
    """
    now = clock.now()

    def write(connection: Connection) -> bool:
        if not _is_undecided(connection, case_no):
            return False
        before = connection.execute(select(decision).where(decision.c.case_no == case_no)).mappings().first()
        if before is not None:
            connection.execute(_PAST_DECISION, dict(before))
            connection.execute(decision.delete().where(decision.c.case_no == case_no))
            connection.execute(decision_reason.delete().where(decision_reason.c.case_no == case_no))
        new, decided = NewCase(case_no=case_no, now=now, filed=filed, judged=judged), Writes()
        decided.add(decision, _decision_row(new))
        decided.add(decision_reason, *_reason_rows(new))
        decided.write(connection)
        for sha256, read in judged.read.items():
            connection.execute(_READ, {"of": case_no, "file": sha256, "as": read})
        tell_all(connection, [_event(new)])
        _advance(connection, case_no, judged, now)
        _refuse_stale(connection, [new])
        return True

    return write_together(engine, write)


def last_number(engine: Engine) -> int:
    """The number of the last event that there is."""
    with reading(engine) as connection:
        return connection.execute(_LAST_NUMBER).scalar() or 0


def undecided(engine: Engine, most: int = 100, *, with_files: bool | None = None) -> list[str]:
    """The cases that wait for a decision: received or corrected and not read since; the longest waiting first.

    Args:
        with_files: those alone that have a file to read, or that have none.
    """
    waiting = _UNDECIDED.limit(most)
    if with_files is not None:
        waiting = waiting.where(_HAS_FILES if with_files else ~_HAS_FILES)
    with reading(engine) as connection:
        return list(connection.execute(waiting).scalars())


def is_undecided(engine: Engine, case_no: str) -> bool:
    with reading(engine) as connection:
        return connection.execute(_UNDECIDED.where(case.c.case_no == case_no)).first() is not None


def _write_decided(connection: Connection, cases: Sequence[NewCase]) -> list[None]:
    """What others may write as well comes after the audit entries, where all writers wait for each other.

    Raises:
        GrantedMeanwhile: one of them has to be decided again.
    """
    first, rest = Writes(), Writes()
    for one in cases:
        _add_case(first, one.case_no, one.filed, one.judged, one.now)
        _count(rest, one.filed, one.now)
        if one.also is not None:
            one.also(rest, one.case_no)
    first.add(decision, *(_decision_row(one) for one in cases))
    first.add(decision_reason, *(row for one in cases for row in _reason_rows(one)))
    first.write(connection)
    tell_all(connection, [_event(one) for one in cases])
    rest.write(connection)
    _refuse_stale(connection, cases)
    return [None] * len(cases)


def _refuse_stale(connection: Connection, cases: Sequence[NewCase]) -> None:
    """Called last, when no other transaction can write to the audit chain: none can grant anything, or narrow an item.

    Raises:
        GrantedMeanwhile: look up the records of one of them again.
    """
    if is_closed_to_machine(connection, {one.filed.version.item for one in cases if one.state is CaseState.GRANTED}):
        raise GrantedMeanwhile
    seen = {
        one.case_no: one.judged.seen_through
        for one in cases
        if one.judged.seen_through is not None and one.state is CaseState.GRANTED
    }
    if not seen:
        return
    granted, vault = connection.execute(_GRANTED_SINCE, {"seen": min(seen.values())}).all(), vault_of(connection)
    for one in cases:
        key = key_as_stored(vault, one.judged.applicant.key)
        if one.case_no in seen and (_is_granted(one, key, seen[one.case_no], granted) or _is_filed(connection, one)):
            raise GrantedMeanwhile


def _is_granted(one: NewCase, key: str, seen: int, granted: Iterable[Row[int, str, str]]) -> bool:
    """Whether its applicant was granted something else after that event."""
    return any(row.number > seen and row.applicant_key == key and row.case_no != one.case_no for row in granted)


def _is_filed(connection: Connection, one: NewCase) -> bool:
    """Whether a file of it is in another applicant's case."""
    sha256s = [file.sha256 for file in one.filed.files]
    return bool(same_file_elsewhere(connection, sha256s, one.judged.applicant.key, one.case_no))


def _save(files: FileStore, sent: Iterable[SentFile]) -> None:
    for one in sent:
        files.save(one.sha256, one.content)


def _count(rest: Writes, filed: Filed, now: datetime) -> None:
    if filed.files:
        size_bytes, on = sum(len(one.content) for one in filed.files), now.astimezone(SHANGHAI).date()
        rest.then(lambda connection: count_uploads(connection, filed.owner, on, len(filed.files), size_bytes))


def _is_undecided(connection: Connection, case_no: str) -> bool:
    """Holds the case until the transaction ends."""
    audit.hold(connection)
    waiting = select(case.c.case_no).where(case.c.case_no == case_no, *_WAITS).with_for_update()
    return connection.execute(waiting).first() is not None


def _add_case(writes: Writes, case_no: str, filed: Filed, judged: Judged | None, now: datetime) -> None:
    """One whose documents are still to be read is not judged yet."""
    state = CaseState.RECEIVED if judged is None else state_of(judged.verdict)
    at = now.isoformat()
    writes.add(
        case,
        {
            "case_no": case_no,
            "item_id": filed.version.item,
            "item_version": filed.version.id if judged is None else judged.item_version,
            "state": state.value,
            "received_on": filed.received_on.isoformat(),
            "received_at": at,
            "applicant_name": filed.applicant.name,
            "applicant_key": filed.applicant.key,
            "application": filed.application,
            "owner": filed.owner,
            "district": filed.district,
            "state_since": at,
            "undecided_since": at if judged is None else None,
            **_result(state, at),
        },
    )
    if state is CaseState.RECEIVED:
        writes.add(case_clock, *clock_rows.at_receipt(case_no, filed.version.limits, filed.received_on))
    once = {(one.material, one.sha256): one for one in filed.files}.values()
    writes.add(
        upload,
        *(
            {
                "case_no": case_no,
                "material": one.material,
                "sha256": one.sha256,
                "name": one.name,
                "size_bytes": len(one.content),
                "read": None if judged is None else judged.read.get(one.sha256),
            }
            for one in once
        ),
    )


def _decision_row(new: NewCase) -> dict[str, Any]:
    verdict = new.judged.verdict
    return {
        "case_no": new.case_no,
        "decided_by": MACHINE,
        "decided_at": new.now.isoformat(),
        "outcome": verdict.outcome.value,
        "amount_cny": None if verdict.amount_cny is None else str(verdict.amount_cny),
        "dossier_sha256": new.judged.dossier_sha256,
        "dossier": new.judged.dossier,
    }


def _reason_rows(new: NewCase) -> list[dict[str, str]]:
    """Why it is handed over; problems of one kind count as one, whatever their number."""
    checks = [one for one in new.judged.verdict.checks if one.reason is not None]
    names = dict.fromkeys((_NUMBER.sub("", one.rule)[:_MOST_CHARS], str(one.reason)) for one in checks)
    return [{"case_no": new.case_no, "rule": rule, "reason": reason} for rule, reason in names]


def _event(new: NewCase) -> NewEvent:
    outcome, digest = new.judged.verdict.outcome.value, new.judged.dossier_sha256
    is_granted = new.state is CaseState.GRANTED
    return NewEvent(
        at=new.now,
        actor=MACHINE,
        kind=EventKind.CASE_GRANTED if is_granted else EventKind.CASE_HANDED_OVER,
        case_no=new.case_no,
        owner=new.filed.owner,
        content={"item_version": new.judged.item_version, "outcome": outcome, "dossier_sha256": digest},
        shown={"state": new.state.value, "outcome": outcome, "dossier_sha256": digest},
    )


def _advance(connection: Connection, case_no: str, judged: Judged, now: datetime) -> None:
    state = state_of(judged.verdict)
    connection.execute(
        _ADVANCE,
        {
            "of": case_no,
            "item_version": judged.item_version,
            "state": state.value,
            "state_since": now.isoformat(),
            "applicant_name": judged.applicant.name,
            "applicant_key": judged.applicant.key,
            "district": judged.district,
            **_result(state, now.isoformat()),
        },
    )
    if state is CaseState.GRANTED:
        clock_rows.end_all(connection, case_no, now.astimezone(SHANGHAI).date())


def _result(state: CaseState, at: str) -> dict[str, str | None]:
    is_granted = state is CaseState.GRANTED
    return {"result": state.value if is_granted else None, "result_at": at if is_granted else None}
