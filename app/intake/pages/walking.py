"""One step of an application: what its page shows, and what becomes of what is sent on it."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile as Part

from app.errors import AppError
from app.intake.pages.prefilling import (
    companies_acted_for,
    names_of,
    read_file,
    read_form,
    with_reading,
    with_registers,
)
from app.intake.pages.sent import values_of, wanted_when
from app.intake.pages.steps import StepKind
from app.intake.pages.wording import HINTS
from app.registries.service import register_title
from app.web.uploads import received

if TYPE_CHECKING:
    from starlette.datastructures import FormData

    from approval_rules.document_spec import FieldSpec

from app.intake.pages.ending import answers, pre_check, send_in
from app.intake.pages.walk import LATER, Done, Problem, Walk, on_from, place_of, said, typed


def shown(walk: Walk) -> Done:
    """The page as it is opened."""
    match walk.step.kind:
        case StepKind.WHO | StepKind.DETAILS:
            return _fields(walk)
        case StepKind.KNOWN:
            return _known(walk)
        case StepKind.MATERIAL:
            return _material(walk)
        case StepKind.PRE_CHECK:
            return pre_check(walk)
        case _:
            return answers(walk)


def act(walk: Walk, sent: FormData) -> Done:
    """What follows from what was sent on the page."""
    match walk.step.kind:
        case StepKind.WHO | StepKind.DETAILS:
            return _fill_in(walk, sent)
        case StepKind.MATERIAL:
            return _upload(walk, sent)
        case StepKind.ANSWERS:
            return send_in(walk, sent)
        case _:
            return on_from(walk)


def _fields(walk: Walk, problems: tuple[Problem, ...] = ()) -> Done:
    companies = companies_acted_for(walk.served.office, walk.asking) if walk.step.kind is StepKind.WHO else ()
    content = {
        "values": walk.draft.form,
        "origins": walk.draft.origins,
        "problems": problems,
        "companies": {} if walk.wants_other else names_of(walk.served.office, companies),
        "takes_form": walk.step.kind is StepKind.WHO,
        "hints": {name: hint.in_(walk.language) for name, hint in HINTS.items()},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return Done(template="apply_fields.html", content=content, status=status)


def _fill_in(walk: Walk, sent: FormData) -> Done:
    if walk.step.kind is StepKind.WHO and sent.get("action") == "form-file":
        return _read_form(walk, sent)
    names = frozenset(one.name for one in walk.step.fields)
    given = {name: value[:2000] for name, value in values_of(sent).items() if name in names}
    draft = walk.draft.typed(given, names)
    walk = replace(walk, draft=draft)
    walk.drafts.save(draft)
    if sent.get("action") == LATER:
        return Done(leads_to="saved")
    _, problems = typed(walk, given, walk.step.fields)
    if problems:
        return _fields(walk, tuple(problems))
    if walk.step.kind is StepKind.WHO:
        draft = with_registers(walk.served.office, walk.asking, walk.version, walk.form, draft)
        walk.drafts.save(draft)
    return on_from(replace(walk, draft=draft))


def _read_form(walk: Walk, sent: FormData) -> Done:
    """Fill the form in from one that was filled in on paper."""
    chosen = next((one for one in sent.getlist("file") if isinstance(one, Part) and one.filename), None)
    if chosen is None:
        return _fields(walk, (Problem(said=walk.say("choose_file"), at="file"),))
    upload = received(chosen)
    try:
        walk.served.office.admission.admit(walk.draft.owner, [upload])
        walk.drafts.save(read_form(walk.served.office, walk.form, walk.draft, upload))
    except AppError as error:
        return _fields(walk, (Problem(said=said(walk, error), at="file"),))
    return Done(leads_to=walk.step.name)


def _known(walk: Walk) -> Done:
    told = [one for one in walk.form.fields if _is_of_register(walk, one)]
    if not told:
        return on_from(walk)
    rows = [
        (walk.label(one), walk.draft.form[one.name], _register_of(walk, one), place_of(walk, one.name)) for one in told
    ]
    return Done(template="apply_known.html", content={"rows": rows})


def _register_of(walk: Walk, one: FieldSpec) -> tuple[str, str]:
    """What the register is called, and the day that its record stands for."""
    origin = walk.draft.origins[one.name]
    return register_title(origin.source), origin.as_of


def _is_of_register(walk: Walk, one: FieldSpec) -> bool:
    origin = walk.draft.origins.get(one.name)
    return origin is not None and origin.kind == "register"


def _material(walk: Walk, problems: tuple[Problem, ...] = (), advice: tuple[str, ...] = ()) -> Done:
    material = walk.step.material
    assert material is not None, "only pages of materials come here"  # noqa: S101  narrows the type
    content = {
        "material": material,
        "wanted_when": wanted_when(walk.version, walk.language).get(material.id, ""),
        "problems": problems,
        "advice": advice,
        "filled": [(walk.label(one), walk.draft.form[one.name]) for one in _filled_from_files(walk)],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return Done(template="apply_material.html", content=content, status=status)


def _filled_from_files(walk: Walk) -> list[FieldSpec]:
    kinds = {one.read["kind"] for one in walk.files} - {""}
    origins = walk.draft.origins
    return [one for one in walk.form.fields if one.name in origins and origins[one.name].source in kinds]


def _upload(walk: Walk, sent: FormData) -> Done:
    action, material = str(sent.get("action", "")), walk.step.material
    assert material is not None, "only pages of materials come here"  # noqa: S101  narrows the type
    if action.startswith("remove-"):
        number = action.removeprefix("remove-")[:4]
        held = {one.number for one in walk.files}
        gone = {int(number)} if number.isascii() and number.isdigit() else set()
        walk.drafts.remove_files(walk.draft, frozenset(gone & held))
        return Done(leads_to=walk.step.name)
    chosen = [one for one in sent.getlist("file") if isinstance(one, Part) and one.filename]
    draft = walk.draft
    for one in chosen:
        upload = received(one)
        try:
            walk.served.office.admission.admit(draft.owner, [upload])
            read = read_file(walk.served.office, material, upload)
            if action == "replace":
                draft = walk.drafts.remove_files(draft, frozenset(one.number for one in walk.files))
            draft = walk.drafts.add_file(with_reading(draft, walk.form, read), material.id, upload, read)
        except AppError as error:
            return _material(replace(walk, draft=draft), (Problem(said=said(walk, error), at="file"),))
    if chosen:
        return Done(leads_to=walk.step.name)
    if action == LATER:
        return Done(leads_to="saved")
    if action in {"upload", "replace"} or (material.required == "always" and not walk.files):
        return _material(walk, (Problem(said=walk.say("choose_file"), at="file"),))
    return on_from(walk)
