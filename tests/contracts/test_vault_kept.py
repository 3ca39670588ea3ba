"""What every database owes to the vault and the counts of uploads, when several come at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.db.engine import open_database, reading, transaction
from app.db.sealed import vault_of
from app.db.tables import data_key, upload_use
from app.storage.quotas import count_uploads
from tests.office import ON

if TYPE_CHECKING:
    from pathlib import Path

AT_ONCE = 6


def test_several_that_open_a_new_database_at_once_share_one_set_of_keys(database_url: str, tmp_path: Path) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        engines = list(pool.map(lambda _: open_database(database_url, tmp_path), range(AT_ONCE)))

    with reading(engines[0]) as connection:
        keys = connection.execute(select(data_key.c.key_id, data_key.c.purpose).order_by(data_key.c.key_id)).all()
    assert [tuple(key) for key in keys] == [(1, "seal"), (2, "index")]
    assert len({vault_of(engine).index("x") for engine in engines}) == 1
    assert vault_of(engines[1]).open("a.b", vault_of(engines[0]).seal("a.b", b"x")) == b"x"
    for engine in engines:
        engine.dispose()


def test_what_several_send_at_once_is_counted_in_full(database_url: str, tmp_path: Path) -> None:
    engine = open_database(database_url, tmp_path)

    def send(_: int) -> None:
        for _ in range(5):
            with transaction(engine) as connection:
                count_uploads(connection, "system:portal", ON, 2, 3_000_000_000)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(send, range(AT_ONCE)))

    with reading(engine) as connection:
        row = connection.execute(select(upload_use)).one()
    assert (row.files, row.size_bytes) == (AT_ONCE * 10, AT_ONCE * 15_000_000_000)
    engine.dispose()
