"""Pages to sign in and out at, and one's own account. The forms work without any script."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Final

import segno
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup
from pydantic import SecretStr

from app.accounts import wording
from app.accounts.desk import AtAccounts
from app.accounts.errors import BadAccount, ForeignForm, NotPermitted, NotSignedIn, SignInNotProven
from app.accounts.keys import sha256_of
from app.accounts.principal import Action
from app.accounts.sessions import SignedIn
from app.accounts.sign_in import Typed
from app.accounts.totp import new_secret, uri_of
from app.cases.listing import list_cases
from app.errors import AppError, NotFound
from app.items.telling import item_names
from app.pages.templating import mistake, page
from app.pages.wording import Spoken
from app.web.csrf import SAFE, is_foreign
from app.web.dependencies import Served, Services
from app.web.look import the_look
from app.web.rate import address_of
from app.web.returning import SIGN_IN, STAFF_SIGN_IN, forget, keep, own_path
from app.web.who import AtDoor, door_of, session_of
from approval_rules.language_words import REGIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.language_words import Both

NAME_CHARS: Final = 80
SECRET_CHARS: Final = 200
STATE_COOKIE: Final = "zhiban-oidc"
_HOST: Final = "__Host-"


async def own_form(request: Request, at: AtDoor) -> None:
    """Let no other site's page sign somebody in; and not too often from one address."""
    if request.method not in SAFE:
        if is_foreign(request.headers, at.netloc):
            raise ForeignForm
        at.rates.sign_ins.use(address_of(request))


async def signed_in(request: Request, at: AtDoor) -> SignedIn:
    found = await session_of(request, at)
    if found is None:
        raise NotSignedIn
    at.rates.known.use(found.principal.id)
    return found


Mine = Annotated[SignedIn, Depends(signed_in)]
Name = Annotated[str, Form(max_length=NAME_CHARS)]
Typing = Annotated[SecretStr, Form(max_length=SECRET_CHARS)]
Code = Annotated[str, Form(max_length=40)]
Secret = Annotated[str, Form(pattern=r"^[A-Z2-7]{32}$")]
Next = Annotated[str, Query(max_length=1000)]

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
outside = APIRouter(dependencies=[Depends(own_form)])
"""What is for those who are not signed in."""
mine = APIRouter()
"""What is for those who are, each for themselves."""


@outside.get(STAFF_SIGN_IN)
def staff_sign_in(served: Served, at: AtAccounts, next_path: Annotated[str, Query(alias="next")] = "") -> str:
    return _sign_in_page(served, at, next_path=own_path(next_path))


@outside.post(STAFF_SIGN_IN, response_model=None)
def sign_in_with_password(  # noqa: PLR0913  the fields of the form, each its own
    *,
    served: Served,
    at: AtAccounts,
    request: Request,
    name: Name,
    password: Typing,
    code: Code = "",
    next_path: Annotated[str, Form(alias="next")] = "",
) -> Response:
    typed = Typed(name=name.strip(), password=password.get_secret_value(), code=code, address=address_of(request))
    try:
        token = at.passwords.sign_in(typed)
    except AppError as error:
        again = _sign_in_page(served, at, next_path=own_path(next_path), name=typed.name, error=mistake(error))
        return HTMLResponse(again, status_code=error.status, headers=getattr(error, "headers", None))
    return _entered(request, at, token, own_path(next_path) or _first_page(at, token))


@outside.get(SIGN_IN)
def sign_in(served: Served, at: AtAccounts, next_path: Annotated[str, Query(alias="next")] = "", over: str = "") -> str:
    has_oidc = at.oidc is not None
    words = wording.SIGN_IN
    return page(served, "sign_in.html", words, next_path=own_path(next_path), has_oidc=has_oidc, over=bool(over))


@outside.get("/sign-in/oidc")
def begin_oidc(
    at: AtAccounts, request: Request, door: AtDoor, next_path: Annotated[str, Query(alias="next")] = ""
) -> Response:
    if at.oidc is None:
        raise NotFound("没有设置统一登录服务")
    door.rates.sign_ins.use(address_of(request))
    begun = at.oidc.begin(own_path(next_path))
    answer = RedirectResponse(begun.address, status_code=HTTPStatus.SEE_OTHER)
    is_https = door.is_https(request.url.scheme)
    answer.set_cookie(
        _state_cookie(is_https=is_https), begun.state, max_age=600, httponly=True, samesite="lax", secure=is_https
    )
    return answer


@outside.get("/sign-in/oidc/callback")
def end_oidc(at: AtAccounts, request: Request, door: AtDoor, state: Next = "", code: Next = "") -> Response:
    if at.oidc is None:
        raise NotFound("没有设置统一登录服务")
    if not code:
        raise SignInNotProven("the service sent no code")
    is_https = door.is_https(request.url.scheme)
    name = _state_cookie(is_https=is_https)
    token, next_path = at.oidc.end(state=state, cookie=request.cookies.get(name, ""), code=code)
    answer = _entered(request, at, token, next_path or "/account")
    answer.delete_cookie(name, httponly=True, samesite="lax", secure=is_https)
    return answer


@outside.get("/staff/set-password")
def set_password_page(served: Served) -> str:
    return _set_password_page(served)


@outside.post("/staff/set-password", response_model=None)
def set_password(served: Served, at: AtAccounts, token: Typing, password: Typing, again: Typing) -> Response:
    if password != again:
        error = _said(wording.SET_PASSWORD, "differ")
        return HTMLResponse(_set_password_page(served, error), status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        at.accounts.use_token(token.get_secret_value().strip(), password.get_secret_value())
    except AppError as error:
        return HTMLResponse(_set_password_page(served, mistake(error)), status_code=error.status)
    return RedirectResponse(STAFF_SIGN_IN, status_code=HTTPStatus.SEE_OTHER)


@mine.post("/sign-out", response_model=None)
def sign_out(at: AtAccounts, request: Request, who: Mine) -> Response:
    at.sessions.end(who.token_sha256)
    answer = RedirectResponse(STAFF_SIGN_IN if who.principal.is_staff else "/", status_code=HTTPStatus.SEE_OTHER)
    forget(request, answer)
    return answer


@mine.get("/account")
def account(served: Served, who: Mine) -> str:
    return _account_page(served, who)


@mine.post("/account/password", response_model=None)
def change_password(  # noqa: PLR0913  the fields of the form, each its own
    *, served: Served, at: AtAccounts, request: Request, who: Mine, old: Typing, password: Typing, again: Typing
) -> Response:
    if password != again:
        error = _said(wording.ACCOUNT, "differ")
        return HTMLResponse(_account_page(served, who, error), status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        token = at.change_password(who, old.get_secret_value(), password.get_secret_value(), address_of(request))
    except AppError as error:
        return HTMLResponse(_account_page(served, who, mistake(error)), status_code=error.status)
    answer = RedirectResponse("/account", status_code=HTTPStatus.SEE_OTHER)
    keep(request, answer, token)
    return answer


@mine.get("/account/one-time-codes")
def enrol_page(served: Served, who: Mine) -> str:
    if who.account.password_hash is None or who.account.totp_secret is not None:
        raise NotPermitted("这个账号现在不能启用验证码")
    return _enrol_page(served, who, new_secret())


@mine.post("/account/one-time-codes", response_model=None)
def enrol(served: Served, at: AtAccounts, who: Mine, secret: Secret, code: Code) -> Response:
    try:
        recovery_codes = at.codes.enrol(who.account, secret, code)
    except BadAccount:
        raise
    except AppError:
        again = _enrol_page(served, who, new_secret(), error=_said(wording.CODES, "wrong"))
        return HTMLResponse(again, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
    return HTMLResponse(page(served, "recovery_codes.html", wording.RECOVERY, codes=recovery_codes))


router.include_router(outside)
router.include_router(mine)


def _entered(request: Request, at: AtAccounts, token: str, path: str) -> Response:
    """On to the page, with a new session; one that the browser brought along is ended."""
    old = request.cookies.get(door_of(request).cookie(request))
    if old is not None:
        at.sessions.end(sha256_of(old))
    answer = RedirectResponse(path, status_code=HTTPStatus.SEE_OTHER)
    keep(request, answer, token)
    return answer


def _first_page(at: AtAccounts, token: str) -> str:
    found = at.sessions.find(token)
    may_read = found is not None and found.principal.may_anywhere(Action.READ_CASE)
    return "/staff/cases" if may_read else "/account"


def _state_cookie(*, is_https: bool) -> str:
    return f"{_HOST}{STATE_COOKIE}" if is_https else STATE_COOKIE


def _said(words: Mapping[str, Both], name: str) -> str:
    return Spoken(words)[name]


def _sign_in_page(served: Services, at: AtAccounts, *, next_path: str, name: str = "", error: str = "") -> str:
    content = {"next_path": next_path, "name": name, "error": error, "has_oidc": at.oidc is not None}
    return page(served, "staff_sign_in.html", wording.STAFF_SIGN_IN, **content)


def _set_password_page(served: Services, error: str = "") -> str:
    return page(served, "set_password.html", wording.SET_PASSWORD, error=error)


def _account_page(served: Services, who: SignedIn, error: str = "") -> str:
    """One's grants, and of an applicant the cases sent in under this account."""
    language, names = the_look().language, item_names(served.office.items)
    return page(
        served,
        "account.html",
        wording.ACCOUNT,
        account=who.account,
        cases=list_cases(served.office.engine, who.principal.id).cases if who.account.is_applicant else (),
        titles={item_id: title.in_(language) for item_id, title in names.items()},
        districts={code: name.in_(language) for code, name in REGIONS.items()},
        error=error,
    )


def _enrol_page(served: Services, who: SignedIn, secret: str, error: str = "") -> str:
    uri = uri_of(secret, who.account.name)
    qr = Markup(segno.make(uri, error="m").svg_inline(omitsize=True, border=2))  # noqa: S704  paths alone, none of the text
    return page(served, "one_time_codes.html", wording.CODES, secret=secret, uri=uri, qr=qr, error=error)
