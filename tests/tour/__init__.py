"""Every page of the service in a real browser: rooms list their pages, and what looks at pages goes through them all.

`python -m tests.tour FOLDER [ROOM…]` writes a picture of every page in Chinese and English and names what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import FastAPI
    from playwright.sync_api import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One page.

    Attributes:
        account: the id of the account that looks at it; empty for nobody.
        do: what to do on the page before it is looked at, a click that opens something.
        says: a text in Chinese that is there when the page is what it should be.
    """

    name: str
    path: str
    says: str
    account: str = ""
    status: int = 200
    do: Callable[[Page], None] | None = field(default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Pages that one site shows."""

    site: FastAPI
    stops: tuple[Stop, ...]
