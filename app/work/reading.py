"""The duty to read and decide cases that were received with their documents unread."""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Final

import structlog
from sqlalchemy import func, select

from app.cases.events import EventKind
from app.cases.recording import undecided
from app.cases.states import CaseState
from app.db.engine import reading
from app.db.tables import case, case_event, decision
from app.errors import DatabaseUnavailable
from app.flows.approve import decide_received
from app.work.duties import Deed
from app.work.errors import ReadingTimedOut

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from threading import Event

    from app.flows.approve import Office
    from app.work.patience import Patience

log = structlog.get_logger()

_MOST: Final = 100
_RESCAN_S: Final = 60.0


class Reading:
    """Reads one case at a time: the reader itself uses as many cores as it may."""

    name = "reading"
    at_once = 1
    poll_s = 0.2
    is_due_until_done = True

    def __init__(self, office: Office, patience: Patience, stopping: Event) -> None:
        self._office, self._patience, self._stopping = office, patience, stopping
        self._open: dict[str, None] = {}
        self._seen = 0
        self._scanned_at: float | None = None

    def due(self) -> Sequence[Deed]:
        self._note_new()
        waiting = self._still_undecided()
        return [Deed(id=f"decide:{case_no}", of=case_no, share=case_no) for case_no in waiting]

    def do(self, of: str) -> None:
        if not self._undecided_among([of]):
            return
        for number in range(1, self._patience.reading_tries + 1):
            try:
                self._decide(of)
            except DatabaseUnavailable:
                raise
            except Exception as error:  # noqa: BLE001  whatever a document does to its reader
                log.warning("reading_failed", case_no=of, attempt=number, error=type(error).__name__)
                if self._stopping.wait(self._wait_s(number)):
                    return
            else:
                return
        self._hand_over(of)

    def give_up(self, of: str) -> bool:
        self._hand_over(of)
        return True

    def _hand_over(self, case_no: str) -> None:
        if decide_received(self._office, case_no, unreadable=True):
            log.error("case_handed_over_unread", case_no=case_no)

    def _decide(self, case_no: str) -> None:
        """Raises ReadingTimedOut; the reading that hangs is left behind, and what it may yet find comes too late."""
        try:
            _in_thread(lambda: decide_received(self._office, case_no)).result(self._patience.reading_limit_s)
        except TooLate as error:
            raise ReadingTimedOut(f"the documents of {case_no} were not read in time") from error

    def _wait_s(self, attempt: int) -> float:
        is_last = attempt >= self._patience.reading_tries
        return 0.0 if is_last else self._patience.reading_wait_s * 4.0 ** (attempt - 1)

    def _note_new(self) -> None:
        """Those received since the last look, by their events; now and then every one that there is."""
        last = self._seen
        with reading(self._office.engine) as connection:
            newest = connection.execute(select(func.max(case_event.c.number))).scalar_one() or 0
            is_scan = self._scanned_at is None or monotonic() - self._scanned_at >= _RESCAN_S
            if not is_scan and newest > last:
                wanted = select(case_event.c.case_no).where(
                    case_event.c.number > last,
                    case_event.c.number <= newest,
                    case_event.c.kind == EventKind.CASE_RECEIVED.value,
                )
                self._open |= dict.fromkeys(connection.execute(wanted.order_by(case_event.c.number)).scalars())
        if is_scan:
            self._open = dict.fromkeys(undecided(self._office.engine, _MOST)) | self._open
            self._scanned_at = monotonic()
        self._seen = newest

    def _still_undecided(self) -> list[str]:
        asked = list(self._open)[:_MOST]
        found = self._undecided_among(asked)
        for case_no in asked:
            if case_no not in found:
                del self._open[case_no]
        return [case_no for case_no in asked if case_no in found]

    def _undecided_among(self, asked: list[str]) -> set[str]:
        if not asked:
            return set()
        wanted = (
            select(case.c.case_no)
            .outerjoin(decision, decision.c.case_no == case.c.case_no)
            .where(case.c.case_no.in_(asked), case.c.state == CaseState.RECEIVED.value, decision.c.case_no.is_(None))
        )
        with reading(self._office.engine) as connection:
            return set(connection.execute(wanted).scalars())


def _in_thread(work: Callable[[], object]) -> Future[object]:
    """Run it in a thread that nobody waits for when the process ends."""
    future: Future[object] = Future()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # noqa: BLE001  belongs to whoever waits
            future.set_exception(error)
        else:
            future.set_result(result)

    Thread(target=run, name="reading", daemon=True).start()
    return future
