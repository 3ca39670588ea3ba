"""`/api/v1/batches`: many applications without files at once."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response

from app.accounts.errors import NotPermitted
from app.accounts.principal import Action, Principal
from app.intake.errors import UnknownBody
from app.web.dependencies import Served
from app.web.who import Permitted, Who
from app.work.batches import service
from app.work.batches.views import MAX_BATCH_BYTES, NDJSON, BatchView, TakenInView, batch_view, parse_batch
from app.work.waking import wake

router = APIRouter(prefix="/api/v1/batches", tags=["batches"], dependencies=[Depends(Permitted(Action.LIST_CASES))])

_EXAMPLE: Final = {
    "key": "2026-03-02/0001",
    "application": {"item": "prepackaged-food-filing", "form": {"uscc": "91310117MY0000004E", "company_name": "…"}},
}
_LINE: Final = {
    "type": "object",
    "required": ["key", "application"],
    "additionalProperties": False,
    "properties": {
        "key": {"type": "string", "minLength": 1, "maxLength": 80},
        "application": {"type": "object", "required": ["item", "form"]},
    },
}
_KINDS: Final = {
    "application/json": {
        "schema": {"type": "array", "items": _LINE, "minItems": 1, "maxItems": service.MOST_LINES},
        "example": [_EXAMPLE],
    },
    NDJSON: {
        "schema": {"type": "string", "description": "One such object a line."},
        "example": json.dumps(_EXAMPLE, ensure_ascii=False) + "\n",
    },
}


async def _raw(request: Request) -> tuple[bytes, str]:
    """The body, no more of it than shows that it is too long, and its kind."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS:
        raise UnknownBody(kind)
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BATCH_BYTES:
            break
    return bytes(body), kind


@router.post(
    "",
    status_code=HTTPStatus.ACCEPTED,
    summary="Submit up to 1,000 applications without files",
    openapi_extra={"requestBody": {"required": True, "content": _KINDS}},
)
def take_in(
    served: Served, who: Who, response: Response, sent: Annotated[tuple[bytes, str], Depends(_raw)]
) -> TakenInView:
    """They are decided one after the other, as of the day the batch was received.

    Each has a key of its own, which stands for the same application here and in an Idempotency-Key: sending a batch
    twice submits nothing twice.
    """
    lines = parse_batch(*sent, who.id)
    _check_permitted(who, lines)
    batch_id = service.take_in(served.office.engine, served.office.clock, who.id, lines)
    wake()
    response.headers["location"] = f"/api/v1/batches/{batch_id}"
    return TakenInView(batch_id=batch_id, line_count=len(lines))


def _check_permitted(who: Principal, lines: list[service.NewLine]) -> None:
    """Raises NotPermitted to whom no grant lets submit one of the items."""
    for item in sorted({line.item for line in lines}):
        if not any(who.may(Action.SUBMIT, grant.district, item) for grant in who.grants):
            raise NotPermitted(f"you are not permitted to submit '{item[:80]}'; an administrator can grant it")


@router.get("/{batch_id}", summary="How far a batch is, and what came of each application")
def batch(served: Served, who: Who, batch_id: str) -> BatchView:
    return batch_view(service.find(served.office.engine, who.id, batch_id))
