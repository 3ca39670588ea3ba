"""Judges what was read of an application: looks up the records, decides, and keeps all of it as the dossier."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final

from app.cases import recording
from app.cases.filed import Applicant, Judged
from app.clock import today
from app.intake.filing import form_problems, presented_materials
from app.intake.finding import where_read
from app.intake.lookup import answers_to, look_ups, register_readings, system_readings
from app.operation.measures import Stage, stage
from app.storage.sharing import shared_file_problems
from app.switches.standing import as_decided_by, decided_by
from approval_rules.calendar import load_calendar
from approval_rules.decide import CaseFacts, Problem, ProblemCode, decide
from approval_rules.dossier import dossier, dossier_sha256
from approval_rules.items import Automation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from app.flows.office import Office
    from app.intake.application import Application
    from app.intake.filing import Filing
    from app.intake.lookup import LookUps
    from app.registries.service import Answer
    from approval_rules.calendar import Calendar
    from approval_rules.evidence import Reading
    from approval_rules.items import ItemVersion
    from approval_rules.values import Value

ASKED_FOR_PERSON: Final = Problem(code=ProblemCode.ASKED_FOR_PERSON, message="申请人要求由工作人员办理")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """An application with what was read of it; `problems` are those of the reading as a whole."""

    application: Application
    version: ItemVersion
    filing: Filing
    on: date
    problems: tuple[Problem, ...] = ()


def judge(office: Office, read: Read) -> Judged:
    """Judge it by the item as staff let it be decided now."""
    return _judge(office, replace(read, version=as_decided_by(office.engine, read.version)))


def _judge(office: Office, read: Read) -> Judged:
    asked = look_ups(read.version, stated_in(read.filing.readings))
    with stage(Stage.LOOK_UP):
        (answers,) = answers_to(office.registers, [asked])
    return _judged(office, read, asked, answers)


def judge_to_write(office: Office, read: Read, case_no: str = "") -> Judged:
    """Judge what will be a case, or is the one with that number, with what other cases say of it."""
    read = replace(read, version=as_decided_by(office.engine, read.version))
    seen_through = recording.last_number(office.engine) if _may_grant(read) else None
    files, applicant = (
        [one.extraction.sha256 for one in read.filing.read],
        applicant_in(stated_in(read.filing.readings)),
    )
    shared = shared_file_problems(office.engine, files, applicant.key, case_no)
    judged = _judge(office, replace(read, problems=(*read.problems, *shared)))
    return replace(judged, seen_through=seen_through, read=where_read(read.filing))


def judge_forms(office: Office, reads: Sequence[Read]) -> list[Judged | Exception]:
    """Judge several that will be cases and came without files; all their records are looked up at once."""
    versions = decided_by(office.engine, [one.version for one in reads])
    reads = [replace(one, version=version) for one, version in zip(reads, versions, strict=True)]
    try:
        seen_through = recording.last_number(office.engine) if any(map(_may_grant, reads)) else None
        asked = [look_ups(one.version, stated_in(one.filing.readings)) for one in reads]
        with stage(Stage.LOOK_UP):
            answers = answers_to(office.registers, asked)
    except Exception as error:  # noqa: BLE001  what one of them can't be asked with is no harm to the others
        if len(reads) == 1:
            return [error]
        return [result for one in reads for result in judge_forms(office, [one])]
    return [
        _tried(office, *one, seen_through if _may_grant(one[0]) else None)
        for one in zip(reads, asked, answers, strict=True)
    ]


def _tried(
    office: Office, read: Read, asked: LookUps, answers: Sequence[Answer], seen_through: int | None
) -> Judged | Exception:
    try:
        return replace(_judged(office, read, asked, answers), seen_through=seen_through)
    except Exception as error:  # noqa: BLE001  whatever it is belongs to this application alone
        return error


def _may_grant(read: Read) -> bool:
    return read.version.automation is Automation.UNATTENDED


def _judged(office: Office, read: Read, asked: LookUps, answers: Sequence[Answer]) -> Judged:
    version, filing, on = read.version, read.filing, read.on
    looked_up, unanswered = register_readings(version, asked, answers)
    by_person = (ASKED_FOR_PERSON,) if read.application.ask_for_person else ()
    case_facts = CaseFacts(
        received_on=on,
        presented=presented_materials(version, filing),
        readings=(*system_readings(on, today(office.clock)), *filing.readings, *looked_up),
        problems=(*form_problems(filing), *read.problems, *unanswered, *by_person),
        calendar=_calendar(on.year),
    )
    with stage(Stage.DECIDE):
        verdict = decide(version, case_facts)
        content = dossier(version, case_facts, verdict)
    return Judged(
        item_version=version.id,
        verdict=verdict,
        dossier=content,
        dossier_sha256=dossier_sha256(content),
        applicant=_applicant_of(read),
        district=_district(looked_up, version),
    )


@cache
def _calendar(year: int) -> Calendar:
    """The years in which the working days of an application received that year may be counted."""
    return load_calendar().subset(year - 1, year + 1)


def stated_in(filed: tuple[Reading, ...]) -> dict[str, Value]:
    """What was filed of each fact: the form's word first, and where it has none the first document's."""
    return {one.fact: one.value for one in reversed(filed) if one.value is not None}


def _applicant_of(read: Read) -> Applicant:
    return applicant_in(stated_in(read.filing.readings))


def applicant_in(stated: Mapping[str, Value]) -> Applicant:
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
