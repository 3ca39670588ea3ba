"""What goes wrong for a while and comes right again: a register that is down, a disk that is full."""

from __future__ import annotations

import os
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine, text

from eval.service_faults.clients import Clients
from eval.service_faults.killing import installed
from eval.service_faults.ledger import held_against, wait_until_decided
from eval.service_faults.small_disk import NoSmallDisk, fill, small_disk
from eval.serving import claims as made
from eval.serving.databases import POSTGRESQL, SQLITE, Database
from eval.serving.installation import api_key, audit_is_whole, place_of
from eval.serving.postgres import owner, running_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sqlalchemy import Engine

    from eval.service_faults.clients import Book, Taken

DOWN_S: Final = 6.0
FULL_S: Final = 6.0
_DISK_MB: Final = 192
_CLAIMS: Final = 1_500
_AGAIN_S: Final = 60.0
_FEW: Final = 20
_SMALL: Final = "small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Applications sent and answered while a register was down, and those of them that were yet to be approved.

    `approved_before`: so many were to be approved while it answered.
    """

    answered: int
    approved: int
    approved_before: int


def register_down(engine: Engine, book: Book) -> Outage:
    """Take the table of records away for some seconds."""
    _rename(engine, "register_record", "register_record_away")
    began = time.perf_counter()
    try:
        time.sleep(DOWN_S)
        ended = time.perf_counter()
    finally:
        _rename(engine, "register_record_away", "register_record")
    taken = list(book.taken.values())
    meanwhile = [one for one in taken if one.sent_at > began and one.answered_at < ended]
    before = [one for one in taken if one.answered_at < began]
    return Outage(
        answered=len(meanwhile),
        approved=sum(_is_approved(one) for one in meanwhile),
        approved_before=sum(_is_approved(one) for one in before),
    )


def _is_approved(one: Taken) -> bool:
    return "approve" in {one.outcome, one.proposal}


def _rename(engine: Engine, before: str, after: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {before} RENAME TO {after}"))


def disk_full(kind: str, seed: int) -> Mapping[str, object]:
    """Fill the disk of the database under load, and make room again; or say why that can't be done here."""
    if kind not in {SQLITE, POSTGRESQL}:
        return {"skipped": "the disk of a database that is given is not ours to fill"}
    try:
        with ExitStack() as stack:
            disk = stack.enter_context(small_disk(_DISK_MB))
            where = next(_on_disk(kind, disk, stack))
            return _filled(where, disk, seed)
    except NoSmallDisk as error:
        return {"skipped": str(error)}


def _on_disk(kind: str, disk: Path, stack: ExitStack) -> Iterator[Database]:
    """SQLite and the files in a home on it; of PostgreSQL the tables, while its log is elsewhere."""
    home = disk / "home"
    home.mkdir()
    if kind == SQLITE:
        yield Database(kind=SQLITE, url=f"sqlite:///{home / 'zhiban.db'}", home=home)
        return
    cluster = stack.enter_context(running_cluster())
    space = disk / "tables"
    space.mkdir(mode=0o700)
    if (user := owner()) is not None:
        os.chown(space, user.pw_uid, user.pw_gid)
    server = create_engine(cluster.url(), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE TABLESPACE {_SMALL} LOCATION '{space}'"))
        connection.execute(text(f"CREATE DATABASE {_SMALL} TABLESPACE {_SMALL}"))
    server.dispose()
    yield Database(kind=POSTGRESQL, url=cluster.url(_SMALL), home=home, cluster=cluster)


def _filled(where: Database, disk: Path, seed: int) -> Mapping[str, object]:
    from app.clock import SystemClock, today
    from app.db.engine import open_database

    engine, world = open_database(where.url, where.home), made.world_for(_CLAIMS, seed)
    made.fill(engine, world, today(SystemClock()))
    place = place_of(where)
    installation = installed(where)
    try:
        installation.start()
        with Clients(
            lambda: installation.server.port, made.claims(world), authorization=api_key(place, "submit")
        ) as clients:
            _wait_for(clients.book, _FEW)
            before = len(clients.book.taken)
            filler = fill(disk)
            time.sleep(FULL_S)
            refused = clients.book.statuses[503] + clients.book.statuses[507]
            filler.unlink()
            again = _wait_for(clients.book, len(clients.book.taken) + _FEW)
        engine.dispose()
        wait_until_decided(engine, _AGAIN_S)
    finally:
        installation.stop()
    ledger = held_against(engine, clients.book)
    engine.dispose()
    return {
        "taken_before": before,
        "statuses": {str(status): count for status, count in sorted(clients.book.statuses.items())},
        "refused_while_full": refused,
        "taken_again": again,
        "accepted": len(clients.book.taken),
        "lost": ledger.lost_count,
        "doubled": ledger.doubled_count,
        "audit_ok": audit_is_whole(place),
    }


def _wait_for(book: Book, taken: int) -> bool:
    """Whether so many applications are taken within a minute."""
    began = time.perf_counter()
    while len(book.taken) < taken and time.perf_counter() - began < _AGAIN_S:
        time.sleep(0.1)
    return len(book.taken) >= taken
