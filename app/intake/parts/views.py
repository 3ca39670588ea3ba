"""Uploads in parts as the API takes and shows them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from app.intake.json_text import check_text
from app.intake.parts.service import NAMED, UploadState
from extractors.files.limits import Limits

if TYPE_CHECKING:
    from app.intake.parts.service import UploadSession

SHA256 = r"^[0-9a-f]{64}$"


class UploadBegun(BaseModel):
    """`sha256` in small letters; when it is given, an upload whose bytes do not fit it can't be used."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "name": "licence.pdf",
                    "size_bytes": 3_512_044,
                    "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                },
                {"name": "licence.jpg", "size_bytes": 812_004},
            ]
        },
    )

    name: Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(check_text)]
    size_bytes: Annotated[int, Field(strict=True, ge=1, le=Limits().bytes)]
    sha256: Annotated[str, StringConstraints(pattern=SHA256)] | None = None


class UploadView(BaseModel):
    """`file` is how an application names it; it is kept until `expires_at`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "upload_id": "5f2b1c0a9e8d7c6b5a4f3e2d1c0b9a87",
                    "file": "upload:5f2b1c0a9e8d7c6b5a4f3e2d1c0b9a87",
                    "name": "licence.pdf",
                    "size_bytes": 3_512_044,
                    "received_bytes": 0,
                    "state": "receiving",
                    "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                    "expires_at": "2026-03-03T01:30:00Z",
                }
            ]
        }
    )

    upload_id: str
    file: str
    name: str
    size_bytes: int
    received_bytes: int
    state: UploadState
    sha256: str | None
    expires_at: dt.datetime


def upload_view(one: UploadSession) -> UploadView:
    return UploadView(
        upload_id=one.upload_id,
        file=NAMED + one.upload_id,
        name=one.name,
        size_bytes=one.size_bytes,
        received_bytes=one.received_bytes,
        state=one.state,
        sha256=one.sha256,
        expires_at=one.expires_at,
    )
