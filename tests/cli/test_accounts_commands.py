"""`zhiban accounts` and `zhiban keys`: who may come in, said at the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from app.cli import main
from app.commands.serve import _first_steps
from app.settings import Settings
from tests.accounts_for_tests import PASSWORD
from tests.office import COMPANY, OTHER

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def _run(home: Path, *arguments: str, stdin: str = "", **settings: str) -> Result:
    environment = {"ZHIBAN_HOME": str(home), "ZHIBAN_DATABASE_URL": ""} | settings
    return CliRunner().invoke(main, arguments, input=stdin, env=environment)


def _json(home: Path, *arguments: str, stdin: str = "") -> Any:  # noqa: ANN401  plain data
    ran = _run(home, *arguments, "--json", stdin=stdin)
    assert ran.exit_code == 0, ran.output
    return json.loads(ran.stdout)


def test_an_account_is_added_with_a_password_from_stdin(home: Path) -> None:
    made = _json(
        home, "accounts", "add", "li.ming", "--role", "reviewer", "--district", "310117", stdin=PASSWORD + "\n"
    )

    assert (made["name"], made["has_password"]) == ("li.ming", True)
    assert made["grants"] == [{"role": "reviewer", "district": "310117", "item": ""}]
    assert _json(home, "accounts", "list") == [made]


@pytest.mark.parametrize("stdin", ["", "short\n", "password1234\n", "li.ming-li.ming\n"])
def test_a_weak_password_makes_no_account(home: Path, stdin: str) -> None:
    ran = _run(home, "accounts", "add", "li.ming", "--role", "admin", stdin=stdin)

    assert ran.exit_code == 2
    assert "密码" in ran.output
    assert _json(home, "accounts", "list") == []


def test_no_command_takes_a_password_as_an_argument(home: Path) -> None:
    ran = _run(home, "accounts", "add", "li.ming", "--role", "admin", "--password", PASSWORD)

    assert ran.exit_code == 2
    assert "No such option" in ran.output


def test_a_token_is_printed_for_its_owner_to_set_the_password(home: Path) -> None:
    made = _json(home, "accounts", "add", "li.ming", "--role", "admin", "--token")
    again = _json(home, "accounts", "reset-password", "li.ming", "--token")

    assert len(made["token"]) >= 43
    assert again["token"] != made["token"]
    assert made["has_password"] is False


def test_accounts_are_granted_disabled_and_told_apart(home: Path) -> None:
    _json(home, "accounts", "add", "li.ming", "--role", "reviewer", "--token")

    granted = _json(home, "accounts", "grant", "li.ming", "--role", "approver")
    revoked = _json(home, "accounts", "revoke", "li.ming", "--role", "reviewer")
    disabled = _json(home, "accounts", "disable", "li.ming")

    assert [one["role"] for one in granted["grants"]] == ["approver", "reviewer"]
    assert [one["role"] for one in revoked["grants"]] == ["approver"]
    assert disabled["state"] == "disabled"
    assert _json(home, "accounts", "enable", "li.ming")["state"] == "active"
    assert _json(home, "accounts", "totp", "li.ming", "--off")["has_one_time_codes"] is False


def test_an_applicants_account_acts_for_companies_until_that_is_ended(home: Path) -> None:
    _json(home, "accounts", "add", "wang", "--role", "applicant", "--token")

    both = [_json(home, "accounts", "represent", "wang", one.uscc) for one in (COMPANY, OTHER)][1]
    left = _json(home, "accounts", "represent", "wang", COMPANY.uscc.lower(), "--end")

    assert both["companies"] == sorted([COMPANY.uscc, OTHER.uscc])
    assert left["companies"] == [OTHER.uscc]
    assert _run(home, "accounts", "represent", "wang", COMPANY.uscc, "--end").exit_code == 2


def test_an_account_of_staff_acts_for_no_company(home: Path) -> None:
    _json(home, "accounts", "add", "li.ming", "--role", "reviewer", "--token")

    ran = _run(home, "accounts", "represent", "li.ming", COMPANY.uscc)

    assert ran.exit_code == 2
    assert "account of staff" in ran.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("accounts", "represent", "nobody", COMPANY.uscc),
        ("accounts", "represent", "nobody", "91310117MY0000004F"),
        ("accounts", "grant", "nobody", "--role", "admin"),
        ("accounts", "add", "x", "--role", "reviewer", "--district", "浦东", "--token"),
        ("accounts", "add", "x", "--role", "reviewer", "--item", "none", "--token"),
        ("accounts", "add", "x", "--role", "system", "--token"),
        ("accounts", "add", "x", "--role", "admin", "--oidc"),
        ("accounts", "link", "x", "u-1"),
        ("keys", "create", "--client", "a", "--scope", "manage"),
        ("keys", "create", "--client", "a b", "--scope", "submit"),
        ("keys", "create", "--client", "a", "--scope", "submit", "--days", "0"),
        ("keys", "revoke", "none"),
        ("keys", "rotate", "none"),
    ],
)
def test_what_can_not_be_is_said_in_words(home: Path, arguments: tuple[str, ...]) -> None:
    ran = _run(home, *arguments)

    assert ran.exit_code == 2, ran.output
    assert "Traceback" not in ran.output


def test_the_secret_of_a_key_is_printed_once(home: Path) -> None:
    made = _json(home, "keys", "create", "--client", "portal", "--scope", "submit", "--days", "10")
    key_id, secret = made["key"]["key_id"], made["secret"]

    listed = _run(home, "keys", "list", "--json")
    rotated = _json(home, "keys", "rotate", key_id, "--overlap-days", "2")

    assert secret.startswith(f"zb_{key_id}_")
    assert secret not in listed.output
    assert rotated["secret"] != secret
    assert [one["key_id"] for one in _json(home, "keys", "expiring", "--days", "3")] == [key_id]
    assert _json(home, "keys", "revoke", key_id)[0]["revoked_at"]
    assert "revoked" in _run(home, "keys", "list").output


def test_serving_without_accounts_says_how_to_make_the_first(home: Path) -> None:
    settings = Settings(home=home)
    before = _first_steps(settings)

    _json(home, "accounts", "add", "li.ming", "--role", "admin", "--token")

    assert "zhiban accounts add NAME --role admin" in before[0]
    assert _first_steps(settings) == []
