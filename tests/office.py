"""An office to try the approve flow in: real rules and a real SQLite database, with prepared readings of files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from app.cases.history import CaseHistory
from app.db.engine import open_database
from app.db.sealed import vault_of
from app.flows.approve import approve
from app.flows.office import Office
from app.intake.application import Application, MaterialFile, Upload
from app.registries.importing import import_records
from app.registries.sql import SqlRegisters
from app.registries.synthetic import CompanyRecord, QualificationRecord
from app.storage.admission import Admission
from app.storage.files import open_files
from app.storage.quotas import Allowance, UploadQuotas
from approval_rules.document_spec import load_document_specs
from approval_rules.item_files import load_items
from approval_rules.values import PERMANENT, to_json
from extractors.errors import UnreadableFile
from extractors.files.load import load
from extractors.result import UNKNOWN_KIND, Extraction, Field
from tests.databases import database_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sqlalchemy import Engine

    from app.clock import Clock
    from app.flows.approve import Decided
    from approval_rules.values import Value

FOOD, AWARD = "prepackaged-food-filing", "high-tech-enterprise-award"
ON = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
AWARD_DAY = date(2025, 10, 15)
LICENCE = b"the picture of a licence"

COMPANY = CompanyRecord(
    uscc="91310117MY0000004E",
    company_name="上海样例食品有限公司",
    company_type="有限责任公司",
    entity_type="enterprise",
    legal_representative="张样例",
    region="310117",
    registered_address="上海市样例区样例路1号",
    registered_capital_cny=Decimal(1_000_000),
    established_on=date(2020, 5, 6),
    valid_until=PERMANENT,
    business_scope="食品销售（仅销售预包装食品）；日用百货销售。",
    status="operating",
)
OTHER = replace(COMPANY, uscc="91310117MY00000129", company_name="上海别样贸易有限公司", legal_representative="李别样")
QUALIFICATION = QualificationRecord(
    uscc=COMPANY.uscc,
    certificate_no="GR202431000001",
    certified_on=date(2024, 12, 4),
    recognition="first",
    torch_statistics_year=2024,
    award_paid_on_certificate=False,
    relocated_on=None,
)


class FixedClock:
    def now(self) -> datetime:
        return NOW


def open_admission(engine: Engine, clock: Clock) -> Admission:
    """Lets in every type of file: `PreparedReadings` knows which can be read."""
    plenty = Allowance(files=1000, megabytes=1000)
    quotas = UploadQuotas(engine=engine, clock=clock, each=plenty, shared=plenty, shared_by="applicant")
    return Admission(
        engine=engine, clock=clock, quotas=quotas, case_megabytes=200, type_of=lambda _content, _name: None
    )


@dataclass(slots=True)
class PreparedReadings:
    """Stands for the reader of documents: what it reads in each file was written down before."""

    known: dict[bytes, Extraction]

    def extract(self, source: bytes, name: str) -> Extraction:
        if source not in self.known:
            raise UnreadableFile(name, "this is no picture; send a photo or a PDF")
        return replace(self.known[source], file=name)

    def knows(self, content: bytes, kind: str, fields: Mapping[str, Field]) -> None:
        self.known[content] = Extraction(
            file="",
            kind=kind,
            fields=fields,
            problems=(),
            seconds=0.1,
            sha256=hashlib.sha256(content).hexdigest(),
            text="",
        )


def seen(name: str, value: Value | None, *, repaired: bool = False) -> Field:
    raw = "?" if value is None else str(to_json(value))
    return Field(name=name, value=value, raw=raw, confidence=0.99, page=1, box=None, checks={"repaired": repaired})


def licence_of(company: CompanyRecord, **changes: Value | None) -> dict[str, Field]:
    """What the reader sees on the licence of a company; a value that is None was there and not readable."""
    shown: dict[str, Value | None] = {
        "uscc": company.uscc,
        "company_name": company.company_name,
        "legal_representative": company.legal_representative,
        "registered_address": company.registered_address,
        "established_on": company.established_on,
        "valid_until": company.valid_until,
        "business_scope": company.business_scope,
    }
    return {name: seen(name, value) for name, value in (shown | changes).items()}


DECLARED = {
    "premises_use": "商业用房",
    "food_safety_system": "已制定并承诺执行",
    "special_food": "不销售",
    "online_sales": "不从事",
}


def form_of(company: CompanyRecord) -> dict[str, str]:
    return DECLARED | {
        "uscc": company.uscc,
        "company_name": company.company_name,
        "legal_representative": company.legal_representative,
        "premises_address": company.registered_address,
    }


def award_form() -> dict[str, str]:
    shared = {name: form_of(COMPANY)[name] for name in ("uscc", "company_name", "legal_representative")}
    return shared | {"certificate_no": QUALIFICATION.certificate_no, "certified_on": "2024-12-04"}


def open_office(home: Path, database_url: str = "", on: date = ON) -> Office:
    """One company in the registers, its licence readable as the file LICENCE, and Monday 2 March 2026 on the clock.

    Args:
        on: the day that its record stands for.
    """
    engine, clock = open_database(database_url or database_of(home), home), FixedClock()
    import_records(engine, [COMPANY], "company_registry", on)
    reader = PreparedReadings(known={})
    reader.knows(LICENCE, "business_license", licence_of(COMPANY))
    reader.knows(b"a cat", UNKNOWN_KIND, {})
    reader.knows(b"another form", "high_tech_award_form", {})
    return Office(
        engine=engine,
        files=open_files(home / "uploads", vault_of(engine)),
        admission=open_admission(engine, clock),
        clock=clock,
        registers=CaseHistory(SqlRegisters(engine, clock), engine, clock),
        extractor=reader,
        items=load_items(),
        open_file=load,
        documents={spec.kind: spec for spec in load_document_specs()},
    )


def application(
    item: str = FOOD,
    form: Mapping[str, str] | None = None,
    *,
    files: tuple[str, ...] = ("licence.jpg",),
    ask: bool = False,
) -> Application:
    return Application(
        item=item,
        form=dict(form_of(COMPANY) if form is None else form),
        materials=[MaterialFile(id="business_license", file=name) for name in files],
        ask_for_person=ask,
    )


def uploads(**contents: bytes) -> dict[str, Upload]:
    """Files by name, `licence` meaning licence.jpg."""
    given = contents or {"licence": LICENCE}
    return {f"{name}.jpg": Upload(name=f"{name}.jpg", content=content) for name, content in given.items()}


def submitted(
    office: Office, filed: Application | None = None, files: Mapping[str, Upload] | None = None, on: date = ON
) -> Decided:
    return approve(office, filed or application(), uploads() if files is None else files, on, store=True)
