"""Routes for systems alone: whoever brings no key is told so."""

from __future__ import annotations

from app.accounts.errors import NotPermitted, NotSignedIn
from app.accounts.principal import APPLICANT, Action, Principal
from app.web.who import Who  # noqa: TC001  FastAPI reads the annotations when the routes are made


class WithKey:
    """A dependency that gives who asks, of those who are known and permitted the action for any object."""

    def __init__(self, action: Action) -> None:
        self._action = action

    async def __call__(self, asking: Who) -> Principal:
        if asking is APPLICANT:
            raise NotSignedIn
        if not asking.may_anywhere(self._action):
            raise NotPermitted
        return asking
