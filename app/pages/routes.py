"""Pages for applicants: home, ask, sources, guides, apply, and the case afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData
from starlette.datastructures import UploadFile as Part

from app.accounts.principal import Action, Principal
from app.assistant.question import MAX_QUESTION_CHARS
from app.cases import service as cases
from app.cases.happened import events_of_case
from app.cases.reaching import reached
from app.clock import today
from app.errors import AppError, BadApplication, NotFound
from app.flows.answer import answer
from app.flows.approve import Decided, approve
from app.intake.application import Application, MaterialFile, Upload
from app.intake.submitting import check_permitted
from app.intake.views import AUTOMATED, decision_view
from app.items.telling import (
    clause_titles,
    explanation_of,
    guide_of,
    notice_of,
    open_items,
    pre_check_explanation,
)
from app.pages.wording import wording
from app.web.dependencies import Served, Services
from app.web.uploads import received
from app.web.who import Who
from approval_rules.conditions.saying import say
from approval_rules.decision_notice import DecisionNotice
from approval_rules.document_spec import DocumentSpec
from approval_rules.items import ItemVersion, RequiredWhen
from approval_rules.language_words import Language
from approval_rules.telling.explanation import Explanation
from approval_rules.telling.stored import UnexplainedDossier

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

MAX_TURNS = 5
_NOTHING_SAID: Final[dict[str, Any]] = {
    "points": [], "due_on": "", "reason": "", "note": "", "basis": [], "remedies": [], "by_law": False,
    "deferral_due_on": {},
}  # fmt: skip


@router.get("/")
def home(served: Served) -> str:
    return _page(served, "home.html", items=_open_items(served))


@router.get("/items")
def items(served: Served, lang: Language = Language.ZH) -> str:
    return _page(served, "items.html", items=_open_items(served), **wording(lang))


@router.get("/items/{item_id}")
def item_guide(served: Served, item_id: str, lang: Language = Language.ZH) -> str:
    office = served.office
    guide = guide_of(item_id, office.items, office.documents, today(office.clock), lang)
    return _page(served, "guide.html", guide=guide, titles=clause_titles(served.corpus), **wording(lang))


@router.get("/ask")
def ask(
    served: Served,
    q: Annotated[str, Query(max_length=MAX_QUESTION_CHARS)] = "",
    earlier: Annotated[list[str], Query(max_length=50)] = [],  # noqa: B006  FastAPI copies it
) -> str:
    conversation = [*(one[:MAX_QUESTION_CHARS] for one in earlier), q.strip()][-MAX_TURNS:] if q.strip() else []
    found = answer(conversation, on=today(served.office.clock), assistant=served.assistant) if conversation else None
    return _page(served, "ask.html", question=q.strip(), conversation=conversation, answer=found)


@router.get("/sources/{source_id}")
def source(served: Served, source_id: str) -> str:
    found = served.corpus.sources.get(source_id)
    if found is None:
        raise NotFound(f"没有编号为“{source_id[:60]}”的来源")
    clauses = [clause for clause in served.corpus.clauses.values() if clause.source.id == source_id]
    term = f"{found.in_force.start} 起" + (f"，至 {found.in_force.end}" if found.in_force.end else "")
    about = [
        ("发布机关", found.issuer),
        ("文号", found.doc_no or "未见"),
        ("施行", term),
        ("读取日期", str(found.source.read_on)),
        ("读取方式", found.source.how),
        ("完整程度", {"full": "完整", "partial": "部分"}.get(found.source.completeness, found.source.completeness)),
        ("出处", found.source.url or "—"),
    ]
    return _page(served, "source.html", source=found, clauses=clauses, about=about)


@router.get("/apply")
def apply(served: Served) -> str:
    return _page(served, "apply.html", items=_open_items(served))


@router.get("/apply/{item_id}")
def apply_item(served: Served, item_id: str) -> str:
    version, form = _item(served, item_id)
    return _form_page(served, version, form, {})


@router.post("/apply/{item_id}", response_model=None)
async def submit(served: Served, asking: Who, request: Request, item_id: str) -> HTMLResponse | RedirectResponse:
    from starlette.concurrency import run_in_threadpool

    version, form = _item(served, item_id)
    async with request.form(max_files=20, max_fields=60) as sent:
        return await run_in_threadpool(_handle, served, asking, version, form, sent)


def _handle(
    served: Services, asking: Principal, version: ItemVersion, form: DocumentSpec, sent: FormData
) -> HTMLResponse | RedirectResponse:
    is_pre_check = sent.get("action") == "pre-check"
    try:
        decided = _decide(served, asking, version, sent, store=not is_pre_check)
    except AppError as error:
        page = _form_page(served, version, form, _values(sent), error=error)
        return HTMLResponse(page, status_code=error.status)
    if decided.case_no is not None:
        return RedirectResponse(f"/cases/{decided.case_no}", status_code=303)
    return HTMLResponse(_form_page(served, version, form, _values(sent), decided=decided))


@router.get("/cases/{case_no}")
def case(served: Served, asking: Who, case_no: str, lang: Language = Language.ZH) -> str:
    reached(served.office.engine, asking, Action.FOLLOW_CASE, case_no)
    found = cases.find(served.office.engine, case_no)
    explanation, notice = _told(served, found)
    return _page(
        served,
        "case.html",
        found=found,
        verdict=found.content["verdict"],
        automated=AUTOMATED,
        explanation=explanation,
        notice=notice,
        said=_said(served, found),
        **wording(lang),
    )


@router.post("/cases/{case_no}/review-requests", response_model=None)
def ask_for_person(served: Served, asking: Who, case_no: str, lang: Language = Language.ZH) -> RedirectResponse:
    reached(served.office.engine, asking, Action.CHANGE_CASE, case_no)
    cases.request_review(served.office.engine, served.office.clock, case_no, asking.id)
    query = "" if lang is Language.ZH else f"?lang={lang.value}"
    return RedirectResponse(f"/cases/{case_no}{query}", status_code=303)


def _told(served: Services, found: cases.CaseFile) -> tuple[Explanation | None, DecisionNotice | None]:
    """The explanation and the notice; neither for a dossier of a release that is known no longer."""
    given = (found, served.office.items, served.corpus, today(served.office.clock))
    try:
        return explanation_of(*given), notice_of(*given)
    except UnexplainedDossier:
        return None, None


def _said(served: Services, found: cases.CaseFile) -> Mapping[str, Any]:
    """What its applicant was told with the state that the case is in."""
    events = events_of_case(served.office.engine, found.summary.case_no)
    told = [one.content for one in events if one.content.get("state") == found.summary.state.value]
    return _NOTHING_SAID | dict(told[-1]) if told else _NOTHING_SAID


def _page(served: Services, template: str, **content: object) -> str:
    return served.templates.get_template(template).render(**content)


def _form_page(
    served: Services,
    version: ItemVersion,
    form: DocumentSpec,
    values: dict[str, str],
    *,
    error: AppError | None = None,
    decided: Decided | None = None,
) -> str:
    problems = () if error is None else error.problems or (str(error),)
    return _page(
        served,
        "apply_item.html",
        version=version,
        form=form,
        values=values,
        problems=problems,
        code="" if error is None else error.code,
        decided=None if decided is None else decision_view(decided),
        explanation=None if decided is None else _pre_check_told(served, decided),
        wanted_when=_wanted_when(version),
        **wording(Language.ZH),
    )


def _pre_check_told(served: Services, decided: Decided) -> Explanation:
    return pre_check_explanation(decided.dossier, served.office.items, served.corpus, today(served.office.clock))


def _wanted_when(version: ItemVersion) -> dict[str, str]:
    """Of the materials that hang on a condition, the condition as a sentence."""
    hanging = {one.id: one.required for one in version.materials if isinstance(one.required, RequiredWhen)}
    return {name: say(one.when.condition, version.facts, Language.ZH) for name, one in hanging.items()}


def _open_items(served: Services) -> list[ItemVersion]:
    return open_items(served.office.items, today(served.office.clock))


def _item(served: Services, item_id: str) -> tuple[ItemVersion, DocumentSpec]:
    if item_id not in served.office.items:
        raise NotFound(f"没有编号为“{item_id[:60]}”的事项")
    version = served.office.items[item_id].version_on(today(served.office.clock))
    return version, served.office.documents[version.form]


def _values(sent: FormData) -> dict[str, str]:
    """The form's text fields as typed; one left empty counts as not given."""
    return {
        name.removeprefix("form."): value.strip()
        for name, value in sent.items()
        if name.startswith("form.") and isinstance(value, str) and value.strip()
    }


def _decide(served: Services, asking: Principal, version: ItemVersion, sent: FormData, *, store: bool) -> Decided:
    known = {f"material.{material.id}": material.id for material in version.materials}
    uploads: dict[str, Upload] = {}
    materials = []
    for name, value in sent.multi_items():
        if name.startswith("material.") and isinstance(value, Part) and value.filename:
            if name not in known:
                raise BadApplication(f"'{name[:80]}' is not a material of {version.item}")
            upload = received(value)
            part = f"{len(uploads)}.{upload.name}"
            uploads[part] = upload
            materials.append(MaterialFile(id=known[name], file=part))
    application = Application(
        item=version.item,
        form=dict(_values(sent)),
        materials=materials,
        ask_for_person=sent.get("ask_for_person") == "yes",
    )
    check_permitted(asking, application)
    return approve(served.office, application, uploads, today(served.office.clock), store=store, owner=asking.id)
