"""Durable work: what goes on after the answer was given, through any kill."""

from __future__ import annotations

import os
import secrets
import socket
from threading import Event
from typing import TYPE_CHECKING

import structlog

from app.work.patience import PATIENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.flows.office import Office
    from app.settings import Settings
    from app.work.carrier import Carrier
    from app.work.duties import Duty
    from app.work.patience import Patience
    from app.work.presence import Presence
    from app.work.sweeps import Sweep

log = structlog.get_logger()

GRACE_S = 20.0


class Work:
    """The worker of a process; it may be started once."""

    def __init__(
        self, carrier: Carrier, duties: Sequence[Duty], presence: Presence, patience: Patience, stopping: Event
    ) -> None:
        from app.work.dispatcher import Dispatcher

        self._carrier, self._presence, self._stopping = carrier, presence, stopping
        self._dispatcher = Dispatcher(carrier, duties, presence, patience)

    def start(self) -> None:
        """Take up work, in threads of its own.

        Raises:
            WorkAlreadyOpen: this process has its worker already.
        """
        self._presence.enter()
        self._carrier.open()
        self._dispatcher.start()
        log.info("worker_started")

    def stop(self, grace_s: float = GRACE_S) -> bool:
        """Take up nothing more, and wait for what is under way.

        Returns False when something still went on then: another worker, or the next, begins it again. Its thread may
        keep the process from ending by itself.
        """
        self._stopping.set()
        self._dispatcher.stop(grace_s)
        is_quiet = self._carrier.close(grace_s)
        self._presence.leave()
        log.info("worker_stopped", is_quiet=is_quiet)
        return is_quiet


def open_work(
    settings: Settings, office: Office, *, patience: Patience = PATIENT, sweeps: Sequence[Sweep] | None = None
) -> Work:
    """The worker of this process, with every duty; `start` begins."""
    from app.notices.mail.mailing import Mailing
    from app.notices.mail.server import post_of
    from app.notices.spreading import Spreading
    from app.payouts.duty import PreparingPayouts
    from app.simulator.simulating import Simulating
    from app.webhooks.delivering import Delivering
    from app.webhooks.reach import reach_of
    from app.work.batches.submitting import Submitting
    from app.work.carrier import Carrier
    from app.work.presence import presence_of
    from app.work.reading import Reading, ReadingForms
    from app.work.sweeps import LONG_SWEEPS, SWEEPS, LongSweeping, Premises, Sweeping

    worker, stopping = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}", Event()
    duties: list[Duty] = [
        Reading(office, patience, stopping),
        ReadingForms(office, patience, stopping),
        Delivering(office, reach_of(settings), patience, stopping),
        Submitting(office, stopping),
        PreparingPayouts(office, settings.corpora_dir, stopping),
        Simulating(office, stopping),
        Spreading(office, stopping),
        Mailing(office, post_of(settings), patience, stopping),
    ]
    carrier = Carrier(worker, settings, duties, patience.most_recoveries)
    premises = Premises(office=office, settings=settings, carrier=carrier, stopping=stopping)
    duties.append(Sweeping(premises, SWEEPS if sweeps is None else sweeps))
    duties.append(LongSweeping(premises, LONG_SWEEPS if sweeps is None else ()))
    presence = presence_of(worker, office.engine, settings.home / "workers")
    return Work(carrier, duties, presence, patience, stopping)
