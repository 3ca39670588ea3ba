"""What every database owes to accounts, sign-ins and keys: SQLite and PostgreSQL."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pyotp
import pytest
from sqlalchemy import select

from app.accounts import passwords
from app.accounts.errors import BadAccount, SignInRefused, WeakPassword
from app.accounts.keys import PREFIX, Keys, KeyWanted
from app.accounts.principal import Action, Grant, Role
from app.accounts.service import Accounts
from app.accounts.sessions import SignInSessions
from app.accounts.sign_in import PasswordSignIn, Typed
from app.accounts.totp import OneTimeCodes
from app.accounts.tries import FREE_FOR_NAME, LONGEST_WAIT, Tries
from app.audit import service as audit
from app.db.engine import open_database, reading
from app.db.tables import account, api_key, audit_entry, password_token, recovery_code, sign_in_session, sign_in_try
from app.errors import NotFound, TooMany
from tests.accounts_for_tests import PASSWORD, Watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine

    from app.accounts.store import Account

REVIEWER = Grant(role=Role.REVIEWER, district="310117")
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
def accounts(engine: Engine, watch: Watch) -> Accounts:
    return Accounts(engine=engine, clock=watch, known_items=("an-item",))


@pytest.fixture
def keys(engine: Engine, watch: Watch) -> Keys:
    return Keys(engine=engine, clock=watch, known_items=("an-item",))


@pytest.fixture
def li(accounts: Accounts) -> Account:
    """Somebody with a password."""
    made = accounts.add("li.ming", "黎明", (REVIEWER,), by="operator")
    accounts.set_password(made.account_id, PASSWORD, "operator")
    return accounts.by_id(made.account_id)


@pytest.fixture
def door(engine: Engine, watch: Watch) -> PasswordSignIn:
    sessions = SignInSessions(engine=engine, clock=watch)
    return PasswordSignIn(engine=engine, clock=watch, sessions=sessions, tries=Tries(engine=engine, clock=watch))


def _typed(password: str = PASSWORD, *, name: str = "li.ming", code: str = "", address: str = "10.0.0.1") -> Typed:
    return Typed(name=name, password=password, code=code, address=address)


def _events(engine: Engine, account_id: str) -> list[str]:
    mine = select(audit_entry.c.event).where(audit_entry.c.subject == account_id).order_by(audit_entry.c.number)
    with reading(engine) as connection:
        return list(connection.execute(mine).scalars())


def test_no_secret_is_kept_as_it_is(
    engine: Engine, accounts: Accounts, keys: Keys, li: Account, door: PasswordSignIn
) -> None:
    made, key = keys.create(SUBMITS, "operator")
    token, session = accounts.new_token(li.account_id, "operator"), door.sign_in(_typed())
    codes = OneTimeCodes(engine=engine, clock=accounts.clock)
    secret = pyotp.random_base32()
    codes.enrol(li, secret, pyotp.TOTP(secret).at(accounts.clock.now()))

    with engine.connect() as connection:
        tables = (account, api_key, password_token, recovery_code, sign_in_session, audit_entry)
        kept = "".join(str(row) for one in tables for row in connection.exec_driver_sql(f"SELECT * FROM {one.name}"))  # noqa: S608  our own names
    key_secret = key.removeprefix(f"{PREFIX}{made.key_id}_")
    assert [one for one in (PASSWORD, key_secret, token, session, secret) if one in kept] == []


def test_each_change_of_an_account_has_its_audit_entry(engine: Engine, accounts: Accounts, li: Account) -> None:
    accounts.grant(li.account_id, Grant(role=Role.APPROVER, item_id="an-item"), "staff:boss")
    accounts.grant(li.account_id, Grant(role=Role.APPROVER, item_id="an-item"), "staff:boss")
    accounts.revoke(li.account_id, REVIEWER, "staff:boss")
    accounts.disable(li.account_id, "staff:boss")
    accounts.enable(li.account_id, "staff:boss")

    assert _events(engine, li.account_id) == [
        "account_added", "password_set", "account_granted", "account_grant_revoked", "account_disabled",
        "account_enabled",
    ]  # fmt: skip
    with reading(engine, at_one_instant=True) as connection:
        assert audit.verify(connection).broken_at is None


def test_without_its_audit_entry_nothing_is_changed(
    accounts: Accounts, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object, **_more: object) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(audit, "append", fail)

    with pytest.raises(RuntimeError):
        accounts.add("li.ming", "黎明", (REVIEWER,), by="operator")
    with pytest.raises(RuntimeError):
        keys.create(SUBMITS, "operator")
    assert (accounts.every(), keys.every()) == ([], [])


@pytest.mark.parametrize(
    "grant",
    [
        Grant(role=Role.SYSTEM),
        Grant(role=Role.APPLICANT),
        Grant(role=Role.REVIEWER, district="浦东"),
        Grant(role=Role.REVIEWER, item_id="no-item"),
    ],
)
def test_a_grant_that_covers_nothing_or_is_none_of_staff_is_refused(
    accounts: Accounts, li: Account, grant: Grant
) -> None:
    with pytest.raises(BadAccount):
        accounts.grant(li.account_id, grant, "operator")

    assert accounts.by_id(li.account_id).grants == (REVIEWER,)


def test_a_name_is_one_accounts_alone(accounts: Accounts, li: Account) -> None:
    with pytest.raises(BadAccount, match="already"):
        accounts.add(li.name, "别人", (REVIEWER,), by="operator")


def test_the_right_password_begins_a_session_and_a_wrong_one_none(li: Account, door: PasswordSignIn) -> None:
    found = door.sessions.find(door.sign_in(_typed()))

    assert found is not None
    assert (found.principal.id, found.principal.grants) == (f"staff:{li.account_id}", (REVIEWER,))
    for typed in (_typed("wrong"), _typed(name="nobody"), _typed("")):
        with pytest.raises(SignInRefused):
            door.sign_in(typed)


def test_names_that_nobody_has_wait_like_those_that_somebody_has(li: Account, door: PasswordSignIn) -> None:
    waits = {}
    for name in (li.name, "nobody"):
        for number in range(FREE_FOR_NAME):
            with pytest.raises(SignInRefused):
                door.sign_in(_typed("wrong", name=name, address=f"10.0.{number}.1"))
        with pytest.raises(TooMany) as refused:
            door.sign_in(_typed(PASSWORD, name=name, address="10.1.0.1"))
        waits[name] = refused.value.headers

    assert waits[li.name] == waits["nobody"]


def test_each_wrong_try_makes_the_next_wait_longer_up_to_a_limit(engine: Engine, watch: Watch) -> None:
    tries, waits = Tries(engine=engine, clock=watch), []
    for number in range(14):
        tries.count("li.ming", f"10.0.{number}.1")
        try:
            tries.count("li.ming", "10.9.0.1")
        except TooMany as wait:
            waits.append(int(wait.headers["retry-after"]))
            watch.passes(seconds=waits[-1])

    assert waits[:4] == [15, 30, 60, 120]
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT.total_seconds()


def test_tries_at_the_same_time_are_all_counted(engine: Engine, watch: Watch) -> None:
    tries, refused = Tries(engine=engine, clock=watch), []

    def count() -> None:
        try:
            tries.count("li.ming", "10.0.0.1")
        except TooMany:
            refused.append(1)

    threads = [threading.Thread(target=count) for _ in range(FREE_FOR_NAME + 3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len(refused) == 3
    with reading(engine) as connection:
        assert set(connection.execute(select(sign_in_try.c.wrong_tries)).scalars()) == {FREE_FOR_NAME}


def test_one_address_that_tries_many_names_has_to_wait(engine: Engine, watch: Watch) -> None:
    tries = Tries(engine=engine, clock=watch)
    for number in range(20):
        tries.count(f"name{number}", "10.0.0.1")

    with pytest.raises(TooMany):
        tries.count("another", "10.0.0.1")
    tries.count("another", "10.0.0.2")


def test_a_right_try_starts_the_name_anew(li: Account, door: PasswordSignIn, watch: Watch) -> None:
    for _ in range(3):
        for _ in range(FREE_FOR_NAME - 1):
            with pytest.raises(SignInRefused):
                door.sign_in(_typed("wrong", name=li.name, address="10.0.0.2"))
        door.sign_in(_typed())
        watch.passes(minutes=20)


def test_a_session_ends_when_idle_and_after_half_a_day(li: Account, door: PasswordSignIn, watch: Watch) -> None:
    assert li.password_hash
    idle, busy = door.sign_in(_typed()), door.sign_in(_typed())

    for _ in range(23):
        watch.passes(minutes=29)
        assert door.sessions.find(busy) is not None
    assert door.sessions.find(idle) is None

    watch.passes(minutes=60 * 12 - 23 * 29)
    assert door.sessions.find(busy) is None


@pytest.mark.parametrize("what", ["disable", "set_password", "use_token"])
def test_sessions_end_with_the_account_and_with_its_password(
    accounts: Accounts, li: Account, door: PasswordSignIn, what: str
) -> None:
    token = door.sign_in(_typed())

    if what == "disable":
        accounts.disable(li.account_id, "operator")
    elif what == "set_password":
        accounts.set_password(li.account_id, PASSWORD + "!", "operator")
    else:
        accounts.use_token(accounts.new_token(li.account_id, "operator"), PASSWORD + "!")

    assert door.sessions.find(token) is None


def test_a_disabled_account_signs_in_no_more(accounts: Accounts, li: Account, door: PasswordSignIn) -> None:
    accounts.disable(li.account_id, "operator")

    with pytest.raises(SignInRefused):
        door.sign_in(_typed())


def test_a_token_sets_one_password_once_and_within_a_day(accounts: Accounts, li: Account, watch: Watch) -> None:
    late, used = accounts.new_token(li.account_id, "operator"), accounts.new_token(li.account_id, "operator")

    with pytest.raises(WeakPassword):
        accounts.use_token(used, "password1234")
    accounts.use_token(used, PASSWORD + "!")
    for token in (used, late, "nonsense"):
        with pytest.raises(NotFound):
            accounts.use_token(token, PASSWORD + "?")
    old = accounts.new_token(li.account_id, "operator")
    watch.passes(hours=24)
    with pytest.raises(NotFound):
        accounts.use_token(old, PASSWORD + "?")


def test_a_password_is_hashed_anew_when_the_parameters_changed(
    accounts: Accounts, li: Account, door: PasswordSignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_PASSES", 3)
    passwords._hasher.cache_clear()

    door.sign_in(_typed())

    renewed = accounts.by_id(li.account_id).password_hash
    passwords._hasher.cache_clear()
    assert renewed is not None
    assert "t=3" in renewed
    assert "t=2" in str(li.password_hash)


def test_a_one_time_code_is_asked_for_and_good_once(
    engine: Engine, accounts: Accounts, li: Account, door: PasswordSignIn, watch: Watch
) -> None:
    secret = pyotp.random_base32()
    recovery = OneTimeCodes(engine=engine, clock=watch).enrol(li, secret, pyotp.TOTP(secret).at(watch.now()))
    watch.passes(seconds=60)
    code = pyotp.TOTP(secret).at(watch.now())

    door.sign_in(_typed(code=code))
    for wrong in (code, "", "000000", pyotp.TOTP(secret).at(watch.now() - timedelta(seconds=30))):
        with pytest.raises(SignInRefused):
            door.sign_in(_typed(code=wrong))
    door.sign_in(_typed(code=recovery[0].upper()))
    with pytest.raises(SignInRefused):
        door.sign_in(_typed(code=recovery[0]))
    accounts.remove_totp(li.account_id, "operator")
    watch.passes(hours=1)
    door.sign_in(_typed())


def test_a_code_is_good_once_when_it_comes_twice_at_the_same_time(
    engine: Engine, li: Account, door: PasswordSignIn, watch: Watch
) -> None:
    secret = pyotp.random_base32()
    OneTimeCodes(engine=engine, clock=watch).enrol(li, secret, pyotp.TOTP(secret).at(watch.now()))
    watch.passes(seconds=60)
    code, done = pyotp.TOTP(secret).at(watch.now()), []

    def sign_in() -> None:
        try:
            done.append(door.sign_in(_typed(code=code)))
        except SignInRefused:
            done.append("")

    threads = [threading.Thread(target=sign_in) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert len([token for token in done if token]) == 1
