"""The application that a company's one click stands for: the item's form, filled in from records and its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.intake.application import Application
from approval_rules.conditions.language import Operator, Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.document_spec import DocumentSpec
    from approval_rules.items import ItemVersion

USCC, NAME, REGION = "company.uscc", "company.company_name", "company.region"
_FROM_RECORDS: Final = frozenset({USCC, NAME})
_CONFIRMED: Final = "confirmation."
"""Facts that one click may state. What else a form has a company declare, the company has to write itself."""


def unfillable(version: ItemVersion, form: DocumentSpec) -> tuple[str, ...]:
    """The titles of what the form asks for and neither records nor the rules give; empty when it can be filled in."""
    known = _FROM_RECORDS | _answers(version).keys()
    return tuple(field.title for field in form.fields if field.required and field.record not in known)


def asks_for_materials(version: ItemVersion) -> bool:
    return any(one.required != "never" for one in version.materials)


def prefilled(version: ItemVersion, form: DocumentSpec, company: Mapping[str, str]) -> Application:
    """The application of one company.

    Args:
        company: its code and its name, by fact.
    """
    known = {**_answers(version), **company}
    fields = {field.name: known[field.record] for field in form.fields if field.record in known}
    return Application(item=version.item, form=dict(fields))


def _answers(version: ItemVersion) -> dict[str, str]:
    """What the rules want confirmed: the policy, and that it is accepted."""
    return {
        one.fact: one.operand
        for one in (rule.condition for rule in version.rules)
        if isinstance(one, Sentence)
        and one.operator is Operator.IS
        and isinstance(one.operand, str)
        and one.fact.startswith(_CONFIRMED)
    }
