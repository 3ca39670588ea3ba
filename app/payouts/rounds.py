"""Rounds and their entries as stored: found by whoever may see them, and opened for a change."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from app.accounts.principal import Action
from app.audit import service as audit
from app.db.tables import payout_entry, payout_round
from app.errors import NotFound
from app.payouts.states import EntryState, PayoutMover, RoundState
from approval_rules.items import Automation

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from app.accounts.principal import Principal

_STAFF: Final = (Action.PREPARE_PAYOUT, Action.APPROVE_PAYOUT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How a published round is announced; all days are inclusive.

    Attributes:
        clause: the clause that states how long; empty when the office itself ordered it.
    """

    approved_by: str
    published_on: date
    workdays: int
    clause: str
    until: date
    confirm_workdays: int
    confirm_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutRound:
    """One list of companies for one scheme.

    Attributes:
        district: six digits, or empty for all.
        prepared_for: the day by which scheme, item and records were looked at.
        handling: whether a confirmation may be granted by the machine; `handling_why` says why not.
        basis: the clauses of the scheme.
        companies_seen: how many companies were looked at so far; `numbered` of them are listed, `left_out` not.
        listed, total_cny, list_sha256: None until the list is complete.
        notice: None until it is published.
    """

    round_id: str
    scheme_id: str
    title: str
    item_id: str
    item_version: str
    district: str
    prepared_for: date
    handling: Automation
    handling_why: str
    basis: tuple[str, ...]
    budget_cny: Decimal | None
    state: RoundState
    seen_through: str
    companies_seen: int
    numbered: int
    left_out: int
    prepared_by: str
    begun_at: str
    prepared_at: str | None
    listed: int | None
    total_cny: Decimal | None
    list_sha256: str | None
    notice: Notice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A company in a round.

    Attributes:
        number: on the list, from 1; of those who were left out -1, -2 and so on.
        amount_cny: as listed; None for one that was left out.
        reasons: why it was left out.
        confirm_by: last day to answer; None until the round is published.
        doubt: why the machine did not grant it by itself; None when nothing spoke against it.
        stated_cny: what a person stated is to be paid.
    """

    round_id: str
    uscc: str
    number: int
    company_name: str
    district: str
    amount_cny: Decimal | None
    reasons: tuple[str, ...]
    state: EntryState
    confirm_by: date | None
    case_no: str | None
    answered_by: str | None
    doubt: str | None
    confirmed_cny: Decimal | None
    stated_cny: Decimal | None
    held_by: str | None
    return_reason: str | None

    @property
    def subject(self) -> str:
        """As the audit log names it."""
        return f"{self.round_id}/{self.number}"


def find_round(connection: Connection, round_id: str) -> PayoutRound:
    """The round, or NotFound."""
    row = connection.execute(select(payout_round).where(payout_round.c.round_id == round_id)).first()
    if row is None:
        raise no_such_round(round_id)
    return round_of(row)


def find_published(connection: Connection, round_id: str) -> tuple[PayoutRound, Notice]:
    """A round that everybody may see, with its notice; or NotFound."""
    found = find_round(connection, round_id)
    if found.state is not RoundState.PUBLISHED or found.notice is None:
        raise no_such_round(round_id)
    return found, found.notice


def open_round(connection: Connection, who: Principal, round_id: str, *actions: Action) -> PayoutRound:
    """The round, for a member of staff who is permitted one of the actions on it; nobody else changes it meanwhile.

    The audit chain is held first, as by everybody who locks a row of ours.
    """
    audit.hold(connection)
    wanted = select(payout_round).where(payout_round.c.round_id == round_id).with_for_update()
    row = connection.execute(wanted).first()
    if row is None:
        raise no_such_round(round_id)
    found = round_of(row)
    require(who, found, *actions)
    return found


def open_entry(connection: Connection, round_id: str, uscc: str) -> Entry:
    """The entry, or NotFound; nobody else changes it until the transaction ends."""
    audit.hold(connection)
    mine = (payout_entry.c.round_id == round_id, payout_entry.c.uscc == uscc)
    row = connection.execute(select(payout_entry).where(*mine).with_for_update()).first()
    if row is None:
        raise no_such_entry(round_id)
    return entry_of(row)


def numbered_entry(connection: Connection, round_id: str, number: int) -> Entry:
    """The entry with that number, or NotFound."""
    mine = (payout_entry.c.round_id == round_id, payout_entry.c.number == number)
    row = connection.execute(select(payout_entry).where(*mine)).first()
    if row is None:
        raise no_such_entry(round_id)
    return entry_of(row)


def change_entry(connection: Connection, entry: Entry, **values: object) -> None:
    mine = (payout_entry.c.round_id == entry.round_id, payout_entry.c.uscc == entry.uscc)
    connection.execute(update(payout_entry).where(*mine).values(**values))


def require(who: Principal, found: PayoutRound, *actions: Action) -> None:
    """Let through who may do one of the actions, or any where none is named; NotFound for everybody else."""
    if not who.is_staff or not any(who.may(one, found.district, found.item_id) for one in actions or _STAFF):
        raise no_such_round(found.round_id)


def mover_of(who: Principal, found: PayoutRound) -> PayoutMover:
    """As whom a member of staff of the round takes a step that both may take."""
    is_approver = who.may(Action.APPROVE_PAYOUT, found.district, found.item_id)
    return PayoutMover.APPROVER if is_approver else PayoutMover.PREPARER


def no_such_round(round_id: str) -> NotFound:
    return NotFound(f"there is no payout round '{round_id[:40]}'")


def no_such_entry(round_id: str) -> NotFound:
    return NotFound(f"there is no such entry in '{round_id[:40]}'")


def round_of(row: Row[Any]) -> PayoutRound:
    return PayoutRound(
        round_id=row.round_id,
        scheme_id=row.scheme_id,
        title=row.title,
        item_id=row.item_id,
        item_version=row.item_version,
        district=row.district,
        prepared_for=date.fromisoformat(row.prepared_for),
        handling=Automation(row.handling),
        handling_why=row.handling_why,
        basis=tuple(json.loads(row.basis)),
        budget_cny=_money(row.budget_cny),
        state=RoundState(row.state),
        seen_through=row.seen_through,
        companies_seen=row.companies_seen,
        numbered=row.numbered,
        left_out=row.left_out,
        prepared_by=row.prepared_by,
        begun_at=row.begun_at,
        prepared_at=row.prepared_at,
        listed=row.listed,
        total_cny=_money(row.total_cny),
        list_sha256=row.list_sha256,
        notice=_notice(row),
    )


def entry_of(row: Row[Any]) -> Entry:
    return Entry(
        round_id=row.round_id,
        uscc=row.uscc,
        number=row.number,
        company_name=row.company_name,
        district=row.district,
        amount_cny=_money(row.amount_cny),
        reasons=tuple(json.loads(row.reasons)) if row.reasons else (),
        state=EntryState(row.state),
        confirm_by=None if row.confirm_by is None else date.fromisoformat(row.confirm_by),
        case_no=row.case_no,
        answered_by=row.answered_by,
        doubt=row.doubt,
        confirmed_cny=_money(row.confirmed_cny),
        stated_cny=_money(row.stated_cny),
        held_by=row.held_by,
        return_reason=row.return_reason,
    )


def _notice(row: Row[Any]) -> Notice | None:
    if row.approved_by is None:
        return None
    return Notice(
        approved_by=row.approved_by,
        published_on=date.fromisoformat(row.published_on),
        workdays=row.notice_workdays,
        clause=row.notice_clause or "",
        until=date.fromisoformat(row.notice_until),
        confirm_workdays=row.confirm_workdays,
        confirm_by=date.fromisoformat(row.confirm_by),
    )


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
