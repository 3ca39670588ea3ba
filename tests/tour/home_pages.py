"""What everybody sees: home, guides, sources, how pages look, sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.office import FOOD
from tests.tour import Room, Stop
from tests.website import build_site

if TYPE_CHECKING:
    from pathlib import Path


def furnished(home: Path) -> Room:
    return Room(
        site=build_site(home),
        stops=(
            Stop(name="home", path="/", says="随时能问"),
            Stop(name="items", path="/items", says="办事指南"),
            Stop(name="guide", path=f"/items/{FOOD}", says="预包装"),
            Stop(name="sign-in", path="/sign-in", says="登录"),
        ),
    )
