"""公示: what is published, for everybody, under `/payouts` and `/api/v1/payout-rounds`; and the door for objections."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from app.clock import today
from app.errors import AppError, NotFound
from app.items.telling import clause_titles
from app.pages.templating import page as shown
from app.payouts import listing, objecting
from app.payouts.errors import BadObjection, BadPayoutForm
from app.payouts.given import ObjectionGiven, read_form
from app.payouts.views import PublicNoticeView, PublicRoundsView
from app.payouts.wording import WORDS
from app.web.dependencies import Served, Services
from app.web.describing import KEY_OR_NOBODY, problems
from app.web.rate import address_of
from app.web.who import AtDoor

_MOST_FIELDS: Final = 10
_FIELDS: Final = ("number", "name", "contact", "said")
RoundId = Annotated[str, Path(pattern=r"^[0-9A-Z-]{1,40}$", examples=["MS20241014-0A1B2C3D"])]
After = Annotated[int, Query(ge=0, le=10_000_000, description="`next` of the page before")]
Page = Annotated[int, Query(ge=1, le=10_000, description="`next` of the page before")]

api = APIRouter(prefix="/api/v1/payout-rounds", tags=["payouts"])
pages = APIRouter(prefix="/payouts", include_in_schema=False, default_response_class=HTMLResponse)


@api.get("", summary="Lists on public notice, the newest first", openapi_extra=KEY_OR_NOBODY)
def rounds(served: Served, page: Page = 1) -> PublicRoundsView:
    return PublicRoundsView.of(listing.published(served.office.engine, page))


@api.get(
    "/{round_id}",
    summary="A list on public notice",
    openapi_extra=KEY_OR_NOBODY,
    responses=problems(NotFound),
)
def notice(served: Served, round_id: RoundId, after: After = 0) -> PublicNoticeView:
    """The companies with what each is to get, 100 a page. Objections are filed on its page, `/payouts/{round_id}`."""
    return PublicNoticeView.whole(*listing.notice_of(served.office.engine, round_id, after))


@pages.get("")
def rounds_page(served: Served, page: Page = 1) -> str:
    found = listing.published(served.office.engine, page)
    return shown(served, "payouts.html", WORDS, found=found, today=today(served.office.clock))


@pages.get("/{round_id}")
def notice_page(served: Served, round_id: RoundId, after: After = 0, filed: str = "") -> str:
    return _page(served, round_id, after, filed=filed[:40])


async def _not_too_often(request: Request, at: AtDoor) -> None:
    at.rates.objections.use(address_of(request))


@pages.post("/{round_id}/objections", response_model=None, dependencies=[Depends(_not_too_often)])
async def object_to(served: Served, request: Request, round_id: RoundId) -> Response:
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as sent:
        fields = {name: str(sent.get(name, "")) for name in _FIELDS}
    return await run_in_threadpool(_object, served, round_id, fields)


def _object(served: Services, round_id: str, fields: dict[str, str]) -> Response:
    office = served.office
    try:
        given = read_form(ObjectionGiven, fields)
        number = objecting.object_to(office.engine, office.clock, round_id, given.read())
    except (BadPayoutForm, BadObjection) as error:
        return HTMLResponse(_page(served, round_id, 0, fields=fields, error=error), status_code=error.status)
    return RedirectResponse(f"/payouts/{round_id}?filed={number}#object", status_code=303)


def _page(
    served: Services,
    round_id: str,
    after: int,
    *,
    filed: str = "",
    fields: dict[str, str] | None = None,
    error: AppError | None = None,
) -> str:
    found, how, page = listing.notice_of(served.office.engine, round_id, after)
    return shown(
        served,
        "payout.html",
        WORDS,
        found=found,
        notice=how,
        page=page,
        titles=clause_titles(served.corpus),
        is_running=today(served.office.clock) <= how.until,
        filed=filed,
        typed=fields or dict.fromkeys(_FIELDS, ""),
        error=error,
    )
