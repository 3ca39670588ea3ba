"""What is got about payouts, as the API has it."""

from __future__ import annotations

import datetime as dt
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from app.cases.states import CaseState
from app.payouts.objecting import ObjectionState
from app.payouts.states import EntryState, FileState, RoundState
from approval_rules.items import Automation

if TYPE_CHECKING:
    from app.payouts.confirming import CompanyOffer, Confirmed
    from app.payouts.listing import EntriesPage, FileSummary, PublishedPage, StaffRound
    from app.payouts.objecting import Objection
    from app.payouts.rounds import Entry, Notice, PayoutRound


class NoticeView(BaseModel):
    """All days are inclusive. `clause` is null where the notice period is the office's own order."""

    published_on: date
    workdays: int
    clause: str | None
    until: date
    confirm_by: date

    @classmethod
    def of(cls, one: Notice) -> NoticeView:
        return cls(
            published_on=one.published_on,
            workdays=one.workdays,
            clause=one.clause or None,
            until=one.until,
            confirm_by=one.confirm_by,
        )


class PublicRoundView(BaseModel):
    round_id: str
    scheme: str
    title: str
    item: str
    basis: list[str]
    listed: int
    total_cny: Decimal
    notice: NoticeView

    @classmethod
    def of(cls, one: PayoutRound, notice: Notice) -> PublicRoundView:
        return cls(
            round_id=one.round_id,
            scheme=one.scheme_id,
            title=one.title,
            item=one.item_id,
            basis=list(one.basis),
            listed=one.listed or 0,
            total_cny=one.total_cny or Decimal(0),
            notice=NoticeView.of(notice),
        )


class PublicRoundsView(BaseModel):
    """`next` is the `page` that follows, null on the last."""

    rounds: list[PublicRoundView]
    next: int | None

    @classmethod
    def of(cls, page: PublishedPage) -> PublicRoundsView:
        rounds = [PublicRoundView.of(one, one.notice) for one in page.rounds if one.notice is not None]
        return cls(rounds=rounds, next=page.next_page)


class PublicEntryView(BaseModel):
    """A line of the notice: no personal data, and nothing of what became of it but that it was struck."""

    number: int
    company_name: str
    amount_cny: Decimal
    is_struck: bool

    @classmethod
    def of(cls, one: Entry) -> PublicEntryView:
        return cls(
            number=one.number,
            company_name=one.company_name,
            amount_cny=one.amount_cny or Decimal(0),
            is_struck=one.state is EntryState.STRUCK,
        )


class PublicNoticeView(PublicRoundView):
    """`next` is the `after` of the next page, null on the last."""

    entries: list[PublicEntryView]
    next: int | None

    @classmethod
    def whole(cls, one: PayoutRound, notice: Notice, page: EntriesPage) -> PublicNoticeView:
        entries = [PublicEntryView.of(entry) for entry in page.entries]
        return cls(**dict(PublicRoundView.of(one, notice)), entries=entries, next=page.next_after)


class FileView(BaseModel):
    file_no: int
    state: FileState
    entries: int
    total_cny: Decimal
    made_by: str
    made_at: dt.datetime
    csv_sha256: str
    json_sha256: str

    @classmethod
    def of(cls, one: FileSummary) -> FileView:
        return cls(
            file_no=one.file_no,
            state=one.state,
            entries=one.entries,
            total_cny=one.total_cny,
            made_by=one.made_by,
            made_at=dt.datetime.fromisoformat(one.made_at),
            csv_sha256=one.csv_sha256,
            json_sha256=one.json_sha256,
        )


class RoundView(BaseModel):
    """A round as staff list it; `total_cny` and `listed` are null until the list is complete."""

    round_id: str
    scheme: str
    title: str
    item: str
    district: str
    state: RoundState
    handling: Automation
    handling_why: str
    prepared_for: date
    prepared_by: str
    companies_seen: int
    listed: int | None
    total_cny: Decimal | None
    budget_cny: Decimal | None
    list_sha256: str | None
    notice: NoticeView | None

    @classmethod
    def of(cls, one: PayoutRound) -> RoundView:
        return cls(
            round_id=one.round_id,
            scheme=one.scheme_id,
            title=one.title,
            item=one.item_id,
            district=one.district,
            state=one.state,
            handling=one.handling,
            handling_why=one.handling_why,
            prepared_for=one.prepared_for,
            prepared_by=one.prepared_by,
            companies_seen=one.companies_seen,
            listed=one.listed,
            total_cny=one.total_cny,
            budget_cny=one.budget_cny,
            list_sha256=one.list_sha256,
            notice=None if one.notice is None else NoticeView.of(one.notice),
        )


class StaffRoundView(RoundView):
    """A round with how far it is.

    Attributes:
        left_cny: what the budget has left before this round, null where none is stated.
        waiting: the numbers of granted entries of which a person has to state the amount.
    """

    counts: dict[EntryState, int]
    left_cny: Decimal | None
    is_over_budget: bool
    waiting: list[int]
    payable: int
    payable_cny: Decimal
    files: list[FileView]

    @classmethod
    def whole(cls, one: StaffRound) -> StaffRoundView:
        return cls(
            **dict(RoundView.of(one.found)),
            counts=dict(one.counts),
            left_cny=one.left_cny,
            is_over_budget=one.is_over_budget,
            waiting=[entry.number for entry in one.waiting],
            payable=one.payable,
            payable_cny=one.payable_cny,
            files=[FileView.of(file) for file in one.files],
        )


class EntryView(BaseModel):
    """A company in a round; `number` is negative for one that was left out."""

    number: int
    uscc: str
    company_name: str
    district: str
    state: EntryState
    amount_cny: Decimal | None
    reasons: list[str]
    confirm_by: date | None
    case_no: str | None
    doubt: str | None
    return_reason: str | None

    @classmethod
    def of(cls, one: Entry) -> EntryView:
        return cls(
            number=one.number,
            uscc=one.uscc,
            company_name=one.company_name,
            district=one.district,
            state=one.state,
            amount_cny=one.amount_cny,
            reasons=list(one.reasons),
            confirm_by=one.confirm_by,
            case_no=one.case_no,
            doubt=one.doubt,
            return_reason=one.return_reason,
        )


class EntriesView(BaseModel):
    """`next` is the `after` of the next page, null on the last."""

    entries: list[EntryView]
    next: int | None

    @classmethod
    def of(cls, page: EntriesPage) -> EntriesView:
        return cls(entries=[EntryView.of(one) for one in page.entries], next=page.next_after)


class ObjectionView(BaseModel):
    objection_no: str
    number: int
    company_name: str
    name: str
    contact: str
    said: str
    filed_at: dt.datetime
    state: ObjectionState
    reason: str

    @classmethod
    def of(cls, one: Objection) -> ObjectionView:
        return cls(
            objection_no=one.objection_no,
            number=one.number,
            company_name=one.company_name,
            name=one.name,
            contact=one.contact,
            said=one.said,
            filed_at=dt.datetime.fromisoformat(one.filed_at),
            state=one.state,
            reason=one.reason,
        )


class OfferView(BaseModel):
    """What a company is offered; `why_not`, in Chinese, is empty when it may answer now."""

    round_id: str
    scheme: str
    title: str
    state: EntryState
    amount_cny: Decimal
    notice: NoticeView
    confirm_by: date
    why_not: str
    case_no: str | None
    case_state: CaseState | None

    @classmethod
    def of(cls, one: CompanyOffer) -> OfferView | None:
        found, entry = one.found, one.entry
        if found.notice is None or entry.confirm_by is None or entry.amount_cny is None:
            return None
        return cls(
            round_id=found.round_id,
            scheme=found.scheme_id,
            title=found.title,
            state=entry.state,
            amount_cny=entry.amount_cny,
            notice=NoticeView.of(found.notice),
            confirm_by=entry.confirm_by,
            why_not=one.why_not,
            case_no=entry.case_no,
            case_state=one.case_state,
        )


class ConfirmedView(BaseModel):
    """`is_repeat`: it was confirmed before, and this changed nothing."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"case_no": "ZB20241022-0A1B2C3D4E", "state": "granted", "is_repeat": False}]}
    )

    case_no: str
    state: CaseState
    is_repeat: bool

    @classmethod
    def of(cls, one: Confirmed) -> ConfirmedView:
        return cls(case_no=one.case_no, state=one.state, is_repeat=one.is_repeat)
