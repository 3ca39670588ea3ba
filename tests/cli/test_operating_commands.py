"""What whoever runs the service types: export and verify the log, back up, restore."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from app.cli import main
from tests.office import open_office, submitted

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An installation with two cases."""
    office = open_office(tmp_path / "home")
    submitted(office)
    submitted(office)
    office.engine.dispose()
    return tmp_path / "home"


def _run(home: Path, *arguments: object, **settings: str) -> Result:
    environment = {"ZHIBAN_HOME": str(home), "ZHIBAN_DATABASE_URL": "", **settings}
    return CliRunner().invoke(main, [str(one) for one in arguments], env=environment)


def _document(result: Result) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def test_an_export_is_verified_where_there_is_no_installation(home: Path, tmp_path: Path) -> None:
    path, anchor = tmp_path / "audit.jsonl", tmp_path / "elsewhere" / "checkpoints.jsonl"
    signed = _run(home, "audit", "checkpoint", "--json", ZHIBAN_AUDIT_ANCHOR=str(anchor))
    exported = _run(home, "audit", "export", path, "--json")

    verified = _run(tmp_path / "nowhere", "audit", "verify", path, "--anchor", anchor, "--json")

    assert _document(signed)["checkpoint"]["number"] == 2
    assert _document(exported)["entries"] == 2
    assert (verified.exit_code, _document(verified)["whole"], _document(verified)["checkpoints"]) == (0, True, 2)
    assert not (tmp_path / "nowhere").exists()


def test_a_changed_export_has_exit_status_1_and_names_the_entry(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    _run(home, "audit", "export", path)
    path.write_bytes(path.read_bytes().replace(b'"approve', b'"correct', 1).replace(b"approve", b"correct", 1))

    result = _run(home, "audit", "verify", path)

    assert (result.exit_code, result.stdout.strip()) == (1, "broken at entry 1")


def test_a_backup_comes_back_by_command(home: Path, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    made = _run(home, "backup", tmp_path / "backups", "--with-keys", "--json")
    there = tmp_path / "there"

    restored = _run(home, "restore", _document(made)["file"], "--home", there, "--json")
    verified = _run(there, "audit", "verify", "--json")

    assert (made.exit_code, _document(made)["has_keys"]) == (0, True)
    assert (restored.exit_code, _document(restored)["audit_entries"]) == (0, 2)
    assert (_document(verified)["entries"], _document(verified)["whole"]) == (2, True)


def test_a_backup_without_keys_says_what_to_keep(home: Path, tmp_path: Path) -> None:
    result = _run(home, "backup", tmp_path / "backup.tar")

    assert result.exit_code == 0
    assert "master.key" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("restore", "absent.tar"), "absent.tar"),
        (("audit", "verify", "absent.jsonl"), "absent.jsonl"),
        (("backup", "/proc/nothing/x.tar"), "/proc/nothing"),
    ],
)
def test_what_can_not_be_done_is_said_in_one_line(home: Path, arguments: tuple[str, ...], named: str) -> None:
    result = _run(home, *arguments)

    assert result.exit_code == 2
    assert named in result.stderr
    assert "Traceback" not in result.stderr
