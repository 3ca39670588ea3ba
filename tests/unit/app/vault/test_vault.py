"""What is sealed opens where it belongs and nowhere else; a wrong key is said so and never gives garbage."""

from __future__ import annotations

import stat
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vault.errors import MasterKeyMissing, MasterKeyUnusable, SealBroken, VaultError
from app.vault.keys import DataKey, KeyPurpose, new_secret, unwrap, wrap
from app.vault.master_key import create_master_key, read_master_key
from app.vault.vault import LOOKED_AGAIN_S, TRUSTED_S, Vault, key_of

if TYPE_CHECKING:
    from pathlib import Path

SEAL = DataKey(key_id=1, purpose=KeyPurpose.SEAL, secret=b"s" * 32)
INDEX = DataKey(key_id=2, purpose=KeyPurpose.INDEX, secret=b"i" * 32)
NEWER = DataKey(key_id=3, purpose=KeyPurpose.SEAL, secret=b"n" * 32)
NUMBER = "310115199001010002"


def _vault(*keys: DataKey) -> Vault:
    return Vault(lambda: keys or (SEAL, INDEX))


@given(plain=st.binary(max_size=300), context=st.text(max_size=20))
def test_what_was_sealed_opens_for_its_context(plain: bytes, context: str) -> None:
    vault = _vault()

    assert vault.open(context, vault.seal(context, plain)) == plain


def test_the_same_text_is_sealed_otherwise_each_time() -> None:
    vault = _vault()

    sealed = {vault.seal("case.application", b"same") for _ in range(50)}

    assert len(sealed) == 50
    assert not any(b"same" in one for one in sealed)


def test_what_was_sealed_for_one_column_does_not_open_in_another() -> None:
    vault = _vault()

    with pytest.raises(SealBroken, match=r"upload\.name was changed, or moved there"):
        vault.open("upload.name", vault.seal("case.application", b"x"))


@given(at=st.integers(min_value=0), change=st.integers(min_value=1, max_value=255))
def test_one_byte_changed_anywhere_is_found(at: int, change: int) -> None:
    vault = _vault()
    sealed = bytearray(vault.seal("a.b", b"a value of some length"))
    sealed[at % len(sealed)] ^= change

    with pytest.raises(SealBroken):
        vault.open("a.b", bytes(sealed))


@pytest.mark.parametrize("length", [0, 2, 3, 7, 18, 19, 20, 34])
def test_a_value_that_was_cut_off_is_found(length: int) -> None:
    vault = _vault()

    with pytest.raises(SealBroken):
        vault.open("a.b", vault.seal("a.b", b"")[:length])


def test_a_key_that_is_gone_is_named() -> None:
    sealed = _vault(SEAL, INDEX, NEWER).seal("a.b", b"x")

    with pytest.raises(SealBroken, match="data key 3, which this database has not"):
        _vault().open("a.b", sealed)


def test_a_new_key_seals_and_the_older_one_still_opens() -> None:
    before = _vault().seal("a.b", b"x")
    vault = _vault(SEAL, INDEX, NEWER)

    assert key_of(vault.seal("a.b", b"y")) == vault.newest_key == 3
    assert vault.open("a.b", before) == b"x"


def test_a_value_of_a_key_made_by_another_process_opens_at_once() -> None:
    keys = [SEAL, INDEX]
    vault = Vault(lambda: keys)
    keys.append(NEWER)

    assert vault.open("a.b", _vault(SEAL, INDEX, NEWER).seal("a.b", b"x")) == b"x"


def test_a_process_seals_with_a_new_key_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [SEAL, INDEX]
    vault = Vault(lambda: keys)
    keys.append(NEWER)
    assert key_of(vault.seal("a.b", b"x")) == 1
    later = time.monotonic() + LOOKED_AGAIN_S + 1
    monkeypatch.setattr("app.vault.vault.time.monotonic", lambda: later)

    assert key_of(vault.seal("a.b", b"x")) == 3


def test_a_database_without_its_keys_is_not_served() -> None:
    with pytest.raises(VaultError, match="lost its data keys"):
        _vault(SEAL)


def test_a_number_is_found_by_its_index_and_never_stands_in_it() -> None:
    other = _vault(SEAL, DataKey(key_id=2, purpose=KeyPurpose.INDEX, secret=b"j" * 32))

    index = _vault().index(NUMBER)

    assert index == _vault().index(NUMBER)
    assert index.startswith("#")
    assert len(index) <= 80
    assert index not in {_vault().index(NUMBER[:-1] + "3"), other.index(NUMBER)}
    assert NUMBER not in index


def test_a_key_is_never_shown() -> None:
    assert "ssss" not in repr(SEAL)


def test_a_wrapped_key_opens_with_its_master_key_alone() -> None:
    master = new_secret()
    wrapped = wrap(master, SEAL)

    assert unwrap(master, 1, KeyPurpose.SEAL, wrapped) == SEAL
    for key_id, purpose, given_master in (
        (1, KeyPurpose.SEAL, new_secret()),
        (1, KeyPurpose.INDEX, master),
        (3, KeyPurpose.SEAL, master),
    ):
        with pytest.raises(MasterKeyUnusable, match="another master key"):
            unwrap(given_master, key_id, purpose, wrapped)


def test_a_new_master_key_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"

    key = create_master_key(path)

    assert read_master_key(path) == key == create_master_key(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["master.key"]


def test_a_master_key_that_is_not_there_is_missed(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyMissing, match="ZHIBAN_MASTER_KEY_FILE"):
        read_master_key(tmp_path / "master.key")


@pytest.mark.parametrize("text", ["", "secret", "zhiban-master-key-1 c2hvcnQ=", "zhiban-master-key-1 !", "密钥"])
def test_a_file_that_is_no_master_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "master.key"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)

    with pytest.raises(MasterKeyUnusable):
        read_master_key(path)


def test_a_master_key_that_everybody_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    create_master_key(path)
    path.chmod(0o644)

    with pytest.raises(MasterKeyUnusable, match="chmod 600"):
        read_master_key(path)


def test_a_folder_that_can_not_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("a file where the folder should be")

    with pytest.raises(MasterKeyUnusable, match="can't be written"):
        create_master_key(tmp_path / "keys" / "master.key")


def test_keys_that_can_not_be_read_again_serve_for_half_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(SEAL, INDEX)]

    def load() -> tuple[DataKey, ...]:
        if not answers:
            raise MasterKeyUnusable("another master key")
        return answers.pop()

    vault, now = Vault(load), time.monotonic()
    monkeypatch.setattr("app.vault.vault.time.monotonic", lambda: now + TRUSTED_S - 1)
    assert key_of(vault.seal("a.b", b"x")) == 1
    monkeypatch.setattr("app.vault.vault.time.monotonic", lambda: now + TRUSTED_S + 1)

    with pytest.raises(MasterKeyUnusable):
        vault.seal("a.b", b"x")
