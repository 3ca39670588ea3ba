"""Keys are exchanged while everything stays readable; an old key goes only when nothing needs it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from app.audit import service as audit
from app.cases import service as cases
from app.db.engine import open_database, reading, transaction
from app.db.sealed import vault_of
from app.db.tables import audit_entry
from app.errors import NotFound
from app.personal.resealing import DESTROYED_AFTER, UNSEALED, destroy, keys_in_use, reseal, rewrap, rotate, stored_keys
from app.vault.errors import KeyInUse, MasterKeyUnusable
from tests.databases import database_of
from tests.office import NOW, open_office
from tests.personal import NAME, OTHER, everything_in, file_case

if TYPE_CHECKING:
    from datetime import datetime, timedelta
    from pathlib import Path

    from app.flows.office import Office

NO, SECOND = "ZB20260302-0000000001", "ZB20260302-0000000002"


@dataclass(slots=True)
class Later:
    by: timedelta

    def now(self) -> datetime:
        return NOW + self.by


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = open_office(tmp_path)
    file_case(office, NO)
    return office


def _rotated(office: Office, tmp_path: Path) -> int:
    return rotate(office.engine, office.clock, tmp_path / "master.key", "operator")


def test_after_a_rotation_new_values_have_the_new_key_and_old_ones_still_open(office: Office, tmp_path: Path) -> None:
    key_id = _rotated(office, tmp_path)
    file_case(office, SECOND, OTHER, file=b"another paper")

    used = keys_in_use(office.engine, office.files)
    assert key_id == 3
    assert used[1] > 0 < used[3]
    assert cases.find(office.engine, NO).summary.applicant_name == NAME


def test_resealing_leaves_nothing_to_the_old_key_and_every_byte_as_it_was(office: Office, tmp_path: Path) -> None:
    before = cases.find(office.engine, NO)
    sha256 = before.uploads[0][2]
    _rotated(office, tmp_path)

    done = reseal(office.engine, office.files)

    assert cases.find(office.engine, NO) == before
    assert office.files.read(sha256) == b"a paper"
    assert set(keys_in_use(office.engine, office.files)) == {3}
    assert (done.files, done.values >= 4) == (1, True)
    again = reseal(office.engine, office.files)
    assert (again.values, again.files) == (0, 0)
    with reading(office.engine, at_one_instant=True) as connection:
        assert audit.verify(connection).broken_at is None


def test_resealing_that_was_broken_off_goes_on(office: Office, tmp_path: Path) -> None:
    _rotated(office, tmp_path)

    def stop(what: str) -> None:
        if what == "files":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reseal(office.engine, office.files, stop)

    done = reseal(office.engine, office.files)
    assert (done.values, done.files) == (0, 1)


def test_what_was_written_before_sealing_existed_is_sealed(office: Office) -> None:
    with transaction(office.engine) as connection:
        connection.execute(text("UPDATE \"case\" SET applicant_name = '明文样例'"))
    assert keys_in_use(office.engine, office.files)[UNSEALED] == 1

    reseal(office.engine, office.files)

    assert keys_in_use(office.engine, office.files)[UNSEALED] == 0
    assert cases.find(office.engine, NO).summary.applicant_name == "明文样例"
    with reading(office.engine) as connection:
        stored = connection.execute(text('SELECT applicant_name FROM "case"')).scalar_one()
    assert stored.startswith("zs1.")


def test_a_key_is_destroyed_when_it_seals_nothing_and_two_days_have_passed(office: Office, tmp_path: Path) -> None:
    later = replace(office, clock=Later(DESTROYED_AFTER))
    with pytest.raises(KeyInUse, match="vault rotate"):
        destroy(later.engine, later.clock, later.files, 1, "operator")
    _rotated(office, tmp_path)
    with pytest.raises(KeyInUse, match="two days after"):
        destroy(office.engine, office.clock, office.files, 1, "operator")
    with pytest.raises(KeyInUse, match="vault reseal"):
        destroy(later.engine, later.clock, later.files, 1, "operator")
    reseal(office.engine, office.files)

    destroy(later.engine, later.clock, later.files, 1, "operator")

    assert [key.key_id for key in stored_keys(office.engine)] == [2, 3]
    assert cases.find(office.engine, NO).summary.applicant_name == NAME
    with pytest.raises(NotFound):
        destroy(later.engine, later.clock, later.files, 1, "operator")


def test_the_key_that_people_are_found_by_is_never_destroyed(office: Office) -> None:
    with pytest.raises(KeyInUse):
        destroy(office.engine, Later(DESTROYED_AFTER), office.files, 2, "operator")


def test_a_new_master_key_opens_the_database_and_the_old_one_no_more(office: Office, tmp_path: Path) -> None:
    index, url = vault_of(office.engine).index("x"), database_of(tmp_path)

    count = rewrap(office.engine, office.clock, tmp_path / "master.key", tmp_path / "next.key", "operator")
    office.engine.dispose()

    assert count == 2
    with pytest.raises(MasterKeyUnusable):
        open_database(url, tmp_path)
    again = open_database(url, tmp_path, tmp_path / "next.key")
    assert cases.find(again, NO).summary.applicant_name == NAME
    assert vault_of(again).index("x") == index


def test_every_exchange_of_keys_is_logged(office: Office, tmp_path: Path) -> None:
    _rotated(office, tmp_path)
    reseal(office.engine, office.files)
    destroy(office.engine, Later(DESTROYED_AFTER), office.files, 1, "operator")
    rewrap(office.engine, office.clock, tmp_path / "master.key", tmp_path / "next.key", "operator")

    with reading(office.engine) as connection:
        wanted = select(audit_entry.c.event).where(audit_entry.c.actor == "operator").order_by(audit_entry.c.number)
        events = list(connection.execute(wanted).scalars())
    assert events == ["data_key_made", "data_key_destroyed", "master_key_exchanged"]


def test_no_data_key_stands_open_in_the_installation(office: Office, tmp_path: Path) -> None:
    from app.db.keyring import read_keys

    keys = read_keys(office.engine, tmp_path / "master.key")

    stored = everything_in(office.engine, tmp_path)
    assert not any(key.secret in stored or key.secret.hex().encode() in stored for key in keys)
