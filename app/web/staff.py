"""What is for staff alone, whatever they are granted."""

from __future__ import annotations

from app.accounts.errors import NotPermitted, NotSignedIn
from app.accounts.principal import APPLICANT, Principal
from app.web.who import Who  # noqa: TC001  FastAPI reads the annotations when the routes are made


async def staff_only(asking: Who) -> Principal:
    if asking.is_staff:
        return asking
    raise NotSignedIn if asking is APPLICANT else NotPermitted
