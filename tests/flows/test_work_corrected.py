from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.cases import correcting
from app.cases.correcting import Answer, Notice
from app.cases.events import EventKind
from app.cases.filed import SentFile
from app.cases.recording import undecided
from app.db.engine import reading
from app.db.tables import case_event
from app.flows.approve import receive
from app.intake.keeping import stored_name
from tests.casework import OWNER, REVIEWER
from tests.office import COMPANY, LICENCE, ON, application, form_of
from tests.worker import eventually, readers, running_office, working

if TYPE_CHECKING:
    from pathlib import Path


def test_a_form_that_is_corrected_with_a_document_is_read_and_decided_again(tmp_path: Path) -> None:
    """The first time it was carried in the queue of forms, the second in that of documents, under the same id."""
    office = running_office(tmp_path)
    wrong = application(form=form_of(COMPANY) | {"company_name": "上海样倒食品有限公司"}, files=())
    sha256 = hashlib.sha256(LICENCE).hexdigest()
    with working(office, tmp_path):
        case_no = receive(office, wrong, {}, ON, owner=OWNER.id)
        eventually(lambda: not undecided(office.engine))
        notice = Notice(points=("名称与登记不符",), due_on=date(2026, 3, 20), reason="", is_late=False)
        correcting.request_correction(office.engine, office.clock, REVIEWER, case_no, notice)
        file = SentFile(material="business_license", name="licence.jpg", sha256=sha256, content=LICENCE)
        answer = Answer(application=application(files=(stored_name(sha256),)).model_dump_json(), files=(file,))
        correcting.answer_correction(office.engine, office.files, office.clock, OWNER, case_no, answer)
        eventually(lambda: not undecided(office.engine))

    with reading(office.engine) as connection:
        kinds = connection.execute(select(case_event.c.kind).order_by(case_event.c.number)).scalars().all()
    assert kinds.count(EventKind.CASE_HANDED_OVER.value) + kinds.count(EventKind.CASE_GRANTED.value) == 2
    assert len(readers(tmp_path)) == 1
