"""The description of the API: what the routes say of themselves, with every problem that they can answer."""

from __future__ import annotations

from http import HTTPStatus
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from app.web.problems import MEDIA_TYPE, ProblemView

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fastapi.routing import APIRoute
    from pydantic import BaseModel

    from app.errors import AppError

API: Final = "/api/v1"
KEY: Final = "key"
"""The name of the security scheme: a system's key, sent as a bearer token."""
WITH_KEY: Final[dict[str, Any]] = {"security": [{KEY: []}]}
"""Of an operation that is for systems alone."""
KEY_OR_NOBODY: Final[dict[str, Any]] = {"security": [{KEY: []}, {}]}
"""Of an operation that anybody may ask for as well."""

_REF: Final = "#/components/schemas/{model}"
_PROBLEM: Final = {"schema": {"$ref": _REF.format(model=ProblemView.__name__)}}
_METHODS: Final = frozenset({"get", "post", "put", "delete", "patch"})


def operation_id(route: APIRoute) -> str:
    """From the method and the path, which stay as they are: `get_item_guide`."""
    method = min(route.methods or {"GET"}).lower()
    return "_".join((method, *_path_words(route.path_format.removeprefix(API))))


def problems(*errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a route: the errors it can answer, by status, each with its code."""
    found: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        response = found.setdefault(int(error.status), _response())
        said = " ".join((error.__doc__ or "").split())
        response["description"] = f"{response['description']}\n\n`{error.code}`: {said}".strip()
        response["content"][MEDIA_TYPE]["examples"][error.code] = {"value": _example(error)}
    return found


class DescribedApi(FastAPI):
    """FastAPI whose description has problem details in place of its own errors.

    Args:
        models: described as well, for bodies that a route reads by itself.
    """

    def __init__(self, *, models: Sequence[type[BaseModel]], **given: Any) -> None:  # noqa: ANN401  FastAPI's own
        self._models = models
        super().__init__(generate_unique_id_function=operation_id, **given)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            described = super().openapi()
            _describe_models(described, (*self._models, ProblemView))
            _describe_key(described)
            described.setdefault("security", [{KEY: []}, {}])
            for path, operation in _operations(described):
                _describe_problems(operation, is_api=path.startswith(API))
            self.openapi_schema = described
        return self.openapi_schema


def _path_words(path: str) -> Iterator[str]:
    """The path in words; what is followed by a parameter is one of many."""
    parts = [part for part in path.split("/") if part]
    for part, following in zip_longest(parts, parts[1:], fillvalue=""):
        if not part.startswith("{"):
            word = part.replace("-", "_")
            yield _one_of(word) if following.startswith("{") else word


def _one_of(many: str) -> str:
    return many.removesuffix("es" if many.endswith("ches") else "s")


def _describe_models(described: dict[str, Any], models: Sequence[type[BaseModel]]) -> None:
    _, found = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
    schemas = described.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in found["$defs"].items():
        schemas.setdefault(name, schema)
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)


def _describe_key(described: dict[str, Any]) -> None:
    schemes = described["components"].setdefault("securitySchemes", {})
    schemes.setdefault(KEY, {"type": "http", "scheme": "bearer", "description": "The key of a system."})


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            if method in _METHODS:
                yield path, operation


def _describe_problems(operation: dict[str, Any], *, is_api: bool) -> None:
    """Whatever is wrong, the answer is a problem; those that every operation can have are said once, at the end."""
    responses = operation["responses"]
    for status, response in responses.items():
        if int(status[0]) >= 4 and MEDIA_TYPE not in response.get("content", {}):  # noqa: PLR2004  an error's class
            response["content"] = {MEDIA_TYPE: _PROBLEM}
    if is_api:
        for status, said in (("4XX", "The request can't be answered"), ("5XX", "Try again later")):
            responses.setdefault(status, {"description": said, "content": {MEDIA_TYPE: _PROBLEM}})


def _response() -> dict[str, Any]:
    return {"description": "", "content": {MEDIA_TYPE: {**_PROBLEM, "examples": {}}}}


def _example(error: type[AppError]) -> dict[str, object]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(error.status).phrase,
        "status": int(error.status),
        "code": error.code,
        "detail": " ".join((error.__doc__ or "").split()),
        "problems": [],
    }
