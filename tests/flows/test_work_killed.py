from __future__ import annotations

import errno
import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app.cases.events import EventKind
from app.cases.recording import undecided
from app.db.engine import reading
from app.db.tables import case, case_event, decision
from app.flows.approve import receive
from app.webhooks import subscriptions
from app.work.batches import service as batches
from app.work.batches.service import BatchState, LineState, NewLine
from tests.office import ON, application, uploads
from tests.receiver import running_receiver
from tests.worker import QUICK, Manner, eventually, kill, readers, running_office, worker_process, working

if TYPE_CHECKING:
    from pathlib import Path

    from app.flows.office import Office

OWNER = "system:portal"


def decisions(office: Office, case_no: str) -> list[str]:
    """The outcome of each event by which the case was decided."""
    wanted = select(case_event.c.kind).where(
        case_event.c.case_no == case_no, case_event.c.kind != EventKind.CASE_RECEIVED.value
    )
    with reading(office.engine) as connection:
        return list(connection.execute(wanted).scalars())


def test_a_case_whose_reader_was_killed_is_decided_once_by_the_next_worker(tmp_path: Path) -> None:
    office = running_office(tmp_path)
    case_no = receive(office, application(), uploads(), ON, owner=OWNER)
    with worker_process(tmp_path, manner=Manner.HANGS) as worker:
        eventually(lambda: readers(tmp_path))
        kill(worker)
    assert undecided(office.engine) == [case_no]

    with working(office, tmp_path):
        eventually(lambda: not undecided(office.engine))

    assert decisions(office, case_no) == [EventKind.CASE_GRANTED.value]
    assert len(readers(tmp_path)) == 2


def test_a_document_that_kills_every_reader_goes_to_a_person_unread(tmp_path: Path) -> None:
    office = running_office(tmp_path)
    case_no = receive(office, application(), uploads(), ON, owner=OWNER)

    for _ in range(2):
        with worker_process(tmp_path, manner=Manner.DIES) as worker:
            assert worker.wait(60) < 0
    with working(office, tmp_path):
        eventually(lambda: not undecided(office.engine))

    assert decisions(office, case_no) == [EventKind.CASE_HANDED_OVER.value]
    with reading(office.engine) as connection:
        dossier = connection.execute(select(decision.c.dossier)).scalar_one()
    assert "材料暂时无法由系统读取" in json.dumps(json.loads(dossier), ensure_ascii=False)


def test_forms_are_decided_while_a_reader_hangs(tmp_path: Path) -> None:
    office = running_office(tmp_path, manner=Manner.HANGS)
    waiting = receive(office, application(), uploads(), ON, owner=OWNER)
    forms = [receive(office, application(files=()), {}, ON, owner=OWNER) for _ in range(40)]

    with worker_process(tmp_path, manner=Manner.HANGS) as worker:
        eventually(lambda: readers(tmp_path))
        eventually(lambda: undecided(office.engine) == [waiting], 15.0)
        kill(worker)

    assert {len(decisions(office, one)) for one in forms} == {1}


def test_a_deed_whose_end_could_not_be_written_is_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a full disk: the case waits on, and the queue says that it is under way."""
    office, failures = running_office(tmp_path), []

    def refuse(*_args: object, **_kwargs: object) -> None:
        failures.append(1)
        raise OSError(errno.ENOSPC, "No space left on device")

    case_no = receive(office, application(files=()), {}, ON, owner=OWNER)
    with monkeypatch.context() as full:
        full.setattr("app.work.reading.decide_received", refuse)
        full.setattr("dbos._sys_db.SystemDatabase.update_workflow_outcome", refuse)
        with working(office, tmp_path, patience=replace(QUICK, adopt_every_s=1.0)):
            eventually(lambda: len(failures) > QUICK.reading_tries)
            full.undo()
            eventually(lambda: not undecided(office.engine), 20.0)

    assert len(decisions(office, case_no)) == 1


@pytest.mark.loopback
def test_a_delivery_whose_worker_was_killed_arrives_with_the_same_id(tmp_path: Path) -> None:
    office = running_office(tmp_path)
    with running_receiver() as receiver:
        subscriptions.subscribe(office.engine, office.clock, OWNER, f"{receiver.url}/held", [])
        for _ in range(3):
            receive(office, application(), uploads(), ON, owner=OWNER)
        with worker_process(tmp_path) as worker:
            eventually(lambda: len(receiver.seen) >= 3)
            kill(worker)
        begun = {one.id for one in receiver.seen}

        receiver.let_go.set()
        with working(office, tmp_path):
            eventually(lambda: len(set(receiver.ids())) == 6)

        assert begun <= set(receiver.ids())
    assert {Counter(decisions(office, one)).total() for one in cases(office)} == {1}


def test_a_batch_whose_worker_was_killed_is_submitted_to_its_end_without_doubles(tmp_path: Path) -> None:
    office, count = running_office(tmp_path), 150
    form = json.dumps({"item": application().item, "form": application().form})
    lines = [NewLine(key=f"k{number}", item=application().item, application=form) for number in range(count)]
    batch_id = batches.take_in(office.engine, office.clock, OWNER, lines)
    with worker_process(tmp_path) as worker:
        eventually(lambda: len(cases(office)) > 10)
        kill(worker)
    submitted_before = len(cases(office))

    with working(office, tmp_path):
        eventually(lambda: batches.find(office.engine, OWNER, batch_id).state is BatchState.ENDED)

    found = batches.find(office.engine, OWNER, batch_id)
    assert submitted_before < count
    assert {line.state for line in found.lines} == {LineState.SUBMITTED}
    assert len({line.case_no for line in found.lines}) == count == len(cases(office))


def cases(office: Office) -> list[str]:
    with reading(office.engine) as connection:
        return list(connection.execute(select(case.c.case_no)).scalars())
