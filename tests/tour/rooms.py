"""The rooms of the tour by name: each module beside this one that is named `<room>_pages` has `furnished(home)`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from tests.tour import Room

ROOMS = tuple(sorted(path.stem.removesuffix("_pages") for path in Path(__file__).parent.glob("*_pages.py")))


def furnished(room: str, home: Path) -> Room:
    return cast("Room", import_module(f"tests.tour.{room}_pages").furnished(home))
