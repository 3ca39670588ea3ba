"""`zhiban personal …` and `zhiban vault …`: what is held is told and erased, and keys are exchanged, by command."""

from __future__ import annotations

import json
import stat
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from app.cli import main
from tests.databases import database_of
from tests.office import FOOD, open_office
from tests.personal import PERSON, file_case

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

NO = "ZB20260302-0000000001"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHIBAN_HOME", str(tmp_path))
    monkeypatch.setenv("ZHIBAN_DATABASE_URL", database_of(tmp_path))
    office = open_office(tmp_path)
    file_case(office, NO)
    office.engine.dispose()
    return tmp_path


def _run(*arguments: str, **more: Any) -> Result:  # noqa: ANN401  what click's runner takes
    return CliRunner().invoke(main, arguments, **more)


def _told(*arguments: str) -> dict[str, Any]:
    done = _run(*arguments, "--json")
    assert done.exit_code == 0, done.output
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def test_what_is_held_on_a_person_is_one_document(home: Path) -> None:
    assert home.exists()

    (case,) = _told("personal", "export", "--id", PERSON)["cases"]

    assert case["case"][0]["case_no"] == NO


def test_the_number_may_be_typed_so_that_no_list_of_processes_shows_it(home: Path) -> None:
    assert home.exists()

    done = _run("personal", "export", "--id", "-", "--json", input=f"{PERSON}\n")

    assert json.loads(done.stdout)["cases"]


def test_a_zip_with_the_files_is_its_owners_alone(home: Path) -> None:
    out = home / "held.zip"

    told = _told("personal", "export", "--id", PERSON, "--out", str(out))

    assert (told["out"], told["cases"]) == (str(out), 1)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert len(zipfile.ZipFile(out).namelist()) == 2


def test_retention_is_set_listed_and_removed(home: Path) -> None:
    assert home.exists()

    _told("personal", "retention", "set", FOOD, "--days", "30", "--basis", "样例规定")
    told = _told("personal", "retention", "list")
    _told("personal", "retention", "remove", FOOD)

    assert [(one["item"], one["days"], one["set_by"]) for one in told["rules"]] == [(FOOD, 30, "operator")]
    assert FOOD not in told["without"]
    assert FOOD in _told("personal", "retention", "list")["without"]


def test_a_case_is_erased_and_what_asks_for_it_says_so(home: Path) -> None:
    assert home.exists()
    assert _told("personal", "erase", NO, "--order", "样例")["erased"] is True
    assert _told("personal", "erase", NO, "--order", "样例")["erased"] is False

    explained, replayed = _run("explain", NO), _run("replay", NO)

    for done in (explained, replayed):
        assert done.exit_code == 2
        assert "was erased on" in done.output
    everything = _told("replay", "--all")
    assert (everything["decisions"], everything["erased"]) == (0, 1)
    assert _told("audit", "verify")["whole"] is True


def test_due_cases_are_erased_until_none_is_left(home: Path) -> None:
    assert home.exists()
    _told("personal", "retention", "set", FOOD, "--days", "1", "--basis", "样例规定")

    assert _told("personal", "erase-due")["erased"] == 1
    assert _told("personal", "erase-due")["erased"] == 0


def test_keys_are_rotated_and_everything_is_sealed_anew(home: Path) -> None:
    assert home.exists()
    assert _told("vault", "rotate") == {"key_id": 3}

    done = _told("vault", "reseal")
    keys = {one["key_id"]: one for one in _told("vault", "keys")["keys"]}

    assert (done["files"], done["values"] > 0) == (1, True)
    assert (keys[1]["seals"], keys[1]["retired_at"] is None) == (0, False)
    assert keys[3]["seals"] == done["files"] + done["values"]
    refused = _run("vault", "destroy", "1")
    assert refused.exit_code == 2
    assert "two days after" in refused.output


def test_the_database_opens_with_the_new_master_key_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _told("vault", "rewrap", "--new-master-key-file", str(home / "next.key"))
    refused = _run("personal", "retention", "list")
    monkeypatch.setenv("ZHIBAN_MASTER_KEY_FILE", str(home / "next.key"))

    assert refused.exit_code == 2
    assert "another master key" in refused.output
    assert _told("personal", "export", "--id", PERSON)["cases"]


def test_a_lost_master_key_is_said_in_one_line(home: Path) -> None:
    (home / "master.key").unlink()

    refused = _run("vault", "keys")

    assert refused.exit_code == 2
    assert refused.output.count("\n") == 1
    assert "ZHIBAN_MASTER_KEY_FILE" in refused.output
