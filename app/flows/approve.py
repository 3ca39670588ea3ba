"""Approve: upload → read → extract → look up records → decide → case → approved, or to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cases import service as cases
from app.clock import today
from app.errors import BadApplication
from app.intake.application import Application, Upload, check_materials, typed_form
from app.intake.lookup import register_readings, system_readings
from app.intake.reading import (
    ReadMaterial,
    document_readings,
    for_version,
    form_readings,
    presented_materials,
    read_material,
)
from approval_rules.decide import CaseFacts, decide
from approval_rules.dossier import dossier, dossier_sha256
from approval_rules.verdict import Verdict
from approval_rules.evidence import Reading, SourceKind
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
    from approval_rules.items import Item, ItemVersion
    from extractors.files.load import OpenFile
    from extractors.result import PageAdvice

ASKED_FOR_PERSON = "申请人要求由工作人员办理"
FORM = "form"


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
    form = _read_form(office, application, version, uploads)
    form_said = _form_readings(office, application, version, form, on)
    read = _read_materials(office, application, version, uploads)
    filed = tuple(for_version((*form_said, *_material_readings(office, version, read, on)), version))
    looked_up, problems = register_readings(version, office.registers, _uscc(filed))
    case_facts = CaseFacts(
        received_on=on,
        presented=presented_materials(version, read),
        readings=(*system_readings(on, today(office.clock)), *filed, *looked_up),
        problems=(*problems, *([ASKED_FOR_PERSON] if application.ask_for_person else [])),
    )
    verdict = decide(version, case_facts)
    content = dossier(version, case_facts, verdict)
    new = cases.NewCase(
        version=version,
        received_on=on,
        application=application.model_dump_json(exclude_none=True),
        applicant=_applicant(filed),
        read=(*form, *read),
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
        advice=tuple((one.upload.name, advice) for one in (*form, *read) for advice in one.extraction.advice),
    )


def _read_form(
    office: Office, application: Application, version: ItemVersion, uploads: Mapping[str, Upload]
) -> tuple[ReadMaterial, ...]:
    """The form read from its file; empty when its fields came with the application."""
    if application.form_file is None:
        return ()
    spec, upload = office.documents[version.form], _upload(uploads, application.form_file)
    return (read_material(office.extractor, upload, FORM, spec, for_person=application.ask_for_person),)


def _form_readings(
    office: Office, application: Application, version: ItemVersion, form: tuple[ReadMaterial, ...], on: date
) -> tuple[Reading, ...]:
    spec = office.documents[version.form]
    if application.form is not None:
        return tuple(form_readings(typed_form(application.form, spec), spec, on))
    return tuple(reading for one in form for reading in document_readings(one.extraction, spec, SourceKind.FORM, on))


def _read_materials(
    office: Office, application: Application, version: ItemVersion, uploads: Mapping[str, Upload]
) -> tuple[ReadMaterial, ...]:
    kinds = {material.id: office.documents[material.document] for material in version.materials}
    return tuple(
        read_material(
            office.extractor, _upload(uploads, one.file), one.id, kinds[one.id], for_person=application.ask_for_person
        )
        for one in application.materials
    )


def _material_readings(
    office: Office, version: ItemVersion, read: tuple[ReadMaterial, ...], on: date
) -> tuple[Reading, ...]:
    kinds = {material.id: office.documents[material.document] for material in version.materials}
    return tuple(
        reading
        for one in read
        for reading in document_readings(one.extraction, kinds[one.material], SourceKind.DOCUMENT, on)
    )


def _upload(uploads: Mapping[str, Upload], name: str) -> Upload:
    if name not in uploads:
        raise BadApplication(f"the file '{name}' is named in the application and was not sent")
    return uploads[name]


def _uscc(filed: tuple[Reading, ...]) -> str | None:
    """The code to look up: the form's, or the document's where the form has none."""
    values = [str(one.value) for one in filed if one.fact == "company.uscc" and one.value is not None]
    return values[0] if values else None


def _applicant(filed: tuple[Reading, ...]) -> cases.Applicant:
    names = [str(one.value) for one in filed if one.fact == "company.company_name" and one.value is not None]
    return cases.Applicant(name=names[0] if names else "", uscc=_uscc(filed) or "")
