"""Exchanges keys: a new data key for what is written from now on, the rest sealed anew with it, old keys destroyed.

Every step may be broken off and run again: it goes on where it was.
"""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import LargeBinary, Text, and_, delete, func, select, type_coerce, update

from app.audit import service as audit
from app.db.engine import reading, transaction
from app.db.keyring import add_key
from app.db.sealed import TEXT_MAGIC, SealedBytes, SealedText, sealed_bytes, vault_of
from app.db.tables import data_key, metadata
from app.errors import NotFound
from app.vault.errors import KeyInUse
from app.vault.keys import KeyPurpose, unwrap, wrap
from app.vault.master_key import create_master_key, read_master_key
from app.vault.vault import is_sealed, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Column, ColumnElement, Engine, Table

    from app.clock import Clock
    from app.storage.files import FileStore
    from app.vault.vault import Vault

DESTROYED_AFTER: Final = timedelta(days=2)
"""By then no process seals with a retired key, and no upload in parts that was sealed with it is kept."""
UNSEALED: Final = 0
"""In place of a key: written before anything was sealed."""
_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """A data key as the database knows it."""

    key_id: int
    purpose: KeyPurpose
    created_at: str
    retired_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resealed:
    values: int
    files: int


def stored_keys(engine: Engine) -> list[StoredKey]:
    columns = (data_key.c.key_id, data_key.c.purpose, data_key.c.created_at, data_key.c.retired_at)
    with reading(engine) as connection:
        rows = connection.execute(select(*columns).order_by(data_key.c.key_id)).all()
    return [
        StoredKey(
            key_id=row.key_id, purpose=KeyPurpose(row.purpose), created_at=row.created_at, retired_at=row.retired_at
        )
        for row in rows
    ]


def rotate(engine: Engine, clock: Clock, master_key_file: Path, by: str) -> int:
    """Make a new data key, which seals from now on; returns its number. Other processes hear of it within a minute."""
    now, master = clock.now(), read_master_key(master_key_file)
    with transaction(engine) as connection:
        key_id = int(connection.execute(select(func.max(data_key.c.key_id))).scalar_one()) + 1
        retired = data_key.c.purpose == KeyPurpose.SEAL.value, data_key.c.retired_at.is_(None)
        connection.execute(update(data_key).where(*retired).values(retired_at=now.isoformat()))
        add_key(connection, master, key_id, KeyPurpose.SEAL, now)
        audit.append(connection, at=now, actor=by, event="data_key_made", subject=f"data_key:{key_id}", content={})
    vault_of(engine).reload()
    return key_id


def reseal(engine: Engine, files: FileStore, progress: Callable[[str], None] = lambda _what: None) -> Resealed:
    """Seal with the newest key whatever is not.

    Args:
        progress: told what is sealed anew next: a table and column, or `files`.
    """
    vault, values, resealed = vault_of(engine), 0, 0
    for table in metadata.sorted_tables:
        for column in _sealed_columns(table):
            progress(f"{table.name}.{column.name}")
            values += _reseal_column(engine, vault, table, column)
    progress("files")
    for name in files.names():
        resealed += files.reseal(name)
    return Resealed(values=values, files=resealed)


def keys_in_use(engine: Engine, files: FileStore) -> Counter[int]:
    """How many values and files are sealed with each key."""
    counted: Counter[int] = Counter()
    for table in metadata.sorted_tables:
        for column in _sealed_columns(table):
            counted.update(key for _, _, key in _stored(engine, table, column))
    counted.update(key for name in files.names() if (key := files.key_of(name)) is not None)
    return counted


def destroy(engine: Engine, clock: Clock, files: FileStore, key_id: int, by: str) -> None:
    """Destroy a retired data key that seals nothing any more.

    Raises:
        NotFound: there is no such data key.
        KeyInUse: it seals something, or does something else, or was retired too short a time ago.
    """
    found = next((key for key in stored_keys(engine) if key.key_id == key_id), None)
    if found is None:
        raise NotFound(f"there is no data key {key_id}")
    if found.retired_at is None:
        raise KeyInUse(f"data key {key_id} is in use; `zhiban vault rotate` makes another one first")
    if datetime.fromisoformat(found.retired_at) + DESTROYED_AFTER > clock.now():
        raise KeyInUse(f"data key {key_id} was retired at {found.retired_at[:16]}; destroy it two days after that")
    used = keys_in_use(engine, files)[key_id]
    if used:
        raise KeyInUse(f"data key {key_id} still seals {used:,} values and files; run `zhiban vault reseal` first")
    with transaction(engine) as connection:
        connection.execute(delete(data_key).where(data_key.c.key_id == key_id))
        audit.append(
            connection, at=clock.now(), actor=by, event="data_key_destroyed", subject=f"data_key:{key_id}", content={}
        )
    vault_of(engine).reload()


def rewrap(engine: Engine, clock: Clock, old: Path, new: Path, by: str) -> int:
    """Wrap every data key with the master key in `new`, which is made if it is not there; returns how many.

    From then on the database opens with that file alone.
    """
    before, after = read_master_key(old), read_master_key(new) if new.exists() else create_master_key(new)
    with transaction(engine) as connection:
        rows = connection.execute(select(data_key).with_for_update()).all()
        for row in rows:
            key = unwrap(before, row.key_id, KeyPurpose(row.purpose), row.wrapped)
            mine = data_key.c.key_id == row.key_id
            connection.execute(update(data_key).where(mine).values(wrapped=wrap(after, key)))
        content = {"data_keys": len(rows)}
        audit.append(
            connection, at=clock.now(), actor=by, event="master_key_exchanged", subject="master_key", content=content
        )
    return len(rows)


def _sealed_columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, (SealedText, SealedBytes))]


def _reseal_column(engine: Engine, vault: Vault, table: Table, column: Column[Any]) -> int:
    newest, done = vault.newest_key, 0
    batch: list[tuple[ColumnElement[bool], str | bytes]] = []
    for row, stored, key in _stored(engine, table, column):
        if key != newest:
            batch.append((row, stored))
        if len(batch) == _AT_ONCE:
            done += _write(engine, vault, table, column, batch)
            batch = []
    return done + _write(engine, vault, table, column, batch)


def _stored(
    engine: Engine, table: Table, column: Column[Any]
) -> Iterator[tuple[ColumnElement[bool], str | bytes, int]]:
    """Each value as it is stored: which row it is of, the value, and the number of its key."""
    primary = list(table.primary_key.columns)
    raw = _raw(column).label("stored")
    with reading(engine, at_one_instant=True) as connection:
        rows = connection.execution_options(yield_per=500).execute(select(*primary, raw).where(column.is_not(None)))
        for row in rows:
            mine = and_(*(one == value for one, value in zip(primary, row[:-1], strict=True)))
            yield mine, row.stored, _key_of(row.stored)


def _key_of(stored: str | bytes) -> int:
    if isinstance(stored, str):
        return key_of(sealed_bytes(stored)) if stored.startswith(TEXT_MAGIC) else UNSEALED
    return key_of(stored) if is_sealed(stored) else UNSEALED


def _write(
    engine: Engine,
    vault: Vault,
    table: Table,
    column: Column[Any],
    batch: list[tuple[ColumnElement[bool], str | bytes]],
) -> int:
    """Write them sealed anew; one that was changed meanwhile is left, for its change sealed it anew."""
    raw, written = _raw(column), 0
    with transaction(engine) as connection:
        for row, stored in batch:
            sealed = type_coerce(_sealed_anew(vault, column, stored), raw.type)
            statement = update(table).where(row, raw == stored).values({column.name: sealed})
            written += connection.execute(statement).rowcount
    return written


def _sealed_anew(vault: Vault, column: Column[Any], stored: str | bytes) -> str | bytes:
    context = column.type.context  # type: ignore[attr-defined]  # of a sealed column
    if isinstance(stored, str):
        is_old = stored.startswith(TEXT_MAGIC)
        plain = vault.open(context, sealed_bytes(stored)) if is_old else stored.encode()
        return TEXT_MAGIC + base64.b64encode(vault.seal(context, plain)).decode()
    return vault.seal(context, vault.open(context, stored) if is_sealed(stored) else stored)


def _raw(column: Column[Any]) -> ColumnElement[Any]:
    return type_coerce(column, Text() if isinstance(column.type, SealedText) else LargeBinary())
