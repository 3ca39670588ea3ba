"""Whether a notice on paper is one of ours: its number and the beginning of the fingerprint that is printed on it."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.cases.states import DECIDED, CaseState
from app.clock import SHANGHAI
from app.db.engine import reading
from app.db.tables import case, decision

if TYPE_CHECKING:
    from sqlalchemy import Engine

MARK_CHARS: Final = 16
_MARK: Final = re.compile(rf"[0-9a-f]{{{MARK_CHARS},64}}")
_NUMBER: Final = re.compile(r"[0-9A-Z-]{1,40}")
_NOTHING: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Genuine:
    """What the paper says of itself, and whether it still stands: nothing of a person."""

    case_no: str
    item_id: str
    result: CaseState
    decided_on: date
    is_in_force: bool


def mark_of(dossier_sha256: str) -> str:
    """The part of the fingerprint that stands in the QR code."""
    return dossier_sha256[:MARK_CHARS]


def genuine(engine: Engine, case_no: str, mark: str) -> Genuine | None:
    """The notice of that number and fingerprint; None where there is none, whichever of the two is wrong."""
    number, mark = case_no.strip().upper(), re.sub(r"\s", "", mark).lower()
    if not (_NUMBER.fullmatch(number) and _MARK.fullmatch(mark)):
        return None
    columns = (case.c.case_no, case.c.item_id, case.c.state, case.c.result, case.c.result_at)
    of_decision = (decision.c.decided_at, decision.c.dossier_sha256)
    wanted = select(*columns, *of_decision).join(decision, decision.c.case_no == case.c.case_no)
    with reading(engine) as connection:
        row = connection.execute(wanted.where(case.c.case_no == number)).first()
    kept = _NOTHING if row is None else row.dossier_sha256
    if not hmac.compare_digest(kept[: len(mark)], mark) or row is None:
        return None
    result = row.result or row.state
    if result not in DECIDED:
        return None
    return Genuine(
        case_no=row.case_no,
        item_id=row.item_id,
        result=CaseState(result),
        decided_on=datetime.fromisoformat(row.result_at or row.decided_at).astimezone(SHANGHAI).date(),
        is_in_force=row.state in DECIDED | {CaseState.CLOSED},
    )
