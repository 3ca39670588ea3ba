"""Sealed columns: plain text for the code, nothing readable in the database, and the very same bytes again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import LargeBinary, create_engine, delete, insert, select, text, type_coerce, update

from app.audit import service as audit
from app.cases.replaying import replay_all
from app.db.engine import open_database, reading, transaction
from app.db.sealed import vault_of
from app.db.tables import data_key, decision, upload_session
from app.vault.errors import MasterKeyMissing, MasterKeyUnusable, SealBroken, VaultError
from app.vault.master_key import create_master_key
from tests.databases import database_of
from tests.office import LICENCE, open_office, submitted

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

NAME = "张样例的身份证.jpg"


def _open(home: Path) -> Engine:
    return open_database(database_of(home), home)


def _row(upload_id: str, name: str) -> dict[str, object]:
    return {
        "upload_id": upload_id,
        "owner": "applicant",
        "name": name,
        "size_bytes": 1,
        "received_bytes": 0,
        "state": "open",
        "begun_at": "",
        "expires_at": "",
    }


def _names(engine: Engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.execute(select(upload_session.c.name).order_by(upload_session.c.upload_id)).scalars())


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = _open(tmp_path)
    with transaction(engine) as connection:
        connection.execute(insert(upload_session), [_row("1", NAME), _row("2", "")])
    return engine


def test_the_code_sees_plain_text_and_the_database_none(engine: Engine) -> None:
    assert _names(engine) == [NAME, ""]

    with reading(engine) as connection:
        stored = list(connection.execute(text("SELECT name FROM upload_session")).scalars())
    assert all(one.startswith("zs1.") for one in stored)


def test_nothing_of_a_case_stands_readable_in_the_folder(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    submitted(office)

    with reading(office.engine) as connection:
        columns = "applicant_name, application, decision.dossier, upload.name"
        joined = f'SELECT {columns} FROM "case" JOIN decision USING (case_no) JOIN upload USING (case_no)'  # noqa: S608
        row = connection.execute(text(joined)).one()
    assert all(str(one).startswith(("zs1.", "b'zs1")) for one in row)
    assert LICENCE not in b"".join(path.read_bytes() for path in (tmp_path / "uploads").rglob("*") if path.is_file())


def test_a_value_moved_to_another_column_is_refused(engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.execute(text("UPDATE upload_session SET name = 'zs1.' || 'AAAA' || substr(name, 9)"))

    with pytest.raises(SealBroken):
        _names(engine)


def test_a_dossier_whose_seal_was_broken_is_named_and_stops_nothing(tmp_path: Path) -> None:
    office = open_office(tmp_path)
    broken, whole = submitted(office).case_no, submitted(office).case_no
    changed = type_coerce(b"zs1" + bytes(60), LargeBinary)
    with transaction(office.engine) as connection:
        connection.execute(update(decision).where(decision.c.case_no == broken).values(dossier=changed))

    found = replay_all(office.engine)
    with reading(office.engine, at_one_instant=True) as connection:
        report = audit.verify(connection)

    assert (found.decisions, found.identical) == (2, 1)
    assert [case_no for case_no, _ in found.differing] == [broken]
    assert report.unaccounted == (broken,)
    assert whole not in report.unaccounted


def test_a_value_that_is_no_base64_is_refused(engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.execute(text("UPDATE upload_session SET name = 'zs1.é!'"))

    with pytest.raises(SealBroken, match="restore it"):
        _names(engine)


def test_what_was_written_before_sealing_existed_is_read(engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.execute(text("UPDATE upload_session SET name = 'old.jpg'"))

    assert _names(engine) == ["old.jpg", "old.jpg"]


def test_a_sealed_column_is_changed_like_any_other(engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.execute(update(upload_session).where(upload_session.c.upload_id == "1").values(name="b.jpg"))

    assert _names(engine) == ["b.jpg", ""]


def test_nothing_may_be_compared_with_a_sealed_column() -> None:
    with pytest.raises(TypeError, match=r"upload_session\.name is sealed"):
        select(upload_session).where(upload_session.c.name == NAME)


def test_a_database_opened_again_with_its_key_is_read(engine: Engine, tmp_path: Path) -> None:
    engine.dispose()

    assert _names(_open(tmp_path)) == [NAME, ""]


def test_a_database_whose_master_key_is_lost_is_not_opened_and_gets_no_new_one(engine: Engine, tmp_path: Path) -> None:
    engine.dispose()
    (tmp_path / "master.key").unlink()

    with pytest.raises(MasterKeyMissing):
        _open(tmp_path)

    assert not (tmp_path / "master.key").exists()


def test_a_database_is_not_opened_with_another_ones_master_key(engine: Engine, tmp_path: Path) -> None:
    engine.dispose()
    create_master_key(tmp_path / "other.key")

    with pytest.raises(MasterKeyUnusable, match="ZHIBAN_MASTER_KEY_FILE"):
        open_database(database_of(tmp_path), tmp_path, tmp_path / "other.key")


def test_a_data_key_that_vanished_is_said_so_and_nothing_is_written(engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.execute(delete(data_key))

    with pytest.raises(VaultError, match="lost its data keys"):
        vault_of(engine).reload()


@pytest.mark.usefixtures("engine")
def test_an_engine_without_a_vault_does_not_read_what_is_sealed(tmp_path: Path) -> None:
    bare = create_engine(database_of(tmp_path))

    with bare.connect() as connection, pytest.raises(VaultError, match="use open_database"):
        connection.execute(select(upload_session)).all()
    bare.dispose()


def test_a_value_that_can_not_be_sealed_is_told_as_what_it_is(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise SealBroken("no key")

    monkeypatch.setattr(vault_of(engine), "seal", fail, raising=True)

    with pytest.raises(SealBroken, match="no key"), transaction(engine) as connection:
        connection.execute(insert(upload_session), [_row("3", "x")])
