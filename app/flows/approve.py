"""Approve: upload → read → extract → look up records → decide → case → approved, or to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cases import service as cases
from app.clock import today
from app.intake.application import Application, Upload, check_materials
from app.intake.filing import form_problems, presented_materials, read_filing
from app.intake.lookup import register_readings, system_readings
from approval_rules.calendar import load_calendar
from approval_rules.decide import CaseFacts, Problem, ProblemCode, decide
from approval_rules.dossier import dossier, dossier_sha256
from approval_rules.items import find_item

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlalchemy import Engine

    from app.cases.files import FileStore
    from app.clock import Clock
    from app.intake.reading import Extractor
    from app.registries.service import Registers
    from approval_rules.document_spec import DocumentSpec
    from approval_rules.evidence import Reading
    from approval_rules.items import Item
    from approval_rules.values import Value
    from approval_rules.verdict import Verdict
    from extractors.files.load import OpenFile
    from extractors.result import PageAdvice

ASKED_FOR_PERSON = Problem(code=ProblemCode.ASKED_FOR_PERSON, message="申请人要求由工作人员办理")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the flow works with. `open_file` gives the pages of an upload to those who look at it."""

    engine: Engine
    files: FileStore
    clock: Clock
    registers: Registers
    extractor: Extractor
    open_file: OpenFile
    items: Mapping[str, Item]
    documents: Mapping[str, DocumentSpec]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A verdict and its dossier; `case_no` is None for a pre-check, which stores nothing.

    `advice` tells by file what would make a better photo of it.
    """

    case_no: str | None
    item_version: str
    verdict: Verdict
    dossier: bytes
    dossier_sha256: str
    advice: tuple[tuple[str, PageAdvice], ...] = ()


def approve(
    office: Office, application: Application, uploads: Mapping[str, Upload], on: date, *, store: bool
) -> Decided:
    """Decide an application received on that day, and write the case unless this is a pre-check.

    Args:
        uploads: the files that the application names, by the name it uses.
        store: False for a pre-check, which tells the same and writes nothing.

    Raises:
        UnknownItem, NotInForce, BadApplication, BadUpload: nothing is decided or written.
    """
    version = find_item(application.item, office.items).version_on(on)
    check_materials(application, version)
    filing = read_filing(
        office.extractor, office.documents, application, version, uploads, on,
        keeps_others=application.ask_for_person or not store,
    )  # fmt: skip
    if store:
        filing.refuse_mistakes()
    stated = _stated(filing.readings)
    looked_up, problems = register_readings(version, office.registers, stated)
    case_facts = CaseFacts(
        received_on=on,
        presented=presented_materials(version, filing),
        readings=(*system_readings(on, today(office.clock)), *filing.readings, *looked_up),
        problems=(*form_problems(filing), *problems, *([ASKED_FOR_PERSON] if application.ask_for_person else [])),
        calendar=load_calendar().subset(on.year - 1, on.year + 1),
    )
    verdict = decide(version, case_facts)
    content = dossier(version, case_facts, verdict)
    new = cases.NewCase(
        version=version,
        received_on=on,
        application=application.model_dump_json(exclude_none=True),
        applicant=_applicant(stated),
        read=filing.read,
        verdict=verdict,
        dossier=content,
    )
    case_no = cases.record(office.engine, office.files, office.clock, new) if store else None
    return Decided(
        case_no=case_no,
        item_version=version.id,
        verdict=verdict,
        dossier=content,
        dossier_sha256=dossier_sha256(content),
        advice=tuple((one.upload.name, advice) for one in filing.read for advice in one.extraction.advice),
    )


def _stated(filed: tuple[Reading, ...]) -> dict[str, Value]:
    """What was filed of each fact: the form's word first, and where it has none the first document's."""
    return {one.fact: one.value for one in reversed(filed) if one.value is not None}


def _applicant(stated: Mapping[str, Value]) -> cases.Applicant:
    """The company where one is named, otherwise the person."""
    return cases.Applicant(
        name=_first(stated, "company.company_name", "person.name", "trade_name.name"),
        key=_first(stated, "company.uscc", "person.resident_id"),
    )


def _first(stated: Mapping[str, Value], *facts: str) -> str:
    return next((str(stated[fact]) for fact in facts if fact in stated), "")
