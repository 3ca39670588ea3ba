"""A service that the project has never heard of: its YAML is put beside the others, and it is offered and decided.

Not a line of Python is touched: the copy of the project differs from the project by the files of `new_item/` alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.docs.markdown import ROOT

if TYPE_CHECKING:
    from pathlib import Path

ITEM, NEW = "market-stall-renewal", ROOT / "tests" / "flows" / "new_item"
FOLDERS = ("app", "approval_rules", "corpora", "extractors", "retrieval")
ON = ("--on", "2026-03-02")
GOOD, BAD, NAME = "91310115MA1K3EXQ7J", "91310104MA1K3EXQ12", "上海样例食品有限公司"
FORM = {"uscc": GOOD, "company_name": NAME, "stall_no": "A区12号", "keeps_rules": "承诺遵守"}
COMPANIES = f"""\
uscc,company_name,status
{GOOD},{NAME},operating
{BAD},{NAME},operating
"""
STALLS = f"""\
uscc,stall_no,rent_paid_until,inspections
{GOOD},A区12号,2026-04-02,"[{{""inspected_on"": ""2025-08-01"", ""found"": ""minor""}}]"
{BAD},A区12号,2026-04-01,"[{{""inspected_on"": ""2025-08-01"", ""found"": ""serious""}}]"
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with the new item, and with the records of its register and of the company register."""
    folder = tmp_path_factory.mktemp("by_data")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in NEW.rglob("*.yaml"):
        place = folder / "approval_rules" / path.relative_to(NEW)
        assert not place.exists()
        place.parent.mkdir(exist_ok=True)
        shutil.copy(path, place)
    _import(folder, "company_registry", COMPANIES)
    _import(folder, "stall_registry", STALLS)
    return folder


def _import(copy: Path, register: str, table: str) -> None:
    (copy / "table.csv").write_text(table, encoding="utf-8")
    _document(_zhiban(copy, "records", "import", "table.csv", "--register", register, *ON, "--json"))


def _zhiban(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ZHIBAN_HOME": str(copy / "home")}
    command = [sys.executable, "-c", "from app.cli import main; main()", *words]
    return subprocess.run(command, cwd=copy, env=environment, check=False, capture_output=True, text=True)


def _document(found: subprocess.CompletedProcess[str], status: int = 0) -> Any:  # noqa: ANN401  any JSON
    assert found.returncode == status, found.stderr + found.stdout[-2000:]
    return json.loads(found.stdout)


def _apply(copy: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    application = {"item": ITEM, "form": FORM | changes, "materials": []}
    (copy / "application.json").write_text(json.dumps(application, ensure_ascii=False), encoding="utf-8")
    return _zhiban(copy, "check", "application.json", *ON, "--json")


def test_the_new_item_is_data_alone() -> None:
    assert {path.suffix for path in NEW.rglob("*") if path.is_file()} == {".yaml"}


def test_nothing_is_wrong_with_it(copy: Path) -> None:
    looked = _document(_zhiban(copy, "items", "lint", "--json"))

    assert ITEM in looked["items"]
    assert "stall_renewal_form" in looked["documents"]
    assert looked["findings"] == []


def test_its_examples_are_decided_as_written_and_notice_every_small_mistake(copy: Path) -> None:
    assert _document(_zhiban(copy, "items", "test", "--json"))["failed"] == []

    (mutated,) = _document(_zhiban(copy, "items", "mutate", "--item", ITEM, "--json"))["items"]

    assert mutated["mutants"] >= 40
    assert [one["change"] for one in mutated["survivors"]] == []


def test_an_application_in_order_is_approved_with_its_amount_and_replays(copy: Path) -> None:
    decided = _document(_apply(copy))
    replayed = _document(_zhiban(copy, "replay", decided["case_no"], "--json"))

    assert decided["outcome"] == "approve"
    assert decided["amount_cny"] == "120.00"
    assert {check["rule"] for check in decided["checks"]} >= {
        "few-minor-problems",
        "rent-paid-ahead",
        "evidence.stall.stall_no",
    }
    assert replayed["identical"] is True


@pytest.mark.parametrize(
    ("changes", "failed"),
    [
        ({"stall_no": "A区13号"}, "evidence.stall.stall_no"),
        ({"keeps_rules": "不承诺"}, "rules-committed"),
    ],
)
def test_an_application_that_is_not_in_order_is_handed_over(copy: Path, changes: dict[str, str], failed: str) -> None:
    decided = _document(_apply(copy, **changes), status=1)

    assert decided["outcome"] != "approve"
    assert failed in {check["rule"] for check in decided["checks"] if check["holds"] != "true"}


def test_what_its_register_knows_stops_an_approval(copy: Path) -> None:
    decided = _document(_apply(copy, uscc=BAD), status=1)

    assert {check["rule"] for check in decided["checks"] if check["holds"] == "false"} == {
        "rent-paid-ahead",
        "no-serious-problem",
    }
