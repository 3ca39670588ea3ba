"""Draws up the list of a round: some companies at a time, so that it goes on where it was after any kill."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select, update

from app.accounts.principal import Action
from app.audit import service as audit
from app.clock import today
from app.companies.codes import codes_after
from app.db.engine import reading, transaction
from app.db.tables import payout_entry, payout_round
from app.payouts.checking import Offer, check
from app.payouts.errors import NotPreparable
from app.payouts.form import asks_for_materials, unfillable
from app.payouts.rounds import find_round, no_such_round
from app.payouts.states import EntryState, PayoutMover, RoundState, require_round_step
from app.switches.standing import as_decided_by
from approval_rules.canonical import canonical_json
from approval_rules.errors import NotInForce
from approval_rules.items import Automation, Claim
from approval_rules.schemes import Completeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection, Engine

    from app.accounts.principal import Principal
    from app.flows.office import Office
    from app.payouts.checking import Checked
    from app.payouts.rounds import PayoutRound
    from approval_rules.schemes import Scheme, SchemeVersion

BATCH: Final = 500
"""Companies that are looked at between two commits."""
CLAIMS: Final = frozenset({Claim.NO_APPLICATION, Claim.FAST})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """`district`: six digits, or empty for every one."""

    scheme: str
    district: str = ""


def begin(office: Office, schemes: Iterable[Scheme], who: Principal, wanted: Wanted) -> str:
    """Begin a round as of today; its list is drawn up by `advance`. Returns its id.

    Raises:
        NotFound: who asks may not prepare payouts of that item and district.
        NotPreparable: the scheme, its item or its form does not allow it.
    """
    on, now = today(office.clock), office.clock.now()
    scheme = {one.id: one for one in schemes}.get(wanted.scheme)
    if scheme is None or scheme.item is None:
        raise NotPreparable(f"no scheme '{wanted.scheme[:80]}' names an item under which it is confirmed here")
    if not (who.is_staff and who.may(Action.PREPARE_PAYOUT, wanted.district, scheme.item)):
        raise no_such_round(wanted.scheme)
    offer = offer_of(office, scheme, on)
    version = _scheme_version(scheme, on)
    round_id = f"MS{on:%Y%m%d}-{secrets.token_hex(4).upper()}"
    basis = list(dict.fromkeys([*version.basis, *version.amount.basis]))
    row = {
        "round_id": round_id,
        "scheme_id": scheme.id,
        "title": scheme.title,
        "item_id": scheme.item,
        "item_version": offer.version.id,
        "district": wanted.district,
        "prepared_for": on.isoformat(),
        "handling": offer.handling.value,
        "handling_why": _why_assisted(offer),
        "basis": canonical_json(basis).decode(),
        "budget_cny": None if version.budget is None else str(version.budget.cny),
        "state": RoundState.PREPARING.value,
        "seen_through": "",
        "companies_seen": 0,
        "numbered": 0,
        "left_out": 0,
        "prepared_by": who.id,
        "begun_at": now.isoformat(),
    }
    content = {"scheme": scheme.id, "item_version": offer.version.id, "district": wanted.district}
    with transaction(office.engine) as connection:
        connection.execute(insert(payout_round).values(**row))
        audit.append(connection, at=now, actor=who.id, event="payout_begun", subject=round_id, content=content)
    return round_id


def offer_of(office: Office, scheme: Scheme, on: date) -> Offer:
    """What a round of the scheme offers on that day.

    Raises:
        NotPreparable: nothing can be offered; says why.
    """
    version = _scheme_version(scheme, on)
    item = office.items.get(scheme.item or "")
    if scheme.claim not in CLAIMS or item is None:
        raise NotPreparable(f"'{scheme.id}' is not paid without an application, or its item is not one of ours")
    if version.window is not None and not version.window.covers(on):
        raise NotPreparable(f"'{scheme.id}' can't be claimed on {on}; its window is {version.window}")
    try:
        found = item.version_on(on)
    except NotInForce as error:
        raise NotPreparable(str(error)) from error
    missing = unfillable(found, office.documents[found.form])
    if missing or asks_for_materials(found):
        what = "、".join(missing) or "materials"
        raise NotPreparable(f"'{item.id}' asks the company for what no record holds: {what}")
    now = as_decided_by(office.engine, found)
    is_certain = scheme.conditions is Completeness.FULL and now.automation is Automation.UNATTENDED
    handling = Automation.UNATTENDED if is_certain else Automation.ASSISTED
    return Offer(scheme=scheme, version=found, handling=handling)


def preparing(engine: Engine, most: int = 20) -> list[tuple[str, int]]:
    """The rounds whose list is being drawn up, oldest first, each with how many companies were looked at."""
    wanted = select(payout_round.c.round_id, payout_round.c.companies_seen).where(
        payout_round.c.state == RoundState.PREPARING.value
    )
    with reading(engine) as connection:
        rows = connection.execute(wanted.order_by(payout_round.c.begun_at).limit(most)).all()
    return [(row.round_id, row.companies_seen) for row in rows]


def advance(office: Office, schemes: Iterable[Scheme], round_id: str) -> bool:
    """Look at the next companies; False when the list is complete, or is no longer being drawn up.

    Raises:
        NotPreparable: scheme or item changed since it was begun: discard it.
        RegisterDown: a register does not answer; nothing was written, try again later.
    """
    with reading(office.engine) as connection:
        found = find_round(connection, round_id)
    if found.state is not RoundState.PREPARING:
        return False
    usccs = codes_after(office.engine, found.seen_through, BATCH)
    if not usccs:
        _complete(office, found)
        return False
    offer = _same_offer(office, schemes, found)
    checked = list(check(office, offer, usccs, found.district, found.prepared_for))
    _write(office, found, usccs, checked)
    return True


def _same_offer(office: Office, schemes: Iterable[Scheme], found: PayoutRound) -> Offer:
    scheme = {one.id: one for one in schemes}.get(found.scheme_id)
    offer = None if scheme is None else offer_of(office, scheme, found.prepared_for)
    if offer is None or (offer.version.id, offer.handling) != (found.item_version, found.handling):
        raise NotPreparable(f"the rules of '{found.scheme_id}' changed since {found.round_id} was begun; discard it")
    return offer


def _scheme_version(scheme: Scheme, on: date) -> SchemeVersion:
    version = scheme.version_on(on)
    if version is None:
        raise NotPreparable(f"'{scheme.id}' is not in force on {on}")
    return version


def _why_assisted(offer: Offer) -> str:
    if offer.handling is Automation.UNATTENDED:
        return ""
    partial = "" if offer.scheme.conditions is Completeness.FULL else "政策的条件没有完整取得，须由工作人员核对。"
    uncertain = offer.version.uncertain
    return partial + (f"事项由工作人员审核：{uncertain}。" if uncertain else "" if partial else "事项由工作人员审核。")


def _write(office: Office, found: PayoutRound, usccs: Sequence[str], checked: Sequence[Checked]) -> None:
    """The entries and how far it got, in one transaction; nothing when another process was faster."""
    with transaction(office.engine) as connection:
        elsewhere = _open_elsewhere(connection, found, [one.uscc for one in checked])
        rows = _numbered(found, checked, elsewhere)
        listed = sum(row["number"] > 0 for row in rows)
        moved = connection.execute(
            update(payout_round)
            .where(
                payout_round.c.round_id == found.round_id,
                payout_round.c.state == RoundState.PREPARING.value,
                payout_round.c.seen_through == found.seen_through,
            )
            .values(
                seen_through=usccs[-1],
                companies_seen=found.companies_seen + len(usccs),
                numbered=found.numbered + listed,
                left_out=found.left_out + len(rows) - listed,
            )
        )
        if moved.rowcount == 1 and rows:
            connection.execute(insert(payout_entry), rows)


def _open_elsewhere(connection: Connection, found: PayoutRound, usccs: Sequence[str]) -> Mapping[str, str]:
    """Of the companies that stand in another round of the scheme and are not through with it, which round."""
    own = payout_entry.c
    keys = [_open_key(found, uscc) for uscc in usccs]
    return {
        row.uscc: row.round_id
        for row in connection.execute(select(own.uscc, own.round_id).where(own.open_key.in_(keys)))
    }


def _numbered(found: PayoutRound, checked: Sequence[Checked], elsewhere: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of the entries, each with the next number of those who are listed, or of those who are left out."""
    rows = [_row(found, one, elsewhere.get(one.uscc)) for one in checked]
    on_list, left_out = count(found.numbered + 1), count(found.left_out + 1)
    return [{**row, "number": -next(left_out) if row["amount_cny"] is None else next(on_list)} for row in rows]


def _row(found: PayoutRound, one: Checked, other: str | None) -> dict[str, Any]:
    reasons = one.reasons if other is None else (f"已在名单{other}里，还没有办完。",)
    is_listed = one.amount_cny is not None and not reasons
    return {
        "round_id": found.round_id,
        "uscc": one.uscc,
        "company_name": one.company_name,
        "district": one.district,
        "amount_cny": str(one.amount_cny) if is_listed else None,
        "reasons": None if is_listed else canonical_json(list(reasons)).decode(),
        "checked_sha256": one.dossier_sha256,
        "state": (EntryState.LISTED if is_listed else EntryState.LEFT_OUT).value,
        "open_key": _open_key(found, one.uscc) if is_listed else None,
    }


def _open_key(found: PayoutRound, uscc: str) -> str:
    return f"{found.scheme_id}/{uscc}"


def _complete(office: Office, found: PayoutRound) -> None:
    """Add the list up and say so in the log; once, whoever is first."""
    require_round_step(found.state, RoundState.PREPARED, PayoutMover.MACHINE)
    now = office.clock.now()
    with transaction(office.engine) as connection:
        audit.hold(connection)
        listed, total, sha256 = _added_up(connection, found.round_id)
        done = connection.execute(
            update(payout_round)
            .where(payout_round.c.round_id == found.round_id, payout_round.c.state == RoundState.PREPARING.value)
            .values(
                state=RoundState.PREPARED.value,
                prepared_at=now.isoformat(),
                listed=listed,
                total_cny=str(total),
                list_sha256=sha256,
            )
        )
        if done.rowcount != 1:
            return
        content = {"listed": listed, "total_cny": str(total), "list_sha256": sha256, "seen": found.companies_seen}
        audit.append(
            connection, at=now, actor="machine", event="payout_prepared", subject=found.round_id, content=content
        )


def _added_up(connection: Connection, round_id: str) -> tuple[int, Decimal, str]:
    """How many are listed, the sum, and a hash of the list: a line each with number, code, amount and pre-check."""
    own, listed, total, digest = payout_entry.c, 0, Decimal(0), hashlib.sha256()
    wanted = (
        select(own.number, own.uscc, own.amount_cny, own.checked_sha256)
        .where(own.round_id == round_id, own.state == EntryState.LISTED.value)
        .order_by(own.number)
        .execution_options(yield_per=2_000)
    )
    with connection.execute(wanted) as rows:
        for row in rows:
            listed, total = listed + 1, total + Decimal(row.amount_cny)
            digest.update(f"{row.number}|{row.uscc}|{row.amount_cny}|{row.checked_sha256}\n".encode())
    return listed, total, digest.hexdigest()
