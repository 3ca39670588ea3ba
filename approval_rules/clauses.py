"""How rules cite: a clause by its source and its anchor, such as `cn.law.admin-licensing.2019#art-32`, and a period."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Clause = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*#[a-z0-9][a-z0-9-]*$")]
ItemId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class InForce(BaseModel):
    """Both days inclusive; no `to` means no end is set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: Annotated[date, Field(alias="from")]
    end: Annotated[date | None, Field(alias="to")] = None

    def covers(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on <= self.end)

    def __str__(self) -> str:
        return f"from {self.start}" + (f" to {self.end}" if self.end else "")
