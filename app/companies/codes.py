"""The codes of all companies, some at a time, in their order: for whatever goes through every one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.db.engine import reading
from app.db.tables import register_record

if TYPE_CHECKING:
    from sqlalchemy import Engine

COMPANY_REGISTER: Final = "company_registry"


def codes_after(engine: Engine, code: str, most: int) -> list[str]:
    """The next codes of the company register after that one; the first ones after an empty text."""
    own = register_record.c
    wanted = select(own.key).where(own.register == COMPANY_REGISTER, own.key > code).order_by(own.key).limit(most)
    with reading(engine) as connection:
        return list(connection.execute(wanted).scalars())
