"""The stories there are: every module of this folder that makes applications for an item."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from eval.approval.made import Story


@cache
def all_stories() -> tuple[Story, ...]:
    """By item. A module without `ITEM` is what several stories share."""
    modules = [import_module(f"{__name__}.{one.name}") for one in iter_modules(__path__)]
    stories = [cast("Story", module) for module in modules if hasattr(module, "ITEM")]
    return tuple(sorted(stories, key=lambda story: story.ITEM))
