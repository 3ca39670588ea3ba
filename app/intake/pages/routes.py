"""Pages of an application, one thing a page: begun, saved, gone on with, looked over and sent in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from app.accounts.principal import APPLICANT, Action, Principal
from app.cases.progress import due_days
from app.cases.reaching import reached
from app.clock import SHANGHAI, today
from app.errors import NotFound
from app.intake.application import Application
from app.intake.drafts import Draft, Drafts, code_of, key_of_code, shown_code
from app.intake.pages.holding import COOKIE, drop, path_of
from app.intake.pages.prefilling import still_allowed
from app.intake.pages.sent import item_in_force, wanted_when
from app.intake.pages.steps import Journey, StepKind, journey
from app.intake.pages.walk import Done, Walk
from app.intake.pages.walking import act, shown
from app.intake.pages.wording import WORDS
from app.intake.submission_keys import case_sent_with
from app.intake.submitting import check_permitted
from app.items.purposes import by_purpose
from app.items.telling import guide_of, open_items
from app.pages.templating import page
from app.switches.standing import as_decided_by, decided_by, require_open
from app.web.dependencies import Served, Services
from app.web.look import Lang, the_look
from app.web.who import Who, door_of
from approval_rules.items import Automation, ItemVersion

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_SWITCH: Final = {"unattended": Automation.UNATTENDED, "off": Automation.OFF}
_MONTH_S: Final = 30 * 24 * 3600
Code = Annotated[str, Query(max_length=60)]


@router.get("/apply")
def apply(served: Served, asking: Who) -> str:
    versions = decided_by(served.office.engine, open_items(served.office.items, today(served.office.clock)))
    drafts = [
        (draft_id, served.office.items[item_id].versions[-1], _day(saved_at), _day(expires_at))
        for draft_id, item_id, saved_at, expires_at in _drafts(served).of(asking.id)
        if item_id in served.office.items
    ]
    return page(served, "apply.html", WORDS, groups=by_purpose(versions), drafts=drafts, **_SWITCH)


@router.get("/apply/resume")
def resume_page(served: Served) -> str:
    return page(served, "apply_resume.html", WORDS, error="", code="")


@router.post("/apply/resume", response_model=None)
async def resume(served: Served, request: Request, asking: Who) -> HTMLResponse | RedirectResponse:
    async with request.form(max_files=0, max_fields=5) as sent:
        typed = str(sent.get("code", ""))[:60]
    try:
        draft = await run_in_threadpool(_drafts(served).find, typed)
    except NotFound as error:
        said = page(served, "apply_resume.html", WORDS, error=str(error), code=typed)
        return HTMLResponse(said, status_code=404)
    if _is_theirs(draft, asking):
        return _going_on(request, draft, await run_in_threadpool(_first, served, draft))
    if asking is APPLICANT:
        return RedirectResponse(f"/sign-in?next=/apply/{draft.item_id}/drafts/{draft.draft_id}", status_code=303)
    said = page(served, "apply_resume.html", WORDS, error="another", code=typed)
    return HTMLResponse(said, status_code=404)


@router.get("/apply/{item_id}")
def start(served: Served, request: Request, asking: Who, lang: Lang, item_id: str) -> str:
    office = served.office
    version, form = item_in_force(served, item_id)
    version = as_decided_by(office.engine, version)
    return page(
        served,
        "apply_start.html",
        WORDS,
        version=version,
        guide=guide_of(item_id, office.items, office.documents, today(office.clock), lang),
        wanted_when=wanted_when(version, lang),
        draft=_draft_of(served, request, asking, item_id),
        minutes=_minutes(journey(version, form)),
        **_SWITCH,
    )


@router.post("/apply/{item_id}", response_model=None)
def begin(served: Served, request: Request, asking: Who, item_id: str) -> RedirectResponse:
    version, _ = item_in_force(served, item_id)
    check_permitted(asking, Application(item=version.item, form={}))
    require_open(served.office.engine, version.item)
    return _going_on(request, _drafts(served).begin(version.item, asking.id), StepKind.WHO)


@router.get("/apply/{item_id}/drafts/{draft_id}", response_model=None)
def go_on(served: Served, request: Request, asking: Who, item_id: str, draft_id: str) -> RedirectResponse:
    draft = _drafts(served).own(draft_id, asking.id)
    if draft.item_id != item_id:
        raise NotFound("没有这份没有填完的申请")
    return _going_on(request, draft, _first(served, draft))


@router.get("/apply/{item_id}/saved")
def saved(served: Served, request: Request, asking: Who, item_id: str) -> str:
    version, _ = item_in_force(served, item_id)
    draft = _require_draft(served, request, asking, item_id)
    return page(
        served, "apply_saved.html", WORDS, version=version, draft=draft, code=shown_code(draft.code),
        kept_until=_day(draft.expires_at), is_of_account=draft.owner != APPLICANT.id,
    )  # fmt: skip


@router.post("/apply/{item_id}/discard", response_model=None)
def discard(served: Served, request: Request, asking: Who, item_id: str) -> RedirectResponse:
    draft = _draft_of(served, request, asking, item_id)
    if draft is not None:
        _drafts(served).discard(draft)
    return _forgotten(request, item_id, RedirectResponse("/apply", status_code=303))


@router.get("/apply/{item_id}/receipt/{case_no}")
def receipt(served: Served, asking: Who, item_id: str, case_no: str) -> str:
    engine = served.office.engine
    stands = reached(engine, asking, Action.FOLLOW_CASE, case_no)
    if stands.item_id != item_id:
        raise NotFound("没有这个办件")
    due = due_days(engine, [stands.case_no])[stands.case_no]
    version = served.office.items[item_id].versions[-1]
    return page(served, "apply_receipt.html", WORDS, stands=stands, title=_title(version), due=due)


@router.get("/apply/{item_id}/{step}", response_model=None)
def step_page(
    served: Served, request: Request, asking: Who, item_id: str, step: str
) -> HTMLResponse | RedirectResponse:
    walk = _walk(served, request, asking, item_id, step)
    if walk is None:
        return RedirectResponse(f"/apply/{item_id}", status_code=303)
    return _answered(served, request, shown(walk), walk)


@router.post("/apply/{item_id}/{step}", response_model=None)
async def take_step(
    served: Served, request: Request, asking: Who, item_id: str, step: str
) -> HTMLResponse | RedirectResponse:
    async with request.form(max_files=20, max_fields=80) as sent:
        walk = await run_in_threadpool(_walk, served, request, asking, item_id, step)
        if walk is None:
            return await run_in_threadpool(_sent_before, served, request, asking, item_id)
        return _answered(served, request, await run_in_threadpool(act, walk, sent), walk)


def _walk(served: Services, request: Request, asking: Principal, item_id: str, name: str) -> Walk | None:
    """Where the applicant is; None when their browser has no draft of this item."""
    version, form = item_in_force(served, item_id)
    draft = _draft_of(served, request, asking, item_id)
    if draft is None:
        return None
    draft = still_allowed(served.office, asking, form, draft)
    on_the_way = journey(version, form)
    step = on_the_way.find(name)
    if step is None:
        raise NotFound("没有这一步")
    return Walk(
        served=served, asking=asking, version=version, form=form, journey=on_the_way, step=step, draft=draft,
        drafts=_drafts(served), language=the_look().language, wants_other=request.query_params.get("other") == "1",
    )  # fmt: skip


def _answered(served: Services, request: Request, done: Done, walk: Walk) -> HTMLResponse | RedirectResponse:
    here = f"/apply/{walk.version.item}"
    if done.case_no:
        leading = RedirectResponse(f"{here}/receipt/{done.case_no}", status_code=303)
        return _forgotten(request, walk.version.item, leading)
    if done.leads_to:
        return RedirectResponse(f"{here}/{done.leads_to}", status_code=303)
    content = {"walk": walk, "version": walk.version, "title": _title(walk.version), "here": here} | done.content
    return HTMLResponse(page(served, done.template, WORDS, **content), status_code=done.status)


def _sent_before(served: Services, request: Request, asking: Principal, item_id: str) -> RedirectResponse:
    """Where a form leads whose draft is gone: to the case that it became, when it was sent a moment ago."""
    code = request.cookies.get(COOKIE, "")
    case_no = case_sent_with(served.office.engine, asking.id, key_of_code(code)) if code else None
    leads_to = f"/apply/{item_id}/receipt/{case_no}" if case_no else f"/apply/{item_id}"
    return RedirectResponse(leads_to, status_code=303)


def _drafts(served: Services) -> Drafts:
    return Drafts(engine=served.office.engine, clock=served.office.clock)


def _draft_of(served: Services, request: Request, asking: Principal, item_id: str) -> Draft | None:
    """What the browser holds on to; that of an account only while it is signed in."""
    code = request.cookies.get(COOKIE, "")
    try:
        draft = _drafts(served).find(code_of(code))
    except NotFound:
        return None
    return draft if draft.item_id == item_id and _is_theirs(draft, asking) else None


def _require_draft(served: Services, request: Request, asking: Principal, item_id: str) -> Draft:
    draft = _draft_of(served, request, asking, item_id)
    if draft is None:
        raise NotFound("没有找到这份没有填完的申请；可能已经提交、删除或者过期")
    return draft


def _first(served: Services, draft: Draft) -> str:
    """The page to go on with: the first that asks for something that is not there yet."""
    version, form = item_in_force(served, draft.item_id)
    held = {one.material for one in draft.files}
    for one in journey(version, form).steps:
        if any(field.required and not draft.form.get(field.name) for field in one.fields):
            return one.name
        if one.material is not None and one.material.required == "always" and one.material.id not in held:
            return one.name
    return StepKind.PRE_CHECK


def _going_on(request: Request, draft: Draft, step: str) -> RedirectResponse:
    answer = RedirectResponse(f"/apply/{draft.item_id}/{step}", status_code=303)
    is_secure = door_of(request).is_https(request.scope["scheme"])
    answer.set_cookie(
        COOKIE, draft.code, max_age=_MONTH_S, path=path_of(draft.item_id), secure=is_secure, httponly=True,
        samesite="lax",
    )  # fmt: skip
    return answer


def _forgotten(request: Request, item_id: str, answer: RedirectResponse) -> RedirectResponse:
    drop(request, answer, [item_id])
    return answer


def _is_theirs(draft: Draft, asking: Principal) -> bool:
    """One that was begun without an account is for who has its code, any other for its account alone."""
    return draft.owner in {APPLICANT.id, asking.id}


def _minutes(way: Journey) -> int:
    """What it takes about: one for a page, another for each document that has to be found."""
    return len(way.steps) + sum(one.material is not None for one in way.steps)


def _day(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def _title(version: ItemVersion) -> str:
    return version.title_en if the_look().is_english and version.title_en else version.title
