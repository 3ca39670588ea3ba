"""Cases that were decided stay as they were decided, whatever becomes of the rules and the calendar afterwards."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

from eval.replay import FOLDERS, add_newer_rules, replayed_by, store
from tests.docs.markdown import ROOT

if TYPE_CHECKING:
    from pathlib import Path

WHAT_IS_THERE = """
import json
from approval_rules.calendar import load_calendar
from approval_rules.item_files import load_items

versions = {item.id: [version.id for version in item.versions] for item in load_items().values()}
years = {one.year: one.is_provisional for one in load_calendar().years}
print(json.dumps({"versions": versions, "years": years}))
"""


def _there(project: Path) -> dict[str, dict[str, list[str]]]:
    """The versions by item and the years of the calendar, as this copy of the project has them."""
    command = [sys.executable, "-c", WHAT_IS_THERE]
    found = subprocess.run(command, cwd=project, check=True, capture_output=True, text=True)
    there: dict[str, dict[str, list[str]]] = json.loads(found.stdout)
    return there


def test_decisions_replay_to_the_same_bytes_after_newer_rules_and_a_newer_calendar(tmp_path: Path) -> None:
    home, copy = tmp_path / "home", tmp_path / "copy"
    for name in FOLDERS:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    store(home, decisions=60, seed=5)
    before = _there(copy)

    add_newer_rules(copy)

    after = _there(copy)
    replayed = replayed_by(copy, home)
    for item, versions in before["versions"].items():
        assert len(after["versions"][item]) == len(versions) + 1
        assert not set(versions) & set(after["versions"][item])
    assert len(after["years"]) == len(before["years"]) + 1
    assert (replayed["decisions"], replayed["identical"], replayed["first_differing"]) == (60, 60, [])
