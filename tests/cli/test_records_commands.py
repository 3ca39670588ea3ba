"""Registers on the command line: loaded with every bad row listed, shown as they were, and told of how they stand."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from app.cli import main
from app.db.engine import open_database, reading
from app.db.tables import audit_entry
from tests.office import COMPANY, OTHER

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

REGISTER, PERSON = "company_registry", "310115199001010002"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHIBAN_HOME", str(tmp_path / "home"))
    return tmp_path


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, ["records", *words])


def _document(result: Result) -> Any:  # noqa: ANN401  one JSON document
    return json.loads(result.stdout)


def _file(folder: Path, *lines: str, name: str = "register.csv") -> str:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def _events(home: Path) -> list[tuple[str, str, str]]:
    engine = open_database(f"sqlite:///{home / 'home' / 'zhiban.db'}", home / "home")
    with reading(engine) as connection:
        rows = connection.execute(audit_entry.select()).all()
    engine.dispose()
    return [(row.event, row.subject, row.content) for row in rows if row.event.startswith("register_")]


def test_every_row_left_out_is_listed_beside_the_file_or_where_it_is_wanted(home: Path) -> None:
    path = _file(home, "uscc,status", f"{COMPANY.uscc},operating", *["wrong,operating"] * 25)

    beside = _run("import", path, "--on", "2026-03-02", "--json")
    elsewhere = _run("import", path, "--on", "2026-03-02", "--refused", str(home / "out.csv"), "--json")

    assert [(one.exit_code, len(_document(one)["reasons"])) for one in (beside, elsewhere)] == [(1, 20), (1, 20)]
    assert _document(beside)["refused_file"] == f"{path}.refused.csv"
    for listed in (f"{path}.refused.csv", str(home / "out.csv")):
        with open(listed, encoding="utf-8", newline="") as file:  # noqa: PTH123  a name that was printed
            rows = list(csv.reader(file))
        assert rows[0] == ["row", "reason"]
        assert [row[0] for row in rows[1:]] == [str(number) for number in range(2, 27)]


def test_a_list_that_can_not_be_written_is_refused_in_one_line(home: Path) -> None:
    path = _file(home, "uscc", "wrong")

    result = _run("import", path, "--on", "2026-03-02", "--refused", str(home / "nowhere" / "out.csv"))

    assert result.exit_code == 2
    assert "--refused" in result.stderr


def test_a_list_of_an_earlier_run_does_not_stay_as_if_it_were_of_this_one(home: Path) -> None:
    path = _file(home, "uscc", "wrong")
    _run("import", path, "--on", "2026-03-02")
    _file(home, "uscc", COMPANY.uscc)

    mended = _run("import", path, "--on", "2026-03-02", "--json")

    assert (mended.exit_code, _document(mended)["refused_file"]) == (0, None)
    assert (home / "register.csv.refused.csv").read_text(encoding="utf-8").split() == ["row,reason"]


def test_a_load_stands_in_the_audit_log_once(home: Path) -> None:
    path = _file(home, "uscc", COMPANY.uscc)
    for _ in range(2):
        _run("import", path, "--on", "2026-03-02")

    ((event, subject, content),) = _events(home)

    assert (event, subject) == ("register_loaded", REGISTER)
    assert json.loads(content) == {"as_of": "2026-03-02", "written": 1, "unchanged": 0, "refused": 0}


def test_a_record_is_shown_as_it_is_and_as_it_was(home: Path) -> None:
    for day, status in (("2026-03-02", "operating"), ("2026-03-09", "revoked")):
        path = _file(home, "uscc,status", f"{COMPANY.uscc},{status}", name=f"{day}.csv")
        assert _run("import", path, "--on", day).exit_code == 0

    now = _run("show", REGISTER, COMPANY.uscc, "--json")
    then = _run("show", REGISTER, COMPANY.uscc, "--version", "1", "--json")
    before = _run("show", REGISTER, COMPANY.uscc, "--known-on", "2026-03-01", "--json")
    nobody = _run("show", REGISTER, OTHER.uscc)

    assert [_document(one)["facts"]["company.status"] for one in (now, then)] == ["revoked", "operating"]
    assert (_document(now)["version"], _document(then)["as_of"]) == (2, "2026-03-02")
    assert [one.exit_code for one in (now, then, before, nobody)] == [0, 0, 1, 1]


def test_whoever_looks_at_a_person_is_in_the_log_and_the_number_is_not(home: Path) -> None:
    path = _file(home, "resident_id,name", f"{PERSON},张样例")
    _run("import", path, "--register", "population_registry", "--on", "2026-03-02")

    shown = _run("show", "population_registry", PERSON, "--json")

    assert _document(shown)["facts"]["person.name"] == "张样例"
    viewed = [content for event, _, content in _events(home) if event == "register_viewed"]
    assert len(viewed) == 1
    assert PERSON not in viewed[0]


def test_the_status_tells_of_records_and_of_a_load_that_did_not_end(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _file(home, "uscc", COMPANY.uscc, OTHER.uscc)
    monkeypatch.setattr("app.registries.importing.BATCH_ROWS", 1)
    monkeypatch.setattr("app.registries.importing._end", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    _run("import", path, "--on", "2026-03-02")

    found = {one["register"]: one for one in _document(_run("status", "--json"))}

    assert (found[REGISTER]["records"], found[REGISTER]["newest"]) == (2, "2026-03-02")
    assert [(one["as_of"], one["rows_done"]) for one in found[REGISTER]["unfinished"]] == [("2026-03-02", 2)]
    assert (found["tax_registry"]["records"], found["tax_registry"]["unfinished"]) == (0, [])
    assert "run it again" in _run("status").stdout
