"""A company's own pages (企业专属网页): what fits it, what is asked next, what is known of it. No script is needed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from app.accounts.principal import Action, Principal
from app.clock import today
from app.companies.acting import CompanyCode, companies_of, require_company
from app.companies.answering import answer_for, look_at, note_look
from app.companies.errors import FactOnRecord
from app.companies.page.fields import Misread, field_of, read, typed_of
from app.companies.page.known import facts_told, statements_told, status_told
from app.companies.page.telling import tell
from app.companies.page.wording import WORDS
from app.companies.profile import profiles_of
from app.companies.statements import state, take_back
from app.errors import NotFound
from app.items.telling import open_items
from app.notices.inbox import inbox
from app.notices.wording import said
from app.pages.codes import CODES
from app.pages.templating import page
from app.payouts.confirming import offers_of
from app.subsidies.profile import NAMESPACE
from app.web.dependencies import Served, Services
from app.web.look import Lang
from app.web.who import Permitted
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Language, title_of

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from app.companies.page.fields import FormField
    from app.companies.profile import BusinessProfile

Acting = Annotated[Principal, Depends(Permitted(Action.ACT_FOR_COMPANY))]
FactOf = Annotated[str, Query(alias="fact", max_length=60)]
_MOST_FIELDS: Final = 60
_NOTICES_SHOWN: Final = 3

router = APIRouter(prefix="/companies", include_in_schema=False, default_response_class=HTMLResponse)


class Part(StrEnum):
    """A part of the page, to which the browser comes back after a form."""

    NEXT = "next"
    STATED = "stated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """A form that is open, with what stands in it. `problem`: what is wrong with that; empty when nothing is."""

    field: FormField
    part: Part
    problem: str = ""


@router.get("")
def companies_page(served: Served, lang: Lang, asking: Acting) -> str:
    office = served.office
    found = profiles_of(office.registers, companies_of(office.engine, asking), today(office.clock))
    rows = [(one.uscc, one.name, status_told(one, lang)) for one in found]
    return page(served, "companies.html", WORDS, companies=rows)


@router.get("/{uscc}")
def company_page(served: Served, lang: Lang, asking: Acting, uscc: CompanyCode, fact: FactOf = "") -> str:
    """With `fact`, the form for that fact is open."""
    _let_pass(served, asking, uscc)
    edited = _edited(look_at(served.office, uscc), fact, lang) if fact else None
    return _page(served, asking, uscc, lang, None if edited is None else Again(field=edited, part=Part.STATED))


@router.post("/{uscc}/statements", response_model=None)
async def state_by_form(
    served: Served, lang: Lang, asking: Acting, uscc: CompanyCode, request: Request
) -> HTMLResponse | RedirectResponse:
    async with request.form(max_files=0, max_fields=_MOST_FIELDS) as sent:
        return await run_in_threadpool(_stated, served, asking, uscc, sent, lang)


def _stated(
    served: Services, asking: Principal, uscc: str, sent: FormData, lang: Language
) -> HTMLResponse | RedirectResponse:
    _let_pass(served, asking, uscc)
    office, name, part = served.office, str(sent.get("fact", "")), _part(sent)
    full = _full(name)
    if sent.get("action") == "take_back":
        take_back(office.engine, office.clock, uscc, name, asking.id)
        return _back(uscc, Part.STATED)
    typed = [one for one in sent.getlist("value") if isinstance(one, str)]
    try:
        value = read(load_vocabulary()[full], typed)
        state(office.engine, office.clock, look_at(office, uscc), {name: value}, asking.id)
    except Misread as error:
        problem = error.wanted.in_(lang)
    except FactOnRecord as error:
        problem = str(error) if lang is Language.ZH else CODES[error.code].en
    else:
        return _back(uscc, part)
    again = Again(field=field_of(full, lang, typed), part=part, problem=problem)
    return HTMLResponse(_page(served, asking, uscc, lang, again), status_code=422)


def _page(served: Services, asking: Principal, uscc: str, lang: Language, again: Again | None) -> str:
    answer = answer_for(served.office, served.schemes, asking, uscc)
    profile, question = answer.profile, answer.report.next_question
    items = [one.item for one in open_items(served.office.items, today(served.office.clock))]
    notices = inbox(served.office.engine, uscc, cursor=None, most=_NOTICES_SHOWN, unread_only=True)
    offers = offers_of(served.office.engine, served.office.clock, uscc)
    return page(
        served,
        "company.html",
        WORDS,
        profile=profile,
        status=status_told(profile, lang),
        told=tell(answer, items, lang),
        question=None if question is None else field_of(question.fact, lang),
        again=again,
        facts=facts_told(profile, lang),
        statements=statements_told(profile, lang),
        statable=_statable(profile, lang),
        to_confirm=[one for one in offers if not one.why_not],
        unread=notices.unread,
        notices=[said(one.kind, one.content, lang) for one in notices.notices],
    )


def _statable(profile: BusinessProfile, lang: Language) -> list[tuple[str, str]]:
    """The facts that no record tells, by their titles."""
    told = {name for name, one in profile.facts.items() if not one.is_absence}
    prefix = f"{NAMESPACE}."
    return [
        (name.removeprefix(prefix), title_of(spec, lang))
        for name, spec in load_vocabulary().items()
        if name.startswith(prefix) and name not in told
    ]


def _edited(profile: BusinessProfile, name: str, lang: Language) -> FormField:
    full = _full(name)
    stated = profile.statements.get(full)
    return field_of(full, lang, () if stated is None else typed_of(full, stated.value))


def _full(name: str) -> str:
    full = f"{NAMESPACE}.{name}"
    if full not in load_vocabulary():
        raise NotFound(f"there is no profile fact '{name[:60]}'")
    return full


def _part(sent: FormData) -> Part:
    return Part.NEXT if sent.get("back") == Part.NEXT.value else Part.STATED


def _back(uscc: str, part: Part) -> RedirectResponse:
    return RedirectResponse(f"/companies/{uscc}#{part.value}", status_code=303)


def _let_pass(served: Services, asking: Principal, uscc: str) -> None:
    office = served.office
    require_company(office.engine, office.registers, asking, uscc)
    note_look(office, asking, uscc, "matches")
