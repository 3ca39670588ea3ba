"""Pages of an application: what is asked for, the pre-check, sending it in."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData
from starlette.datastructures import UploadFile as Part

from app.accounts.principal import Principal
from app.clock import today
from app.errors import AppError, BadApplication, NotFound
from app.flows.approve import Decided, approve
from app.intake.application import Application, MaterialFile, Upload
from app.intake.submitting import check_permitted
from app.intake.views import decision_view
from app.items.telling import (
    open_items,
    pre_check_explanation,
)
from app.pages.wording import wording
from app.web.dependencies import Served, Services
from app.web.uploads import received
from app.web.who import Who
from approval_rules.conditions.saying import say
from approval_rules.document_spec import DocumentSpec
from approval_rules.items import ItemVersion, RequiredWhen
from approval_rules.language_words import Language
from approval_rules.telling.explanation import Explanation

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/apply")
def apply(served: Served) -> str:
    return _page(served, "apply.html", items=open_items(served.office.items, today(served.office.clock)))


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


def _page(served: Services, template: str, **content: object) -> str:
    return served.templates.get_template(template).render(**content)
