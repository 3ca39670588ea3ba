"""The duties to decide cases that were received undecided: those with documents to read, and forms alone."""

from __future__ import annotations

from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate
from threading import Thread
from typing import TYPE_CHECKING, Final

import structlog

from app.cases.recording import is_undecided, undecided
from app.errors import DatabaseUnavailable
from app.flows.approve import decide_received
from app.work.duties import Deed
from app.work.errors import ReadingTimedOut

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from threading import Event

    from app.flows.office import Office
    from app.work.patience import Patience

log = structlog.get_logger()

_MOST: Final = 100


class Reading:
    """Reads one case at a time: the reader itself uses as many cores as it may."""

    name = "reading"
    at_once = 1
    poll_s = 0.5
    is_due_until_done = True
    _with_files = True

    def __init__(self, office: Office, patience: Patience, stopping: Event) -> None:
        self._office, self._patience, self._stopping = office, patience, stopping

    def due(self) -> Sequence[Deed]:
        waiting = undecided(self._office.engine, _MOST, with_files=self._with_files)
        return [Deed(id=f"decide:{case_no}", of=case_no, share=case_no) for case_no in waiting]

    def do(self, of: str) -> None:
        if not is_undecided(self._office.engine, of):
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


class ReadingForms(Reading):
    """Those without a file have nothing to read: they wait behind no document, and many are decided at once."""

    name = "forms"
    at_once = 16
    _with_files = False


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
