"""What a company is offered, and its one click: `/companies/{uscc}/payouts` and the same under `/api/v1`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts.errors import NotPermitted, NotSignedIn
from app.accounts.principal import Action, Principal
from app.companies.acting import CompanyCode, require_company
from app.errors import DatabaseUnavailable, NotFound
from app.pages.templating import page
from app.payouts import confirming
from app.payouts.errors import NotConfirmable
from app.payouts.views import ConfirmedView, OfferView
from app.payouts.wording import WORDS
from app.web.dependencies import Served, Services
from app.web.describing import problems
from app.web.who import Permitted


class Reply(StrEnum):
    """A button of a company's page, as its form's address names it."""

    CONFIRM = "confirm"
    DECLINE = "decline"


RoundId = Annotated[str, Path(pattern=r"^[0-9A-Z-]{1,40}$", examples=["MS20241014-0A1B2C3D"])]
Acting = Annotated[Principal, Depends(Permitted(Action.ACT_FOR_COMPANY))]

_REFUSED = problems(NotSignedIn, NotPermitted, NotFound)

api = APIRouter(prefix="/api/v1/companies/{uscc}/payouts", tags=["payouts"])
pages = APIRouter(prefix="/companies/{uscc}/payouts", include_in_schema=False, default_response_class=HTMLResponse)


@api.get("", summary="What a company is offered without an application", responses=_REFUSED)
def offers(served: Served, asking: Acting, uscc: CompanyCode) -> list[OfferView]:
    _require(served, asking, uscc)
    found = confirming.offers_of(served.office.engine, served.office.clock, uscc)
    return [view for one in found if (view := OfferView.of(one)) is not None]


@api.post(
    "/{round_id}/confirm",
    summary="Take what is offered, in one click",
    responses={**_REFUSED, **problems(NotConfirmable, DatabaseUnavailable)},
)
def confirm(served: Served, asking: Acting, uscc: CompanyCode, round_id: RoundId) -> ConfirmedView:
    """One case, however often it is sent. It is decided by the registers as they are now: approved, or to a person."""
    _require(served, asking, uscc)
    return ConfirmedView.of(confirming.confirm(served.office, served.schemes, asking, round_id, uscc))


@api.post(
    "/{round_id}/decline",
    summary="Turn an offer down",
    status_code=204,
    responses={**_REFUSED, **problems(NotConfirmable)},
)
def decline(served: Served, asking: Acting, uscc: CompanyCode, round_id: RoundId) -> None:
    """For good; once more changes nothing."""
    _require(served, asking, uscc)
    confirming.decline(served.office.engine, served.office.clock, asking, round_id, uscc)


@pages.get("")
def offers_page(served: Served, asking: Acting, uscc: CompanyCode) -> str:
    _require(served, asking, uscc)
    found = confirming.offers_of(served.office.engine, served.office.clock, uscc)
    offered = [one for one in found if one.found.notice is not None]
    return page(served, "company_payouts.html", WORDS, uscc=uscc, offers=offered)


@pages.post("/{round_id}/{reply}", response_model=None)
def answer(served: Served, asking: Acting, uscc: CompanyCode, round_id: RoundId, reply: Reply) -> RedirectResponse:
    _require(served, asking, uscc)
    match reply:
        case Reply.CONFIRM:
            confirming.confirm(served.office, served.schemes, asking, round_id, uscc)
        case Reply.DECLINE:
            confirming.decline(served.office.engine, served.office.clock, asking, round_id, uscc)
    return RedirectResponse(f"/companies/{uscc}/payouts#{round_id}", status_code=303)


def _require(served: Services, asking: Principal, uscc: str) -> None:
    require_company(served.office.engine, served.office.registers, asking, uscc)
