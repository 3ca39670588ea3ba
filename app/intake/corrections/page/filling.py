"""The form and files of a case that is to be corrected: as they stand, and as the page sends them back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.errors import BadApplication
from app.intake.application import Application, MaterialFile, Upload, parse_application
from app.intake.corrections.page.wording import WORDS
from app.intake.corrections.service import Correction
from app.intake.keeping import stored_name
from app.masking import masked
from app.storage.admission import shown_name
from app.web.uploads import received
from approval_rules.facts import load_vocabulary
from approval_rules.language_words import Both, titles_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from starlette.datastructures import FormData

    from app.cases.service import CaseFile
    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from approval_rules.items import ItemVersion

FORM_FILE: Final = "form_file"
_FIELD: Final = re.compile(r"form\.([a-z][a-z0-9_]*)")
_MISSING: Final = re.compile(r"form\.[a-z0-9_]+: missing")


class Unchanged(BadApplication):
    """Nothing was changed; change a field or choose a file."""

    code = "correction_unchanged"

    def __init__(self) -> None:
        super().__init__("the correction changes nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShown:
    """A field as it stands. What identifies a person is not shown in full: `hidden` has it in part, `value` nothing."""

    name: str
    title: Both
    required: bool
    options: tuple[str, ...]
    is_date: bool
    value: str
    hidden: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialShown:
    id: str
    title: Both
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """`field` is the id of what it is about on the page; empty where that is not known."""

    field: str
    said: Both
    detail: str = ""


def application_of(found: CaseFile) -> Application:
    return parse_application(found.application.encode(), "application")


def fields_of(
    application: Application, spec: DocumentSpec, typed: Mapping[str, str] | None = None
) -> tuple[FieldShown, ...]:
    """Those that can be typed, in the form's order; none where the form was filed as a file.

    Args:
        typed: what was sent and not taken.
    """
    if application.form is None:
        return ()
    return tuple(_field(one, application, typed) for one in spec.fields if _is_text(application, one.name))


def materials_of(version: ItemVersion, found: CaseFile) -> tuple[MaterialShown, ...]:
    filed = application_of(found).materials
    names = {stored_name(sha256): shown_name(name) for _, name, sha256 in found.uploads}
    return tuple(
        MaterialShown(
            id=one.id,
            title=Both(one.title, one.title_en or one.title),
            files=tuple(names.get(each.file, each.file) for each in filed if each.id == one.id),
        )
        for one in version.materials
    )


def correction_of(sent: FormData, found: CaseFile, spec: DocumentSpec) -> tuple[Correction, dict[str, Upload]]:
    """What differs from what was filed.

    Raises:
        Unchanged: nothing does.
    """
    kept = application_of(found)
    changes = _changes(sent, kept, spec)
    uploads: dict[str, Upload] = {}
    materials = []
    form_file = None
    for name, value in sent.multi_items():
        if isinstance(value, str) or not value.filename:
            continue
        upload = received(value)
        part = f"{len(uploads)}.{upload.name}"
        if name.startswith("material."):
            materials.append(MaterialFile(id=name.removeprefix("material.")[:80], file=part))
        elif name == FORM_FILE:
            form_file = part
        else:
            continue
        uploads[part] = upload
    if not (changes or materials or form_file):
        raise Unchanged
    given = {"form": changes or None, "form_file": form_file, "materials": materials}
    return Correction.model_validate(given), uploads


def typed_of(sent: FormData) -> dict[str, str]:
    return {
        name.removeprefix("form."): value.strip()
        for name, value in sent.items()
        if name.startswith("form.") and isinstance(value, str)
    }


def mistakes_of(problems: Sequence[str], fields: Iterable[FieldShown]) -> tuple[Mistake, ...]:
    """The problems in both languages as far as they are about a field that is known."""
    titles = {one.name: one.title for one in fields}
    return tuple(_mistake(one, titles) for one in problems)


def _mistake(problem: str, titles: Mapping[str, Both]) -> Mistake:
    found = _FIELD.match(problem)
    title = titles.get(found[1]) if found else None
    if found is None or title is None:
        return Mistake(field="", said=Both(problem, problem))
    words = WORDS["missing" if _MISSING.match(problem) else "badly"]
    return Mistake(
        field=f"f-{found[1]}", said=Both(words.zh.format(title.zh), words.en.format(title.en)), detail=masked(problem)
    )


def _field(one: FieldSpec, application: Application, typed: Mapping[str, str] | None) -> FieldShown:
    kept = str((application.form or {}).get(one.name) or "")
    hidden = masked(kept) if masked(kept) != kept else ""
    shown = "" if hidden else kept
    return FieldShown(
        name=one.name,
        title=_title(one),
        required=one.required,
        options=one.options if one.ticked != "many" else (),
        is_date=one.type == "date",
        value=shown if typed is None else typed.get(one.name, shown),
        hidden=hidden,
    )


def _title(one: FieldSpec) -> Both:
    """In English by the fact that the field stands for, in Chinese where it stands for none."""
    fact = load_vocabulary().get(one.record) if one.record else None
    return Both(one.title, one.title if fact is None else titles_of(fact).en)


def _changes(sent: FormData, kept: Application, spec: DocumentSpec) -> dict[str, str | None]:
    if kept.form is None:
        return {}
    typed, changes = typed_of(sent), dict[str, str | None]()
    for one in fields_of(kept, spec):
        given = typed.get(one.name)
        if given is None or given == one.value:
            continue
        changes[one.name] = given or None
    return changes


def _is_text(application: Application, name: str) -> bool:
    return isinstance((application.form or {}).get(name), str | int | float | None)
