"""`/staff/corpus`: how fresh the texts are, and what the lint finds of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from math import ceil
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.accounts.principal import Action, Principal
from app.clock import today
from app.corpus.adding.shelf import Shelf
from app.corpus.freshness import REREAD_DAYS, LintedOnce, Standing, standings
from app.corpus.pages.wording import FAULTS, WORDS
from app.pages.templating import page
from app.web.dependencies import Served
from app.web.look import Lang
from app.web.staff import staff_only
from app.web.who import Permitted
from approval_rules.language_words import Both
from retrieval.passages import SourceKind

Watcher = Annotated[Principal, Depends(Permitted(Action.WATCH_ITEM))]

PAGE_TEXTS: Final = 40


class TextState(StrEnum):
    """Which texts are shown."""

    OVERDUE = "overdue"
    IN_FORCE = "in_force"
    TO_BEGIN = "to_begin"
    ENDED = "ended"
    PARTIAL = "partial"
    WITH_FINDINGS = "with_findings"
    UNUSED = "unused"


class TextOrder(StrEnum):
    OLDEST = "oldest"
    NEWEST = "newest"
    BY_TITLE = "by_title"


router = APIRouter(
    prefix="/staff", include_in_schema=False, default_response_class=HTMLResponse, dependencies=[Depends(staff_only)]
)


async def _linted(request: Request) -> LintedOnce:
    state = request.app.state
    if not hasattr(state, "linted_once"):
        state.linted_once = LintedOnce()
    linted: LintedOnce = state.linted_once
    return linted


async def _asked(
    q: Annotated[str, Query(max_length=100)] = "",
    kind: Annotated[str, Query(max_length=20)] = "",
    state: Annotated[str, Query(max_length=20)] = "",
    order: Annotated[str, Query(max_length=20)] = "",
) -> dict[str, str]:
    """A filter that is none is taken as not given."""
    given = {"q": q.strip(), "kind": kind, "state": state, "order": order}
    known: dict[str, set[str]] = {"kind": set(SourceKind), "state": set(TextState), "order": set(TextOrder)}
    return {name: value if name not in known or value in known[name] else "" for name, value in given.items()}


@router.get("/corpus")
def corpus(
    served: Served,
    _watcher: Watcher,
    lang: Lang,
    linted_once: Annotated[LintedOnce, Depends(_linted)],
    asked: Annotated[dict[str, str], Depends(_asked)],
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> str:
    settings, items, day = served.settings, served.office.items, today(served.office.clock)
    linted = linted_once.of(settings.corpora_dir, Shelf(settings.texts_dir).folders(), day)
    whole = standings(served.corpus, items.values(), served.schemes, linted, day)
    those = [one for one in whole if _is_wanted(one, asked["q"].casefold(), asked["kind"], asked["state"])]
    _sort(those, asked["order"])
    pages = max(1, ceil(len(those) / PAGE_TEXTS))
    number = min(number, pages)
    titles = {one.id: Both(one.title, one.title_en) for one in items.values()}
    return page(
        served,
        "staff_corpus.html",
        WORDS,
        shown=those[(number - 1) * PAGE_TEXTS : number * PAGE_TEXTS],
        count=len(those),
        number=number,
        pages=pages,
        asked=asked,
        query=urlencode({name: value for name, value in asked.items() if value}),
        kinds=list(SourceKind),
        states=list(TextState),
        orders=list(TextOrder),
        total=len(whole),
        counts=_counts(whole),
        linted=linted,
        sources=served.corpus.sources,
        faults={fault: tuple(one.in_(lang) for one in said) for fault, said in FAULTS.items()},
        item_titles={name: title.in_(lang) for name, title in titles.items()},
        scheme_titles={one.id: one.title for one in served.schemes},
        reread_days=REREAD_DAYS,
    )


def _is_wanted(one: Standing, words: str, kind: str, state: str) -> bool:
    source = one.source
    text = f"{source.title} {source.issuer} {source.doc_no or ''} {source.id}".casefold()
    return words in text and kind in {"", source.kind.value} and (not state or _IS[TextState(state)](one))


_IS: Final[Mapping[TextState, Callable[[Standing], bool]]] = {
    TextState.OVERDUE: lambda one: one.is_overdue,
    TextState.IN_FORCE: lambda one: one.has_begun and not one.has_ended,
    TextState.TO_BEGIN: lambda one: not one.has_begun,
    TextState.ENDED: lambda one: one.has_ended,
    TextState.PARTIAL: lambda one: one.source.source.completeness != "full",
    TextState.WITH_FINDINGS: lambda one: bool(one.findings),
    TextState.UNUSED: lambda one: not (one.items or one.schemes),
}


def _sort(those: list[Standing], order: str) -> None:
    """They come with the longest unread first."""
    if order == TextOrder.NEWEST:
        those.sort(key=lambda one: one.source.source.read_on, reverse=True)
    elif order == TextOrder.BY_TITLE:
        those.sort(key=lambda one: one.source.title)


def _counts(whole: list[Standing]) -> dict[str, int]:
    counted = (TextState.OVERDUE, TextState.IN_FORCE, TextState.ENDED, TextState.PARTIAL, TextState.WITH_FINDINGS)
    return {state.value: sum(_IS[state](one) for one in whole) for state in counted}
