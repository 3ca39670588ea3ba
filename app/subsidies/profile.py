"""Reads a business profile: bare fact names and values in, typed facts out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, NoReturn

from app.subsidies.errors import BadProfile
from approval_rules.facts import load_vocabulary
from approval_rules.values import BadValue, Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from approval_rules.facts import FactSpec

NAMESPACE: Final = "profile"
MAX_PROFILE_BYTES: Final = 1_000_000
_MAX_NAME_CHARS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileField:
    """One fact that a profile may hold, as shown by `zhiban match --fields`."""

    name: str
    title: str
    type: str
    unit: str
    choices: Mapping[str, str]
    note: str


def profile_fields() -> tuple[ProfileField, ...]:
    return tuple(
        ProfileField(name=name, title=spec.title, type=spec.type, unit=spec.unit, choices=spec.choices, note=spec.note)
        for name, spec in _specs().items()
    )


def read_profile(path: Path) -> dict[str, Value]:
    """The typed facts of a JSON file, by full name such as `profile.region`.

    Raises:
        BadProfile: the file can't be opened, is not a JSON object, or holds facts that can't be used.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_PROFILE_BYTES + 1)
    except OSError as error:
        raise BadProfile(f"{path} can't be opened ({error.strerror}); check the path") from error
    if len(content) > MAX_PROFILE_BYTES:
        raise BadProfile(f"{path} is larger than 1 MB; a profile is a short JSON object")
    return parse_profile(_json_object(content, str(path)))


def parse_profile(raw: Mapping[str, object]) -> dict[str, Value]:
    """Typed facts of bare names and JSON values; null means not known.

    Raises:
        BadProfile: a name that is not a profile fact, or a value not of its kind; lists every one.
    """
    specs, facts, problems = _specs(), dict[str, Value](), list[str]()
    for name, value in raw.items():
        if name not in specs:
            problems.append(_unknown(name, specs))
        elif value is not None:
            try:
                facts[f"{NAMESPACE}.{name}"] = specs[name].parse(value)
            except BadValue as error:
                problems.append(f"{name} ({specs[name].title}): {error}")
    if problems:
        raise BadProfile(*problems)
    return facts


def _specs() -> dict[str, FactSpec]:
    prefix = f"{NAMESPACE}."
    return {name.removeprefix(prefix): spec for name, spec in load_vocabulary().items() if name.startswith(prefix)}


def _unknown(name: str, specs: Mapping[str, FactSpec]) -> str:
    near = get_close_matches(name.removeprefix(f"{NAMESPACE}."), specs, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]} ({specs[near[0]].title})?" if near else "see `zhiban match --fields`"
    return f"there is no profile fact {name[:_MAX_NAME_CHARS]!r}; {hint}"


def _json_object(content: bytes, where: str) -> dict[str, Any]:
    try:
        raw = json.loads(
            content.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_no_repeats,
        )
    except UnicodeDecodeError as error:
        raise BadProfile(f"{where} is not UTF-8 text; save it as UTF-8 JSON") from error
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise BadProfile(f"{where} is not JSON ({error}); mend it") from error
    if not isinstance(raw, dict):
        raise BadProfile(f'{where} must hold one JSON object, such as {{"region": "310114"}}')
    return raw


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON value")


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found
