"""What is to be done time and again, by one process each time: a line here a sweep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from app.work.duties import Deed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from threading import Event

    from app.flows.office import Office
    from app.settings import Settings
    from app.work.carrier import Carrier

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Premises:
    """What a sweep works with."""

    office: Office
    settings: Settings
    carrier: Carrier
    stopping: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """`run` does some of what there is, briefly, and returns how much; doing it twice is harmless.

    One that goes through everything, and so is not brief, is among the long ones and looks at `stopping` as it goes.
    """

    name: str
    every: timedelta
    run: Callable[[Premises], int]


def _submission_keys(at: Premises) -> int:
    from app.intake.submission_keys import forget_old

    return forget_old(at.office.engine, at.office.clock.now())


def _expired_uploads(at: Premises) -> int:
    from app.intake.parts.desk import uploads_of

    return uploads_of(at.office, at.settings).forget_expired()


def _old_drafts(at: Premises) -> int:
    from app.intake.drafts import Drafts

    return _again_while_any(Drafts(engine=at.office.engine, clock=at.office.clock).forget_expired)


def _escalation(at: Premises) -> int:
    from app.cases.escalating import escalate_due

    return escalate_due(at.office.engine, at.office.clock)


def _old_batches(at: Premises) -> int:
    from app.work.batches.service import forget_old

    return forget_old(at.office.engine, at.office.clock)


def _old_deliveries(at: Premises) -> int:
    from app.webhooks.outbox import forget_old

    return _again_while_any(lambda: forget_old(at.office.engine, at.office.clock.now()))


def _ended_deeds(at: Premises) -> int:
    return _again_while_any(lambda: at.carrier.forget_ended(at.office.clock.now() - timedelta(days=7)))


def _again_while_any(some: Callable[[], int]) -> int:
    """Do what is done some at a time, so that each is brief, until none is left or it is enough for one sweep."""
    total = 0
    for _ in range(200):
        done = some()
        total += done
        if not done:
            break
    return total


def _personal_data(at: Premises) -> int:
    from app.personal.erasing import erase_due

    return erase_due(at.office.engine, at.office.clock, at.office.files)


def _old_notices(at: Premises) -> int:
    from app.notices.keeping import forget_old

    return _again_while_any(lambda: forget_old(at.office.engine, at.office.clock.now()))


def _reminders(at: Premises) -> int:
    from app.notices.reminding import remind_of_days

    return remind_of_days(at.office, at.stopping)


def _matching(at: Premises) -> int:
    from app.matching.nightly import match_today

    return match_today(at.office, at.settings, at.stopping)


def _upload_counts(at: Premises) -> int:
    from app.storage.quotas import forget_counts

    return forget_counts(at.office.engine, at.office.clock)


def _audit_checkpoint(at: Premises) -> int:
    from app.audit.checkpoints import make_checkpoint

    settings, office = at.settings, at.office
    made = make_checkpoint(office.engine, office.clock, settings.audit_key, settings.audit_anchor, due_only=True)
    return 0 if made is None else 1


def _payouts(at: Premises) -> int:
    from app.payouts.sweeping import sweep

    return _again_while_any(lambda: sweep(at.office))


MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)

SWEEPS: Final[tuple[Sweep, ...]] = (
    Sweep(name="escalation", every=10 * MINUTE, run=_escalation),
    Sweep(name="payouts", every=10 * MINUTE, run=_payouts),
    Sweep(name="submission_keys", every=HOUR, run=_submission_keys),
    Sweep(name="expired_uploads", every=HOUR, run=_expired_uploads),
    Sweep(name="old_drafts", every=HOUR, run=_old_drafts),
    Sweep(name="old_batches", every=HOUR, run=_old_batches),
    Sweep(name="old_deliveries", every=HOUR, run=_old_deliveries),
    Sweep(name="ended_deeds", every=HOUR, run=_ended_deeds),
    Sweep(name="personal_data", every=HOUR, run=_personal_data),
    Sweep(name="old_notices", every=HOUR, run=_old_notices),
    Sweep(name="upload_counts", every=HOUR, run=_upload_counts),
    Sweep(name="audit_checkpoint", every=MINUTE, run=_audit_checkpoint),
)

LONG_SWEEPS: Final[tuple[Sweep, ...]] = (
    Sweep(name="matching", every=HOUR, run=_matching),
    Sweep(name="reminders", every=6 * HOUR, run=_reminders),
)


class Sweeping:
    """The duty to sweep. A sweep that failed is logged, and comes again in its next period."""

    name = "sweeps"
    at_once = 1
    poll_s = 2.0
    is_due_until_done = False

    def __init__(self, premises: Premises, sweeps: Sequence[Sweep] = SWEEPS) -> None:
        self._premises = premises
        self._sweeps = {sweep.name: sweep for sweep in sweeps}
        self._swept: dict[str, int] = {}

    def due(self) -> Sequence[Deed]:
        """Those whose period has begun since this process last looked."""
        now = self._premises.office.clock.now().timestamp()
        deeds = []
        for sweep in self._sweeps.values():
            period = int(now // sweep.every.total_seconds())
            if self._swept.get(sweep.name) != period:
                self._swept[sweep.name] = period
                deeds.append(Deed(id=f"sweep:{sweep.name}:{period}", of=sweep.name, share=sweep.name))
        return deeds

    def do(self, of: str) -> None:
        sweep = self._sweeps.get(of)
        if sweep is None:  # of another release
            return
        done = sweep.run(self._premises)
        if done:
            log.info("swept", sweep=of, done=done)

    def give_up(self, of: str) -> bool:
        del of
        return True


class LongSweeping(Sweeping):
    """In a queue of its own, so that no brief sweep waits for a long one."""

    name = "long_sweeps"
