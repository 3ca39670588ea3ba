"""Approve: upload → read → extract → look up records → decide → case → approved, or to a person."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar

from app.accounts.principal import APPLICANT
from app.cases import recording
from app.cases.recording import Applicant, Filed, GrantedMeanwhile, Judged
from app.clock import today
from app.errors import AppError
from app.intake.application import Application, Upload, check_materials, parse_application
from app.intake.filing import form_only_readings, form_problems, presented_materials, read_filing
from app.intake.keeping import Sent, filed_as, received_case, stored_name
from app.intake.lookup import register_readings, system_readings
from app.operation.measures import Stage, decided, stage
from app.storage.sharing import shared_file_problems
from approval_rules.calendar import load_calendar
from approval_rules.decide import CaseFacts, Problem, ProblemCode, decide
from approval_rules.dossier import dossier, dossier_sha256
from approval_rules.items import Automation, find_item

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from sqlalchemy import Engine

    from app.cases.recording import Also
    from app.clock import Clock
    from app.intake.filing import Filing
    from app.intake.reading import Extractor
    from app.registries.service import Registers
    from app.storage.admission import FileDoor
    from app.storage.files import FileStore
    from approval_rules.calendar import Calendar
    from approval_rules.document_spec import DocumentSpec
    from approval_rules.evidence import Reading
    from approval_rules.items import Item, ItemVersion
    from approval_rules.values import Value
    from approval_rules.verdict import Verdict
    from extractors.files.load import OpenFile
    from extractors.result import PageAdvice

UNREADABLE = Problem(code=ProblemCode.FORM_INCOMPLETE, message="材料暂时无法由系统读取")
ASKED_FOR_PERSON = Problem(code=ProblemCode.ASKED_FOR_PERSON, message="申请人要求由工作人员办理")

T = TypeVar("T")

MOST_TRIES: Final = 5


class TooBusy(AppError):
    """The applicant is being granted other things all the while; nothing was decided."""

    code = "too_busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__("other applications of this applicant are being decided; send it again in a moment")


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """What the flow works with.

    `admission` is the door for files; `open_file` gives the pages of an upload to those who look at it.
    """

    engine: Engine
    files: FileStore
    admission: FileDoor
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


def approve(  # noqa: PLR0913  what a submission is made of
    office: Office,
    application: Application,
    uploads: Mapping[str, Upload],
    on: date,
    *,
    store: bool,
    owner: str = APPLICANT.id,
    also: Also | None = None,
) -> Decided:
    """Decide an application received on that day, and write the case unless this is a pre-check.

    Args:
        uploads: the files that the application names, by the name it uses.
        store: False for a pre-check, which tells the same and writes nothing.
        owner: who sends it in, as `Principal.id`.
        also: what else is written in the case's transaction.

    Raises:
        UnknownItem, NotInForce, BadApplication, BadUpload: nothing is decided or written.
    """
    version = find_item(application.item, office.items).version_on(on)
    check_materials(application, version)
    office.admission.admit(owner, uploads.values())
    with stage(Stage.READ):
        filing = read_filing(
            office.extractor, office.documents, application, version, uploads, on,
            keeps_others=application.ask_for_person or not store,
        )  # fmt: skip
    read = _Read(application=application, version=version, filing=filing, on=on)
    if not store:
        return _decided(None, version, _judge(office, read), filing)
    filing.refuse_mistakes()
    sent = Sent(application=application, version=version, received_on=on, owner=owner)

    def decided_now() -> Decided:
        judged = _judge_to_write(office, read)
        filed = filed_as(sent, uploads, judged.applicant, judged.district)
        with stage(Stage.RECORD):
            case_no = recording.record(office.engine, office.files, office.clock, filed, judged, also)
        _tell(judged, version)
        return _decided(case_no, version, judged, filing)

    return _until_it_stands(decided_now)


def receive(
    office: Office,
    application: Application,
    uploads: Mapping[str, Upload],
    on: date,
    *,
    owner: str = APPLICANT.id,
    also: Also | None = None,
) -> str:
    """Take in an application whose documents are read later, by `decide_received`; returns the case number.

    Raises:
        UnknownItem, NotInForce, BadApplication: nothing is written. What is wrong with the files is found later, and
            then hands the case to a person.
    """
    version = find_item(application.item, office.items).version_on(on)
    check_materials(application, version)
    office.admission.admit(owner, uploads.values())
    office.admission.check_types(uploads.values())
    applicant = _applicant(_stated(form_only_readings(application, office.documents[version.form], on)))
    sent = Sent(application=application, version=version, received_on=on, owner=owner)
    filed = filed_as(sent, uploads, applicant, version.region)
    return recording.receive(office.engine, office.files, office.clock, filed, also)


def decide_received(office: Office, case_no: str, *, unreadable: bool = False) -> bool:
    """Read and decide a case that was received, or received again with its correction; False when that was done.

    Args:
        unreadable: its documents can't be read, whatever was tried: it goes to a person without them.
    """
    filed = received_case(office.engine, office.files, office.items, case_no)
    read = _read_again(office, filed, unreadable=unreadable)

    def decided_now() -> bool:
        judged = _judge_to_write(office, read, case_no)
        with stage(Stage.RECORD):
            is_written = recording.decide_once(office.engine, office.clock, case_no, filed, judged)
        return is_written and _tell(judged, filed.version)

    return _until_it_stands(decided_now)


def _tell(judged: Judged, version: ItemVersion) -> bool:
    """Have the decision counted, now that it is written."""
    decided(version.item, judged.verdict.outcome.value, (one.value for one in judged.verdict.reasons))
    return True


def _until_it_stands(decided_now: Callable[[], T]) -> T:
    """Decide anew as often as the applicant was granted something else meanwhile."""
    for _ in range(MOST_TRIES):
        with suppress(GrantedMeanwhile):
            return decided_now()
    raise TooBusy


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """An application with what was read of it; `problems` are those of the reading as a whole."""

    application: Application
    version: ItemVersion
    filing: Filing
    on: date
    problems: tuple[Problem, ...] = ()


def _read_again(office: Office, filed: Filed, *, unreadable: bool) -> _Read:
    application = parse_application(filed.application.encode(), "application")
    if unreadable:
        without: dict[str, object] = {"materials": [], "form": application.form or {}, "form_file": None}
        application = application.model_copy(update=without)
    uploads = {stored_name(one.sha256): Upload(name=one.name, content=one.content) for one in filed.files}
    with stage(Stage.READ):
        filing = read_filing(
            office.extractor, office.documents, application, filed.version, uploads, filed.received_on,
            keeps_others=True,
        )  # fmt: skip
    problems = (UNREADABLE,) if unreadable else ()
    return _Read(application=application, version=filed.version, filing=filing, on=filed.received_on, problems=problems)


def _judge_to_write(office: Office, read: _Read, case_no: str = "") -> Judged:
    """Judge what will be a case, or is the one with that number, with what other cases say of it."""
    may_grant = read.version.automation is Automation.UNATTENDED
    seen_through = recording.last_number(office.engine) if may_grant else None
    files, applicant = [one.extraction.sha256 for one in read.filing.read], _applicant(_stated(read.filing.readings))
    shared = shared_file_problems(office.engine, files, applicant.key, case_no)
    judged = _judge(office, replace(read, problems=(*read.problems, *shared)))
    return replace(judged, seen_through=seen_through)


def _judge(office: Office, read: _Read) -> Judged:
    """Look up the records and decide."""
    version, filing, on = read.version, read.filing, read.on
    stated = _stated(filing.readings)
    with stage(Stage.LOOK_UP):
        looked_up, unanswered = register_readings(version, office.registers, stated)
    asked = (ASKED_FOR_PERSON,) if read.application.ask_for_person else ()
    case_facts = CaseFacts(
        received_on=on,
        presented=presented_materials(version, filing),
        readings=(*system_readings(on, today(office.clock)), *filing.readings, *looked_up),
        problems=(*form_problems(filing), *read.problems, *unanswered, *asked),
        calendar=_calendar(on.year),
    )
    with stage(Stage.DECIDE):
        verdict = decide(version, case_facts)
        content = dossier(version, case_facts, verdict)
    return Judged(
        verdict=verdict,
        dossier=content,
        applicant=_applicant(stated),
        district=_district(looked_up, version),
    )


def _decided(case_no: str | None, version: ItemVersion, judged: Judged, filing: Filing) -> Decided:
    return Decided(
        case_no=case_no,
        item_version=version.id,
        verdict=judged.verdict,
        dossier=judged.dossier,
        dossier_sha256=dossier_sha256(judged.dossier),
        advice=tuple((one.upload.name, advice) for one in filing.read for advice in one.extraction.advice),
    )


@cache
def _calendar(year: int) -> Calendar:
    """The years in which the working days of an application received that year may be counted."""
    return load_calendar().subset(year - 1, year + 1)


def _stated(filed: tuple[Reading, ...]) -> dict[str, Value]:
    """What was filed of each fact: the form's word first, and where it has none the first document's."""
    return {one.fact: one.value for one in reversed(filed) if one.value is not None}


def _applicant(stated: Mapping[str, Value]) -> Applicant:
    """The company where one is named, otherwise the person."""
    return Applicant(
        name=_first(stated, "company.company_name", "person.name", "trade_name.name"),
        key=_first(stated, "company.uscc", "person.resident_id"),
    )


def _first(stated: Mapping[str, Value], *facts: str) -> str:
    return next((str(stated[fact]) for fact in facts if fact in stated), "")


def _district(looked_up: tuple[Reading, ...], version: ItemVersion) -> str:
    """The district where the company is registered; where no register says so, that of the item."""
    return next((str(one.value) for one in looked_up if one.fact == "company.region" and one.value), version.region)
