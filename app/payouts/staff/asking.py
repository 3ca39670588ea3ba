"""Who may ask about payouts as staff, for what, and the parts of an answer that API and pages share."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import Depends, Path, Response

from app.accounts.errors import NotPermitted
from app.accounts.principal import Action, Principal
from app.payouts import listing, publishing
from app.web.who import Who  # noqa: TC001  FastAPI reads the annotations when the routes are made

if TYPE_CHECKING:
    from app.web.dependencies import Services


class FileForm(StrEnum):
    CSV = "csv"
    JSON = "json"


MEDIA: Final = {FileForm.CSV: "text/csv; charset=utf-8", FileForm.JSON: "application/json"}


async def _works_on_payouts(asking: Who) -> Principal:
    if not (asking.may_anywhere(Action.PREPARE_PAYOUT) or asking.may_anywhere(Action.APPROVE_PAYOUT)):
        raise NotPermitted
    return asking


RoundId = Annotated[str, Path(pattern=r"^[0-9A-Z-]{1,40}$", examples=["MS20241014-0A1B2C3D"])]
Either = Annotated[Principal, Depends(_works_on_payouts)]
Number = Annotated[int, Path(ge=1, le=10_000_000)]


def shelf_of(served: Services) -> publishing.Shelf:
    return publishing.Shelf(schemes=served.schemes, clauses=served.corpus.clauses)


def file_answer(served: Services, asking: Principal, round_id: str, file_no: int, form: FileForm) -> Response:
    content, sha256 = listing.file_content(served.office.engine, asking, round_id, file_no, form.value)
    name = f"{round_id}-{file_no}.{form.value}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "x-content-sha256": sha256}
    return Response(content, media_type=MEDIA[form], headers=headers)
