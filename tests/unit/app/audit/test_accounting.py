"""Every case has to be as the log says that it was left, whoever moved it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from app.audit.verifying import verify_database
from app.cases import accepting, reviewing
from app.cases.reviewing import Opinion, Ruling
from app.db.engine import reading, transaction
from app.db.tables import audit_entry, decision
from tests.casework import APPROVER, BOTH, CORPUS, REFUSED, casework, waiting_case
from tests.office import open_office, submitted

if TYPE_CHECKING:
    from pathlib import Path


def test_a_dossier_whose_seal_was_broken_is_found(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    broken, whole = submitted(office).case_no or "", submitted(office).case_no
    with transaction(office.engine) as connection:
        change = "UPDATE decision SET dossier = substr(dossier, 1, length(dossier) - 1) WHERE case_no = :no"
        connection.execute(text(change), {"no": broken})

    found = verify_database(office.engine)

    assert found.unaccounted == (broken,)
    assert whole not in found.unaccounted


def test_a_dossier_that_was_emptied_without_an_entry_is_found(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    case_no = submitted(office).case_no or ""
    with transaction(office.engine) as connection:
        connection.execute(decision.update().values(dossier=b""))

    assert verify_database(office.engine).unaccounted == (case_no,)


@pytest.mark.parametrize(("opinion", "ruling"), [(Opinion.GRANT, Ruling.GRANT), (Opinion.REFUSE, Ruling.REFUSE)])
def test_a_ruling_tells_whether_it_is_another_than_the_machine_proposed(
    tmp_path: Path, opinion: Opinion, ruling: Ruling
) -> None:
    office, clock = casework(tmp_path, date(2026, 3, 2))
    case_no = waiting_case(office, clock)
    accepting.accept(office.engine, clock, BOTH, case_no)
    reviewing.review(office.engine, clock, BOTH, case_no, opinion, REFUSED, known=CORPUS)

    reviewing.rule(office.engine, clock, APPROVER, case_no, ruling)

    with reading(office.engine) as connection:
        last = connection.execute(select(audit_entry.c.content).order_by(audit_entry.c.number.desc()).limit(1))
        content = json.loads(last.scalar_one())
        dossier = json.loads(connection.execute(select(decision.c.dossier)).scalar_one())
    assert content["proposal"] == dossier["verdict"]["proposal"]
    assert content["overrides_proposal"] is ((ruling is Ruling.GRANT) != (content["proposal"] == "approve"))
    assert verify_database(office.engine).is_whole
