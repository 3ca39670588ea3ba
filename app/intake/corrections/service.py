"""An application with its correction: what is given anew takes the place of what was filed, the rest stays."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Final

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select

from app.cases.correcting import Answer, answer_correction
from app.cases.filed import SentFile
from app.db.engine import reading
from app.db.tables import case
from app.errors import AppError, BadApplication
from app.flows.approve import decide_received
from app.intake.application import (
    MAX_APPLICATION_BYTES,
    Application,
    FileName,
    Form,
    MaterialFile,
    check_materials,
    mistakes_of,
    parse_application,
)
from app.intake.filing import FORM, form_only_readings
from app.intake.json_text import read_json
from app.intake.keeping import stored_name
from approval_rules.items import find_item

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic.config import JsonDict

    from app.accounts.principal import Principal
    from app.cases.service import CaseStanding
    from app.flows.office import Office
    from app.intake.application import Upload
    from approval_rules.items import ItemVersion

log = structlog.get_logger()

EXAMPLES: Final[dict[str, JsonDict]] = {
    "fields": {"form": {"premises_address": "上海市样例区样例路2号"}},
    "upload_in_parts": {"materials": [{"id": "business_license", "file": "upload:5f2b1c0a9e8d7c6b5a4f3e2d1c0b9a87"}]},
}


class Correction(BaseModel):
    """What changes. Fields given take the place of those of the form; files, that of all files of their material."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [*EXAMPLES.values()]})

    form: Form | None = None
    form_file: FileName | None = None
    materials: Annotated[list[MaterialFile], Field(max_length=50)] = []


class CorrectionForm(BaseModel):
    """The parts of a form that is sent with files."""

    correction: str = Field(
        description="The correction as JSON; its files are named as the parts are.",
        examples=['{"materials": [{"id": "business_license", "file": "licence.jpg"}]}'],
    )
    files: list[bytes] = Field([], description="The files that the correction names.")


def parse_correction(raw: bytes) -> Correction:
    """Raises BadApplication: it is no JSON, or does not have the form of a correction."""
    if len(raw) > MAX_APPLICATION_BYTES:
        raise BadApplication(f"correction: larger than {MAX_APPLICATION_BYTES:,} bytes; files are sent beside the JSON")
    try:
        given = Correction.model_validate(read_json(raw))
    except ValidationError as error:
        raise BadApplication(*mistakes_of(error)) from error
    except ValueError as error:
        raise BadApplication(f"correction: not valid JSON ({str(error)[:120]})") from error
    if not (given.form or given.form_file or given.materials):
        raise BadApplication("the correction changes nothing; give fields of the form, or files")
    if given.form and given.form_file:
        raise BadApplication("give the form either as 'form' (its fields) or as 'form_file' (a file to be read)")
    return given


def correct(
    office: Office, who: Principal, stands: CaseStanding, correction: Correction, uploads: Mapping[str, Upload]
) -> None:
    """Take in the correction and decide the case anew; where that can't be done now, it waits for a person.

    Args:
        uploads: the files that the correction names, by the name it uses.

    Raises:
        NotFound, IllegalTransition, BadApplication, BadUpload: nothing is changed.
    """
    version = find_item(stands.item_id, office.items).version_on(stands.received_on)
    corrected = _corrected(_application(office, stands.case_no), correction, uploads)
    check_materials(corrected, version)
    _check_form(office, corrected, version)
    office.admission.admit(who.id, uploads.values())
    office.admission.check_types(uploads.values())
    answer = Answer(application=corrected.model_dump_json(exclude_none=True), files=tuple(_files(correction, uploads)))
    answer_correction(office.engine, office.files, office.clock, who, stands.case_no, answer)
    try:
        decide_received(office, stands.case_no)
    except AppError as error:
        log.warning("correction_not_decided", case_no=stands.case_no, code=error.code)


def _application(office: Office, case_no: str) -> Application:
    """As it is kept, each file named by its content."""
    with reading(office.engine) as connection:
        kept = connection.execute(select(case.c.application).where(case.c.case_no == case_no)).scalar_one()
    return parse_application(kept.encode(), "application")


def _corrected(kept: Application, correction: Correction, uploads: Mapping[str, Upload]) -> Application:
    named = [correction.form_file or "", *(one.file for one in correction.materials)]
    missing = [name for name in named if name and name not in uploads]
    if missing:
        raise BadApplication(*(f"the file '{name}' is named in the correction and was not sent" for name in missing))
    anew = {one.id for one in correction.materials}
    materials = [one for one in kept.materials if one.id not in anew]
    given = {(one.id, _name(uploads[one.file])): one for one in correction.materials}
    materials += [MaterialFile(id=id_, file=name) for id_, name in given]
    changes: dict[str, object] = {"materials": materials}
    if correction.form:
        changes |= {"form": (kept.form or {}) | correction.form, "form_file": None}
    if correction.form_file:
        changes |= {"form": None, "form_file": _name(uploads[correction.form_file])}
    return kept.model_copy(update=changes)


def _check_form(office: Office, corrected: Application, version: ItemVersion) -> None:
    form_only_readings(corrected, office.documents[version.form], version.in_force.start)


def _files(correction: Correction, uploads: Mapping[str, Upload]) -> Iterable[SentFile]:
    if correction.form_file:
        yield _sent(FORM, uploads[correction.form_file])
    for one in correction.materials:
        yield _sent(one.id, uploads[one.file])


def _sent(material: str, one: Upload) -> SentFile:
    return SentFile(material=material, name=one.name, sha256=_sha256(one), content=one.content)


def _name(one: Upload) -> str:
    return stored_name(_sha256(one))


def _sha256(one: Upload) -> str:
    return hashlib.sha256(one.content).hexdigest()
