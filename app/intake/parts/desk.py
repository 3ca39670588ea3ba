"""What the routes of uploads in parts work with, put together once when the application starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

from fastapi import Depends, Request

from app.intake.parts.folder import PartsFolder
from app.intake.parts.service import UploadsAtOnce, UploadsInParts

if TYPE_CHECKING:
    from app.flows.office import Office
    from app.settings import Settings
    from app.web.dependencies import Services


def open_uploads(services: Services) -> UploadsInParts:
    return uploads_of(services.office, services.settings)


def uploads_of(office: Office, settings: Settings) -> UploadsInParts:
    return UploadsInParts(
        engine=office.engine, clock=office.clock, folder=PartsFolder(settings.parts_dir), quota=UploadsAtOnce()
    )


async def uploads(request: Request) -> UploadsInParts:
    return cast("UploadsInParts", request.app.state.uploads_in_parts)


Parts = Annotated[UploadsInParts, Depends(uploads)]
