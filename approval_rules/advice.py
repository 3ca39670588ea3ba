"""What to write instead: turns what is wrong in a rule file into the key, the word or the quotes that mend it."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, get_args

from pydantic import BaseModel

from approval_rules.values import BadValue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pydantic_core import ErrorDetails

_SHOWN: Final = 20
_ALIKE: Final = 0.7
"""How alike two words have to be, as difflib measures it: `reject` is not a slip for `correct`."""


def closest(word: object, known: Collection[str], where: str = "") -> str:
    """One sentence that names the known word most like this one, or the known words when none is."""
    near = get_close_matches(str(word), known, n=1, cutoff=_ALIKE)
    if near:
        return f"Did you mean {near[0]}?"
    shown = ", ".join(list(known)[:_SHOWN]) + (", …" if len(known) > _SHOWN else "")
    return f"Write one of: {shown}" if shown else f"See {where or 'CONTRIBUTING.md'}"


def advised(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """The problem that pydantic found in data of this model, and what mends it, each in one phrase."""
    problem = error["msg"].removeprefix("Value error, ")
    kind, context = error["type"], error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, BadValue):
        return problem, cause.fix or FORMAT
    if kind == "extra_forbidden":
        return "there is no such key", _of_keys(error["loc"], model)
    if kind == "missing":
        return "this key is missing", f"Add it: `{error['loc'][-1]}: …`"
    if kind == "string_pattern_mismatch":
        return _pattern(str(context.get("pattern", "")))
    if kind in {"enum", "literal_error"}:
        known = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        return f"'{error['input']}' is none of: {', '.join(known)}", closest(error["input"], known)
    return problem, _by_kind(kind, error["input"])


def _by_kind(kind: str, found: object) -> str:
    if kind == "string_type" and isinstance(found, int):
        return f'Write "{found}" in quotes'
    return next((fix for word, fix in _FIXES.items() if kind.startswith(word)), FORMAT)


def is_misspelt(error: ErrorDetails, errors: Sequence[ErrorDetails]) -> bool:
    """Whether a key is missing because it stands there under a name like it, which is told as a mistake of its own."""
    *parent, key = error["loc"] or ("",)
    beside = [
        str(one["loc"][-1]) for one in errors if one["type"] == "extra_forbidden" and [*one["loc"][:-1]] == parent
    ]
    return error["type"] == "missing" and bool(get_close_matches(str(key), beside, n=1, cutoff=_ALIKE))


FORMAT: Final = "See the format in CONTRIBUTING.md"
_FIXES: Final = {
    "date": "Write a date that exists, such as 2026-03-02",
    "too_short": "Write at least one",
    "list_type": "Write a list: [one, another], or a line with a dash for each",
    "dict_type": "Write keys with their values: {key: value}",
    "model_type": "Write keys with their values: {key: value}",
    "int": "Write a whole number",
    "greater_than": "Write a number in that range",
    "less_than": "Write a number in that range",
    "bool": "Write true or false",
    "string_type": "Write a text",
}
"""By the beginning of pydantic's name for the mistake."""
_CLAUSE: Final = r"^[a-z0-9][a-z0-9.-]*#"


def _pattern(pattern: str) -> tuple[str, str]:
    if pattern.startswith(_CLAUSE):
        fix = "Write the source and the anchor of a clause, such as cn.law.admin-licensing.2019#art-32"
        return "this is no clause of corpora", fix
    return f"this is not written as {pattern}", "Use small letters and figures, with - or _ between words"


def _of_keys(location: tuple[int | str, ...], model: type[BaseModel]) -> str:
    return closest(location[-1], sorted(_keys(location[:-1], model)))


def _keys(location: tuple[int | str, ...], model: type[BaseModel]) -> set[str]:
    """The keys that may be written at this place of the model's data."""
    here: list[type[BaseModel]] = [model]
    for part in location:
        here = [inner for one in here for inner in _inside(one, part)]
    return {field.alias or name for one in here for name, field in one.model_fields.items()}


def _inside(model: type[BaseModel], part: int | str) -> list[type[BaseModel]]:
    """The models below this one; it stays where the part is a place in a list, or the name of an alternative."""
    for name, field in model.model_fields.items():
        if part in {name, field.alias}:
            return list(_models(field.annotation))
    return [model]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401  whatever stands in a field's annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for one in get_args(annotation):
        yield from _models(one)
