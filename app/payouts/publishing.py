"""Publishes a prepared round, or discards it: by somebody else than who prepared it, within the budget."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sqlalchemy import select, update

from app.accounts.principal import Action
from app.audit import service as audit
from app.clock import today
from app.db.engine import transaction
from app.db.tables import payout_entry, payout_round
from app.masking import masked
from app.payouts.errors import BadPublication, BadSettlement, NotPreparable, OverBudget, SamePreparer
from app.payouts.preparing import offer_of
from app.payouts.rounds import open_round
from app.payouts.states import COUNTED, EntryState, PayoutMover, RoundState, require_round_step
from approval_rules.calendar import load_calendar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from app.accounts.principal import Principal
    from app.flows.office import Office
    from app.payouts.rounds import PayoutRound
    from approval_rules.schemes import Scheme
    from retrieval.corpus import Clause

FEWEST_WORKDAYS: Final = 5
"""Of a notice period that no text states. The office's own order, not law."""
MOST_WORKDAYS: Final = 60
_STATED: Final = re.compile(r"公示(?:期)?[^。，；\d]{0,12}(\d{1,2})个?工作日")


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """How the approver has it published; the time to confirm begins when the notice is over."""

    notice_workdays: int
    confirm_workdays: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The texts and schemes that a publication is held against."""

    schemes: Iterable[Scheme]
    clauses: Mapping[str, Clause]


def publish(office: Office, shelf: Shelf, who: Principal, round_id: str, how: Publication) -> None:
    """Announce the list from today.

    Raises:
        NotFound: there is no such round for them.
        SamePreparer: they prepared it.
        OverBudget: it adds up to more than the scheme has left.
        BadPublication: the periods can't be so, or nobody is on the list.
        IllegalPayoutStep: it is not waiting for that.
    """
    now, on = office.clock.now(), today(office.clock)
    with transaction(office.engine) as connection:
        found = open_round(connection, who, round_id, Action.APPROVE_PAYOUT)
        require_round_step(found.state, RoundState.PUBLISHED, PayoutMover.APPROVER)
        if found.prepared_by == who.id:
            raise SamePreparer("prepared this list")
        if not found.listed:
            raise BadPublication("nobody is on the list; discard it")
        _check_budget(connection, found)
        clause = _clause_of(how, shelf.clauses, found.scheme_id)
        until = load_calendar().plus_workdays(on, how.notice_workdays)
        confirm_by = load_calendar().plus_workdays(until, how.confirm_workdays)
        _check_end(office, shelf.schemes, found, confirm_by)
        connection.execute(
            update(payout_round)
            .where(payout_round.c.round_id == round_id)
            .values(
                state=RoundState.PUBLISHED.value,
                approved_by=who.id,
                published_at=now.isoformat(),
                published_on=on.isoformat(),
                notice_workdays=how.notice_workdays,
                notice_clause=clause,
                notice_until=until.isoformat(),
                confirm_workdays=how.confirm_workdays,
                confirm_by=confirm_by.isoformat(),
            )
        )
        listed = (payout_entry.c.round_id == round_id, payout_entry.c.state == EntryState.LISTED.value)
        connection.execute(update(payout_entry).where(*listed).values(confirm_by=confirm_by.isoformat()))
        content = {
            "notice_until": until.isoformat(),
            "confirm_by": confirm_by.isoformat(),
            "clause": clause,
            "listed": found.listed,
            "total_cny": str(found.total_cny),
            "list_sha256": found.list_sha256,
        }
        audit.append(connection, at=now, actor=who.id, event="payout_published", subject=round_id, content=content)


def discard(office: Office, who: Principal, round_id: str, reason: str) -> None:
    """Give up a round that was not published, so that another may be prepared.

    Raises:
        NotFound: there is no such round for them.
        BadSettlement: without a reason.
        IllegalPayoutStep: it is published, or was discarded.
    """
    if not reason.strip():
        raise BadSettlement("give the reason")
    now = office.clock.now()
    with transaction(office.engine) as connection:
        found = open_round(connection, who, round_id)
        require_round_step(found.state, RoundState.DISCARDED, PayoutMover.PREPARER)
        values = {"state": RoundState.DISCARDED.value, "discarded_by": who.id, "discard_reason": reason.strip()}
        connection.execute(update(payout_round).where(payout_round.c.round_id == round_id).values(**values))
        mine = payout_entry.c.round_id == round_id
        connection.execute(update(payout_entry).where(mine).values(open_key=None))
        content = {"reason": masked(reason.strip())}
        audit.append(connection, at=now, actor=who.id, event="payout_discarded", subject=round_id, content=content)


def left_of_budget(connection: Connection, found: PayoutRound) -> Decimal | None:
    """What the scheme's budget has left for this round; None where no budget is stated."""
    if found.budget_cny is None:
        return None
    wanted = (
        select(payout_entry.c.amount_cny)
        .join(payout_round, payout_round.c.round_id == payout_entry.c.round_id)
        .where(
            payout_round.c.scheme_id == found.scheme_id,
            payout_round.c.round_id != found.round_id,
            payout_round.c.state == RoundState.PUBLISHED.value,
            payout_entry.c.state.in_([one.value for one in COUNTED]),
        )
    )
    return found.budget_cny - sum(map(Decimal, connection.execute(wanted).scalars()), Decimal(0))


def stated_period(clauses: Mapping[str, Clause], scheme_id: str) -> tuple[int, str]:
    """The notice period that the scheme's own text states, in working days, and the clause; 0 and empty without one."""
    for one in clauses.values():
        stated = _STATED.search(one.text) if one.source.id == scheme_id else None
        if stated is not None:
            return int(stated[1]), one.id
    return 0, ""


def _clause_of(how: Publication, clauses: Mapping[str, Clause], scheme_id: str) -> str:
    """The clause that the notice period rests on; empty when it is the office's own order."""
    if not 1 <= how.confirm_workdays <= MOST_WORKDAYS or not 1 <= how.notice_workdays <= MOST_WORKDAYS:
        raise BadPublication(f"both periods are from 1 to {MOST_WORKDAYS} working days")
    stated, clause = stated_period(clauses, scheme_id)
    if clause and how.notice_workdays != stated:
        raise BadPublication(f"'{clause}' states a notice of {stated} working days: give that")
    if not clause and how.notice_workdays < FEWEST_WORKDAYS:
        raise BadPublication(f"no text states how long the notice lasts; give {FEWEST_WORKDAYS} working days or more")
    return clause


def _check_budget(connection: Connection, found: PayoutRound) -> None:
    left, total = left_of_budget(connection, found), found.total_cny or Decimal(0)
    if left is not None and found.budget_cny is not None and total > left:
        raise OverBudget(total, left, found.budget_cny)


def _check_end(office: Office, schemes: Iterable[Scheme], found: PayoutRound, confirm_by: date) -> None:
    """Who confirms on the last day still has to be decided by the rules that the list was drawn up by."""
    scheme = {one.id: one for one in schemes}.get(found.scheme_id)
    try:
        then = None if scheme is None else offer_of(office, scheme, confirm_by)
    except NotPreparable as error:
        raise BadPublication(f"the last day to confirm would be {confirm_by}: {error}") from error
    if then is None or then.version.id != found.item_version:
        raise BadPublication(f"on {confirm_by}, the last day to confirm, other rules are in force; discard the list")
