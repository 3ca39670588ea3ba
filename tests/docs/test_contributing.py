"""The YAML in CONTRIBUTING.md is put where the page says and loaded by the real loaders, in a copy of the project."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.docs.markdown import ROOT, blocks, page

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("app", "approval_rules", "corpora", "extractors", "retrieval")
MARK = re.compile(r"(?:# |<!-- )file: (?P<path>\S+)(?P<append> \(append\))?(?: -->)?\n")


def _examples() -> dict[str, tuple[str, bool]]:
    """The text of each example by its path, and whether it is appended to a file that is there."""
    found = {}
    for block in blocks(page("CONTRIBUTING.md")):
        mark = MARK.match(block.text)
        if mark is not None:
            found[mark["path"]] = (block.text[mark.end() :], mark["append"] is not None)
    return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's own folders with every example of the page added."""
    folder = tmp_path_factory.mktemp("contributed")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests" / "data", folder / "checks", ignore=shutil.ignore_patterns("__pycache__"))
    for name, (text, is_appended) in _examples().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text(encoding="utf-8") if is_appended else ""
        path.write_text(before + text, encoding="utf-8")
    made = _zhiban(folder, "corpus", "generate")
    assert made.returncode == 0, made.stderr
    return folder


def _zhiban(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return _python(copy, "-c", "from app.cli import main; main()", *words)


def _python(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ZHIBAN_HOME": str(copy / "home")}
    return subprocess.run(
        [sys.executable, *words], cwd=copy, env=environment, check=False, capture_output=True, text=True
    )


def test_each_checklist_has_its_files() -> None:
    paths = set(_examples())

    assert {path.rpartition("/")[2] for path in paths if "/items/" in path} == {"item.yaml", "rules.yaml", "cases.yaml"}
    assert {path.rpartition("/")[2] for path in paths if "/schemes/" in path} == {
        "scheme.yaml",
        "cases.yaml",
        "text.md",
    }
    assert any(path.startswith("approval_rules/documents/") for path in paths)
    assert any(path.startswith("approval_rules/facts/") for path in paths)


def test_no_example_stands_where_the_project_has_a_file() -> None:
    there = [name for name, (_, is_appended) in _examples().items() if not is_appended and (ROOT / name).exists()]

    assert there == []


def test_the_example_item_and_document_kind_load(copy: Path) -> None:
    found = _zhiban(copy, "items", "lint", "--json")

    assert found.returncode == 0, found.stderr
    loaded = json.loads(found.stdout)
    assert "outdoor-sign-filing" in loaded["items"]
    assert "outdoor_sign_form" in loaded["documents"]


def test_the_example_item_is_decided_as_its_examples_say(copy: Path) -> None:
    before = json.loads(_zhiban(ROOT, "items", "test", "--json").stdout)

    found = _zhiban(copy, "items", "test", "--json")

    after = json.loads(found.stdout)
    assert after["failed"] == []
    assert after["examples"] > before["examples"]


def test_the_example_register_takes_the_example_record(copy: Path) -> None:
    found = _zhiban(copy, "records", "import", "shops.csv", "--register", "shop_registry", "--json")

    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["written"] == 1


def test_the_example_gateway_answers_for_the_example_register(copy: Path) -> None:
    load = (
        "from pathlib import Path; from app.registries.gateway.config import load_registers_file;"
        "print(*load_registers_file(Path('registers.yaml')).registers['shop_registry'].facts)"
    )

    found = _python(copy, "-c", load)

    facts = ["uscc", "address", "lease_until", "is_listed_building", "use", "signs"]
    assert found.stdout.split() == facts, found.stderr


def test_the_example_scheme_is_matched(copy: Path) -> None:
    facts = {"region": "310120", "employees": 30, "local_employee_share": "0.5", "local_employees": 30}
    (copy / "profile.json").write_text(json.dumps(facts), encoding="utf-8")

    found = _zhiban(copy, "match", "profile.json", "--on", "2026-03-02", "--json")

    schemes = {one["id"]: one for one in json.loads(found.stdout)["schemes"]}
    assert schemes["sample-local-jobs-award"]["status"] == "eligible"
    assert schemes["sample-local-jobs-award"]["amount_cny"] == "30000.00"


@pytest.mark.parametrize("checks", ["test_items.py", "test_corpora.py", "test_scheme_boundaries.py"])
def test_the_project_with_the_examples_passes_its_data_tests(copy: Path, checks: str) -> None:
    words = ["-m", "pytest", "-v", "-p", "no:cacheprovider", "-p", "no:randomly", f"checks/{checks}"]

    found = _python(copy, *words)

    assert found.returncode == 0, found.stdout[-3000:]
    assert re.search("outdoor-sign-filing|sample-local-jobs-award", found.stdout)


def test_an_example_that_breaks_the_format_would_be_found(copy: Path) -> None:
    path = copy / "approval_rules" / "items" / "outdoor-sign-filing" / "rules.yaml"
    good = path.read_text(encoding="utf-8")
    path.write_text(good.replace("shop.use", "shop.usage"), encoding="utf-8")

    found = _zhiban(copy, "items", "lint")

    path.write_text(good, encoding="utf-8")
    assert found.returncode == 2
    assert "outdoor-sign-filing/rules.yaml" in found.stderr
    assert "shop.usage" in found.stderr
