"""The client has every operation for systems, and every answer has the fields that the description gives it."""

from __future__ import annotations

import dataclasses
import inspect
import json
import types
import typing
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.openapi import DOCUMENT
from zhiban_client import client
from zhiban_client.operations import OPERATIONS, Operation
from zhiban_client.reading import read, types_of

if TYPE_CHECKING:
    from collections.abc import Iterator

DESCRIBED: Final = json.loads(DOCUMENT.read_text(encoding="utf-8"))
SYSTEM_TAGS: Final = frozenset({"applications", "uploads", "cases", "events", "webhooks", "batches"})
SCALARS: Final = {"string": str, "integer": int, "number": float, "boolean": bool}
FORMATS: Final = {"date": date, "date-time": datetime}


def _operations() -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    for path, methods in DESCRIBED["paths"].items():
        for method, operation in methods.items():
            if SYSTEM_TAGS & set(operation["tags"]):
                yield operation["operationId"], method.upper(), path, operation


def _schema(given: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in given:
        given = DESCRIBED["components"]["schemas"][given["$ref"].rpartition("/")[2]]
    return given


def _answer(operation: dict[str, Any]) -> dict[str, Any]:
    success = next(
        operation["responses"][status] for status in ("200", "201", "202") if status in operation["responses"]
    )
    found: dict[str, Any] = success["content"]["application/json"]
    return found


OPERATED: Final = {one[0]: one[1:] for one in _operations()}
ANSWERED: Final = sorted(name for name, operation in OPERATIONS.items() if operation.answer is not None)


def test_every_operation_for_systems_has_its_place_in_the_client() -> None:
    assert {name: one[:2] for name, one in OPERATED.items()} == {
        name: (one.method, one.path) for name, one in OPERATIONS.items()
    }


def test_every_operation_is_used_by_a_method() -> None:
    source = inspect.getsource(client.Zhiban)

    assert [name for name in OPERATIONS if f'"{name}"' not in source] == []


@pytest.mark.parametrize("name", ANSWERED)
def test_an_answer_has_exactly_the_fields_described(name: str) -> None:
    operation: Operation = OPERATIONS[name]
    schema = _answer(OPERATED[name][2])["schema"]
    assert operation.answer is not None

    differing = list(_differences(schema["items"] if operation.is_listed else schema, operation.answer, name))

    assert differing == []


@pytest.mark.parametrize("name", ANSWERED)
def test_the_example_of_an_answer_can_be_read(name: str) -> None:
    operation = OPERATIONS[name]
    schema = _answer(OPERATED[name][2])["schema"]
    examples = _schema(schema["items"] if operation.is_listed else schema).get("examples", [])

    assert operation.answer is not None
    assert examples, f"{name}: no example of its answer"
    for example in examples:
        read(operation.answer, example)


def test_unknown_fields_of_a_later_release_are_left_out() -> None:
    from zhiban_client.answers import Received

    assert read(Received, {"case_no": "ZB1", "state": "received", "colour": "red"}) == Received(case_no="ZB1")


def _differences(given: dict[str, Any], kind: Any, where: str) -> Iterator[str]:  # noqa: ANN401  any type there is
    schema = _schema(given)
    inner = typing.get_args(kind)
    if typing.get_origin(kind) in {typing.Union, types.UnionType}:
        branches = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
        if len(branches) != len(schema.get("anyOf", ())) - 1:
            yield f"{where}: may not be null"
        yield from _differences({"anyOf": branches} if len(branches) > 1 else branches[0], inner[0], where)
    elif dataclasses.is_dataclass(kind):
        yield from _of_fields(schema, kind, where)
    elif typing.get_origin(kind) is tuple:
        yield from _differences(schema["items"], inner[0], f"{where}[]") if schema.get("type") == "array" else [where]
    elif typing.get_origin(kind) is Mapping:
        if schema.get("type") != "object":
            yield f"{where}: is no object"
        elif isinstance(schema.get("additionalProperties"), dict) and inner[1] is not Any:
            yield from _differences(schema["additionalProperties"], inner[1], f"{where}{{}}")
    elif kind is not Any:
        kinds = {
            FORMATS.get(one.get("format", "")) or SCALARS.get(one.get("type", ""))
            for one in map(_schema, schema.get("anyOf", [schema]))
        }
        expected = kinds.pop() if len(kinds) == 1 else kinds
        if expected is not kind:
            yield f"{where}: {expected} is described, {kind} in the client"


def _of_fields(schema: dict[str, Any], kind: Any, where: str) -> Iterator[str]:  # noqa: ANN401  a dataclass
    described, held = schema.get("properties", {}), types_of(kind)
    if set(described) != set(held):
        yield f"{where}: {sorted(set(described) ^ set(held))}"
    optional = {one.name for one in dataclasses.fields(kind) if one.default is not dataclasses.MISSING}
    for name in set(described) & set(held):
        if name not in optional and name not in schema.get("required", ()):
            yield f"{where}.{name}: may be left out"
        yield from _differences(described[name], held[name], f"{where}.{name}")
