"""`/api/v1/uploads`: a file in parts, taken up again after any break; for systems, each its own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from app.accounts.errors import NotPermitted, NotSignedIn
from app.accounts.principal import Action, Principal
from app.errors import NotFound
from app.intake.parts.desk import Parts
from app.intake.parts.errors import BadPart, PartConflict, TooManyUploads
from app.intake.parts.service import MOST_PART_BYTES
from app.intake.parts.views import UploadBegun, UploadView, upload_view
from app.web.callers import WithKey
from app.web.describing import WITH_KEY, problems
from extractors.files.limits import Limits

router = APIRouter(prefix="/api/v1/uploads", tags=["uploads"])

System = Annotated[Principal, Depends(WithKey(Action.SUBMIT))]
UploadId = Annotated[str, Path(max_length=40, examples=["5f2b1c0a9e8d7c6b5a4f3e2d1c0b9a87"])]

_CALLERS: Final = (NotSignedIn, NotPermitted)
_PART: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {
                "schema": {"type": "string", "format": "binary", "maxLength": MOST_PART_BYTES},
                "example": "the bytes from the offset",
            }
        },
    }
}


async def part(request: Request) -> bytes:
    """The body of a part; raises BadPart as soon as it is too long."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_PART_BYTES:
            raise BadPart(f"a part has more than {MOST_PART_BYTES // 1024**2} MB; send the file in smaller parts")
    return bytes(body)


@router.post(
    "",
    operation_id="begin_upload",
    status_code=HTTPStatus.CREATED,
    summary="Begin an upload in parts",
    responses=problems(*_CALLERS, TooManyUploads),
    openapi_extra=WITH_KEY,
)
def begin(asking: System, parts: Parts, response: Response, given: UploadBegun) -> UploadView:
    """It is kept for 24 hours. Once complete, an application names it as `file`."""
    begun = parts.begin(asking.id, given.name, given.size_bytes, given.sha256)
    response.headers["location"] = f"/api/v1/uploads/{begun.upload_id}"
    return upload_view(begun)


@router.put(
    "/{upload_id}/parts",
    operation_id="send_upload_part",
    summary="Send the next part",
    responses=problems(*_CALLERS, NotFound, PartConflict, BadPart),
    openapi_extra=WITH_KEY | _PART,
)
def send_part(
    asking: System,
    parts: Parts,
    upload_id: UploadId,
    content: Annotated[bytes, Depends(part)],
    offset: Annotated[int, Query(ge=0, le=Limits().bytes, description="`received_bytes` of the upload as it is now")],
) -> UploadView:
    """At most 8 MB. The answer comes when the bytes are on disk; the same part again is answered with the state."""
    return upload_view(parts.put(asking.id, upload_id, offset, content))


@router.get(
    "/{upload_id}",
    operation_id="get_upload",
    summary="How much of an upload was received",
    responses=problems(*_CALLERS, NotFound),
    openapi_extra=WITH_KEY,
)
def show(asking: System, parts: Parts, upload_id: UploadId) -> UploadView:
    return upload_view(parts.state(asking.id, upload_id))


@router.delete(
    "/{upload_id}",
    operation_id="delete_upload",
    status_code=HTTPStatus.NO_CONTENT,
    summary="Forget an upload",
    responses=problems(*_CALLERS, NotFound),
    openapi_extra=WITH_KEY,
)
def delete(asking: System, parts: Parts, upload_id: UploadId) -> None:
    parts.delete(asking.id, upload_id)
