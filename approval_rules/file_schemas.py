"""JSON Schemas of the files that authors write, made from the models that load them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from approval_rules.calendar_year import YearFile
from approval_rules.conditions.schema import BASE, CONDITION, NUMBER, condition_definitions
from approval_rules.document_spec import DocumentSpec
from approval_rules.examples import CasesFile
from approval_rules.facts import Namespace
from approval_rules.item_files import ItemFile, RulesFile
from approval_rules.matching.examples import SchemeCasesFile
from approval_rules.matching.materials_on_file import MaterialsFile
from approval_rules.matching.profile_sources import ProfileSources
from approval_rules.schemes import Scheme

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pydantic import BaseModel

FILES: Final[Mapping[str, tuple[type[BaseModel], str]]] = {
    "item": (ItemFile, "approval_rules/items/*/item.yaml"),
    "rules": (RulesFile, "approval_rules/items/*/rules*.yaml"),
    "cases": (CasesFile, "approval_rules/items/*/cases.yaml"),
    "facts": (Namespace, "approval_rules/facts/*.yaml"),
    "document": (DocumentSpec, "approval_rules/documents/*.yaml"),
    "calendar": (YearFile, "approval_rules/calendars/*.yaml"),
    "profile_sources": (ProfileSources, "approval_rules/profile_sources.yaml"),
    "materials_on_file": (MaterialsFile, "approval_rules/materials_on_file.yaml"),
    "scheme": (Scheme, "corpora/schemes/*/scheme.yaml"),
    "scheme_cases": (SchemeCasesFile, "corpora/schemes/*/cases.yaml"),
}
"""Each schema's name, with the model of the files and where they stand."""


def file_schemas(facts: Collection[str] = ()) -> dict[str, dict[str, Any]]:
    """The schemas by name. With the names of facts, an editor completes them too."""
    return {name: _schema(model, files, facts) for name, (model, files) in FILES.items()}


def written(schema: Mapping[str, Any]) -> str:
    """The bytes of the file, the same for the same schema."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _schema(model: type[BaseModel], files: str, facts: Collection[str]) -> dict[str, Any]:
    made = model.model_json_schema(by_alias=True)
    definitions = _plain(made.pop("$defs", {}))
    made = _plain(made)
    if "#/$defs/Condition" in json.dumps([made, definitions]):
        definitions |= condition_definitions(facts)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": files}
    return {**head, **made, "$defs": definitions}


_MARKS: Final = {"condition": CONDITION, "base": BASE}


def _plain(part: Any) -> Any:  # noqa: ANN401  JSON
    """With the language of conditions where it belongs, and without the titles that only repeat a name."""
    if isinstance(part, list):
        return [_plain(one) for one in part]
    if not isinstance(part, dict):
        return part
    if part.get("$comment") in _MARKS:
        return _MARKS[part["$comment"]]
    if part.get("type") == "number":  # a file writes a fraction in quotes, see strict_yaml
        whole = {key: one for key, one in part.items() if key not in {"default", "title"}}
        return {"anyOf": [{**whole, "type": "integer"}, {"type": "string", "pattern": NUMBER}]}
    return {key: _plain(one) for key, one in part.items() if key != "title" or not isinstance(one, str)}
