"""The command line: one JSON document on stdout; exit status 0 done, 1 no, 2 bad input, said in one line."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select, text, update

import app.main
from app.cli import COMMANDS, main
from app.db.engine import open_database, transaction
from app.db.tables import decision
from app.registries.service import register_ids
from tests.office import COMPANY, FOOD, LICENCE, form_of, open_office
from tests.tampering import unguard

if TYPE_CHECKING:
    from click.testing import Result

ON = ("--on", "2026-03-02")


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with an installation's home and the files that commands are given."""

    folder: Path

    def run(self, *arguments: str, **environment: str) -> Result:
        settings = {"ZHIBAN_HOME": str(self.folder / "home"), "ZHIBAN_DATABASE_URL": ""} | environment
        return CliRunner().invoke(main, arguments, env=settings)

    def file(self, name: str, content: str | bytes | dict[str, object]) -> str:
        path = self.folder / name
        if isinstance(content, dict):
            content = json.dumps(content, ensure_ascii=False)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    def rows(self) -> int:
        """How many rows of whatever kind were written."""
        home = self.folder / "home"
        if not (home / "zhiban.db").exists():
            return 0
        engine = open_database(f"sqlite:///{home / 'zhiban.db'}", home)
        with transaction(engine) as connection:
            tables = ("register_record", '"case"', "decision", "upload", "audit_entry")
            return sum(connection.execute(text(f"SELECT count(*) FROM {one}")).scalar_one() for one in tables)  # noqa: S608  our own names


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def filled(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose office knows one company and reads its licence without OCR."""
    office = open_office(desk.folder / "home")
    monkeypatch.setattr(app.main, "build_office", lambda _settings: office)
    desk.file("licence.jpg", LICENCE)
    return desk


def _filing(**changes: object) -> dict[str, object]:
    whole: dict[str, object] = {
        "item": FOOD,
        "form": form_of(COMPANY),
        "materials": [{"id": "business_license", "file": "licence.jpg"}],
    }
    return whole | changes


def _document(result: Result) -> Any:  # noqa: ANN401  any JSON document
    """The one JSON document on stdout."""
    return json.loads(result.stdout)


def _refused(result: Result) -> str:
    """The one line on stderr of a command that was given something bad."""
    assert result.exit_code == 2, (result.exit_code, result.output, result.exception)
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert len(lines) == 1, lines
    assert "Traceback" not in lines[0]
    assert lines[0].startswith("zhiban: ")
    return lines[0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (_filing(item="no-such-item"), "there is no item 'no-such-item'"),
        (_filing(form={"uscc": COMPANY.uscc}), "form.company_name: missing"),
        (_filing(form=form_of(COMPANY) | {"uscc": 5}), "form.uscc"),
        (_filing(form=form_of(COMPANY) | {"company_name": "\ud800"}), "U+D800"),
        (_filing(item=5), "item: "),
        (_filing(materials="licence.jpg"), "materials: "),
        (_filing(materials=[{"id": "business_license", "file": "nothing.jpg"}]), "nothing.jpg: can't be opened"),
        (_filing(materials=[{"id": "business_license", "file": "a\x00b"}]), "U+0000"),
        (_filing(materials=[{"id": "business_license", "file": "."}]), "can't be opened"),
        (_filing(materials=[{"id": "cat", "file": "licence.jpg"}]), "'cat' is not a material"),
        (_filing(form_file="licence.jpg"), "give the form either as"),
        (_filing(form=None, form_file="licence.jpg"), "this shows a business_license"),
        ("not json", "not valid JSON"),
        ("", "not valid JSON"),
        (b"\xff\xfe\x00", "not valid JSON"),
        ("[]", "the application: "),
    ],
)
def test_a_bad_application_is_refused_in_one_line(
    filled: Desk, content: str | bytes | dict[str, object], said: str
) -> None:
    if isinstance(content, dict):
        content = json.dumps(content)
    path = filled.file("application.json", content)
    before = filled.rows()

    line = _refused(filled.run("check", path, "--json", *ON))

    assert said in line
    assert filled.rows() == before
    assert not (filled.folder / "home" / "uploads").exists()


@pytest.mark.parametrize("content", [b"no picture", b"a cat", b""])
def test_a_file_that_is_no_licence_is_refused_in_one_line(filled: Desk, content: bytes) -> None:
    filled.file("licence.jpg", content)
    before = filled.rows()

    line = _refused(filled.run("check", filled.file("application.json", _filing()), *ON))

    assert "licence.jpg: this " in line
    assert filled.rows() == before


def test_a_day_on_which_the_item_is_not_in_force_is_refused(filled: Desk) -> None:
    path = filled.file("application.json", _filing())

    assert "not in force on 2020-01-01" in _refused(filled.run("check", path, "--on", "2020-01-01"))


def test_an_application_that_is_not_there_is_refused(desk: Desk) -> None:
    assert "can't be opened" in _refused(desk.run("check", str(desk.folder / "nothing.json")))
    assert "can't be opened" in _refused(desk.run("check", str(desk.folder)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("register.csv", b"\x89PNG\xff\x00"),
        ("register.parquet", b"no parquet"),
        ("register.txt", b"uscc\n"),
        ("register.csv", b"shoe_size\n44\n"),
        ("register.csv", b""),
    ],
)
def test_a_register_that_is_no_table_is_refused_in_one_line(desk: Desk, name: str, content: bytes) -> None:
    line = _refused(desk.run("records", "import", desk.file(name, content)))

    assert name in line
    assert desk.rows() == 0


def test_a_register_that_is_not_there_or_not_known_is_refused(desk: Desk) -> None:
    good = desk.file("register.csv", f"uscc\n{COMPANY.uscc}\n")

    assert "nothing.csv" in _refused(desk.run("records", "import", str(desk.folder / "nothing.csv")))
    assert "moon_registry" in _refused(desk.run("records", "import", good, "--register", "moon_registry"))
    assert "moon_registry" in _refused(desk.run("records", "generate", "2", "--register", "moon_registry"))
    assert desk.rows() == 0


@pytest.mark.parametrize(
    "command", [("audit", "verify"), ("replay", "ZB20260302-0000000000"), ("records", "generate", "3")]
)
def test_a_database_that_can_not_be_used_is_refused_in_one_line(desk: Desk, command: tuple[str, ...]) -> None:
    garbage = desk.file("garbage.db", b"no database at all, " * 100)
    urls = (f"sqlite:///{garbage}", f"sqlite:///{desk.folder}", "nonsense", "nosuch://clerk:opensesame@x/y")

    for url in urls:
        line = _refused(desk.run(*command, "--json", ZHIBAN_DATABASE_URL=url))

        assert "ZHIBAN_DATABASE_URL" in line
        assert "opensesame" not in line
    assert Path(garbage).read_bytes() == b"no database at all, " * 100


def test_a_setting_that_makes_no_sense_is_refused_in_one_line(desk: Desk) -> None:
    assert "ZHIBAN_THREADS" in _refused(desk.run("audit", "verify", ZHIBAN_THREADS="many"))


def test_a_case_that_is_not_there_is_refused(desk: Desk) -> None:
    assert "there is no case" in _refused(desk.run("replay", "ZB20260302-0000000000"))


def test_a_profile_that_can_not_be_read_is_refused(desk: Desk) -> None:
    for content in ("not json", "[]", '{"shoe_size": 44}', '{"taxable_income_cny": 1e30}'):
        assert _refused(desk.run("match", desk.file("profile.json", content)))


@pytest.mark.parametrize(
    "arguments",
    [("check",), ("check", "a.json", "--on", "2026-02-30"), ("records", "generate", "0"), ("nothing",), ("--colour",)],
)
def test_a_command_typed_wrongly_has_exit_status_2_and_no_traceback(desk: Desk, arguments: tuple[str, ...]) -> None:
    result = desk.run(*arguments)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith("Usage: ")
    assert "Traceback" not in result.stderr


def test_a_filing_in_order_is_approved_and_replayed_to_the_same_bytes(filled: Desk) -> None:
    checked = filled.run("check", filled.file("application.json", _filing()), "--json", *ON)
    decided = _document(checked)

    again = filled.run("replay", decided["case_no"], "--json")
    verified = filled.run("audit", "verify", "--json")

    assert (checked.exit_code, again.exit_code, verified.exit_code) == (0, 0, 0)
    assert {"outcome", "checks", "item_version", "dossier_sha256", "case_no"} <= set(decided)
    assert decided["outcome"] == "approve"
    assert {"rule", "holds", "facts", "basis", "message"} <= set(decided["checks"][0])
    assert _document(again)["identical"] is True
    assert _document(again)["replayed_sha256"] == decided["dossier_sha256"]
    assert _document(verified) | {"last_sha256": ""} == {
        "whole": True,
        "entries": 1,
        "broken_at": None,
        "unaccounted": [],
        "last_sha256": "",
        "problem": "",
        "checkpoints": 0,
        "public_keys": [],
    }


def test_a_filing_that_goes_to_a_person_has_exit_status_1(filled: Desk) -> None:
    path = filled.file("application.json", _filing(ask_for_person=True))

    result = filled.run("check", path, "--json", *ON)

    assert result.exit_code == 1
    assert _document(result)["outcome"] == "escalate"


def test_a_pre_check_stores_nothing(filled: Desk) -> None:
    before = filled.rows()

    result = filled.run("check", filled.file("application.json", _filing()), "--pre-check", "--json", *ON)

    assert (result.exit_code, _document(result)["case_no"]) == (0, None)
    assert filled.rows() == before


@pytest.mark.parametrize(
    ("said", "altered"),
    [
        ('"outcome":"approve"', '"outcome":"correct"'),
        ("张样例", "章样例"),
        ("", ""),
    ],
    ids=["outcome", "name", "hash"],
)
def test_a_stored_decision_that_was_altered_is_not_replayed_as_the_same(filled: Desk, said: str, altered: str) -> None:
    """Altered by somebody who has the keys: whoever has none can't read what is stored, and breaks its seal."""
    decided = _document(filled.run("check", filled.file("application.json", _filing()), "--json", *ON))
    home = filled.folder / "home"
    with transaction(open_database(f"sqlite:///{home / 'zhiban.db'}", home)) as connection:
        stored = connection.execute(select(decision.c.dossier)).scalar_one()
        other = stored.replace(said.encode(), altered.encode()) if said else stored
        values = {"dossier": other} if said else {"dossier_sha256": "0"}
        assert (other != stored) == bool(said)
        assert connection.execute(update(decision).values(**values)).rowcount == 1

    result = filled.run("replay", decided["case_no"], "--json")

    assert result.exit_code == 1
    assert _document(result)["identical"] is False


def test_a_broken_audit_log_has_exit_status_1_and_names_the_entry(filled: Desk) -> None:
    path = filled.file("application.json", _filing())
    for _ in range(3):
        filled.run("check", path, *ON)
    home = filled.folder / "home"
    with transaction(open_database(f"sqlite:///{home / 'zhiban.db'}", home)) as connection:
        unguard(connection)
        connection.execute(text("UPDATE audit_entry SET actor = 'clerk' WHERE number = 2"))

    result = filled.run("audit", "verify", "--json")

    assert (result.exit_code, _document(result)["broken_at"]) == (1, 2)


def test_records_are_made_written_and_loaded(desk: Desk) -> None:
    for name in ("made.csv", "made.parquet"):
        path = str(desk.folder / name)

        written = desk.run("records", "generate", "20", "--out", path, "--json")
        loaded = desk.run("records", "import", path, "--json", *ON)

        assert (written.exit_code, loaded.exit_code) == (0, 0)
        assert _document(written)[0]["records"] == 20
        assert _document(loaded)["written"] + _document(loaded)["unchanged"] == 20


def test_one_register_is_written_and_loaded_by_its_name(desk: Desk) -> None:
    path, register = str(desk.folder / "made.csv"), ("--register", "social_insurance")

    written = desk.run("records", "generate", "20", "--out", path, *register, "--json")
    loaded = desk.run("records", "import", path, *register, "--json", *ON)

    assert (written.exit_code, loaded.exit_code) == (0, 0)
    assert _document(loaded)["written"] == _document(written)[0]["records"] > 10


def test_every_register_is_filled_with_made_up_records(desk: Desk) -> None:
    result = desk.run("records", "generate", "20", "--json", *ON)

    assert {one["register"] for one in _document(result)} == set(register_ids())
    assert all(one["refused"] == 0 for one in _document(result))
    assert desk.rows() == sum(one["written"] for one in _document(result))


def test_bad_rows_are_reported_with_exit_status_1(desk: Desk) -> None:
    path = desk.file("register.csv", f"uscc,status\n{COMPANY.uscc},operating\nwrong,operating\n")

    result = desk.run("records", "import", path, "--json")

    assert result.exit_code == 1
    assert (_document(result)["written"], _document(result)["refused"]) == (1, 1)
    assert _document(result)["reasons"][0].startswith("row 2: uscc")


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (("items", "lint"), {"items", "documents", "calendars", "findings"}),
        (("items", "test"), {"examples", "failed"}),
        (("match", "--fields"), {"fields"}),
        (
            ("audit", "verify"),
            {
                "whole",
                "entries",
                "broken_at",
                "problem",
                "unaccounted",
                "last_sha256",
                "checkpoints",
                "public_keys",
            },
        ),
    ],
)
def test_json_is_one_document_on_stdout(desk: Desk, arguments: tuple[str, ...], keys: set[str]) -> None:
    result = desk.run(*arguments, "--json")

    assert result.exit_code == 0
    assert set(_document(result)) == keys


def test_a_company_is_matched(desk: Desk) -> None:
    path = desk.file("profile.json", {"region": "310104", "employees": 60, "taxable_income_cny": "1200000"})

    result = desk.run("match", path, "--on", "2025-11-20", "--json")

    assert result.exit_code in {0, 1}
    assert {"id", "from", "status", "amount_cny", "unmet", "missing"} <= set(_document(result)["schemes"][0])


def test_help_lists_every_command(desk: Desk) -> None:
    result = desk.run("--help")

    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(desk: Desk, name: str) -> None:
    result = desk.run(name, "--help")

    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")


def test_help_answers_within_half_a_second() -> None:
    zhiban = Path(sys.executable).with_name("zhiban")

    def once() -> float:
        started = time.perf_counter()
        subprocess.run([zhiban, "--help"], check=True, capture_output=True)
        return time.perf_counter() - started

    assert min(once() for _ in range(5)) < 0.5


def test_bad_input_in_a_process_of_its_own_is_one_line_as_well(desk: Desk) -> None:
    zhiban = Path(sys.executable).with_name("zhiban")

    ended = subprocess.run(
        [zhiban, "check", str(desk.folder / "nothing.json")],
        check=False,
        capture_output=True,
        text=True,
        cwd=desk.folder,
    )

    assert (ended.returncode, ended.stdout) == (2, "")
    assert len(ended.stderr.splitlines()) == 1
    assert list(desk.folder.iterdir()) == []
