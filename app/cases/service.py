"""Cases: written once, whole, with their decision and audit entry; read for the pages and for replay."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, or_, select, update

from app.audit import service as audit
from app.cases.states import CaseState
from app.clock import today
from app.db.engine import reading, transaction
from app.db.tables import case, decision, upload
from app.errors import NotFound
from approval_rules.dossier import dossier_sha256
from approval_rules.items import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from app.cases.files import FileStore
    from app.clock import Clock
    from app.intake.reading import ReadMaterial
    from approval_rules.items import ItemVersion
    from approval_rules.verdict import Verdict

MACHINE = "machine"
PAGE_CASES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Who the case is for, as far as the application told.

    Attributes:
        name: shown in lists, decided by nothing.
        key: the 统一社会信用代码 of a company, the 公民身份号码 of a person; what was granted before is found by it.
    """

    name: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCase:
    """An application as decided, ready to be written."""

    version: ItemVersion
    application: str
    """As filed, in JSON."""
    received_on: date
    applicant: Applicant
    read: tuple[ReadMaterial, ...]
    verdict: Verdict
    dossier: bytes


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


def record(engine: Engine, files: FileStore, clock: Clock, new: NewCase) -> str:
    """Write the case, its decision and the audit entry in one transaction; returns the case number.

    The files are stored first: a file without a case is harmless, a case without its file is not.
    """
    for one in new.read:
        files.save(one.extraction.sha256, one.upload.content)
    case_no = _case_no(clock)
    with transaction(engine) as connection:
        _write(connection, clock, case_no, new)
    return case_no


def find(engine: Engine, case_no: str) -> CaseFile:
    """The case, or NotFound."""
    with reading(engine) as connection:
        row = connection.execute(_joined().where(case.c.case_no == case_no)).mappings().first()
        if row is None:
            raise NotFound(f"there is no case '{case_no[:40]}'")
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


def handed_over(engine: Engine, page: int = 1) -> tuple[list[CaseSummary], int]:
    """One page of the cases waiting for a person, oldest first, and how many there are in all.

    Those not approved, and those whose applicant asked for a person. Pages count from 1.
    """
    waiting = or_(case.c.state == CaseState.RECEIVED, case.c.review_requested_at.is_not(None))
    wanted = _joined().where(waiting).order_by(case.c.received_at, case.c.case_no)
    with reading(engine) as connection:
        count = connection.execute(select(func.count()).select_from(case).where(waiting)).scalar_one()
        rows = connection.execute(wanted.limit(PAGE_CASES).offset((page - 1) * PAGE_CASES)).mappings()
        return [_summary(dict(row)) for row in rows], int(count)


def request_review(engine: Engine, clock: Clock, case_no: str) -> None:
    """Put the case before a person, as its applicant asks; asking again changes nothing.

    Raises:
        NotFound: there is no such case.
    """
    now = clock.now()
    with transaction(engine) as connection:
        asked = connection.execute(select(case.c.review_requested_at).where(case.c.case_no == case_no)).first()
        if asked is None:
            raise NotFound(f"there is no case '{case_no[:40]}'")
        if asked.review_requested_at is None:
            connection.execute(
                update(case).where(case.c.case_no == case_no).values(review_requested_at=now.isoformat())
            )
            audit.append(connection, at=now, actor="applicant", event="review_requested", subject=case_no, content={})


def _case_no(clock: Clock) -> str:
    """ZB, the day in Shanghai, and 40 random bits: nobody can guess another's."""
    return f"ZB{today(clock):%Y%m%d}-{secrets.token_hex(5).upper()}"


def _write(connection: Connection, clock: Clock, case_no: str, new: NewCase) -> None:
    now, digest, outcome = clock.now(), dossier_sha256(new.dossier), new.verdict.outcome
    state = CaseState.GRANTED if outcome is Outcome.APPROVE else CaseState.RECEIVED
    connection.execute(
        insert(case).values(
            case_no=case_no,
            item_id=new.version.item,
            item_version=new.version.id,
            state=state.value,
            received_on=new.received_on.isoformat(),
            received_at=now.isoformat(),
            applicant_name=new.applicant.name,
            applicant_key=new.applicant.key,
            application=new.application,
        )
    )
    once = {(one.material, one.extraction.sha256): one for one in new.read}
    for (material, sha256), one in once.items():
        row = {"case_no": case_no, "material": material, "sha256": sha256}
        connection.execute(insert(upload).values(**row, name=one.upload.name, size_bytes=len(one.upload.content)))
    connection.execute(
        insert(decision).values(
            case_no=case_no,
            decided_by=MACHINE,
            decided_at=now.isoformat(),
            outcome=outcome.value,
            amount_cny=None if new.verdict.amount_cny is None else str(new.verdict.amount_cny),
            dossier_sha256=digest,
            dossier=new.dossier,
        )
    )
    content = {"item_version": new.version.id, "outcome": outcome.value, "dossier_sha256": digest}
    audit.append(connection, at=now, actor=MACHINE, event=audit.EVENT_OF_STATE[state], subject=case_no, content=content)


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
    """Every stored decision by case number, a few hundred in memory at a time; none that is added meanwhile."""
    columns = (decision.c.case_no, decision.c.outcome, decision.c.dossier_sha256, decision.c.dossier)
    with reading(engine) as connection:
        rows = connection.execution_options(yield_per=500).execute(select(*columns).order_by(decision.c.case_no))
        for row in rows:
            yield StoredDecision(**row._mapping)  # noqa: SLF001  the row's public mapping, named so by SQLAlchemy
