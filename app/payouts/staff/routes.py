"""Pages for staff: the rounds they work on, and one page a round with what can be done with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from app.accounts.principal import Action, Principal
from app.accounts.titles import titles_of
from app.items.telling import clause_titles
from app.pages.templating import page
from app.payouts import listing, objecting, preparing
from app.payouts.given import RoundGiven, read_form
from app.payouts.publishing import FEWEST_WORKDAYS, stated_period
from app.payouts.staff.acting import RoundAct, act
from app.payouts.staff.asking import Either, FileForm, Number, RoundId, file_answer, shelf_of
from app.payouts.staff.wording import WORDS
from app.payouts.states import EntryState
from app.web.dependencies import Served, Services
from app.web.staff import staff_only
from app.work.waking import wake
from approval_rules.schemes import Scheme

MAX_FIELDS = 20

router = APIRouter(
    prefix="/staff/payouts",
    include_in_schema=False,
    default_response_class=HTMLResponse,
    dependencies=[Depends(staff_only)],
)


@router.get("")
def rounds(served: Served, asking: Either) -> str:
    found = listing.rounds_for(served.office.engine, asking)
    return page(served, "staff_payouts.html", WORDS, rounds=found, schemes=_offered(served, asking))


@router.post("", response_model=None)
async def begin(served: Served, asking: Either, request: Request) -> Response:
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as sent:
        given = read_form(RoundGiven, {name: str(sent.get(name, "")) for name in ("scheme", "district")})
    round_id = await run_in_threadpool(preparing.begin, served.office, served.schemes, asking, given.read())
    wake()
    return RedirectResponse(f"/staff/payouts/{round_id}", status_code=303)


@router.get("/{round_id}")
def round_page(
    served: Served,
    asking: Either,
    round_id: RoundId,
    state: EntryState | None = None,
    after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> str:
    office = served.office
    shown = listing.round_for(office.engine, asking, round_id)
    found = shown.found
    workdays, clause = stated_period(served.corpus.clauses, found.scheme_id)
    return page(
        served,
        "staff_payout.html",
        WORDS,
        shown=shown,
        found=found,
        entries=listing.entries_for(office.engine, asking, round_id, state, after),
        state=state,
        objections=objecting.objections_of(office.engine, office.clock, asking, round_id),
        titles=clause_titles(served.corpus),
        stated_clause=clause,
        workdays=workdays or FEWEST_WORKDAYS,
        may_approve=asking.may(Action.APPROVE_PAYOUT, found.district, found.item_id),
        me=asking.id,
        names=titles_of(office.engine, [found.prepared_by, *(one.made_by for one in shown.files)]),
    )


@router.post("/{round_id}/{round_act}", response_model=None)
async def change(served: Served, asking: Either, request: Request, round_id: RoundId, round_act: RoundAct) -> Response:
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as sent:
        fields = {name: str(sent.get(name, "")) for name in sent}
    await run_in_threadpool(act, served.office, shelf_of(served), asking, round_id, round_act, fields)
    return RedirectResponse(f"/staff/payouts/{round_id}", status_code=303)


@router.get("/{round_id}/files/{file_no}", response_class=Response)
def download(
    served: Served, asking: Either, round_id: RoundId, file_no: Number, form: FileForm = FileForm.CSV
) -> Response:
    return file_answer(served, asking, round_id, file_no, form)


def _offered(served: Services, asking: Principal) -> list[Scheme]:
    """Schemes of which they may prepare a round, some district's or all."""
    items = {grant.item_id for grant in asking.grants}
    if not asking.may_anywhere(Action.PREPARE_PAYOUT):
        return []
    known = [one for one in served.schemes if one.item is not None and one.claim in preparing.CLAIMS]
    return [one for one in known if "" in items or one.item in items]
