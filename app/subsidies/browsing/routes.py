"""`/api/v1/schemes` and `/schemes`: the schemes by words and filters, and one scheme in full."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.clock import today
from app.items.telling import clause_titles
from app.pages.templating import page
from app.subsidies.browsing.shelves import PAGE, SchemeShelves
from app.subsidies.browsing.standing import Standing
from app.subsidies.browsing.telling import told
from app.subsidies.browsing.views import SOON_DAYS, AskedSchemes, SchemeToldView, ShelfView, ShownSchemes
from app.subsidies.browsing.wording import WORDS
from app.web.dependencies import Served
from app.web.look import Lang
from approval_rules.items import Claim
from approval_rules.language_words import Language, districts
from retrieval.passages import Audience, region_stem

api = APIRouter(prefix="/api/v1/schemes", tags=["matches"])
pages = APIRouter(prefix="/schemes", include_in_schema=False, default_response_class=HTMLResponse)


async def _shelves(request: Request) -> SchemeShelves:
    return cast("SchemeShelves", request.app.state.shelves)


AtShelves = Annotated[SchemeShelves, Depends(_shelves)]


@api.get("", summary="Schemes by words and filters")
def browse(served: Served, at: AtShelves, asked: Annotated[AskedSchemes, Query()]) -> ShelfView:
    """What fits the words best comes first; without words, what closes soonest. What has ended comes last."""
    return ShelfView.of(at.browse(asked.filters(), asked.on or today(served.office.clock), asked.page), asked.page)


@api.get("/{scheme_id}", summary="One scheme: conditions, amounts, materials, limits")
def one_scheme(
    served: Served, at: AtShelves, scheme_id: str, language: Language = Language.ZH, on: date | None = None
) -> SchemeToldView:
    found = at.find(scheme_id, on or today(served.office.clock))
    return SchemeToldView.of(found, told(found, _by_id(served), language))


@pages.get("")
def shelf_page(served: Served, lang: Lang, at: AtShelves, asked: Annotated[ShownSchemes, Query()]) -> str:
    filters, on = asked.filters(), today(served.office.clock)
    shelf = at.browse(filters, on, asked.page)
    choices = {"claims": list(Claim), "audiences": list(Audience), "standings": list(Standing)}
    return page(
        served, "schemes.html", WORDS, shelf=shelf, filters=filters, asked=asked, soon_days=SOON_DAYS, on=on,
        last=max(1, -(-shelf.count // PAGE)), districts=_districts(at, lang), **choices,
    )  # fmt: skip


@pages.get("/{scheme_id}")
def scheme_page(served: Served, lang: Lang, at: AtShelves, scheme_id: str) -> str:
    on = today(served.office.clock)
    found = at.find(scheme_id, on)
    said = told(found, _by_id(served), lang)
    return page(served, "scheme.html", WORDS, found=found, told=said, on=on, titles=clause_titles(served.corpus))


def _by_id(served: Served) -> dict[str, Any]:
    return {one.id: one for one in served.schemes}


def _districts(at: SchemeShelves, language: Language) -> list[tuple[str, str]]:
    """The districts to choose from: those of every city that schemes are of."""
    cities = {region_stem(region)[:2] for region in at.regions()} - {""}
    return [(code, name) for code, name in districts(language) if code[:2] in cities]
