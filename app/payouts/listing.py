"""Rounds and entries page by page: for everybody what is published, for staff what is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from app.accounts.principal import Action
from app.db.engine import reading
from app.db.tables import payout_entry, payout_file, payout_round
from app.payouts.filing import payable_total, waiting_for_word
from app.payouts.publishing import left_of_budget
from app.payouts.rounds import entry_of, find_published, find_round, no_such_round, require, round_of
from app.payouts.states import EntryState, FileState, RoundState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy import Connection, Engine

    from app.accounts.principal import Principal
    from app.payouts.rounds import Entry, Notice, PayoutRound

PAGE_ENTRIES: Final = 100
PAGE_ROUNDS: Final = 20
_MOST_ROUNDS: Final = 500
PUBLIC: Final = frozenset(EntryState) - {EntryState.LEFT_OUT}
"""Entries that everybody sees, whatever became of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesPage:
    """`next_after`: the number after which the next page begins; None on the last."""

    entries: tuple[Entry, ...]
    next_after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPage:
    """`next_page` is None on the last."""

    rounds: tuple[PayoutRound, ...]
    next_page: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSummary:
    file_no: int
    state: FileState
    made_by: str
    made_at: str
    entries: int
    total_cny: Decimal
    csv_sha256: str
    json_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRound:
    """All that staff see of a round besides its entries.

    Attributes:
        left_cny: of the budget before this round; None where no budget is stated.
        waiting: granted entries of which a person has to state the amount.
        payable, payable_cny: granted entries that wait for a file, and what they add up to.
    """

    found: PayoutRound
    counts: Mapping[EntryState, int]
    left_cny: Decimal | None
    waiting: tuple[Entry, ...]
    payable: int
    payable_cny: Decimal
    files: tuple[FileSummary, ...]

    @property
    def is_over_budget(self) -> bool:
        return self.left_cny is not None and (self.found.total_cny or Decimal(0)) > self.left_cny


def published(engine: Engine, page: int = 1) -> PublishedPage:
    """Lists that everybody may see, the newest first; pages count from 1."""
    wanted = (
        select(payout_round)
        .where(payout_round.c.state == RoundState.PUBLISHED.value)
        .order_by(payout_round.c.published_at.desc(), payout_round.c.round_id)
        .offset((page - 1) * PAGE_ROUNDS)
        .limit(PAGE_ROUNDS + 1)
    )
    with reading(engine) as connection:
        rows = [round_of(row) for row in connection.execute(wanted)]
    return PublishedPage(rounds=tuple(rows[:PAGE_ROUNDS]), next_page=page + 1 if len(rows) > PAGE_ROUNDS else None)


def notice_of(engine: Engine, round_id: str, after: int = 0) -> tuple[PayoutRound, Notice, EntriesPage]:
    """A published list with one page of its entries.

    Raises:
        NotFound: there is no such list for everybody.
    """
    with reading(engine) as connection:
        found, notice = find_published(connection, round_id)
        return found, notice, _entries(connection, round_id, PUBLIC, after)


def rounds_for(engine: Engine, who: Principal) -> tuple[PayoutRound, ...]:
    """Those that a member of staff works on, the newest first."""
    wanted = select(payout_round).order_by(payout_round.c.begun_at.desc(), payout_round.c.round_id)
    with reading(engine) as connection:
        rows = [round_of(row) for row in connection.execute(wanted.limit(_MOST_ROUNDS))]
    return tuple(one for one in rows if _sees(who, one))


def round_for(engine: Engine, who: Principal, round_id: str) -> StaffRound:
    """One of theirs, or NotFound."""
    with reading(engine) as connection:
        found = find_round(connection, round_id)
        require(who, found)
        payable, payable_cny = payable_total(connection, found)
        return StaffRound(
            found=found,
            counts=_counts(connection, round_id),
            left_cny=left_of_budget(connection, found),
            waiting=waiting_for_word(connection, found),
            payable=payable,
            payable_cny=payable_cny,
            files=_files(connection, round_id),
        )


def entries_for(
    engine: Engine, who: Principal, round_id: str, state: EntryState | None = None, after: int = 0
) -> EntriesPage:
    """One page of those on the list, or of those in that state alone; or NotFound."""
    with reading(engine) as connection:
        require(who, find_round(connection, round_id))
        return _entries(connection, round_id, PUBLIC if state is None else {state}, after)


def file_content(engine: Engine, who: Principal, round_id: str, file_no: int, form: str) -> tuple[bytes, str]:
    """A payout file as it was made, as `csv` or `json`, with its SHA-256; or NotFound."""
    column, sha256 = payout_file.c[form], payout_file.c[f"{form}_sha256"]
    mine = (payout_file.c.round_id == round_id, payout_file.c.file_no == file_no)
    with reading(engine) as connection:
        require(who, find_round(connection, round_id))
        row = connection.execute(select(column, sha256).where(*mine)).first()
    if row is None:
        raise no_such_round(round_id)
    return row[0], row[1]


def _entries(connection: Connection, round_id: str, states: Collection[EntryState], after: int) -> EntriesPage:
    own = payout_entry.c
    place = -own.number if EntryState.LEFT_OUT in states else own.number
    wanted = (
        select(payout_entry)
        .where(own.round_id == round_id, place > after, own.state.in_([one.value for one in states]))
        .order_by(place)
        .limit(PAGE_ENTRIES + 1)
    )
    rows = [entry_of(row) for row in connection.execute(wanted)]
    more = len(rows) > PAGE_ENTRIES
    return EntriesPage(
        entries=tuple(rows[:PAGE_ENTRIES]), next_after=abs(rows[PAGE_ENTRIES - 1].number) if more else None
    )


def _counts(connection: Connection, round_id: str) -> dict[EntryState, int]:
    own = payout_entry.c
    wanted = select(own.state, func.count()).where(own.round_id == round_id).group_by(own.state)
    found = {EntryState(state): int(count) for state, count in connection.execute(wanted)}
    return {state: found[state] for state in EntryState if state in found}


def _files(connection: Connection, round_id: str) -> tuple[FileSummary, ...]:
    own = payout_file.c
    columns = (own.file_no, own.state, own.made_by, own.made_at, own.entries, own.total_cny, own.csv_sha256)
    wanted = select(*columns, own.json_sha256).where(own.round_id == round_id).order_by(own.file_no)
    return tuple(
        FileSummary(
            file_no=row.file_no,
            state=FileState(row.state),
            made_by=row.made_by,
            made_at=row.made_at,
            entries=row.entries,
            total_cny=Decimal(row.total_cny),
            csv_sha256=row.csv_sha256,
            json_sha256=row.json_sha256,
        )
        for row in connection.execute(wanted)
    )


def _sees(who: Principal, found: PayoutRound) -> bool:
    actions = (Action.PREPARE_PAYOUT, Action.APPROVE_PAYOUT)
    return any(who.may(one, found.district, found.item_id) for one in actions)
