"""`/counter`: where somebody at a kiosk or a window begins; and a pre-check of one page that keeps nothing."""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from app.accounts.desk import AtAccounts
from app.accounts.errors import ForeignForm, NotPermitted, SignInOver
from app.accounts.principal import APPLICANT, Action
from app.assistant.pages import holding as talks
from app.clock import today
from app.counter.findings import asked_fields, findings
from app.counter.wording import PRE_CHECK, START
from app.errors import AppError
from app.intake.pages import holding as drafts
from app.intake.pages.sent import item_in_force, pre_checked, told_of_pre_check, values_of, wanted_when
from app.items.purposes import by_purpose
from app.items.telling import open_items
from app.pages.templating import mistake, page
from app.web.csrf import is_foreign
from app.web.dependencies import Served, Services
from app.web.look import COOKIE, the_look
from app.web.rate import address_of
from app.web.who import AtDoor, Who, session_of
from extractors.errors import ExtractionError

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from app.accounts.principal import Principal
    from approval_rules.document_spec import DocumentSpec
    from approval_rules.items import ItemVersion

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
over = APIRouter(include_in_schema=False)
"""Finds out by itself who is signed in: a sign-in that has ended is to be cleared away like any other."""

_CLEARED: Final = '"cache", "storage"'


@router.get("/counter")
def start(served: Served) -> str:
    versions = open_items(served.office.items, today(served.office.clock))
    return page(served, "counter.html", START, groups=by_purpose(versions))


@over.post("/counter/start-over", response_model=None)
async def start_over(served: Served, request: Request, at: AtAccounts, door: AtDoor) -> RedirectResponse:
    """For the next person at the same machine: sign out, and drop all that this browser keeps but how pages look.

    Raises:
        ForeignForm: another site's page sent it.
    """
    door.rates.addresses.use(address_of(request))
    if is_foreign(request.headers, door.netloc):
        raise ForeignForm
    with suppress(SignInOver):
        signed_in = await session_of(request, door)
        if signed_in is not None:
            await run_in_threadpool(at.sessions.end, signed_in.token_sha256)
    answer = RedirectResponse("/counter", status_code=HTTPStatus.SEE_OTHER)
    is_https = door.is_https(request.scope["scheme"])
    for name in request.cookies:
        if name != COOKIE:
            answer.delete_cookie(name, secure=is_https, httponly=True, samesite="lax")
    talks.drop(request, answer)
    drafts.drop(request, answer, served.office.items)
    answer.headers["clear-site-data"] = _CLEARED
    return answer


@router.get("/counter/{item_id}")
def blank(served: Served, item_id: str) -> str:
    version, form = item_in_force(served, item_id)
    return _page(served, version, form, {})


@router.post("/counter/{item_id}", response_model=None)
async def pre_check(served: Served, asking: Who, request: Request, item_id: str) -> HTMLResponse:
    version, form = item_in_force(served, item_id)
    async with request.form(max_files=20, max_fields=60) as sent:
        return await run_in_threadpool(_checked, served, asking, version, form, sent)


def _checked(
    served: Services, asking: Principal, version: ItemVersion, form: DocumentSpec, sent: FormData
) -> HTMLResponse:
    values = values_of(sent)
    try:
        decided = pre_checked(served, _for_whom(asking), version, sent)
    except (AppError, ExtractionError) as error:
        if isinstance(error, NotPermitted | ExtractionError):
            raise
        problems = error.problems or (mistake(error),)
        wrong = _page(served, version, form, values, problems=problems)
        return HTMLResponse(wrong, status_code=error.status)
    told = told_of_pre_check(served, decided)
    found = findings(version, form, values, told)
    return HTMLResponse(_page(served, version, form, values, told=told, found=found, advice=decided.advice))


def _for_whom(asking: Principal) -> Principal:
    """A clerk checks for whoever stands at the window; everybody else for themselves."""
    if not asking.is_staff:
        return asking
    if not asking.may_anywhere(Action.READ_CASE):
        raise NotPermitted
    return APPLICANT


def _page(served: Services, version: ItemVersion, form: DocumentSpec, values: dict[str, str], **content: object) -> str:
    on = today(served.office.clock)
    blank_content = {"told": None, "found": None, "advice": (), "problems": ()}
    return page(
        served,
        "counter_item.html",
        PRE_CHECK,
        version=version,
        fields=asked_fields(version, form),
        values=values,
        wanted_when=wanted_when(version, the_look().language),
        on=on,
        site=served.settings.public_url.rstrip("/"),
        **{**blank_content, **content},
    )
