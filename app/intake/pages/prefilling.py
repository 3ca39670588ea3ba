"""What a form need not be asked for: what registers hold for who may see it, and what was read from the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.accounts.principal import Action
from app.companies.acting import companies_of
from app.intake.application import form_values
from app.intake.drafts import Origin
from app.intake.filing import FORM
from app.intake.lookup import answers_to, look_ups
from app.intake.reading import read_material
from app.registries.service import RegisterRecord, answer
from approval_rules.values import PERMANENT, ValueType, to_json
from extractors.result import Grade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.accounts.principal import Principal
    from app.flows.office import Office
    from app.intake.application import Upload
    from app.intake.drafts import Draft
    from approval_rules.document_spec import DocumentSpec
    from approval_rules.items import ItemVersion, Material
    from approval_rules.values import Value
    from extractors.result import Field


def companies_acted_for(office: Office, asking: Principal) -> tuple[str, ...]:
    return companies_of(office.engine, asking) if asking.may_anywhere(Action.ACT_FOR_COMPANY) else ()


def with_registers(office: Office, asking: Principal, version: ItemVersion, form: DocumentSpec, draft: Draft) -> Draft:
    """The draft with what registers hold of its company, for who acts for that company and for nobody else.

    Registers are asked by the code of that company alone, whatever other numbers the form has. What they said of
    another company before is taken out first.
    """
    draft = draft.without("register")
    filed = _companies(form, draft)
    if not filed or not {str(one) for one in filed.values()} <= set(companies_acted_for(office, asking)):
        return draft
    asked = look_ups(version, filed)
    for found in answers_to(office.registers, [asked])[0]:
        if isinstance(found, RegisterRecord):
            told = {
                one.name: _written(found.facts[one.record])
                for one in form.fields
                if one.record and one.record in found.facts and not one.options
            }
            draft = draft.filled(told, Origin(kind="register", source=found.register, as_of=found.as_of.isoformat()))
    return draft


def still_allowed(office: Office, asking: Principal, form: DocumentSpec, draft: Draft) -> Draft:
    """The draft as it may be shown to who has opened it: what registers hold is not for everybody with its code."""
    if not draft.has_from("register"):
        return draft
    codes = {str(one) for one in _companies(form, draft).values()}
    return draft if codes and codes <= set(companies_acted_for(office, asking)) else draft.without("register")


def _companies(form: DocumentSpec, draft: Draft) -> dict[str, Value]:
    """The codes of companies in the form, by fact."""
    values, _ = form_values({name: value for name, value in draft.form.items() if value}, form)
    return {
        one.record: values[one.name]
        for one in form.fields
        if one.record and one.name in values and one.type is ValueType.USCC
    }


def names_of(office: Office, companies: tuple[str, ...]) -> dict[str, str]:
    """What companies that somebody acts for are called; empty where the register does not say."""
    told = {}
    for uscc in companies:
        found = answer(office.registers, "company_registry", uscc)
        name = found.facts.get("company.company_name") if isinstance(found, RegisterRecord) else None
        told[uscc] = "" if name is None else str(name)
    return told


def read_form(office: Office, form: DocumentSpec, draft: Draft, upload: Upload) -> Draft:
    """The draft with its empty fields filled in from a form that was filled in on paper; the file is not kept.

    Raises:
        BadUpload: the file can't be read, or is no such form. NotReady: nothing can be read now.
    """
    read = read_material(office.extractor, upload, FORM, form, keeps_others=False)
    names = {one.name for one in form.fields if not one.sight}
    fields = read.extraction.fields_of(form.kind) or {}
    told = {name: one for name, one in fields.items() if name in names and one.value is not None}
    origins = {
        name: Origin(kind="document", source=form.kind, is_doubtful=_is_doubtful(one)) for name, one in told.items()
    }
    values = {name: _written(one.value) for name, one in told.items() if one.value is not None}
    return draft.filled(values, Origin(kind="document", source=form.kind), origins)


def _is_doubtful(one: Field) -> bool:
    return one.grade is Grade.DOUBTFUL or one.is_contradicted or bool(one.checks.get("repaired"))


def read_file(office: Office, material: Material, upload: Upload) -> dict[str, Any]:
    """What is read from a file, as plain data that a draft keeps: kind, fields by fact, advice, and what is wrong.

    Raises:
        BadUpload: the file can't be read. NotReady: nothing can be read now.
    """
    spec = office.documents.get(material.document) if material.document else None
    read = read_material(office.extractor, upload, material.id, spec, keeps_others=True)
    fields = (read.extraction.fields_of(spec.kind) if spec else None) or {}
    titles = {one.name: one for one in spec.fields} if spec else {}
    return {
        "kind": spec.kind if spec and fields else "",
        "is_other": bool(read.problem),
        "fields": [
            {
                "name": name,
                "title": titles[name].title,
                "fact": titles[name].record or "",
                "value": None if one.value is None else _written(one.value),
                "is_doubtful": _is_doubtful(one),
            }
            for name, one in fields.items()
            if name in titles
        ],
        "advice": [one.to_json() for one in read.extraction.advice],
    }


def _written(value: Value) -> str:
    """As it is typed in a form."""
    return "长期" if value is PERMANENT else str(to_json(value))


def with_reading(draft: Draft, form: DocumentSpec, read: Mapping[str, Any]) -> Draft:
    """The draft with its empty fields filled in from a file, those that are not sure marked as such."""
    by_fact = {one["fact"]: one for one in read["fields"] if one["fact"] and one["value"] is not None}
    told = {
        one.name: by_fact[one.record] for one in form.fields if one.record and one.record in by_fact and not one.options
    }
    origins = {
        name: Origin(kind="document", source=read["kind"], is_doubtful=one["is_doubtful"]) for name, one in told.items()
    }
    values = {name: one["value"] for name, one in told.items()}
    return draft.filled(values, Origin(kind="document", source=read["kind"]), origins)
