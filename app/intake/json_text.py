"""JSON as sent by whoever: taken only when every reader and every database would take it the same way."""

from __future__ import annotations

import json
import math
import re
from typing import Final, NoReturn

MOST_DEEP: Final = 12
"""Levels of lists and objects; the deepest form has three."""

_UNUSABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Control characters, halves of pairs, and what is no character."""


def read_json(raw: bytes | str) -> object:
    """The value of a JSON text.

    Raises:
        ValueError: it is none, a key stands twice, a number is none that can be stored, text holds what is no
            character, or it is nested too deep. Says which.
    """
    text = raw if isinstance(raw, str) else _decoded(raw)
    try:
        value: object = json.loads(
            text, object_pairs_hook=_no_repeats, parse_constant=_no_number, parse_float=_finite, parse_int=_integer
        )
    except RecursionError as error:
        raise _too_deep() from error
    _check(value)
    return value


def check_text(text: str) -> str:
    """The text as it is; ValueError when it holds what no database takes."""
    found = _UNUSABLE.search(text)
    if found:
        raise ValueError(f"text holds U+{ord(found[0]):04X}, which is no character that can be written")
    return text


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"byte {error.start + 1} is no UTF-8") from error


def _check(value: object) -> None:
    level: list[object] = [value]
    for _ in range(MOST_DEEP + 1):
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return
    raise _too_deep()


def _inside(value: object) -> list[object]:
    if isinstance(value, str):
        check_text(value)
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the key {json.dumps(name[:60])} stands twice")
        found[name] = value
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:40]} is too large")
    return number


def _integer(text: str) -> int:
    if len(text) > 20:  # noqa: PLR2004  no amount and no count has more digits
        raise ValueError(f"the number {text[:20]}… is too large")
    return int(text)


def _too_deep() -> ValueError:
    return ValueError(f"it is nested more than {MOST_DEEP} levels deep")
