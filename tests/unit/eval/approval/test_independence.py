"""The truth of a made-up application is worked out by code that shares nothing with what decides."""

from __future__ import annotations

import subprocess
import sys

DECIDING = ("decide", "conditions", "evidence", "amounts", "items", "calendar", "examples", "deadlines", "look_alikes")
MAKERS = ("made", "days", "places", "faults", "variants", "stories", "generating")
_LOADED = """
import sys
from importlib import import_module
for name in sys.argv[1:]:
    import_module(f"eval.approval.{name}")
from eval.approval.stories import all_stories
from eval.approval.generating import made_application
assert all_stories()
for number in range(100):
    made_application(0, number)
print(*sys.modules)
"""


def test_what_makes_applications_loads_nothing_that_decides() -> None:
    said = subprocess.run(
        [sys.executable, "-c", _LOADED, *MAKERS], capture_output=True, text=True, check=True, timeout=120
    )

    loaded = set(said.stdout.split())
    forbidden = {f"approval_rules.{name}" for name in DECIDING}
    assert {name for name in loaded if any(name == one or name.startswith(f"{one}.") for one in forbidden)} == set()
    assert {name for name in loaded if name.startswith(("app.flows", "app.intake"))} == set()


def test_the_check_would_see_what_decides() -> None:
    said = subprocess.run(
        [sys.executable, "-c", _LOADED, *MAKERS, "judging"], capture_output=True, text=True, check=True, timeout=120
    )

    assert "approval_rules.decide" in said.stdout.split()
