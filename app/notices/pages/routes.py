"""Pages of a company's inbox and subscription, and those that links in mails lead to; none needs a script."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from app.clock import SHANGHAI
from app.errors import AppError
from app.notices import channels, inbox, subscriptions
from app.notices.asking import ActedFor, Acting, ChannelId, NoticeId
from app.notices.mail.server import post_of, require_post
from app.notices.notice import NoticeKind
from app.notices.pages.words import WORDS
from app.notices.subscriptions import NoticeSubscription
from app.notices.wording import KINDS, said
from app.pages.codes import CODES
from app.pages.templating import page
from app.web.dependencies import Served, Services
from app.web.look import Lang
from app.work.waking import wake
from approval_rules.language_words import Language

_ON_A_PAGE = 20
_SCHEME, _PAYOUTS, _COMPANY = "/schemes/{subject}", "/companies/{uscc}/payouts", "/companies/{uscc}"
_LEADS = {
    NoticeKind.NEWLY_ELIGIBLE: _SCHEME,
    NoticeKind.NO_LONGER_ELIGIBLE: _COMPANY,
    NoticeKind.NEW_SCHEME: _SCHEME,
    NoticeKind.WINDOW_CLOSING: _SCHEME,
    NoticeKind.CERTIFICATE_EXPIRING: "",
    NoticeKind.ANNUAL_REPORT_DUE: "",
    NoticeKind.PAYOUT_OFFERED: _PAYOUTS,
    NoticeKind.OBJECTION_SETTLED: _PAYOUTS,
    NoticeKind.PAYOUT_PAID: _PAYOUTS,
}
"""Where more is found on what was told."""
_MOST_FIELDS = 30

Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{43}$")]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/companies/{uscc}/notices")
def notices(
    served: Served,
    lang: Lang,
    uscc: ActedFor,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
) -> str:
    found = inbox.inbox(served.office.engine, uscc, cursor=cursor, most=_ON_A_PAGE)
    shown = [(one, said(one.kind, one.content, lang), _day(one.told_at)) for one in found.notices]
    return page(served, "notices.html", WORDS, uscc=uscc, inbox=found, notices=shown, cursor=cursor, leads=_LEADS)


@router.post("/companies/{uscc}/notices/read", response_model=None)
def read_all(served: Served, uscc: ActedFor) -> RedirectResponse:
    inbox.mark_all_read(served.office.engine, served.office.clock, uscc)
    return _to(f"/companies/{uscc}/notices")


@router.post("/companies/{uscc}/notices/{notice_id}/read", response_model=None)
def read(served: Served, uscc: ActedFor, notice_id: NoticeId) -> RedirectResponse:
    inbox.mark_read(served.office.engine, served.office.clock, uscc, notice_id)
    return _to(f"/companies/{uscc}/notices")


@router.get("/companies/{uscc}/subscription")
def subscription(served: Served, lang: Lang, uscc: ActedFor) -> str:
    return _subscription_page(served, uscc, lang)


@router.post("/companies/{uscc}/subscription", response_model=None)
async def choose(served: Served, asking: Acting, uscc: ActedFor, request: Request) -> RedirectResponse:
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as sent:
        wanted = _wanted(sent)
    office = served.office
    await run_in_threadpool(subscriptions.change, office.engine, office.clock, uscc, wanted, asking.id)
    return _to(f"/companies/{uscc}/subscription")


@router.post("/companies/{uscc}/subscription/channels", response_model=None)
async def add_address(
    served: Served, lang: Lang, asking: Acting, uscc: ActedFor, request: Request
) -> HTMLResponse | RedirectResponse:
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as sent:
        address = str(sent.get("address", ""))
    return await run_in_threadpool(_add, served, asking.id, uscc, address, lang)


@router.post("/companies/{uscc}/subscription/channels/{channel_id}/stop", response_model=None)
def stop_channel(served: Served, asking: Acting, uscc: ActedFor, channel_id: ChannelId) -> RedirectResponse:
    channels.stop(served.office.engine, served.office.clock, uscc, channel_id, asking.id)
    return _to(f"/companies/{uscc}/subscription")


@router.get("/notices/confirm/{confirm_token}")
def confirm_page(served: Served, confirm_token: Token) -> str:
    """Asks once more: what looks at links before a person does must not confirm anything."""
    found = channels.asked_by(served.office.engine, served.office.clock, confirm_token)
    return _link_page(served, "confirm", found.uscc, confirm_token)


@router.post("/notices/confirm/{confirm_token}")
def confirm(served: Served, confirm_token: Token) -> str:
    found = channels.confirm(served.office.engine, served.office.clock, confirm_token)
    return _link_page(served, "confirmed", found.uscc, confirm_token)


@router.get("/notices/stop/{stop_token}")
def stop_page(served: Served, stop_token: Token) -> str:
    found = channels.stopped_by(served.office.engine, stop_token)
    is_over = found.state is channels.ChannelState.STOPPED
    return _link_page(served, "stopped" if is_over else "stop", found.uscc, stop_token)


@router.post("/notices/stop/{stop_token}")
def stop_by_link(served: Served, stop_token: Token) -> str:
    """Also by the mail program itself, in one click (RFC 8058): it asks nothing, and nobody has to sign in."""
    found = channels.stop_by_link(served.office.engine, served.office.clock, stop_token)
    return _link_page(served, "stopped", found.uscc, stop_token)


def _add(served: Services, by: str, uscc: str, address: str, lang: Language) -> HTMLResponse | RedirectResponse:
    try:
        require_post(served.settings)
        channels.add_email(served.office.engine, served.office.clock, uscc, address, by)
    except AppError as error:
        told = str(error) if lang is Language.ZH else CODES[error.code].en
        again = _subscription_page(served, uscc, lang, error=told, address=address)
        return HTMLResponse(again, status_code=error.status)
    wake()
    return _to(f"/companies/{uscc}/subscription")


def _wanted(sent: FormData) -> NoticeSubscription:
    """The kinds that are ticked are wanted; the buttons say whether anything is."""
    ticked = {str(one) for one in sent.getlist("kind")}
    return NoticeSubscription(
        is_stopped=sent.get("do") == "stop",
        stopped_kinds=frozenset(kind for kind in NoticeKind if kind.value not in ticked),
    )


def _subscription_page(served: Services, uscc: str, lang: Language, *, error: str = "", address: str = "") -> str:
    engine = served.office.engine
    return page(
        served,
        "notice_subscription.html",
        WORDS,
        uscc=uscc,
        found=subscriptions.subscription_of(engine, uscc),
        kinds=KINDS[lang],
        channels=channels.channels_of(engine, uscc),
        has_mail=post_of(served.settings) is not None,
        error=error,
        address=address,
    )


def _link_page(served: Services, doing: str, uscc: str, token: str) -> str:
    return page(served, "notice_link.html", WORDS, doing=doing, uscc=uscc, token=token)


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, status_code=HTTPStatus.SEE_OTHER)


def _day(told_at: str) -> str:
    return datetime.fromisoformat(told_at).astimezone(SHANGHAI).date().isoformat()
