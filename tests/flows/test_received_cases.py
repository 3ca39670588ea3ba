"""A case taken in first and read afterwards: decided once, by the same rules, and never lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from app.audit import service as audit
from app.cases import recording
from app.cases import service as cases
from app.cases.states import CaseState
from app.db.engine import reading, transaction
from app.db.tables import case, case_event, decision_past
from app.errors import BadApplication, NotDecidedYet
from app.flows.approve import decide_received, receive
from approval_rules.items import Outcome
from approval_rules.replay import replayed
from tests.office import COMPANY, NOW, ON, application, form_of, open_office, submitted, uploads

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office


class _Later:
    def now(self) -> datetime:
        return NOW + timedelta(hours=1)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


def _taken_in(office: Office) -> str:
    return receive(office, application(), uploads(), ON, owner="system:portal")


def _kinds(office: Office, case_no: str) -> list[str]:
    with reading(office.engine) as connection:
        wanted = select(case_event.c.kind).where(case_event.c.case_no == case_no).order_by(case_event.c.number)
        return list(connection.execute(wanted).scalars())


def test_it_is_kept_before_it_is_read_and_waits_for_a_decision(office: Office) -> None:
    case_no = _taken_in(office)

    assert recording.undecided(office.engine) == [case_no]
    assert cases.stands(office.engine, case_no).state is CaseState.RECEIVED
    assert cases.stands(office.engine, case_no).owner == "system:portal"
    with pytest.raises(NotDecidedYet):
        cases.find(office.engine, case_no)


def test_it_is_decided_as_if_it_had_been_decided_at_once(office: Office, tmp_path: Path) -> None:
    case_no = _taken_in(office)
    at_once = submitted(open_office(tmp_path / "beside"))

    assert decide_received(office, case_no)

    found = cases.find(office.engine, case_no)
    assert found.summary.state is CaseState.GRANTED
    assert found.dossier == at_once.dossier
    assert replayed(found.dossier) == found.dossier
    assert recording.undecided(office.engine) == []
    assert _kinds(office, case_no) == ["case_received", "case_granted"]


def test_deciding_it_twice_changes_nothing(office: Office) -> None:
    case_no = _taken_in(office)
    decide_received(office, case_no)

    assert not decide_received(office, case_no)

    assert _kinds(office, case_no) == ["case_received", "case_granted"]


def test_one_that_was_withdrawn_meanwhile_is_not_decided(office: Office) -> None:
    case_no = _taken_in(office)
    with transaction(office.engine) as connection:
        connection.execute(update(case).values(state=CaseState.WITHDRAWN.value))

    assert not decide_received(office, case_no)
    assert _kinds(office, case_no) == ["case_received"]


def test_documents_that_show_something_else_hand_it_to_a_person(office: Office) -> None:
    case_no = receive(office, application(), uploads(licence=b"a cat"), ON)

    assert decide_received(office, case_no)

    found = cases.find(office.engine, case_no)
    assert found.summary.state is CaseState.RECEIVED
    assert found.summary.outcome is Outcome.ESCALATE


def test_documents_that_nothing_can_read_hand_it_to_a_person_with_that_reason(office: Office) -> None:
    case_no = _taken_in(office)

    assert decide_received(office, case_no, unreadable=True)

    found = cases.find(office.engine, case_no)
    assert found.summary.outcome is Outcome.ESCALATE
    assert "材料暂时无法由系统读取" in json.dumps(found.content, ensure_ascii=False)


def test_a_form_that_cant_be_used_is_refused_at_the_door(office: Office) -> None:
    wrong = application(form=form_of(COMPANY) | {"uscc": "123"})

    with pytest.raises(BadApplication):
        receive(office, wrong, uploads(), ON)

    assert recording.undecided(office.engine) == []


def test_a_case_received_again_is_decided_anew_and_the_decision_before_is_kept(office: Office) -> None:
    filed = application(ask=True)
    case_no = submitted(office, filed).case_no or ""
    before = cases.find(office.engine, case_no)
    kept = json.loads(before.application) | {"ask_for_person": False}
    with transaction(office.engine) as connection:
        connection.execute(
            update(case).values(application=json.dumps(kept, ensure_ascii=False), undecided_since=ON.isoformat())
        )
    later = replace(office, clock=_Later())

    assert decide_received(later, case_no)

    after = cases.find(office.engine, case_no)
    assert (before.summary.outcome, after.summary.outcome) == (Outcome.ESCALATE, Outcome.APPROVE)
    with reading(office.engine, at_one_instant=True) as connection:
        past = connection.execute(select(decision_past.c.dossier_sha256)).scalars().all()
        report = audit.verify(connection)
    assert past == [before.dossier_sha256]
    assert (report.broken_at, report.unaccounted) == (None, ())
