"""One step of an application: what its page shows, and what becomes of what is sent on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.datastructures import UploadFile as Part

from app.clock import today
from app.errors import AppError
from app.flows.approve import approve
from app.intake.application import form_values
from app.intake.drafts import submission_key_of
from app.intake.pages.prefilling import companies_acted_for, read_file, with_reading, with_registers
from app.intake.pages.sent import told_of_pre_check, values_of, wanted_when
from app.intake.pages.steps import StepKind, label_of
from app.intake.pages.wording import HINTS, WORDS
from app.intake.submitting import Submission, check_permitted, submit
from app.web.uploads import received
from approval_rules.language_words import Both

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.datastructures import FormData

    from app.accounts.principal import Principal
    from app.intake.drafts import Draft, DraftFile, Drafts
    from app.intake.pages.steps import Journey, Step
    from app.web.dependencies import Services
    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from approval_rules.items import ItemVersion, Material
    from approval_rules.language_words import Language

_LATER: Final = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """An applicant on one page of their application."""

    served: Services
    asking: Principal
    version: ItemVersion
    form: DocumentSpec
    journey: Journey
    step: Step
    draft: Draft
    drafts: Drafts
    language: Language
    wants_other: bool = False

    def say(self, name: str) -> str:
        return WORDS[name].in_(self.language)

    def label(self, one: FieldSpec) -> str:
        return label_of(one).in_(self.language)

    def titled(self, material: Material) -> str:
        return Both(material.title, material.title_en or material.title).in_(self.language)

    @property
    def number(self) -> int:
        return self.journey.steps.index(self.step) + 1

    @property
    def back(self) -> str:
        before = self.journey.before(self.step)
        return before.name if before else ""

    @property
    def files(self) -> tuple[DraftFile, ...]:
        """Of the material of this page."""
        material = self.step.material
        return tuple(one for one in self.draft.files if material is not None and one.material == material.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What stands in the way. `at`: the field or the page that mends it; empty where there is none."""

    said: str
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Either a page to show, or the step or case that it leads to."""

    template: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    status: HTTPStatus = HTTPStatus.OK
    leads_to: str = ""
    case_no: str = ""


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
            return _pre_check(walk)
        case _:
            return _answers(walk)


def act(walk: Walk, sent: FormData) -> Done:
    """What follows from what was sent on the page."""
    match walk.step.kind:
        case StepKind.WHO | StepKind.DETAILS:
            return _fill_in(walk, sent)
        case StepKind.MATERIAL:
            return _upload(walk, sent)
        case StepKind.ANSWERS:
            return _send_in(walk, sent)
        case _:
            return _on(walk)


def missing(walk: Walk) -> list[Problem]:
    """What is still wanted before the rules can be asked, each with the page that asks for it."""
    _, problems = _typed(walk, walk.draft.form, walk.form.fields)
    found = [Problem(said=one.said, at=walk.journey.asking(one.at).name) for one in problems]
    held = {one.material for one in walk.draft.files}
    for step in walk.journey.steps:
        if step.material is not None and step.material.required == "always" and step.material.id not in held:
            title = (
                step.material.title if walk.language.value == "zh" else step.material.title_en or step.material.title
            )
            found.append(Problem(said=walk.say("no_file").format(title), at=step.name))
    return found


def _on(walk: Walk) -> Done:
    return Done(leads_to=walk.journey.after(walk.step).name)


def _fields(walk: Walk, problems: tuple[Problem, ...] = ()) -> Done:
    companies = companies_acted_for(walk.served.office, walk.asking) if walk.step.kind is StepKind.WHO else ()
    content = {
        "values": walk.draft.form,
        "origins": walk.draft.origins,
        "problems": problems,
        "companies": () if walk.wants_other else companies,
        "hints": {name: hint.in_(walk.language) for name, hint in HINTS.items()},
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return Done(template="apply_fields.html", content=content, status=status)


def _fill_in(walk: Walk, sent: FormData) -> Done:
    names = frozenset(one.name for one in walk.step.fields)
    given = {name: value[:2000] for name, value in values_of(sent).items() if name in names}
    draft = walk.draft.typed(given, names)
    walk = replace(walk, draft=draft)
    walk.drafts.save(draft)
    if sent.get("action") == _LATER:
        return Done(leads_to="saved")
    _, problems = _typed(walk, given, walk.step.fields)
    if problems:
        return _fields(walk, tuple(problems))
    if walk.step.kind is StepKind.WHO:
        walk.drafts.save(with_registers(walk.served.office, walk.asking, walk.version, walk.form, draft))
    return _on(walk)


def _typed(
    walk: Walk,
    given: Mapping[str, str],
    fields: tuple[FieldSpec, ...],
) -> tuple[dict[str, object], list[Problem]]:
    """The values of these fields, and what is wrong with each, said with its name and how it has to look."""
    values: dict[str, object] = {}
    problems = []
    for one in fields:
        alone = walk.form.model_copy(update={"fields": (one,), "checks": ()})
        told = {one.name: given[one.name]} if given.get(one.name) else {}
        value, mistakes = form_values(told, alone)
        values |= value
        if mistakes and one.name not in told:
            problems.append(Problem(said=walk.say("not_given").format(walk.label(one)), at=one.name))
        elif mistakes:
            hint = HINTS.get(one.type.value)
            how = walk.say("colon") + hint.in_(walk.language) if hint else ""
            problems.append(Problem(said=walk.say("ill_typed").format(walk.label(one)) + how, at=one.name))
    return values, problems


def _known(walk: Walk) -> Done:
    told = [one for one in walk.form.fields if _is_of_register(walk, one)]
    if not told:
        return _on(walk)
    rows = [(walk.label(one), walk.draft.form[one.name], walk.draft.origins[one.name]) for one in told]
    return Done(template="apply_known.html", content={"rows": rows})


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
        number = action.removeprefix("remove-")
        walk.drafts.remove_file(walk.draft, int(number) if number.isascii() and number.isdigit() else 0)
        return Done(leads_to=walk.step.name)
    chosen = [one for one in sent.getlist("file") if isinstance(one, Part) and one.filename]
    draft = walk.draft
    for one in chosen:
        upload = received(one)
        try:
            walk.served.office.admission.admit(walk.asking.id, [upload])
            read = read_file(walk.served.office, material, upload)
            draft = walk.drafts.add_file(with_reading(draft, walk.form, read), material.id, upload, read)
        except AppError as error:
            return _material(replace(walk, draft=draft), (Problem(said=_said(walk, error), at="file"),))
    if chosen:
        return Done(leads_to=walk.step.name)
    if action == _LATER:
        return Done(leads_to="saved")
    if action == "upload" or (material.required == "always" and not walk.files):
        return _material(walk, (Problem(said=walk.say("choose_file"), at="file"),))
    return _on(walk)


def _said(walk: Walk, error: AppError) -> str:
    known = WORDS.get(f"error_{error.code}")
    return known.in_(walk.language) if known else str(error)


def _pre_check(walk: Walk) -> Done:
    wanted = missing(walk)
    content: dict[str, Any] = {"wanted": wanted, "decided": None, "explanation": None, "problems": ()}
    if wanted:
        return Done(template="apply_pre_check.html", content=content)
    office, application = walk.served.office, walk.draft.as_application()
    try:
        check_permitted(walk.asking, application)
        decided = approve(
            office, application, walk.drafts.uploads(walk.draft), today(office.clock), store=False, owner=walk.asking.id
        )
    except AppError as error:
        content["problems"] = tuple(Problem(said=one) for one in error.problems or (_said(walk, error),))
        return Done(template="apply_pre_check.html", content=content)
    content |= {"decided": decided, "explanation": told_of_pre_check(walk.served, decided)}
    return Done(template="apply_pre_check.html", content=content)


def _answers(walk: Walk, problems: tuple[Problem, ...] = ()) -> Done:
    rows = [
        (walk.label(one), walk.draft.form.get(one.name, ""), walk.journey.asking(one.name).name, one)
        for one in walk.form.fields
    ]
    materials = [one for one in walk.journey.steps if one.material is not None]
    content = {"rows": rows, "materials": materials, "problems": problems, "wanted": missing(walk)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK
    return Done(template="apply_answers.html", content=content, status=status)


def _send_in(walk: Walk, sent: FormData) -> Done:
    draft = replace(walk.draft, asks_for_person=sent.get("ask_for_person") == "yes")
    walk = replace(walk, draft=draft)
    walk.drafts.save(draft)
    if sent.get("action") == _LATER:
        return Done(leads_to="saved")
    if missing(walk):
        return _answers(walk, tuple(missing(walk)))
    office, application = walk.served.office, draft.as_application()
    try:
        check_permitted(walk.asking, application)
        uploads = walk.drafts.uploads(draft)
        key = submission_key_of(draft)
        one = Submission(who=walk.asking, application=application, sent=uploads, uploads=uploads, key=key)
        submitted = submit(office, one, later=False)
    except AppError as error:
        said = tuple(Problem(said=one) for one in error.problems or (_said(walk, error),))
        return _answers(walk, said)
    walk.drafts.discard(draft)
    return Done(case_no=submitted.case_no)
