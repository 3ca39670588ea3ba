"""`docs/openapi.json` is the API as it is, and says of every operation what its callers have to know."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import jsonschema
import pytest

from tests.openapi import DOCUMENT, PAGE, errors, page_text, schema_text

if TYPE_CHECKING:
    from collections.abc import Iterator

DESCRIBED: Final = json.loads(DOCUMENT.read_text(encoding="utf-8"))
SYSTEM_TAGS: Final = frozenset({"applications", "uploads", "cases", "events", "webhooks", "batches"})
PROBLEM: Final = {"$ref": "#/components/schemas/ProblemView"}


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in DESCRIBED["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def _schema(given: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in given:
        given = DESCRIBED["components"]["schemas"][given["$ref"].rpartition("/")[2]]
    return given


OPERATIONS: Final = dict(_operations())
FOR_SYSTEMS: Final = {name: one for name, one in OPERATIONS.items() if SYSTEM_TAGS & set(one["tags"])}


def test_the_document_is_the_schema_of_the_service() -> None:
    written = DOCUMENT.read_text(encoding="utf-8")

    assert written == schema_text(), "run `python -m tests.openapi` and look at what changed"


def test_the_page_lists_every_code_that_there_is() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page == page_text(page), "run `python -m tests.openapi` and look at what changed"
    assert all(f"| `{one.code}` |" in page for one in errors())  # type: ignore[attr-defined]


def test_every_operation_has_a_name_of_its_own() -> None:
    names = Counter(one["operationId"] for one in OPERATIONS.values())

    assert [name for name, count in names.items() if count > 1] == []
    assert [name for name in names if "api_v1" in name or "__" in name] == []
    assert [name for name, one in OPERATIONS.items() if not one.get("summary")] == []


@pytest.mark.parametrize("name", [one for one in OPERATIONS if " /api/" in one])
def test_every_error_is_a_problem(name: str) -> None:
    wrong = {
        status
        for status, response in OPERATIONS[name]["responses"].items()
        if status[0] in "45" and response["content"].get("application/problem+json", {}).get("schema") != PROBLEM
    }

    assert wrong == set()


@pytest.mark.parametrize("name", sorted(FOR_SYSTEMS))
def test_an_operation_for_systems_shows_what_is_sent_and_what_comes_back(name: str) -> None:
    operation = FOR_SYSTEMS[name]
    sent = operation.get("requestBody", {}).get("content", {})
    answers = [one for status, one in operation["responses"].items() if status[0] == "2"]

    for media in (*sent.values(), *(media for one in answers for media in one.get("content", {}).values())):
        assert _examples(media), media
    for media in sent.values():
        for example in _examples(media):
            _hold(media["schema"], example)
    for answer in answers:
        for media in answer.get("content", {}).values():
            for example in _examples(media):
                _hold(media["schema"], example)


def _examples(media: dict[str, Any]) -> list[Any]:
    schema = _schema(media["schema"])
    given = [media["example"]] if "example" in media else [one["value"] for one in media.get("examples", {}).values()]
    inner = _schema(schema["items"]).get("examples", []) if "items" in schema else []
    parts = [one for one in schema.get("properties", {}).values() if "examples" in one]
    of_parts = [{"parts": True}] if parts else []
    return given or schema.get("examples", []) or [[one] for one in inner] or of_parts or _binary(schema)


def _binary(schema: dict[str, Any]) -> list[Any]:
    """A file has no example that could be read."""
    files = [one for one in schema.get("properties", {}).values() if "contentMediaType" in one]
    return [{"file": True}] if files else []


def _hold(schema: dict[str, Any], example: object) -> None:
    """The example has the form that the schema says."""
    if example in ({"parts": True}, {"file": True}) or isinstance(example, str):
        return
    whole = {"components": DESCRIBED["components"], **schema}
    jsonschema.Draft202012Validator(whole).validate(example)
