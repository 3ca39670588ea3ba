"""What every database owes to the keys of systems: SQLite and PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.accounts.errors import BadAccount, BadKey
from app.accounts.key_ring import KeyRing
from app.accounts.keys import Keys, KeyWanted
from app.accounts.principal import Action
from app.db.engine import open_database, transaction
from app.db.tables import api_key
from tests.accounts_for_tests import Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

SUBMITS = KeyWanted(client="portal", scopes=(Action.SUBMIT,))


@pytest.fixture
def engine(database_url: str, tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(database_url, tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def keys(engine: Engine, watch: Watch) -> Keys:
    return Keys(engine=engine, clock=watch, known_items=("an-item",))


def test_a_key_lets_its_system_in_until_it_expires_or_is_revoked(keys: Keys, watch: Watch) -> None:
    ring = KeyRing(keys, lambda: watch.now().timestamp())
    key, secret = keys.create(SUBMITS, "operator")
    other, revoked = keys.create(SUBMITS, "operator")
    keys.revoke(other.key_id, "operator")

    assert ring.looked_up(secret).id == "system:portal"
    for wrong in (revoked, secret[:-1], f"zb_{key.key_id}_x", "zb_nope_x", "zb_", "x", f"zb_{key.key_id}é_x"):
        with pytest.raises(BadKey):
            ring.looked_up(wrong)
    watch.passes(days=90)
    with pytest.raises(BadKey):
        ring.at_once(secret) or ring.looked_up(secret)


def test_a_rotated_key_goes_on_for_its_days_beside_the_new_one(keys: Keys, watch: Watch) -> None:
    old, old_secret = keys.create(SUBMITS, "operator")
    new, new_secret = keys.rotate(old.key_id, days=30, overlap_days=7, by="staff:boss")
    ring = KeyRing(keys)

    assert ring.looked_up(old_secret) == ring.looked_up(new_secret)
    assert [key.key_id for key in keys.expiring(8)] == [old.key_id]
    watch.passes(days=7)
    with pytest.raises(BadKey):
        KeyRing(keys).looked_up(old_secret)
    assert KeyRing(keys).looked_up(new_secret).scopes == frozenset({Action.SUBMIT})
    assert new.scopes == old.scopes
    with pytest.raises(BadAccount):
        keys.rotate(old.key_id, days=30, overlap_days=7, by="operator")


def test_that_a_key_is_in_use_is_written_down_once_a_day(keys: Keys, watch: Watch, engine: Engine) -> None:
    key, secret = keys.create(SUBMITS, "operator")
    ring = KeyRing(keys)
    ring.looked_up(secret)
    with transaction(engine) as connection:
        connection.execute(api_key.update().values(used_on="1999-01-01"))

    ring.at_once(secret)
    found = keys.find(key.key_id)

    assert found is not None
    assert found.used_on == "1999-01-01"
    watch.passes(days=1)
    assert ring.at_once(secret) is None
    ring.looked_up(secret)
    found = keys.find(key.key_id)
    assert found is not None
    assert found.used_on == "2026-03-03"


WRONG = (
    KeyWanted(client="", scopes=(Action.SUBMIT,)),
    KeyWanted(client="a b", scopes=(Action.SUBMIT,)),
    KeyWanted(client="a", scopes=()),
    KeyWanted(client="a", scopes=(Action.MANAGE,)),
    KeyWanted(client="a", scopes=(Action.SUBMIT,), days=0),
    KeyWanted(client="a", scopes=(Action.SUBMIT,), days=367),
    KeyWanted(client="a", scopes=(Action.SUBMIT,), districts=("31011",)),
    KeyWanted(client="a", scopes=(Action.SUBMIT,), items=("no-item",)),
)


def test_a_key_that_would_be_none_is_not_made(keys: Keys) -> None:
    for wanted in WRONG:
        with pytest.raises(BadAccount):
            keys.create(wanted, "operator")
    assert keys.every() == []
