"""`/api/v1/schemes` and `/schemes`: the schemes by words and filters, and one scheme in full."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, cast

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.clock import today
from app.items.telling import clause_titles
from app.pages.wording import HTML_LANGUAGES
from app.subsidies.browsing.shelves import PAGE, SchemeShelves
from app.subsidies.browsing.standing import Standing
from app.subsidies.browsing.telling import told
from app.subsidies.browsing.views import SOON_DAYS, AskedSchemes, SchemeToldView, ShelfView, ShownSchemes
from app.subsidies.browsing.words import WORDS
from app.web.dependencies import Served
from app.web.look import Lang
from approval_rules.items import Claim
from approval_rules.language_words import REGIONS, Language
from retrieval.passages import Audience, region_stem

api = APIRouter(prefix="/api/v1/schemes", tags=["matches"])
pages = APIRouter(prefix="/schemes", include_in_schema=False, default_response_class=HTMLResponse)

_DISTRICT_DIGITS: Final = 6


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
def shelf_page(served: Served, at: AtShelves, asked: Annotated[ShownSchemes, Query()]) -> str:
    filters = asked.filters()
    shelf = at.browse(filters, today(served.office.clock), asked.page)
    choices = {"claims": list(Claim), "audiences": list(Audience), "standings": list(Standing)}
    return _page(
        served, "schemes.html", asked.lang, shelf=shelf, filters=filters, asked=asked, soon_days=SOON_DAYS,
        last=max(1, -(-shelf.count // PAGE)), districts=_districts(at, asked.lang), **choices,
    )  # fmt: skip


@pages.get("/{scheme_id}")
def scheme_page(served: Served, lang: Lang, at: AtShelves, scheme_id: str) -> str:
    found = at.find(scheme_id, today(served.office.clock))
    said = told(found, _by_id(served), lang)
    return _page(served, "scheme.html", lang, found=found, told=said, titles=clause_titles(served.corpus))


def _by_id(served: Served) -> dict[str, Any]:
    return {one.id: one for one in served.schemes}


def _districts(at: SchemeShelves, language: Language) -> list[tuple[str, str]]:
    """The districts to choose from: those of every city that schemes are of."""
    cities = {region_stem(region)[:2] for region in at.regions()} - {""}
    return [
        (code, name.in_(language))
        for code, name in REGIONS.items()
        if len(code) == _DISTRICT_DIGITS and code[:2] in cities and not code.endswith("00")
    ]


def _page(served: Served, template: str, language: Language, **content: object) -> str:
    other = Language.EN if language is Language.ZH else Language.ZH
    return served.templates.get_template(template).render(
        t=WORDS[language],
        lang=language,
        html_lang=HTML_LANGUAGES[language],
        other_lang=other.value,
        other_html_lang=HTML_LANGUAGES[other],
        **content,
    )
