"""`zhiban serve`."""

from __future__ import annotations

import os
import shutil
from ipaddress import ip_address
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

    from app.settings import Settings

MOST_PORT = 65_535
MOST_PROCESSES = 64
FACTORY = "app.main:create_app_from_environment"
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, MOST_PORT), help="Port to listen on.")
@click.option(
    "--processes",
    default=1,
    show_default=True,
    type=click.IntRange(1, MOST_PROCESSES),
    help="Processes that share the port.",
)
def command(host: str, port: int, processes: int) -> None:
    """Run the service and its pages."""
    import uvicorn

    from app.commands.output import progress
    from app.logs import configure_logs
    from app.main import build_engine, create_app
    from app.settings import Settings

    configure_logs()
    settings = Settings()
    _require_home(settings.home)
    for hint in (*_hints(host, settings), *_first_steps(settings)):
        progress(hint)
    options = {
        "host": host,
        "port": port,
        "log_config": None,
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": max(1, round(settings.drain_seconds)),
    }
    if processes == 1:
        uvicorn.run(create_app(settings), **options)  # type: ignore[arg-type]  # each is what uvicorn asks for
        return
    build_engine(settings).dispose()  # what is wrong with the database is said once, here
    _count_together(settings.home / "metrics")
    uvicorn.run(FACTORY, factory=True, workers=processes, **options)  # type: ignore[arg-type]


def _require_home(home: Path) -> None:
    """Raises BadSetting when the folder can't be made or written to."""
    from app.errors import BadSetting

    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise BadSetting(f"ZHIBAN_HOME: {home} can't be written to ({error.strerror}); mend or set it") from error


def _hints(host: str, settings: Settings) -> list[str]:
    """What is likely not meant."""
    if _is_loopback(host) or settings.public_url.startswith("https://"):
        return []
    return [
        (
            f"listening on {host} without https: put a server that speaks it in front, and set ZHIBAN_PUBLIC_URL to its"
            " address (https://…), so that cookies are sent over https alone"
        )
    ]


def _first_steps(settings: Settings) -> list[str]:
    """What is still to be done before anybody can sign in."""
    from sqlalchemy import select

    from app.db.engine import reading
    from app.db.tables import account
    from app.main import build_engine

    engine = build_engine(settings)
    with reading(engine) as connection:
        has_accounts = connection.execute(select(account.c.account_id).limit(1)).first() is not None
    engine.dispose()
    if has_accounts:
        return []
    return ["nobody can sign in yet: make the first account with `zhiban accounts add NAME --role admin`"]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _count_together(folder: Path) -> None:
    """Have the processes count into files of one folder, so that each can tell the figures of all.

    A folder that the operator named is left as it is: a worker may count into it as well.
    """
    if os.environ.get(SHARED_FOLDER):
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[SHARED_FOLDER] = str(folder)
