"""What a pre-check found, as the clerk tells it: what to bring, what to fill in, what stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.counter.wording import HINTS
from app.intake.application import form_values
from approval_rules.language_words import Both, Language, title_of
from approval_rules.values import ValueType
from approval_rules.verdict import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from approval_rules.items import ItemVersion, Material
    from approval_rules.telling.explanation import Cited, Explanation, ReasonTold

_MATERIAL: Final = "material."
_OF_MATERIALS: Final = frozenset({Reason.MATERIAL_MISSING, Reason.MATERIAL_UNUSABLE})
_AGAINST: Final = frozenset({Reason.RULE_FAILED, Reason.CONTRADICTED, Reason.NO_RECORD, Reason.FILE_ELSEWHERE})
"""Reasons that more papers do not mend by themselves: somebody has to see to what they say."""
_MADE_BY_STAFF: Final = frozenset({Reason.NOT_UNATTENDED, Reason.ASKED_FOR_PERSON})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One field of the form. `hint` says how it is written; None where that goes without saying."""

    field: FieldSpec
    title: Both
    hint: Both | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToBring:
    """One material that is missing or of no use, with what was said of it and the clauses that ask for it."""

    material: Material
    is_missing: bool
    message: Both
    basis: tuple[Cited, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToFillIn:
    """One field that is empty or not written as it has to be."""

    asked: Asked
    is_missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """Everything that does not hold, each in the one place where the clerk looks for it.

    `later` is what can't be told yet, mostly for want of the rest; `form_basis` are the clauses that ask for the form.
    """

    bring: tuple[ToBring, ...]
    fill_in: tuple[ToFillIn, ...]
    form_basis: tuple[Cited, ...]
    against: tuple[ReasonTold, ...]
    later: tuple[ReasonTold, ...]
    by_staff: tuple[ReasonTold, ...]

    @property
    def is_clear(self) -> bool:
        return not (self.bring or self.fill_in or self.against or self.later)


def asked_fields(version: ItemVersion, form: DocumentSpec) -> tuple[Asked, ...]:
    return tuple(Asked(field=field, title=_title(version, field), hint=_hint(field)) for field in form.fields)


def findings(version: ItemVersion, form: DocumentSpec, values: Mapping[str, str], explanation: Explanation) -> Findings:
    """Sort the reasons of a pre-check of these values."""
    materials = {one.id: one for one in version.materials}
    reasons = explanation.reasons
    of_form = [one for one in reasons if one.reason is Reason.FORM_INCOMPLETE]
    return Findings(
        bring=tuple(_to_bring(materials, reasons)),
        fill_in=tuple(_to_fill_in(version, form, values)),
        form_basis=of_form[0].basis if of_form else (),
        against=tuple(one for one in reasons if one.reason in _AGAINST),
        later=tuple(
            one
            for one in reasons
            if one.reason not in _AGAINST | _OF_MATERIALS | _MADE_BY_STAFF | {Reason.FORM_INCOMPLETE}
        ),
        by_staff=tuple(one for one in reasons if one.reason in _MADE_BY_STAFF),
    )


def _to_bring(materials: Mapping[str, Material], reasons: Iterable[ReasonTold]) -> Iterable[ToBring]:
    for one in reasons:
        material = materials.get(one.check.removeprefix(_MATERIAL))
        if one.reason in _OF_MATERIALS and material is not None:
            yield ToBring(
                material=material,
                is_missing=one.reason is Reason.MATERIAL_MISSING,
                message=one.message,
                basis=one.basis,
            )


def _to_fill_in(version: ItemVersion, form: DocumentSpec, values: Mapping[str, str]) -> Iterable[ToFillIn]:
    for asked in asked_fields(version, form):
        name = asked.field.name
        given = {name: values[name]} if name in values else {}
        _, wrong = form_values(given, form.model_copy(update={"fields": (asked.field,)}))
        if wrong:
            yield ToFillIn(asked=asked, is_missing=not given)


def _title(version: ItemVersion, field: FieldSpec) -> Both:
    spec = version.facts.get(field.record or "")
    named = field.name.replace("_", " ")
    return Both(field.title, named if spec is None else title_of(spec, Language.EN))


def _hint(field: FieldSpec) -> Both | None:
    if field.options:
        return None
    if field.pattern:
        return HINTS.get(field.name) or (HINTS["pattern"] if field.record else None)
    return HINTS.get(field.type.value) if field.type in _WRITTEN_SO else None


_WRITTEN_SO: Final = frozenset({ValueType.USCC, ValueType.RESIDENT_ID, ValueType.PATENT_NO})
