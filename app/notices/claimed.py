"""Leaves out that a scheme closes soon where the company has claimed it already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.cases.states import CaseState
from app.db.tables import case
from app.notices.notice import NoticeKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy import Connection

    from app.notices.notice import Notice
    from approval_rules.schemes import Scheme

_NO_CLAIM: Final = (CaseState.DRAFT.value, CaseState.WITHDRAWN.value, CaseState.RETURNED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedBy:
    """A case of that item, received on that day or later, is a claim of the scheme."""

    item: str
    since: date


def claims_of(schemes: Sequence[Scheme], on: date) -> Mapping[str, ClaimedBy]:
    """Of the schemes that are claimed here, in the window of the day's version."""
    claimed = {}
    for one in schemes:
        version = one.version_on(on)
        if one.item is not None and version is not None and version.window is not None:
            claimed[one.id] = ClaimedBy(item=one.item, since=version.window.start)
    return claimed


def without_claimed(
    connection: Connection, notices: Sequence[Notice], claims: Mapping[str, ClaimedBy]
) -> Sequence[Notice]:
    """The others.

    Args:
        claims: by scheme; of one that is not among them nobody here knows who claimed it.
    """
    closing = [one for one in notices if one.kind is NoticeKind.WINDOW_CLOSING and one.subject in claims]
    if not closing:
        return notices
    wanted = select(case.c.applicant_key, case.c.item_id, case.c.received_on).where(
        case.c.applicant_key.in_({one.uscc for one in closing}),
        case.c.item_id.in_({claims[one.subject].item for one in closing}),
        case.c.state.not_in(_NO_CLAIM),
    )
    filed: dict[tuple[str, str], str] = {}
    for uscc, item, received_on in connection.execute(wanted):
        filed[uscc, item] = max(received_on, filed.get((uscc, item), ""))
    claimed = {one.id for one in closing if _is_claimed(one, claims[one.subject], filed)}
    return [one for one in notices if not claimed or one.id not in claimed]


def _is_claimed(one: Notice, by: ClaimedBy, filed: Mapping[tuple[str, str], str]) -> bool:
    """`filed`: the last day on which a company had a case of an item received."""
    return filed.get((one.uscc, by.item), "") >= by.since.isoformat()
