"""Who is staff: whoever knows the staff password, until accounts exist."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import Depends, HTTPException
from fastapi.security import HTTPBasic, HTTPBasicCredentials

from app.web.dependencies import Served  # noqa: TC001  FastAPI reads the annotations when the routes are made

STAFF = "staff"

_basic = HTTPBasic(realm="Zhiban staff")


def staff_only(served: Served, given: Annotated[HTTPBasicCredentials, Depends(_basic)]) -> None:
    """Let in who knows the staff password; nobody when none is set."""
    password = served.settings.staff_password.get_secret_value()
    is_right = secrets.compare_digest(given.password.encode(), password.encode())
    if not password or given.username != STAFF or not is_right:
        raise HTTPException(401, "这一页只供工作人员使用", headers={"www-authenticate": 'Basic realm="Zhiban staff"'})
