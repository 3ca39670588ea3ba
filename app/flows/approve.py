"""Approve: upload → read → extract → look up records → decide → case → approved, or to a person."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, TypeVar

from app.accounts.principal import APPLICANT
from app.cases import recording
from app.cases.recording import GrantedMeanwhile
from app.errors import AppError
from app.flows.deciding import Ready, decide_ready
from app.flows.judging import Read, applicant_in, judge, judge_to_write, stated_in
from app.intake.application import Application, Upload, check_materials, parse_application
from app.intake.filing import form_only_readings, read_filing
from app.intake.keeping import Sent, filed_as, received_case, stored_name
from app.operation.measures import Stage, decided, stage
from app.switches.standing import require_open
from approval_rules.decide import Problem, ProblemCode
from approval_rules.items import find_item

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from app.cases.filed import Also, Filed, Judged
    from app.flows.office import Office
    from app.intake.filing import Filing
    from approval_rules.items import ItemVersion
    from approval_rules.verdict import Verdict
    from extractors.result import PageAdvice

UNREADABLE = Problem(code=ProblemCode.FORM_INCOMPLETE, message="材料暂时无法由系统读取")

T = TypeVar("T")

MOST_TRIES: Final = 5


class TooBusy(AppError):
    """The applicant is being granted other things all the while; nothing was decided."""

    code = "too_busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self) -> None:
        super().__init__("other applications of this applicant are being decided; send it again in a moment")


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
    problems: tuple[Problem, ...] = (),
) -> Decided:
    """Decide an application received on that day, and write the case unless this is a pre-check.

    Args:
        uploads: the files that the application names, by the name it uses.
        store: False for a pre-check, which tells the same and writes nothing.
        owner: who sends it in, as `Principal.id`.
        also: what else is written in the case's transaction.
        problems: what is known to stand in its way besides, so that a person decides.

    Raises:
        UnknownItem, NotInForce, BadApplication, BadUpload: nothing is decided or written.
        SwitchedOff: staff take no new applications for it; a pre-check is made all the same.
    """
    version = find_item(application.item, office.items).version_on(on)
    if store:
        require_open(office.engine, version.item)
    check_materials(application, version)
    office.admission.admit(owner, uploads.values())
    with stage(Stage.READ):
        filing = read_filing(
            office.extractor, office.documents, application, version, uploads, on,
            keeps_others=application.ask_for_person or not store,
        )  # fmt: skip
    read = Read(application=application, version=version, filing=filing, on=on, problems=problems)
    if not store:
        return _decided(None, judge(office, read), filing)
    filing.refuse_mistakes()
    sent = Sent(application=application, version=version, received_on=on, owner=owner)
    ready = Ready(read=read, sent=sent, uploads=uploads, also=also)
    case_no, judged = _until_it_stands(lambda: decide_ready(office, ready))
    _tell(judged, version)
    return _decided(case_no, judged, filing)


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
        SwitchedOff: staff take no new applications for it.
    """
    version = find_item(application.item, office.items).version_on(on)
    require_open(office.engine, version.item)
    check_materials(application, version)
    office.admission.admit(owner, uploads.values())
    office.admission.check_types(uploads.values())
    applicant = applicant_in(stated_in(form_only_readings(application, office.documents[version.form], on)))
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
        judged = judge_to_write(office, read, case_no)
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


def _read_again(office: Office, filed: Filed, *, unreadable: bool) -> Read:
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
    return Read(application=application, version=filed.version, filing=filing, on=filed.received_on, problems=problems)


def _decided(case_no: str | None, judged: Judged, filing: Filing) -> Decided:
    return Decided(
        case_no=case_no,
        item_version=judged.item_version,
        verdict=judged.verdict,
        dossier=judged.dossier,
        dossier_sha256=judged.dossier_sha256,
        advice=tuple((one.upload.name, advice) for one in filing.read for advice in one.extraction.advice),
    )
