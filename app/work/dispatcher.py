"""Looks in the tables for what is to do, and has it carried: nothing is lost between a commit and a queue."""

from __future__ import annotations

from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING, Final

import structlog

from app.work.carrier import Carried
from app.work.waking import wait_for_wake, wake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.work.carrier import Carrier
    from app.work.duties import Duty
    from app.work.patience import Patience
    from app.work.presence import Presence

log = structlog.get_logger()

_SOONEST_S: Final = 0.05
"""Between two looks, however often it is woken."""
_LONGEST_PAUSE_S: Final = 60.0
"""Before a deed that failed is carried again."""


class Dispatcher:
    """A thread that looks every second, and whenever it is woken. Any number of processes may have one."""

    def __init__(self, carrier: Carrier, duties: Sequence[Duty], presence: Presence, patience: Patience) -> None:
        self._carrier, self._duties = carrier, duties
        self._presence, self._patience = presence, patience
        self._pauses = {duty.name: _Pauses() for duty in duties}
        self._stopped = Event()
        self._adopted_at = 0.0
        self._failing: dict[str, str] = {}
        """What failed at the last look, so that it is said once."""
        self._thread = Thread(target=self._run, name="dispatcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, seconds: float) -> None:
        self._stopped.set()
        wake()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stopped.is_set():
            for duty in self._duties:
                self._guarded(f"look_{duty.name}", duty)
            if monotonic() - self._adopted_at >= self._patience.adopt_every_s:
                self._guarded("adopt", None)
                self._adopted_at = monotonic()
            self._stopped.wait(_SOONEST_S)
            wait_for_wake(self._patience.look_every_s)

    def _guarded(self, what: str, duty: Duty | None) -> None:
        try:
            if duty is None:
                self._adopt()
            else:
                self._look(duty)
        except Exception as error:  # noqa: BLE001  the database is away, say: the next look tries again
            if self._failing.get(what) != type(error).__name__:
                log.warning("dispatch_failed", what=what, error=type(error).__name__, said=str(error)[:200])
            self._failing[what] = type(error).__name__
        else:
            if self._failing.pop(what, None):
                log.info("dispatch_recovered", what=what)

    def _look(self, duty: Duty) -> None:
        deeds = duty.due()
        if not deeds:
            return
        states, pauses = self._carrier.states(deeds), self._pauses[duty.name]
        pauses.keep_only({deed.id for deed in deeds})
        for deed in deeds:
            if self._stopped.is_set():
                return
            match states.get(deed.id):
                case None:
                    self._carrier.carry(duty, deed)
                case Carried.FATAL if duty.give_up(deed.of):
                    log.error("deed_given_up", duty=duty.name, of=deed.of)
                case Carried.FATAL | Carried.ENDED if duty.is_due_until_done and pauses.is_over(deed.id):
                    self._carrier.carry_again(duty, deed)
                case _:
                    pass

    def _adopt(self) -> None:
        self._presence.enter()
        dead = {worker for worker in self._carrier.holders() if not self._presence.is_alive(worker)}
        if dead:
            log.warning("work_adopted", workers=sorted(dead))
            self._carrier.adopt(dead)
        self._carrier.take_up_dropped()


class _Pauses:
    """How long each deed that ended and is due all the same is left alone.

    Until the next look: it may have ended between the look at what is due and that at what is carried. If it is due
    then, it failed, or is to be done once more; after that a second, then twice as long each time.
    """

    def __init__(self) -> None:
        self._next: dict[str, tuple[float, float]] = {}

    def keep_only(self, ids: set[str]) -> None:
        self._next = {id_: pause for id_, pause in self._next.items() if id_ in ids}

    def is_over(self, id_: str) -> bool:
        """Whether it may be carried again; if so, the next pause begins."""
        if id_ not in self._next:
            self._next[id_] = (0.0, 1.0)
            return False
        until, pause = self._next[id_]
        if monotonic() < until:
            return False
        self._next[id_] = (monotonic() + pause, min(_LONGEST_PAUSE_S, 2 * pause))
        return True
