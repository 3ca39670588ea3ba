"""Who asks: found once a request, and what a route asks of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, HTTPException, Request  # noqa: TC002  FastAPI reads the annotations when routes are made

from app.accounts.principal import APPLICANT, Action, Principal


def who(request: Request) -> Principal:
    """The system whose key was sent, the staff member or applicant who signed in, or an applicant nobody knows."""
    found: Principal | None = getattr(request.state, "principal", None)
    return APPLICANT if found is None else found


Who = Annotated[Principal, Depends(who)]


class Permitted:
    """A dependency that lets in who is permitted the action for any object; routes then look at the object itself."""

    def __init__(self, action: Action) -> None:
        self._action = action

    def __call__(self, asking: Who) -> Principal:
        if not asking.may_anywhere(self._action):
            raise HTTPException(HTTPStatus.FORBIDDEN, "you are not permitted to do this")
        return asking
