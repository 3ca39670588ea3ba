"""Whether this process can do its work now, part by part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import select, text

from app.audit.entries import digest_of
from app.db.engine import reading
from app.db.schema import SchemaState, state_of, version_of
from app.db.tables import audit_entry
from app.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Engine

FINE: Final = "ok"


class Opening(Protocol):
    """The assistant, which may still be opened."""

    @property
    def is_open(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one part says: `ok`, or what is wrong with it in words that tell no secret.

    `is_needed`: without it the process is not ready.
    """

    said: str
    is_needed: bool = True

    @property
    def is_fine(self) -> bool:
        return self.said == FINE


def ready(checks: Mapping[str, Callable[[], Part]]) -> tuple[bool, dict[str, str]]:
    """Whether everything that is needed is fine, and what each part says."""
    parts = {name: _asked(check) for name, check in checks.items()}
    return all(one.is_fine or not one.is_needed for one in parts.values()), {n: p.said for n, p in parts.items()}


def database(engine: Engine) -> Part:
    with reading(engine) as connection:
        connection.execute(select(1))
    return Part(said=FINE)


def audit_chain(engine: Engine) -> Part:
    """Whether the last entry can be read and is what its hash says; the whole chain is `zhiban audit verify`'s."""
    last = select(audit_entry).order_by(audit_entry.c.number.desc()).limit(1)
    with reading(engine) as connection:
        row = connection.execute(last).first()
    if row is not None and digest_of(row[:7]) != row.sha256:
        return Part(said="the last entry is not what its hash says")
    return Part(said=FINE)


def tables(engine: Engine) -> Part:
    """Whether the tables are those of this release."""
    with reading(engine) as connection:
        state = state_of(version_of(connection))
    return Part(said=FINE if state is SchemaState.CURRENT else f"{state.value}; run `zhiban database upgrade`")


def worker(engine: Engine, folder: Path, *, is_own: bool) -> Part:
    """Whether any worker is alive. Where it is to be in this process, the process is not ready without it."""
    return Part(said=FINE if _any_worker(engine, folder) else "none is running", is_needed=is_own)


def _any_worker(engine: Engine, folder: Path) -> bool:
    """By the locks that live workers hold; see app/work/presence.py."""
    from app.work.presence import PRESENCE_LOCK, LockedFile

    if engine.dialect.name == "postgresql":
        held = text("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = :number LIMIT 1")
        with reading(engine) as connection:
            return connection.execute(held, {"number": PRESENCE_LOCK}).first() is not None
    looking = LockedFile("", folder)
    return any(looking.is_alive(path.stem) for path in folder.glob("*.lock"))


def models(folder: Path, names: Sequence[str]) -> Part:
    absent = [name for name in names if not (folder / name).is_dir()]
    return Part(said=f"not prepared: {', '.join(absent)}" if absent else FINE)


def assistant(opening: object) -> Part:
    """Cases need no assistant, so the process is ready while it is still being opened."""
    is_open = getattr(opening, "is_open", True)
    return Part(said=FINE if is_open else "being prepared", is_needed=False)


def _asked(check: Callable[[], Part]) -> Part:
    try:
        return check()
    except AppError as error:
        return Part(said=f"{error.code}: can't be used")
