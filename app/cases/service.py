"""Cases as they stand: read for the pages, the API and for replay."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from app.audit import service as audit
from app.cases.errors import CaseErased
from app.cases.events import EventKind, tell
from app.cases.scope import no_such
from app.cases.states import CaseState
from app.db.engine import reading
from app.db.sealed import as_stored, opened
from app.db.tables import case, decision, upload
from app.db.together import write_together
from app.errors import NotDecidedYet
from approval_rules.items import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, RowMapping

    from app.clock import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSummary:
    case_no: str
    item_id: str
    title: str
    state: CaseState
    outcome: Outcome
    applicant_name: str
    received_on: date
    review_requested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A stored case with its decision; `dossier` is the exact bytes that were hashed."""

    summary: CaseSummary
    decided_at: str
    amount_cny: str | None
    dossier_sha256: str
    dossier: bytes
    application: str
    uploads: tuple[tuple[str, str, str], ...]
    """(material, file name, SHA-256) of each."""

    @property
    def content(self) -> dict[str, Any]:
        """The dossier as plain data, for showing."""
        stored: dict[str, Any] = json.loads(self.dossier)
        return stored


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStanding:
    """Where a case stands; what was decided is None while its documents are being read."""

    case_no: str
    item_id: str
    item_version: str
    state: CaseState
    owner: str
    district: str
    received_on: date
    received_at: str
    review_requested: bool
    outcome: Outcome | None
    amount_cny: str | None
    dossier_sha256: str | None


STANDING: Final = select(
    case.c.case_no, case.c.item_id, case.c.item_version, case.c.state, case.c.owner, case.c.district,
    case.c.received_on, case.c.received_at, case.c.review_requested_at,
    decision.c.outcome, decision.c.amount_cny, decision.c.dossier_sha256,
).outerjoin(decision, decision.c.case_no == case.c.case_no)  # fmt: skip
"""What a standing is made of; whoever selects adds which cases, and in which order."""


def standing(row: RowMapping) -> CaseStanding:
    return CaseStanding(
        case_no=row["case_no"],
        item_id=row["item_id"],
        item_version=row["item_version"],
        state=CaseState(row["state"]),
        owner=row["owner"],
        district=row["district"],
        received_on=date.fromisoformat(row["received_on"]),
        received_at=row["received_at"],
        review_requested=row["review_requested_at"] is not None,
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        amount_cny=row["amount_cny"],
        dossier_sha256=row["dossier_sha256"],
    )


def stands(engine: Engine, case_no: str) -> CaseStanding:
    """Where the case stands, or NotFound."""
    with reading(engine) as connection:
        row = connection.execute(STANDING.where(case.c.case_no == case_no)).mappings().first()
    if row is None:
        raise no_such(case_no)
    return standing(row)


def find(engine: Engine, case_no: str) -> CaseFile:
    """The case with its decision.

    Raises:
        NotFound: there is no such case.
        NotDecidedYet: its documents are being read.
        CaseErased: what it held was erased.
    """
    with reading(engine) as connection:
        row = connection.execute(_joined().where(case.c.case_no == case_no)).mappings().first()
        if row is None:
            known = connection.execute(select(case.c.case_no).where(case.c.case_no == case_no)).first()
            raise no_such(case_no) if known is None else NotDecidedYet(case_no)
        if row["erased_at"] is not None:
            raise CaseErased(case_no, row["erased_at"])
        files = connection.execute(
            select(upload.c.material, upload.c.name, upload.c.sha256).where(upload.c.case_no == case_no)
        ).all()
    return CaseFile(
        summary=_summary(dict(row)),
        decided_at=row["decided_at"],
        amount_cny=row["amount_cny"],
        dossier_sha256=row["dossier_sha256"],
        dossier=row["dossier"],
        application=row["application"],
        uploads=tuple((one.material, one.name, one.sha256) for one in files),
    )


def request_review(engine: Engine, clock: Clock, case_no: str, actor: str = "applicant") -> None:
    """Put the case before a person, as its applicant asks; asking again changes nothing.

    Raises:
        NotFound: there is no such case.
    """
    now = clock.now()

    def write(connection: Connection) -> None:
        wanted = select(case.c.review_requested_at, case.c.owner, case.c.state).where(case.c.case_no == case_no)
        audit.hold(connection)
        found = connection.execute(wanted.with_for_update()).first()
        if found is None:
            raise no_such(case_no)
        if found.review_requested_at is None:
            asked = update(case).where(case.c.case_no == case_no).values(review_requested_at=now.isoformat())
            connection.execute(asked)
            tell(
                connection, at=now, actor=actor, kind=EventKind.REVIEW_REQUESTED, case_no=case_no,
                owner=found.owner, content={}, shown={"state": found.state},
            )  # fmt: skip

    write_together(engine, write)


def _joined() -> Any:  # noqa: ANN401  a select over two tables has no useful type
    return select(case, decision).join(decision, decision.c.case_no == case.c.case_no)


def _summary(row: dict[str, Any]) -> CaseSummary:
    return CaseSummary(
        case_no=row["case_no"],
        item_id=row["item_id"],
        title=json.loads(row["dossier"])["item_version"]["title"],
        state=CaseState(row["state"]),
        outcome=Outcome(row["outcome"]),
        applicant_name=row["applicant_name"],
        received_on=date.fromisoformat(row["received_on"]),
        review_requested=row["review_requested_at"] is not None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecision:
    """What replay compares: the dossier, its hash, and the outcome that was acted on."""

    case_no: str
    outcome: str
    dossier_sha256: str
    dossier: bytes


def all_dossiers(engine: Engine) -> Iterator[StoredDecision]:
    """Every stored decision by case number, a few hundred in memory at a time; none that is added meanwhile.

    One that was erased is left out: there is nothing to decide it from.
    """
    stored = as_stored(decision.c.dossier).label("stored")
    columns = (decision.c.case_no, decision.c.outcome, decision.c.dossier_sha256, stored)
    kept = select(*columns).join(case, case.c.case_no == decision.c.case_no).where(case.c.erased_at.is_(None))
    with reading(engine, at_one_instant=True) as connection:
        rows = connection.execution_options(yield_per=500).execute(kept.order_by(decision.c.case_no))
        for row in rows:
            yield StoredDecision(
                case_no=row.case_no,
                outcome=row.outcome,
                dossier_sha256=row.dossier_sha256,
                dossier=opened(connection, decision.c.dossier, row.stored) or b"",
            )
