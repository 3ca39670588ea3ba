"""The cases of one owner, page by page, in the order they were received."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import tuple_

from app.cases.service import STANDING, CaseStanding, standing
from app.db.engine import reading
from app.db.tables import case
from app.errors import BadInput
from app.intake.json_text import read_json
from approval_rules.canonical import canonical_json

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.cases.states import CaseState

MOST = 200


class BadCursor(BadInput):
    """The cursor is none that was given out; begin without one."""

    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__("the cursor 'after' is none that was given out; begin without one")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """The last case of a page; the next page begins behind it, whatever was received meanwhile."""

    received_at: str
    case_no: str

    def encoded(self) -> str:
        return base64.urlsafe_b64encode(canonical_json([self.received_at, self.case_no])).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Raises BadCursor: it is none that was given out."""
        try:
            padded = text + "=" * (-len(text) % 4)
            given = read_json(base64.b64decode(padded, altchars=b"-_", validate=True))
        except (ValueError, binascii.Error) as error:
            raise BadCursor from error
        match given:
            case [str() as received_at, str() as case_no]:
                return cls(received_at=_instant(received_at), case_no=case_no)
            case _:
                raise BadCursor


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """`following` is the cursor of the next page; empty on the last."""

    cases: tuple[CaseStanding, ...]
    following: str


def list_cases(
    engine: Engine,
    owner: str,
    *,
    after: Cursor | None = None,
    state: CaseState | None = None,
    item_id: str | None = None,
    limit: int = MOST,
) -> CasePage:
    """One page of the owner's cases, of one state and item where they are given."""
    wanted = STANDING.where(case.c.owner == owner)
    if after is not None:
        wanted = wanted.where(tuple_(case.c.received_at, case.c.case_no) > (after.received_at, after.case_no))
    if state is not None:
        wanted = wanted.where(case.c.state == state.value)
    if item_id is not None:
        wanted = wanted.where(case.c.item_id == item_id)
    ordered = wanted.order_by(case.c.received_at, case.c.case_no).limit(limit + 1)
    with reading(engine) as connection:
        found = tuple(standing(row) for row in connection.execute(ordered).mappings())
    return _page(found, limit)


def latest_cases(engine: Engine, owner: str, *, before: Cursor | None = None, limit: int = MOST) -> CasePage:
    """One page of the owner's cases, the last received first; `following` leads to earlier ones."""
    wanted = STANDING.where(case.c.owner == owner)
    if before is not None:
        wanted = wanted.where(tuple_(case.c.received_at, case.c.case_no) < (before.received_at, before.case_no))
    ordered = wanted.order_by(case.c.received_at.desc(), case.c.case_no.desc()).limit(limit + 1)
    with reading(engine) as connection:
        found = tuple(standing(row) for row in connection.execute(ordered).mappings())
    return _page(found, limit)


def _page(found: tuple[CaseStanding, ...], limit: int) -> CasePage:
    shown = found[:limit]
    is_last = len(found) <= limit
    following = "" if is_last else Cursor(received_at=shown[-1].received_at, case_no=shown[-1].case_no).encoded()
    return CasePage(cases=shown, following=following)


def _instant(text: str) -> str:
    try:
        datetime.fromisoformat(text)
    except ValueError as error:
        raise BadCursor from error
    return text
