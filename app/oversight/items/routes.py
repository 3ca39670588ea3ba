"""`/staff/items`: items with their versions and proofs, and the switch by which their owners narrow the machine."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.accounts.principal import ALLOWED, ANYWHERE, Action, Principal
from app.accounts.titles import titles_of
from app.clock import today
from app.errors import AppError, NotFound
from app.items.telling import clause_titles, item_names
from app.oversight.items.comparing import differences
from app.oversight.items.proofs import ProofShelf
from app.oversight.items.telling import doubts_of, examples_of, rule_shown
from app.oversight.items.wording import WORDS
from app.oversight.telling import day_and_minute
from app.pages.templating import page
from app.switches.changing import MOST_CHARS, change, confirm, may_switch, refuse, standing_of, standings_of
from app.switches.errors import BadSwitch
from app.web.dependencies import Served, Services
from app.web.look import Lang
from app.web.staff import staff_only
from app.web.who import Permitted
from approval_rules.items import Automation
from approval_rules.language_words import Language

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from app.switches.changing import Standing
    from approval_rules.items import Item, ItemVersion

Watcher = Annotated[Principal, Depends(Permitted(Action.WATCH_ITEM))]
Switcher = Annotated[Principal, Depends(Permitted(Action.SWITCH_ITEM))]
ItemId = Annotated[str, Path(max_length=80)]
SwitchId = Annotated[str, Form(max_length=40)]

MOST_TYPED: Final = 2_000

router = APIRouter(
    prefix="/staff", include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(staff_only)]
)


async def _shelf(served: Served, request: Request) -> ProofShelf:
    state = request.app.state
    if not hasattr(state, "proof_shelf"):
        state.proof_shelf = ProofShelf(served.settings.home / "proofs", served.office.clock)
    shelf: ProofShelf = state.proof_shelf
    return shelf


Shelf = Annotated[ProofShelf, Depends(_shelf)]


@router.get("/items")
def items(served: Served, watcher: Watcher, shelf: Shelf) -> str:
    office, on = served.office, today(served.office.clock)
    seen = {one.id: one for one in office.items.values() if _sees(watcher, one)}
    stands = standings_of(office.engine, seen, on)
    rows = [
        {
            "item": one,
            "version": _current(one, on),
            "stands": stands[one.id],
            "doubts": len(doubts_of(_current(one, on))),
            "proofs": shelf.of(one),
            "is_mine": may_switch(watcher, one, on),
        }
        for one in sorted(seen.values(), key=lambda one: stands[one.id].waiting is None)
    ]
    all_mine = all(row["is_mine"] for row in rows)
    return page(served, "staff_items.html", WORDS, rows=rows, count=_counts(stands.values()), all_mine=all_mine)


@router.get("/items/{item_id}")
def item(
    served: Served,
    watcher: Watcher,
    shelf: Shelf,
    lang: Lang,
    item_id: ItemId,
    version: Annotated[str, Query(max_length=20)] = "",
) -> str:
    return _item_page(served, watcher, shelf, _seen(served, watcher, item_id), lang, wanted=version)


@router.post("/items/{item_id}/switch")
def switch(  # noqa: PLR0913, PLR0917  the fields of the form
    served: Served,
    switcher: Switcher,
    shelf: Shelf,
    lang: Lang,
    item_id: ItemId,
    automation: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=MOST_TYPED)] = "",
) -> Response:
    office, found = served.office, _seen(served, switcher, item_id)
    try:
        if automation not in set(Automation):
            raise BadSwitch("choose how far the machine may go")
        change(office.engine, office.clock, switcher, found, Automation(automation), _visible(reason))
    except NotFound:
        raise
    except AppError as error:
        typed = (automation, reason)
        return _again(_item_page(served, switcher, shelf, found, lang, problem=error.code, typed=typed), error)
    return _back(item_id)


@router.post("/items/{item_id}/confirm")
def confirm_switch(
    served: Served, switcher: Switcher, shelf: Shelf, lang: Lang, item_id: ItemId, switch_id: SwitchId = ""
) -> Response:
    office, found = served.office, _seen(served, switcher, item_id)
    try:
        confirm(office.engine, office.clock, switcher, found, switch_id)
    except NotFound:
        raise
    except AppError as error:
        return _again(_item_page(served, switcher, shelf, found, lang, problem=error.code), error)
    return _back(item_id)


@router.post("/items/{item_id}/refuse")
def refuse_switch(
    served: Served, switcher: Switcher, shelf: Shelf, lang: Lang, item_id: ItemId, switch_id: SwitchId = ""
) -> Response:
    office, found = served.office, _seen(served, switcher, item_id)
    try:
        refuse(office.engine, office.clock, switcher, found, switch_id)
    except NotFound:
        raise
    except AppError as error:
        return _again(_item_page(served, switcher, shelf, found, lang, problem=error.code), error)
    return _back(item_id)


@router.post("/items/{item_id}/prove")
def prove(served: Served, watcher: Watcher, shelf: Shelf, lang: Lang, item_id: ItemId) -> Response:
    found = _seen(served, watcher, item_id)
    try:
        shelf.begin(found)
    except OSError:
        shown = _item_page(served, watcher, shelf, found, lang, problem="not_provable")
        return HTMLResponse(shown, status_code=HTTPStatus.SERVICE_UNAVAILABLE)
    return _back(item_id, "#proofs")


def _item_page(  # noqa: PLR0913  what the page is made of
    served: Services,
    watcher: Principal,
    shelf: ProofShelf,
    found: Item,
    lang: Language,
    *,
    wanted: str = "",
    problem: str = "",
    typed: tuple[str, str] = ("", ""),
) -> str:
    office, on, names = served.office, today(served.office.clock), item_names(served.office.items)
    stands = standing_of(office.engine, found, on)
    ordered = sorted(found.versions, key=lambda one: one.in_force.start, reverse=True)
    shown = next((one for one in ordered if one.in_force.start.isoformat() == wanted), _current(found, on))
    earlier = next((one for one in ordered if one.in_force.start < shown.in_force.start), None)
    people = [who for one in stands.changes for who in (one.asked_by, one.confirmed_by, one.ended_by)]
    return page(
        served,
        "staff_item.html",
        WORDS,
        item=found,
        current=_current(found, on),
        is_open_today=any(one.in_force.covers(on) for one in found.versions),
        stands=stands,
        may_switch=may_switch(watcher, found, on),
        me=watcher.id,
        people=titles_of(office.engine, people),
        most_chars=MOST_CHARS,
        problem=problem,
        typed=typed,
        proofs=shelf.of(found),
        is_being_proved=shelf.is_being_proved(found),
        versions=ordered,
        shown=shown,
        earlier=earlier,
        differences=None if earlier is None else differences(earlier, shown, lang, names),
        rules=[rule_shown(one, shown, lang, names) for one in shown.rules],
        say_rule=lambda rule, version: rule_shown(rule, version, lang, names),
        doubts=doubts_of(shown),
        examples=examples_of(found, shown),
        clauses=clause_titles(served.corpus),
        day=day_and_minute,
    )


def _again(shown: str, error: AppError) -> HTMLResponse:
    return HTMLResponse(shown, status_code=error.status)


def _back(item_id: str, place: str = "") -> RedirectResponse:
    return RedirectResponse(f"/staff/items/{item_id}{place}", status_code=HTTPStatus.SEE_OTHER)


def _seen(served: Services, watcher: Principal, item_id: str) -> Item:
    found = served.office.items.get(item_id)
    if found is None or not _sees(watcher, found):
        raise NotFound(f"there is no item '{item_id}' for you to see")
    return found


def _sees(watcher: Principal, one: Item) -> bool:
    """Whoever watches the item in some district sees its rules, which are the same in all."""
    return any(
        Action.WATCH_ITEM in ALLOWED[grant.role] and grant.item_id in {ANYWHERE, one.id} for grant in watcher.grants
    )


def _current(found: Item, on: date) -> ItemVersion:
    """In force today, or else the last one."""
    latest = max(found.versions, key=lambda one: one.in_force.start)
    return next((one for one in found.versions if one.in_force.covers(on)), latest)


def _counts(standings: Collection[Standing]) -> dict[str, int]:
    counted = {one.value: sum(each.now is one for each in standings) for one in Automation}
    return counted | {
        "narrowed": sum(each.now is not each.most for each in standings),
        "waiting": sum(each.waiting is not None for each in standings),
    }


def _visible(text: str) -> str:
    """Without the characters that no database keeps; lines stay lines."""
    return "".join(one for one in text if one.isprintable() or one == "\n")
