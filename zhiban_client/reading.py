"""Reads an answer's JSON into a dataclass. Fields that this release does not know are left out, as v1 may add some."""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from zhiban_client.errors import UnknownAnswer

T = TypeVar("T")


def read(kind: type[T], plain: object) -> T:
    """Raises UnknownAnswer: it has not the form of that answer."""
    try:
        found: T = _value(kind, plain)
    except (KeyError, TypeError, ValueError) as error:
        raise UnknownAnswer(f"this is no {kind.__name__}: {error!r}") from error
    return found


@cache
def types_of(kind: type) -> dict[str, Any]:
    """The fields of a dataclass with their types."""
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _value(kind: Any, plain: Any) -> Any:  # noqa: ANN401  whatever the field holds
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in {typing.Union, types.UnionType}:
        return None if plain is None else _value(next(one for one in inner if one is not type(None)), plain)
    if origin is tuple:
        return tuple(_value(inner[0], one) for one in _held(list, plain))
    if origin is not None:  # a mapping
        return {name: _value(inner[1], one) for name, one in _held(dict, plain).items()}
    if dataclasses.is_dataclass(kind):
        return _dataclass(kind, _held(dict, plain))
    if kind is datetime or kind is date:
        return kind.fromisoformat(_held(str, plain))
    return plain if kind is Any or kind is object else _held(kind, plain)


def _dataclass(kind: Any, plain: dict[str, Any]) -> Any:  # noqa: ANN401  whichever it is
    given = {name: _value(type_, plain[name]) for name, type_ in types_of(kind).items() if name in plain}
    return kind(**given)


def _held(kind: Any, plain: Any) -> Any:  # noqa: ANN401  a type of JSON
    is_whole = kind is float and isinstance(plain, int)
    if not (is_whole or isinstance(plain, kind)) or (isinstance(plain, bool) and kind is not bool):
        raise TypeError(f"{plain!r:.80} is no {kind.__name__}")
    return plain
