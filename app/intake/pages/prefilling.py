"""What a form need not be asked for: what registers hold for who may see it, and what was read from the files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.accounts.principal import Action
from app.companies.acting import companies_of
from app.intake.application import form_values
from app.intake.drafts import Origin
from app.intake.lookup import answers_to, look_ups
from app.intake.reading import read_material
from app.registries.service import RegisterRecord
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


def companies_acted_for(office: Office, asking: Principal) -> tuple[str, ...]:
    return companies_of(office.engine, asking) if asking.may_anywhere(Action.ACT_FOR_COMPANY) else ()


def with_registers(office: Office, asking: Principal, version: ItemVersion, form: DocumentSpec, draft: Draft) -> Draft:
    """The draft with what registers hold of its company, for who acts for that company and for nobody else."""
    values, _ = form_values({name: value for name, value in draft.form.items() if value}, form)
    filed = {one.record: values[one.name] for one in form.fields if one.record and one.name in values}
    codes = {
        str(filed[one.record])
        for one in form.fields
        if one.record and one.record in filed and one.type is ValueType.USCC
    }
    if not codes or not codes <= set(companies_acted_for(office, asking)):
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
                "is_doubtful": one.grade is Grade.DOUBTFUL or one.is_contradicted or bool(one.checks.get("repaired")),
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
