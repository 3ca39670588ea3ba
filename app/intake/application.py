"""An application as filed: read from JSON, everything wrong with it said at once."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, ValidationError

from app.errors import BadApplication
from app.intake.json_text import read_json
from approval_rules.values import BadValue, Value, parse

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pydantic.config import JsonDict

    from approval_rules.document_spec import DocumentSpec, FieldSpec
    from approval_rules.items import ItemVersion

MAX_APPLICATION_BYTES = 1_000_000

_FOOD_FORM: Final[JsonDict] = {
    "uscc": "91310117MY0000004E",
    "company_name": "上海样例食品有限公司",
    "legal_representative": "张样例",
    "premises_address": "上海市样例区样例路1号",
    "premises_use": "商业用房",
    "food_safety_system": "已制定并承诺执行",
    "special_food": "不销售",
    "online_sales": "不从事",
}
EXAMPLES: Final[dict[str, JsonDict]] = {
    "form_only": {
        "item": "one-off-hiring-subsidy",
        "form": {
            "uscc": "91310117MY0000004E",
            "company_name": "上海样例食品有限公司",
            "policy": "一次性吸纳就业补贴",
            "account_bank": "样例银行上海分行",
            "account_no": "310066001018800012345",
        },
    },
    "upload_in_parts": {
        "item": "prepackaged-food-filing",
        "form": _FOOD_FORM,
        "materials": [{"id": "business_license", "file": "upload:5f2b1c0a9e8d7c6b5a4f3e2d1c0b9a87"}],
    },
}
_SENT_BESIDE: Final = json.dumps(
    {
        "item": "prepackaged-food-filing",
        "form": _FOOD_FORM,
        "materials": [{"id": "business_license", "file": "licence.jpg"}],
    },
    ensure_ascii=False,
)


FileName = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Form = Annotated[dict[Annotated[str, StringConstraints(max_length=80)], JsonValue], Field(max_length=200)]


class MaterialFile(BaseModel):
    """One file filed as one material.

    `file` is the name of a part of the form, `upload:` and the id of an upload in parts, or a path beside the
    application.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    file: FileName


class Application(BaseModel):
    """What an applicant files. The form is given as typed fields, or as a file to be read, not both."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra={"examples": [*EXAMPLES.values()]})

    item: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    form: Form | None = None
    form_file: FileName | None = None
    materials: Annotated[list[MaterialFile], Field(max_length=50)] = []
    ask_for_person: bool = False


class ApplicationForm(BaseModel):
    """The parts of a form that is sent with files."""

    application: str = Field(
        description="The application as JSON; its files are named as the parts are.", examples=[_SENT_BESIDE]
    )
    files: list[bytes] = Field([], description="The files that the application names.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Bytes as received, under the name the applicant gave them."""

    name: str
    content: bytes


def read_application(path: Path) -> Application:
    """The application in a JSON file.

    Raises:
        BadApplication: the file can't be opened, is no JSON, or does not have the form of an application.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise BadApplication(f"{path}: can't be opened ({error.strerror}); give the path of a JSON file") from error
    return parse_application(raw, str(path))


def parse_application(raw: bytes, name: str) -> Application:
    if len(raw) > MAX_APPLICATION_BYTES:
        raise BadApplication(
            f"{name}: larger than {MAX_APPLICATION_BYTES:,} bytes; files go in materials, not in the JSON"
        )
    try:
        data = read_json(raw)
    except ValueError as error:
        raise BadApplication(f"{name}: not valid JSON ({str(error)[:120]})") from error
    try:
        application = Application.model_validate(data)
    except ValidationError as error:
        raise BadApplication(*mistakes_of(error)) from error
    if (application.form is None) == (application.form_file is None):
        raise BadApplication("give the form either as 'form' (its fields) or as 'form_file' (a file to be read)")
    return application


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """Something of an application that can't be used, said in English and in Chinese."""

    said: str
    said_zh: str


def form_values(form: Mapping[str, JsonValue], spec: DocumentSpec) -> tuple[dict[str, Value], tuple[Mistake, ...]]:
    """The form's fields, typed, and every missing, unknown or ill-typed one."""
    fields = {field.name: field for field in spec.fields}
    listed = ", ".join(fields)
    mistakes = [
        Mistake(said=f"form.{name}: no such field; the form has: {listed}", said_zh=f"申请表没有“{name[:40]}”这一栏")
        for name in form
        if name not in fields
    ]
    values: dict[str, Value] = {}
    for name, field in fields.items():
        if form.get(name) is None:
            if field.required:
                said = f"form.{name}: missing ({field.title})"
                mistakes.append(Mistake(said=said, said_zh=f"申请表“{field.title}”没有填写"))
            continue
        try:
            values[name] = _typed_field(form[name], field)
        except BadValue as error:
            said = f"form.{name} ({field.title}): {error}"
            mistakes.append(Mistake(said=said, said_zh=f"申请表“{field.title}”填写有误（{error}）"))
    return values, tuple(mistakes)


def check_materials(application: Application, version: ItemVersion) -> None:
    """Refuse materials that the item does not ask for.

    Raises:
        BadApplication: names them and those the item asks for.
    """
    known = {material.id: material.title for material in version.materials}
    problems = [
        f"materials: '{one.id}' is not a material of {version.item}; it asks for: {', '.join(known)}"
        for one in application.materials
        if one.id not in known
    ]
    if problems:
        raise BadApplication(*problems)


def _typed_field(raw: JsonValue, field: FieldSpec) -> Value:
    value = parse(raw, field.type)
    if field.options:
        value = _option(str(value), field)
    if field.pattern and not re.fullmatch(field.pattern, str(value)):
        raise BadValue("not written as on the document")
    return value


def _option(text: str, field: FieldSpec) -> str:
    """The answer, one of the field's options; several, where the form lets tick many, joined by 、 in its order."""
    chosen = [part.strip() for part in text.split("、")] if field.ticked == "many" else [text]
    if not set(chosen) <= set(field.options):
        which = "one or more of, joined by 、" if field.ticked == "many" else "one of"
        raise BadValue(f"expected {which}: {', '.join(field.options)}")
    return "、".join(option for option in field.options if option in chosen)


def mistakes_of(error: ValidationError) -> list[str]:
    """Every single mistake, in a sentence each."""
    return [_sentence(one["loc"], one["msg"]) for one in error.errors()]


def named_in(application: Application) -> list[str]:
    """The names of all its files."""
    form = [] if application.form_file is None else [application.form_file]
    return [*form, *(one.file for one in application.materials)]


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    where = ".".join(str(part) for part in location) or "the application"
    return f"{where}: {message[:1].lower()}{message[1:]}"
