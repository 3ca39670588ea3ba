"""How an application is kept with its files, so that it can be read again later: each file named by its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.cases.filed import Applicant, Filed, SentFile
from app.cases.scope import no_such
from app.db.engine import reading
from app.db.tables import case, upload
from app.errors import BadApplication
from app.intake.filing import FORM
from app.storage.admission import shown_name
from approval_rules.items import find_item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Engine

    from app.intake.application import Application, Upload
    from app.storage.files import FileStore
    from approval_rules.items import Item, ItemVersion


def stored_name(sha256: str) -> str:
    """How a kept application names a file."""
    return f"sha256:{sha256}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An application on the day it came; `owner` is who sent it, as `Principal.id`."""

    application: Application
    version: ItemVersion
    received_on: date
    owner: str


def filed_as(sent: Sent, uploads: Mapping[str, Upload], applicant: Applicant, district: str) -> Filed:
    """What is kept of it: in the application, each file is named by its content.

    Args:
        uploads: by the name that the application uses.

    Raises:
        BadApplication: a file that the application names was not sent.
    """
    files = _files(sent.application, uploads)
    return Filed(
        version=sent.version,
        application=_kept(sent.application, files).model_dump_json(exclude_none=True),
        received_on=sent.received_on,
        owner=sent.owner,
        applicant=applicant,
        district=district,
        files=tuple(files.values()),
    )


def received_case(engine: Engine, files: FileStore, items: Mapping[str, Item], case_no: str) -> Filed:
    """The case as it was sent in, with the bytes of its files.

    Raises:
        NotFound: there is no such case, or a file of it is not in the store.
    """
    with reading(engine) as connection:
        row = connection.execute(select(case).where(case.c.case_no == case_no)).first()
        if row is None:
            raise no_such(case_no)
        kept = connection.execute(select(upload).where(upload.c.case_no == case_no)).all()
    received_on = date.fromisoformat(row.received_on)
    return Filed(
        version=find_item(row.item_id, items).version_on(received_on),
        application=row.application,
        received_on=received_on,
        owner=row.owner,
        applicant=Applicant(name=row.applicant_name, key=row.applicant_key),
        district=row.district,
        files=tuple(
            SentFile(material=one.material, name=one.name, sha256=one.sha256, content=files.read(one.sha256))
            for one in kept
        ),
    )


def _files(application: Application, uploads: Mapping[str, Upload]) -> dict[str, SentFile]:
    """Each file that the application names, by that name."""
    named = {one.file: one.id for one in application.materials}
    if application.form_file is not None:
        named[application.form_file] = FORM
    missing = [name for name in named if name not in uploads]
    if missing:
        raise BadApplication(*(f"the file '{name}' is named in the application and was not sent" for name in missing))
    return {name: _sent(material, uploads[name]) for name, material in named.items()}


def _kept(application: Application, files: Mapping[str, SentFile]) -> Application:
    """Each file once a material."""
    materials = {
        (one.id, files[one.file].sha256): one.model_copy(update={"file": stored_name(files[one.file].sha256)})
        for one in application.materials
    }
    form_file = None if application.form_file is None else stored_name(files[application.form_file].sha256)
    return application.model_copy(update={"materials": list(materials.values()), "form_file": form_file})


def _sent(material: str, one: Upload) -> SentFile:
    sha256 = hashlib.sha256(one.content).hexdigest()
    return SentFile(material=material, name=shown_name(one.name), sha256=sha256, content=one.content)
