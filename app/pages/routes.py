"""Pages that everybody sees: home, how pages look, guides, sources."""

from __future__ import annotations

import re
import unicodedata
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.clock import today
from app.errors import NotFound
from app.items.purposes import by_purpose
from app.items.telling import clause_titles, guide_of, open_items
from app.pages.home_wording import HOME, ITEMS, SOURCE
from app.pages.templating import page
from app.web.dependencies import Served, Services
from app.web.look import Lang, the_look
from app.web.returning import own_path
from app.web.who import door_of
from approval_rules.items import ItemVersion

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_CASE_NO: Final = re.compile(r"ZB\d{8}-[0-9A-F]{10}", re.ASCII)
_CASE_NO_CHARS: Final = 40


@router.get("/")
def home(served: Served) -> str:
    return _home(served)


@router.get("/find-case", response_model=None)
def find_case(served: Served, no: str = "") -> RedirectResponse | HTMLResponse:
    """From the box of the home page to the case; whether it is there is told by its own page."""
    number = _case_no(no)
    if not _CASE_NO.fullmatch(number):
        wrong = _home(served, wrong_no=no[:_CASE_NO_CHARS])
        return HTMLResponse(wrong, status_code=HTTPStatus.UNPROCESSABLE_ENTITY)
    return RedirectResponse(f"/cases/{quote(number)}", status_code=HTTPStatus.SEE_OTHER)


@router.get("/look", response_model=None)
def choose_look(request: Request, back: str = "/") -> RedirectResponse:
    """Keep the `lang`, `theme` and `size` that are named, and go back to the page of ours that it was chosen on."""
    chosen = the_look().changed(request.query_params)
    answer = RedirectResponse(own_path(back) or "/", status_code=303)
    is_secure = door_of(request).is_https(request.scope["scheme"])
    answer.headers.append("set-cookie", chosen.cookie(is_secure=is_secure))
    return answer


@router.get("/items")
def items(served: Served) -> str:
    return page(served, "items.html", ITEMS, groups=by_purpose(_open(served)))


@router.get("/items/{item_id}")
def item_guide(served: Served, lang: Lang, item_id: str) -> str:
    office = served.office
    guide = guide_of(item_id, office.items, office.documents, today(office.clock), lang)
    return page(served, "guide.html", ITEMS, guide=guide, titles=clause_titles(served.corpus))


@router.get("/sources/{source_id}")
def source(served: Served, source_id: str) -> str:
    found = served.corpus.sources.get(source_id)
    if found is None:
        raise NotFound(f"没有编号为“{source_id[:60]}”的来源")
    clauses = [clause for clause in served.corpus.clauses.values() if clause.source.id == source_id]
    return page(served, "source.html", SOURCE, source=found, clauses=clauses)


def _home(served: Services, wrong_no: str | None = None) -> str:
    """`wrong_no`: what was typed as a case number and is none."""
    return page(served, "home.html", HOME, groups=by_purpose(_open(served)), wrong_no=wrong_no)


def _open(served: Services) -> list[ItemVersion]:
    return open_items(served.office.items, today(served.office.clock))


def _case_no(typed: str) -> str:
    """As it is written on a receipt, however it was typed: wide letters, other dashes, blanks."""
    narrow = unicodedata.normalize("NFKC", typed)
    dashed = ("-" if unicodedata.category(char) == "Pd" else char for char in narrow)
    return "".join("".join(dashed).split()).upper()
