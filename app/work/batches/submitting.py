"""The duty to submit batches: a few lines at a time, each once by its key, however often a process dies over it."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Final

from sqlalchemy.exc import IntegrityError

from app.db.engine import transaction
from app.errors import AppError, DatabaseUnavailable
from app.flows.approve import approve
from app.intake import submission_keys
from app.intake.application import parse_application
from app.intake.submission_keys import SubmissionKey
from app.work.batches import service
from app.work.duties import Deed
from approval_rules.errors import NotInForce, UnknownItem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from threading import Event

    from app.db.writes import Writes
    from app.flows.office import Office
    from app.intake.application import Application
    from app.work.batches.service import WaitingLine

_LINES_A_RUN: Final = 100
_RUN_S: Final = 5.0
_MOST: Final = 20


class Submitting:
    """One run at a time, beside those who wait for their answer."""

    name = "batches"
    at_once = 1
    poll_s = 1.0
    is_due_until_done = True

    def __init__(self, office: Office, stopping: Event) -> None:
        self._office, self._stopping = office, stopping

    def due(self) -> Sequence[Deed]:
        return [
            Deed(id=f"batch:{batch_id}:{done}", of=batch_id, share=batch_id)
            for batch_id, done in service.running(self._office.engine, _MOST)
        ]

    def do(self, of: str) -> None:
        owner, on, lines = service.waiting_lines(self._office.engine, of, _LINES_A_RUN)
        end = monotonic() + _RUN_S
        for line in lines:
            self._submit(of, owner, on, line)
            if self._stopping.is_set() or monotonic() > end:
                return
        service.end_if_done(self._office.engine, self._office.clock, of)

    def give_up(self, of: str) -> bool:
        del of
        return False

    def _submit(self, batch_id: str, owner: str, on: date, line: WaitingLine) -> None:
        try:
            application = parse_application(line.application.encode(), "application")
            self._submit_once(batch_id, owner, on, line, application)
        except DatabaseUnavailable:
            raise
        except (AppError, UnknownItem, NotInForce) as error:
            with transaction(self._office.engine) as connection:
                service.note_invalid(connection, batch_id, line.number, error.code, str(error))

    def _submit_once(self, batch_id: str, owner: str, on: date, line: WaitingLine, application: Application) -> None:
        """The key, the case and the line are written in one transaction."""
        content = submission_keys.content_sha256(application, {})
        key = SubmissionKey(owner=owner, key=line.key, content_sha256=content)
        if self._was_submitted(batch_id, line, key):
            return
        also = partial(self._also, batch_id, line.number, key)
        try:
            approve(self._office, application, {}, on, store=True, owner=owner, also=also)
        except IntegrityError:
            if not self._was_submitted(batch_id, line, key):
                raise

    def _was_submitted(self, batch_id: str, line: WaitingLine, key: SubmissionKey) -> bool:
        case_no = submission_keys.case_of(self._office.engine, key, self._office.clock.now())
        if case_no is None:
            return False
        with transaction(self._office.engine) as connection:
            service.note_case(connection, batch_id, line.number, case_no)
        return True

    def _also(self, batch_id: str, number: int, key: SubmissionKey, writes: Writes, case_no: str) -> None:
        submission_keys.keep(writes, key, case_no, self._office.clock.now())
        writes.then(lambda connection: service.note_case(connection, batch_id, number, case_no))
