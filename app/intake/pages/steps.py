"""The pages of one application, made of the item's form and materials: one thing a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Both, titles_of
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from approval_rules.items import ItemVersion, Material

_KEYS: Final = frozenset({ValueType.USCC, ValueType.COMPANY_CODE, ValueType.RESIDENT_ID})
"""Numbers that say who somebody is."""
_ON_A_PAGE: Final = 4
_COMMON: Final = {
    "account_bank": "Bank of the account",
    "account_no": "Number of the bank account",
    "contact_phone": "Telephone number",
    "filing_kind": "Kind of filing",
}
"""Fields of many forms that stand for no fact, in English."""


class StepKind(StrEnum):
    """What is done on a page of an application."""

    WHO = "who"
    KNOWN = "known"
    MATERIAL = "material"
    DETAILS = "details"
    PRE_CHECK = "pre-check"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One page. `name` stands in its address; `fields` are asked for on it, or `material` is uploaded."""

    name: str
    kind: StepKind
    fields: tuple[FieldSpec, ...] = ()
    material: Material | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The pages in their order."""

    steps: tuple[Step, ...]

    def find(self, name: str) -> Step | None:
        return next((one for one in self.steps if one.name == name), None)

    def after(self, step: Step) -> Step:
        return self.steps[min(self.steps.index(step) + 1, len(self.steps) - 1)]

    def asking(self, name: str) -> Step:
        """The page on which the field of that name is asked for."""
        return next(one for one in self.steps if any(field.name == name for field in one.fields))


def journey(version: ItemVersion, form: DocumentSpec) -> Journey:
    keys = {one.type for one in form.fields if one.type in _KEYS}
    wanted_first = keys | ({ValueType.PERSON_NAME} if ValueType.RESIDENT_ID in keys else set())
    who = tuple(one for one in form.fields if one.type in wanted_first) or form.fields[:1]
    others = tuple(one for one in form.fields if one not in who)
    pages = [others[at : at + _ON_A_PAGE] for at in range(0, len(others), _ON_A_PAGE)]
    wanted = [one for one in version.materials if one.required != "never"]
    return Journey(
        steps=(
            Step(name=StepKind.WHO, kind=StepKind.WHO, fields=who),
            Step(name=StepKind.KNOWN, kind=StepKind.KNOWN),
            *(Step(name=f"material-{one.id}", kind=StepKind.MATERIAL, material=one) for one in wanted),
            *(Step(name=f"details-{at}", kind=StepKind.DETAILS, fields=page) for at, page in enumerate(pages, 1)),
            Step(name=StepKind.PRE_CHECK, kind=StepKind.PRE_CHECK),
            Step(name=StepKind.ANSWERS, kind=StepKind.ANSWERS),
        )
    )


def label_of(field: FieldSpec) -> Both:
    """What a field is called; in English by the fact it stands for, or by its name where many forms have it."""
    fact = load_vocabulary().get(field.record) if field.record else None
    english = titles_of(fact).en if fact is not None else _COMMON.get(field.name, field.title)
    return Both(field.title, english[:1].upper() + english[1:])
