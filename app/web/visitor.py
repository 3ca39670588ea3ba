"""Who the page at hand is made for: what its navigation shows. What is allowed is decided by the routes, never here."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from app.accounts.principal import Action

if TYPE_CHECKING:
    from app.accounts.principal import Principal

_visitor: ContextVar[Principal | None] = ContextVar("visitor", default=None)


def welcome(asking: Principal | None) -> None:
    """Note who signed in for this request; None for nobody."""
    _visitor.set(asking)


def visitor() -> Principal | None:
    return _visitor.get()


def may(action: str) -> bool:
    """Whether the visitor is permitted the action for anything at all."""
    asking = _visitor.get()
    return asking is not None and asking.may_anywhere(Action(action))
