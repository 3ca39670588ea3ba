"""Who asks for a company's notices: whoever acts for it."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path

from app.accounts.principal import Action, Principal
from app.companies.acting import CompanyCode, require_company
from app.web.dependencies import Served  # noqa: TC001  FastAPI reads the annotations when the routes are made
from app.web.who import Permitted

Acting = Annotated[Principal, Depends(Permitted(Action.ACT_FOR_COMPANY))]
NoticeId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", examples=["0f3b7c2a9d4e5f60718293a4b5c6d7e8"])]
ChannelId = Annotated[str, Path(pattern=r"^nc-[0-9a-f]{20}$", examples=["nc-3f0c1b2a4d5e6f708192"])]


def acted_for(served: Served, asking: Acting, uscc: CompanyCode) -> str:
    """The company, for who acts for it; NotFound for everybody else."""
    require_company(served.office.engine, served.office.registers, asking, uscc)
    return uscc


ActedFor = Annotated[str, Depends(acted_for)]
