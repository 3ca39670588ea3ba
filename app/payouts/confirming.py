"""A company answers what it is offered: one click is one application, decided by the registers as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.audit import service as audit
from app.cases.states import CaseState
from app.clock import today
from app.companies.profile import profile_of
from app.db.engine import reading, transaction
from app.db.tables import case, decision, payout_entry, payout_round
from app.errors import AppError
from app.flows.approve import approve
from app.payouts.checking import OFFICE, fits, objections_of_checker
from app.payouts.errors import AmountChanged, EntryMovedOn, NotConfirmable, NotPreparable
from app.payouts.form import NAME, USCC, prefilled
from app.payouts.objecting import has_open_objection
from app.payouts.preparing import offer_of
from app.payouts.rounds import change_entry, entry_of, find_published, no_such_round, open_entry
from app.payouts.states import EntryState, PayoutMover, RoundState, require_entry_step
from approval_rules.decide import Problem, ProblemCode
from approval_rules.errors import NotInForce, UnknownItem
from approval_rules.items import Automation
from approval_rules.language_words import Both
from approval_rules.schemes import match

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy import Connection, Engine

    from app.accounts.principal import Principal
    from app.clock import Clock
    from app.db.writes import Writes
    from app.flows.office import Office
    from app.intake.application import Application
    from app.payouts.checking import Offer
    from app.payouts.rounds import Entry, PayoutRound
    from approval_rules.schemes import Scheme


class Doubt(StrEnum):
    """Why a person decides of a confirmation, besides what the rules of the item say."""

    SCHEME_PARTIAL = "scheme_partial"
    NOT_ELIGIBLE = "not_eligible"
    AMOUNT = "amount"
    RULES = "rules"
    """Other rules are in force than those that the list was drawn up by."""


_SAID: Final = {
    Doubt.SCHEME_PARTIAL: "政策的条件没有完整取得",
    Doubt.NOT_ELIGIBLE: "按现在的登记信息已不能确定符合政策的条件",
    Doubt.AMOUNT: "现在算出的金额与公示的金额不同",
    Doubt.RULES: "公示以后事项或者政策的规则有了变化",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """`is_repeat`: it was confirmed before, and this changed nothing."""

    case_no: str
    state: CaseState
    is_repeat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyOffer:
    """An entry as its company sees it.

    Attributes:
        why: why it can't be answered now; empty when it can.
        case_state: of its case, None before it is confirmed.
    """

    found: PayoutRound
    entry: Entry
    why: Both
    case_state: CaseState | None

    @property
    def why_not(self) -> str:
        """The same in Chinese."""
        return self.why.zh


def offers_of(engine: Engine, clock: Clock, uscc: str) -> tuple[CompanyOffer, ...]:
    """What published rounds offer the company, the newest first."""
    listed = (payout_entry.c.uscc == uscc, payout_entry.c.state != EntryState.LEFT_OUT.value)
    wanted = (
        select(payout_entry.c.round_id)
        .join(payout_round, payout_round.c.round_id == payout_entry.c.round_id)
        .where(*listed, payout_round.c.state == RoundState.PUBLISHED.value)
        .order_by(payout_round.c.published_at.desc())
        .limit(_MOST_SHOWN)
    )
    with reading(engine) as connection:
        return tuple(_offer(connection, one, uscc, today(clock)) for one in connection.execute(wanted).scalars())


_MOST_SHOWN: Final = 100


def confirm(office: Office, schemes: Iterable[Scheme], who: Principal, round_id: str, uscc: str) -> Confirmed:
    """Take what is offered: one case, however often and by how many at once it is confirmed.

    Who asks is known to act for the company.

    Raises:
        NotFound: the company stands on no such list.
        NotConfirmable: it can't be confirmed now; says why.
    """
    with reading(office.engine) as connection:
        seen = _offer(connection, round_id, uscc, today(office.clock))
    if seen.entry.case_no is not None:
        return _confirmed_before(office.engine, seen.entry.case_no)
    if seen.why_not:
        raise NotConfirmable(seen.why_not)
    doubt = _doubt(office, schemes, seen)
    try:
        try:
            return _submit(office, who, seen, doubt)
        except AmountChanged:
            return _submit(office, who, seen, Doubt.AMOUNT)
    except EntryMovedOn:
        return _after_another(office, round_id, uscc)
    except (UnknownItem, NotInForce) as error:
        raise NotConfirmable(f"这项服务现在不能办理：{error}") from error


def decline(engine: Engine, clock: Clock, who: Principal, round_id: str, uscc: str) -> None:
    """Turn the offer of this round down, for good; once more changes nothing.

    Raises:
        NotFound: the company stands on no such list.
        NotConfirmable: it was answered otherwise, or can't be answered now.
    """
    now = clock.now()
    with transaction(engine) as connection:
        entry = open_entry(connection, round_id, uscc)
        if entry.state is EntryState.DECLINED:
            return
        seen = _offer(connection, round_id, uscc, today(clock))
        if seen.why_not:
            raise NotConfirmable(seen.why_not)
        require_entry_step(entry.state, EntryState.DECLINED, PayoutMover.COMPANY)
        values = {"state": EntryState.DECLINED.value, "open_key": None}
        answered = {"answered_by": who.id, "answered_at": now.isoformat()}
        change_entry(connection, entry, **values, **answered)
        audit.append(connection, at=now, actor=who.id, event="payout_declined", subject=entry.subject, content={})


def _submit(office: Office, who: Principal, seen: CompanyOffer, doubt: Doubt | None) -> Confirmed:
    """Raises EntryMovedOn or AmountChanged when nothing may be written so."""
    version = office.items[seen.found.item_id].version_on(today(office.clock))
    application = prefilled(version, office.documents[version.form], _company(office, seen.entry))
    confirmed_cny = _agreed(office, seen, application) if doubt is Doubt.SCHEME_PARTIAL else None
    problems = () if doubt is None else (Problem(code=ProblemCode.PAYOUT_DOUBT, message=_SAID[doubt]),)
    answer = _Answer(clock=office.clock, who=who, seen=seen, doubt=doubt, confirmed_cny=confirmed_cny)
    decided = approve(
        office, application, {}, today(office.clock), store=True, owner=who.id, also=answer.also, problems=problems
    )
    case_no = str(decided.case_no)
    return Confirmed(case_no=case_no, state=_state(office.engine, case_no), is_repeat=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """Written in the transaction of its case, or the case is not written."""

    clock: Clock
    who: Principal
    seen: CompanyOffer
    doubt: Doubt | None
    confirmed_cny: Decimal | None

    def also(self, writes: Writes, case_no: str) -> None:
        writes.then(lambda connection: self._write(connection, case_no))

    def _write(self, connection: Connection, case_no: str) -> None:
        """Raises EntryMovedOn unless the entry is still to be confirmed, AmountChanged for another amount."""
        entry = open_entry(connection, self.seen.entry.round_id, self.seen.entry.uscc)
        if _offer(connection, entry.round_id, entry.uscc, today(self.clock)).why_not:
            raise EntryMovedOn(f"{entry.subject} was answered, or something stands in its way by now")
        require_entry_step(entry.state, EntryState.CONFIRMED, PayoutMover.COMPANY)
        _require_amount(connection, case_no, entry)
        now, doubt = self.clock.now(), None if self.doubt is None else self.doubt.value
        change_entry(
            connection,
            entry,
            state=EntryState.CONFIRMED.value,
            case_no=case_no,
            answered_by=self.who.id,
            answered_at=now.isoformat(),
            doubt=doubt,
            confirmed_cny=None if self.confirmed_cny is None else str(self.confirmed_cny),
        )
        content = {"case_no": case_no, "doubt": doubt}
        audit.append(
            connection, at=now, actor=self.who.id, event="payout_confirmed", subject=entry.subject, content=content
        )


def _require_amount(connection: Connection, case_no: str, entry: Entry) -> None:
    """What the machine grants is what was announced, to the cent."""
    wanted = (
        select(case.c.state, decision.c.amount_cny)
        .join(decision, decision.c.case_no == case.c.case_no)
        .where(case.c.case_no == case_no)
    )
    state, amount = connection.execute(wanted).one()
    is_granted = state == CaseState.GRANTED.value
    differs = (Decimal(amount) if amount is not None else None) != entry.amount_cny
    if differs and (is_granted or amount is not None):
        raise AmountChanged(
            f"{entry.subject} was announced with {entry.amount_cny} yuan, and {amount} would be granted"
        )


def _doubt(office: Office, schemes: Iterable[Scheme], seen: CompanyOffer) -> Doubt | None:
    """What speaks against granting it by machine, by what is known now."""
    on = today(office.clock)
    scheme = {one.id: one for one in schemes}.get(seen.found.scheme_id)
    try:
        offer: Offer | None = None if scheme is None else offer_of(office, scheme, on)
    except NotPreparable:
        offer = None
    if scheme is None or offer is None or offer.version.id != seen.found.item_version:
        return Doubt.RULES
    found = match(scheme, profile_of(office.registers, (), seen.entry.uscc, on).proven(), on)
    if found is None or not fits(found):
        return Doubt.NOT_ELIGIBLE
    if found.amount_cny is not None and found.amount_cny != seen.entry.amount_cny:
        return Doubt.AMOUNT
    is_partial = seen.found.handling is Automation.ASSISTED and offer.version.automation is Automation.UNATTENDED
    return Doubt.SCHEME_PARTIAL if is_partial else None


def _agreed(office: Office, seen: CompanyOffer, application: Application) -> Decimal | None:
    """The announced amount, where the checker comes to it again; what a person then grants is known to the cent."""
    try:
        decided = approve(office, application, {}, today(office.clock), store=False, owner=OFFICE)
    except AppError:
        return None
    refused = objections_of_checker(decided, Automation.ASSISTED)
    return None if refused or decided.verdict.amount_cny != seen.entry.amount_cny else seen.entry.amount_cny


def _company(office: Office, entry: Entry) -> dict[str, str]:
    """Its code, and its name as registered now."""
    record = office.registers.look_up_all([("company_registry", entry.uscc)])[0]
    facts = getattr(record, "facts", {})
    return {USCC: entry.uscc, NAME: str(facts.get(NAME, entry.company_name))}


def _offer(connection: Connection, round_id: str, uscc: str, on: date) -> CompanyOffer:
    found, _ = find_published(connection, round_id)
    own = payout_entry.c
    wanted = (
        select(payout_entry, case.c.state.label("case_state"))
        .outerjoin(case, case.c.case_no == own.case_no)
        .where(own.round_id == round_id, own.uscc == uscc, own.state != EntryState.LEFT_OUT.value)
    )
    row = connection.execute(wanted).first()
    if row is None:
        raise no_such_round(round_id)
    entry = entry_of(row)
    return CompanyOffer(
        found=found,
        entry=entry,
        why=_why_not(connection, found, entry, on),
        case_state=None if row.case_state is None else CaseState(row.case_state),
    )


def _why_not(connection: Connection, found: PayoutRound, entry: Entry, on: date) -> Both:
    """Empty when the company may answer now."""
    if entry.state is not EntryState.LISTED:
        return _ANSWERED.get(entry.state, _ONCE)
    if found.notice is None or entry.confirm_by is None:
        return Both("名单还没有公示。", "The list is not published yet.")
    if on <= found.notice.until:
        until = found.notice.until
        return Both(
            f"公示期到{until}为止，公示期满以后才能确认。",
            f"The notice lasts until {until}: you can confirm once it is over.",
        )
    if has_open_objection(connection, entry):
        return Both(
            "有人对这一笔提出了异议，工作人员答复以后才能确认。",
            "Somebody objected to it: you can confirm once staff have settled that.",
        )
    if on > entry.confirm_by:
        return Both(
            f"确认的期限到{entry.confirm_by}为止，已经过了。", f"The last day to confirm was {entry.confirm_by}."
        )
    return Both("", "")


_ONCE: Final = Both("这一笔已经答复过，不能再改。", "It was answered already and can't be changed.")
_ANSWERED: Final = {
    EntryState.HELD: Both("对这一笔的异议成立，正由工作人员处理。", "An objection was upheld; staff deal with it."),
    EntryState.STRUCK: Both("这一笔已由工作人员从名单中去掉。", "Staff took it off the list."),
    EntryState.LAPSED: Both("确认的期限已经过了。", "The time to confirm is over."),
    EntryState.DECLINED: Both("单位已答复不享受。", "You have turned it down."),
}


def _after_another(office: Office, round_id: str, uscc: str) -> Confirmed:
    """What somebody else made of the entry at the same moment."""
    with reading(office.engine) as connection:
        seen = _offer(connection, round_id, uscc, today(office.clock))
    if seen.entry.case_no is None:
        raise NotConfirmable(seen.why_not or "这一笔刚刚被别人改动，请再试一次。")
    return _confirmed_before(office.engine, seen.entry.case_no)


def _confirmed_before(engine: Engine, case_no: str) -> Confirmed:
    return Confirmed(case_no=case_no, state=_state(engine, case_no), is_repeat=True)


def _state(engine: Engine, case_no: str) -> CaseState:
    with reading(engine) as connection:
        return CaseState(connection.execute(select(case.c.state).where(case.c.case_no == case_no)).scalar_one())
