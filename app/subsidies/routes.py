"""`/api/v1/matches`: a company's facts in, the schemes that fit out."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, JsonValue

from app.clock import today
from app.flows.match import match_profile
from app.subsidies.profile import parse_profile, profile_fields
from app.web.dependencies import Served

router = APIRouter(prefix="/api/v1", tags=["matches"])


class Wanted(BaseModel):
    """Facts by name, as listed by `/profile-fields`; null means not known. `on`: today in Shanghai when left out."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "profile": {"region": "310114", "employees": 60, "taxable_income_cny": "1200000.00"},
                    "on": "2026-11-21",
                }
            ]
        },
    )

    profile: dict[str, JsonValue]
    on: date | None = None


class ProfileFieldView(BaseModel):
    name: str
    title: str
    type: str
    unit: str
    choices: dict[str, str]
    note: str


@router.post("/matches", summary="Which schemes fit this company")
def match(served: Served, wanted: Wanted) -> dict[str, Any]:
    on = wanted.on or today(served.office.clock)
    return match_profile(parse_profile(wanted.profile), served.schemes, on).to_json()


@router.get("/profile-fields", summary="Every fact a profile may hold")
def fields() -> list[ProfileFieldView]:
    return [ProfileFieldView.model_validate(field, from_attributes=True) for field in profile_fields()]
