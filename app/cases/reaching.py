"""The case of a request's path, for whoever may do with it what is asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Depends, Path

from app.cases import service
from app.cases.scope import CaseScope, no_such, require

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.accounts.principal import Action, Principal
    from app.cases.service import CaseStanding

_WRITTEN: Final = re.compile(r"[0-9A-Z-]{1,40}")


async def written(case_no: Annotated[str, Path(examples=["ZB20260302-0A1B2C3D4E"])]) -> str:
    """The number of the path, or NotFound for what can't be one."""
    if not _WRITTEN.fullmatch(case_no):
        raise no_such(case_no)
    return case_no


CaseNo = Annotated[str, Depends(written)]


def reached(engine: Engine, who: Principal, action: Action, case_no: str) -> CaseStanding:
    """Where the case stands, for whoever may do that with it; NotFound for everybody else."""
    stands = service.stands(engine, case_no)
    scope = CaseScope(case_no=case_no, owner=stands.owner, district=stands.district, item_id=stands.item_id)
    require(who, action, scope)
    return stands
