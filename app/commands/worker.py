"""`zhiban worker`."""

from __future__ import annotations

import os
import signal
from threading import Event

import click


@click.command("worker")
@click.option(
    "--grace", default=20.0, show_default=True, type=click.FloatRange(0, 600),
    help="Seconds that work under way may take to finish when the worker is stopped.",
)  # fmt: skip
def command(grace: float) -> None:
    """Do what goes on after the answer, until stopped by SIGTERM or SIGINT.

    It reads the documents of cases received for later, delivers webhooks, submits batches and sweeps. On PostgreSQL
    any number of workers share the work. `zhiban serve` on SQLite has one inside it.
    """
    from app.commands.output import progress
    from app.logs import configure_logs
    from app.main import build_office
    from app.operation.running import watched
    from app.settings import Settings
    from app.work.service import open_work

    configure_logs()
    asked_to_stop = Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda _signal, _frame: asked_to_stop.set())
    settings = Settings()
    office = build_office(settings)
    work = open_work(settings, office)
    with watched(settings, office.engine):
        work.start()
        progress("worker: started; stop it with Ctrl-C or SIGTERM")
        asked_to_stop.wait()
        is_quiet = work.stop(grace)
    progress("worker: stopped" if is_quiet else "worker: stopped; what was under way is begun again by the next")
    if not is_quiet:
        os._exit(0)  # a thread that hangs in a document would keep the process
