"""Where an applicant is in their application, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from app.intake.application import form_values
from app.intake.pages.steps import StepKind, label_of
from app.intake.pages.wording import HINTS, WORDS
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Both, titles_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.accounts.principal import Principal
    from app.errors import AppError
    from app.intake.drafts import Draft, DraftFile, Drafts
    from app.intake.pages.steps import Journey, Step
    from app.web.dependencies import Services
    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from approval_rules.items import ItemVersion, Material
    from approval_rules.language_words import Language

LATER: Final = "later"


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

    def read_label(self, one: Mapping[str, Any]) -> str:
        """What a field that was read is called, by its fact or as it is printed."""
        fact = load_vocabulary().get(str(one["fact"]))
        english = str(one["title"]) if fact is None else titles_of(fact).en
        return Both(str(one["title"]), english[:1].upper() + english[1:]).in_(self.language)

    def titled(self, material: Material) -> str:
        return Both(material.title, material.title_en or material.title).in_(self.language)

    @property
    def pages(self) -> tuple[Step, ...]:
        """Those that this applicant sees: what is known is looked over only where something is."""
        knows = self.draft.has_from("register")
        return tuple(one for one in self.journey.steps if knows or one.kind is not StepKind.KNOWN)

    @property
    def number(self) -> int:
        return self.pages.index(self.step) + 1

    @property
    def back(self) -> str:
        return self.pages[self.number - 2].name if self.number > 1 else ""

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


def missing(walk: Walk) -> list[Problem]:
    """What is still wanted before the rules can be asked, each with the field or the page that asks for it."""
    _, problems = typed(walk, walk.draft.form, walk.form.fields)
    held = {one.material for one in walk.draft.files}
    wanted = [
        (one.material, one.name)
        for one in walk.journey.steps
        if one.material is not None and one.material.required == "always" and one.material.id not in held
    ]
    return [
        *(Problem(said=one.said, at=place_of(walk, one.at)) for one in problems),
        *(Problem(said=walk.say("no_file").format(walk.titled(material)), at=at) for material, at in wanted),
    ]


def unfit(walk: Walk) -> list[Problem]:
    """Files that are not what they were sent as: only a person can take them."""
    pages = {step.material.id: step for step in walk.journey.steps if step.material is not None}
    wrong = dict.fromkeys(one.material for one in walk.draft.files if one.read["is_other"] and one.material in pages)
    return [
        Problem(said=walk.say("is_other").format(walk.titled(step.material)), at=step.name)
        for step in (pages[one] for one in wrong)
        if step.material is not None
    ]


def place_of(walk: Walk, name: str) -> str:
    return f"{walk.journey.asking(name).name}#f-{name}"


def on_from(walk: Walk) -> Done:
    following = walk.journey.after(walk.step)
    if following.kind is StepKind.KNOWN and following not in walk.pages:
        following = walk.journey.after(following)
    return Done(leads_to=following.name)


def typed(
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
            how = walk.say("colon") + hint.in_(walk.language) if hint and not one.options else ""
            problems.append(Problem(said=walk.say("ill_typed").format(walk.label(one)) + how, at=one.name))
    return values, problems


def said(walk: Walk, error: AppError) -> str:
    known = WORDS.get(f"error_{error.code}")
    return known.in_(walk.language) if known else str(error)
