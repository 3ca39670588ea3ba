"""The data keys in the database: made when it is new, read with the master key, added and retired."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import String, func, insert, select, type_coerce, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.db.sealed import is_persons_number
from app.db.tables.cases import case
from app.db.tables.personal import data_key
from app.errors import DatabaseUnavailable
from app.vault.keys import DataKey, KeyPurpose, new_secret, unwrap, wrap
from app.vault.master_key import create_master_key, read_master_key
from app.vault.vault import Vault

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

_FIRST = ((1, KeyPurpose.SEAL), (2, KeyPurpose.INDEX))


def open_vault(engine: Engine, master_key_file: Path) -> Vault:
    """The vault of a database whose tables exist.

    A database without keys gets them, and a master key in that file when it is not there yet.

    Raises:
        MasterKeyMissing: there are data keys, and no such file.
        MasterKeyUnusable: the file holds no key, or another database's.
        DatabaseUnavailable: the database refused or went away.
    """
    if not _has_keys(engine):
        master = read_master_key(master_key_file) if master_key_file.exists() else create_master_key(master_key_file)
        _make_first(engine, master)
    return Vault(lambda: read_keys(engine, master_key_file))


def read_keys(engine: Engine, master_key_file: Path) -> list[DataKey]:
    """Every data key, unwrapped; the file is read each time, for it may have been exchanged."""
    master = read_master_key(master_key_file)
    try:
        with engine.execution_options(begins="BEGIN").connect() as connection:
            rows = connection.execute(select(data_key).order_by(data_key.c.key_id)).all()
    except DBAPIError as error:
        raise DatabaseUnavailable("the data keys can't be read; check ZHIBAN_DATABASE_URL") from error
    return [unwrap(master, row.key_id, KeyPurpose(row.purpose), row.wrapped) for row in rows]


def add_key(connection: Connection, master: bytes, key_id: int, purpose: KeyPurpose, at: datetime) -> DataKey:
    """Write a new key, wrapped, inside the caller's transaction."""
    key = DataKey(key_id=key_id, purpose=purpose, secret=new_secret())
    row = {"key_id": key_id, "purpose": purpose.value, "created_at": at.isoformat()}
    connection.execute(insert(data_key).values(**row, wrapped=wrap(master, key)))
    return key


def _has_keys(engine: Engine) -> bool:
    try:
        with engine.execution_options(begins="BEGIN").connect() as connection:
            return bool(connection.execute(select(func.count()).select_from(data_key)).scalar_one())
    except DBAPIError as error:
        raise DatabaseUnavailable("the data keys can't be read; check ZHIBAN_DATABASE_URL") from error


def _make_first(engine: Engine, master: bytes) -> None:
    """The first keys, unless another process made them meanwhile."""
    now = datetime.now(UTC)
    try:
        with engine.begin() as connection:
            if connection.execute(select(data_key.c.key_id).limit(1)).first() is None:
                keys = [add_key(connection, master, key_id, purpose, now) for key_id, purpose in _FIRST]
                _index_people(connection, Vault(lambda: keys))
    except IntegrityError:
        return
    except DBAPIError as error:
        raise DatabaseUnavailable("the data keys can't be written; check ZHIBAN_DATABASE_URL") from error


def _index_people(connection: Connection, vault: Vault) -> None:
    """Have the people of cases from before there were keys found by index, as everybody is from now on."""
    plain = select(type_coerce(case.c.applicant_key, String).label("key"), case.c.case_no)
    for row in connection.execute(plain).all():
        if is_persons_number(row.key):
            mine = case.c.case_no == row.case_no
            connection.execute(update(case).where(mine).values(applicant_key=vault.index(row.key)))
