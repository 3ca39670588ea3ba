"""Makes the payout files of a round, each granted entry in exactly one, and writes down what became of the money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import exists, func, insert, select, update

from app.accounts.principal import Action
from app.audit import service as audit
from app.cases.reviewing import Ruling
from app.cases.states import ENDS, CaseState
from app.clock import today
from app.db.engine import transaction
from app.db.tables import case, case_review, decision, payout_entry, payout_file, payout_file_entry
from app.masking import masked
from app.payouts import notifying
from app.payouts.errors import BadSettlement, NothingToPay, SamePreparer
from app.payouts.files import Line, Sheet, as_csv, as_json, digest
from app.payouts.rounds import change_entry, entry_of, mover_of, no_such_round, numbered_entry, open_round
from app.payouts.states import EntryState, FileState, PayoutMover, require_entry_step

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from app.accounts.principal import Principal
    from app.flows.office import Office
    from app.payouts.rounds import Entry, PayoutRound
    from approval_rules.items import Item

_ACCOUNT: Final = "社会保险缴费账户"
_OVER: Final = [one.value for one in (CaseState.REFUSED, CaseState.NOT_ACCEPTED, *ENDS)]
_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """An entry whose money came back, and why."""

    number: int
    reason: str


def make_file(office: Office, who: Principal, round_id: str) -> int:
    """Put every granted entry that is in no file yet into a new one; returns its number in the round.

    Raises:
        NotFound: there is no such round for them.
        SamePreparer: they prepared the list.
        NothingToPay: no entry waits for that.
    """
    now, on = office.clock.now(), today(office.clock)
    with transaction(office.engine) as connection:
        found = open_round(connection, who, round_id, Action.APPROVE_PAYOUT)
        if found.prepared_by == who.id:
            raise SamePreparer("prepared this list")
        _note_ended(connection, found)
        payable = [(entry, amount) for entry, amount in _granted(connection, found) if amount is not None]
        if not payable:
            raise NothingToPay
        file_no = _next_number(connection, round_id)
        lines = tuple(_line(entry, amount) for entry, amount in payable)
        sheet = Sheet(found=found, file_no=file_no, made_on=on, account=account_of(office.items, found), lines=lines)
        csv, json = as_csv(sheet), as_json(sheet)
        row = {
            "round_id": round_id,
            "file_no": file_no,
            "state": FileState.MADE.value,
            "prepared_by": found.prepared_by,
            "made_by": who.id,
            "made_at": now.isoformat(),
            "entries": len(lines),
            "total_cny": str(sheet.total_cny),
            "csv": csv,
            "csv_sha256": digest(csv),
            "json": json,
            "json_sha256": digest(json),
        }
        connection.execute(insert(payout_file).values(**row))
        connection.execute(insert(payout_file_entry), [_filed(entry, amount, file_no) for entry, amount in payable])
        for entry, _ in payable:
            require_entry_step(entry.state, EntryState.FILED, PayoutMover.APPROVER)
        _move(connection, [entry for entry, _ in payable], state=EntryState.FILED.value, open_key=None)
        content = {name: row[name] for name in ("file_no", "entries", "total_cny", "csv_sha256", "json_sha256")}
        audit.append(connection, at=now, actor=who.id, event="payout_file_made", subject=round_id, content=content)
    return file_no


def state_amount(
    office: Office, who: Principal, round_id: str, *, number: int, amount_cny: Decimal, reason: str
) -> None:
    """Say what is to be paid for a granted entry whose case names no amount, or another than was announced.

    Raises:
        NotFound: there is no such round or entry for them.
        SamePreparer: they prepared the list.
        BadSettlement: the entry's amount needs nobody's word, or this is more than was announced, or has no reason.
    """
    now = office.clock.now()
    with transaction(office.engine) as connection:
        found = open_round(connection, who, round_id, Action.APPROVE_PAYOUT)
        if found.prepared_by == who.id:
            raise SamePreparer("prepared this list")
        entry = numbered_entry(connection, round_id, number)
        waiting = {one.uscc for one, amount in _granted(connection, found) if amount is None}
        if entry.uscc not in waiting or entry.amount_cny is None:
            raise BadSettlement("the amount of this entry needs nobody's word")
        if not (reason.strip() and Decimal(0) < amount_cny <= entry.amount_cny):
            raise BadSettlement(f"give the reason, and an amount up to {entry.amount_cny} yuan, which was announced")
        stated = {"stated_cny": str(amount_cny), "stated_by": who.id, "stated_reason": reason.strip()}
        change_entry(connection, entry, **stated)
        content = {"amount_cny": str(amount_cny), "reason": masked(reason.strip())}
        audit.append(
            connection, at=now, actor=who.id, event="payout_amount_stated", subject=entry.subject, content=content
        )


def close_file(office: Office, who: Principal, round_id: str, file_no: int, returned: Sequence[Returned]) -> None:
    """Write down of every entry of a file that it was paid, or that its money came back; the file is then closed.

    Raises:
        NotFound: there is no such round or file for them.
        BadSettlement: it is closed, an entry is not in it, or has no reason.
    """
    now, on = office.clock.now(), today(office.clock)
    reasons = {one.number: one.reason.strip() for one in returned}
    with transaction(office.engine) as connection:
        found = open_round(connection, who, round_id)
        mine = (payout_file.c.round_id == round_id, payout_file.c.file_no == file_no)
        state = connection.execute(select(payout_file.c.state).where(*mine)).scalar_one_or_none()
        if state is None:
            raise no_such_round(round_id)
        if state != FileState.MADE.value:
            raise BadSettlement("the file is closed already")
        entries = _entries_of(connection, round_id, file_no)
        _check_returned(reasons, entries)
        by = mover_of(who, found)
        paid = [one for one in entries if one.number not in reasons]
        for entry in entries:
            require_entry_step(entry.state, EntryState.RETURNED if entry.number in reasons else EntryState.PAID, by)
            if entry.number in reasons:
                change_entry(connection, entry, state=EntryState.RETURNED.value, return_reason=reasons[entry.number])
        _move(connection, paid, state=EntryState.PAID.value)
        notifying.paid(connection, now, found, paid, on)
        closed = {"state": FileState.CLOSED.value, "closed_by": who.id, "closed_at": now.isoformat()}
        connection.execute(update(payout_file).where(*mine).values(**closed))
        content = {"file_no": file_no, "paid": len(paid), "returned": sorted(reasons)}
        audit.append(connection, at=now, actor=who.id, event="payout_file_closed", subject=round_id, content=content)


def waiting_for_word(connection: Connection, found: PayoutRound) -> tuple[Entry, ...]:
    """The granted entries for which a person has to state what is to be paid."""
    return tuple(entry for entry, amount in _granted(connection, found) if amount is None)


def payable_total(connection: Connection, found: PayoutRound) -> tuple[int, Decimal]:
    """How many granted entries wait for a file, and what they add up to."""
    amounts = [amount for _, amount in _granted(connection, found) if amount is not None]
    return len(amounts), sum(amounts, Decimal(0))


def account_of(items: Mapping[str, Item], found: PayoutRound) -> str:
    """Where the money goes, as far as the item says it: never the number of an account. Empty when it does not."""
    item = items.get(found.item_id)
    version = next((one for one in item.versions if one.id == found.item_version), None) if item else None
    if version is None:
        return ""
    said = (version.granted, *(one.zh for one in version.steps))
    return f"企业的{_ACCOUNT}" if any(_ACCOUNT in one for one in said) else ""


def note_ended(office: Office, found: PayoutRound) -> None:
    """Let go of the entries whose case ended with nothing to pay."""
    with transaction(office.engine) as connection:
        audit.hold(connection)
        _note_ended(connection, found)


def _note_ended(connection: Connection, found: PayoutRound) -> None:
    require_entry_step(EntryState.CONFIRMED, EntryState.NOT_GRANTED, PayoutMover.MACHINE)
    ended = select(case.c.case_no).where(
        case.c.state.in_(_OVER), func.coalesce(case.c.result, "") != CaseState.GRANTED.value
    )
    own = payout_entry.c
    connection.execute(
        update(payout_entry)
        .where(
            own.round_id == found.round_id,
            own.state == EntryState.CONFIRMED.value,
            own.case_no.in_(ended),
        )
        .values(state=EntryState.NOT_GRANTED.value, open_key=None)
    )


def _granted(connection: Connection, found: PayoutRound) -> Iterator[tuple[Entry, Decimal | None]]:
    """The confirmed entries whose case was granted, in order, with what is to be paid: None when a person has to say.

    What was announced is paid, when the case comes to it as well; and what there was doubt about only when people
    granted it.
    """
    own = payout_entry.c
    by_people = exists().where(case_review.c.case_no == own.case_no, case_review.c.ruling == Ruling.GRANT.value)
    wanted = (
        select(payout_entry, decision.c.amount_cny.label("granted_cny"), by_people.label("by_people"))
        .join(case, case.c.case_no == own.case_no)
        .join(decision, decision.c.case_no == own.case_no)
        .where(
            own.round_id == found.round_id,
            own.state == EntryState.CONFIRMED.value,
            case.c.result == CaseState.GRANTED.value,
        )
        .order_by(own.number)
    )
    for row in connection.execute(wanted):
        entry = entry_of(row)
        yield entry, _to_pay(entry, row)


def _to_pay(entry: Entry, row: Row[Any]) -> Decimal | None:
    if entry.stated_cny is not None:
        return entry.stated_cny
    if entry.doubt is not None and not row.by_people:
        return None
    granted = entry.confirmed_cny if row.granted_cny is None else Decimal(row.granted_cny)
    return granted if granted == entry.amount_cny else None


def _next_number(connection: Connection, round_id: str) -> int:
    last = select(func.max(payout_file.c.file_no)).where(payout_file.c.round_id == round_id)
    return int(connection.execute(last).scalar() or 0) + 1


def _line(entry: Entry, amount: Decimal) -> Line:
    return Line(
        number=entry.number,
        uscc=entry.uscc,
        company_name=entry.company_name,
        district=entry.district,
        amount_cny=amount,
        case_no=str(entry.case_no),
    )


def _filed(entry: Entry, amount: Decimal, file_no: int) -> dict[str, object]:
    return {"round_id": entry.round_id, "uscc": entry.uscc, "file_no": file_no, "amount_cny": str(amount)}


def _entries_of(connection: Connection, round_id: str, file_no: int) -> list[Entry]:
    own, filed = payout_entry.c, payout_file_entry.c
    wanted = (
        select(payout_entry)
        .join(payout_file_entry, (filed.round_id == own.round_id) & (filed.uscc == own.uscc))
        .where(own.round_id == round_id, filed.file_no == file_no)
        .order_by(own.number)
    )
    return [entry_of(row) for row in connection.execute(wanted)]


def _check_returned(reasons: Mapping[int, str], entries: Sequence[Entry]) -> None:
    foreign = sorted(set(reasons) - {one.number for one in entries})
    if foreign:
        raise BadSettlement(f"entry {foreign[0]} is not in this file")
    if not all(reasons.values()):
        raise BadSettlement("give the reason for every entry whose money came back")


def _move(connection: Connection, entries: Sequence[Entry], **values: object) -> None:
    own = payout_entry.c
    for first in range(0, len(entries), _AT_ONCE):
        some = entries[first : first + _AT_ONCE]
        mine = (own.round_id == some[0].round_id, own.uscc.in_([one.uscc for one in some]))
        connection.execute(update(payout_entry).where(*mine).values(**values))
