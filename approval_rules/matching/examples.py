"""Worked examples of a scheme: `corpora/schemes/<id>/cases.yaml`, each a company on a day and what must come out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as Day  # noqa: N812  a field is named date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from approval_rules import strict_yaml
from approval_rules.advice import closest
from approval_rules.amounts import Money
from approval_rules.clauses import ItemId
from approval_rules.errors import BadRuleFile
from approval_rules.facts import load_vocabulary
from approval_rules.schemes import match
from approval_rules.values import BadValue

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from approval_rules.facts import FactSpec
    from approval_rules.schemes import Scheme
    from approval_rules.strict_yaml import Lines
    from approval_rules.values import Value

CASES_FILE = "cases.yaml"
_PREFIX = "profile."


class Expected(StrEnum):
    """A status of a match, or that no version is in force on the day."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNKNOWN = "unknown"
    POSSIBLE = "possible"
    NOT_IN_FORCE = "not_in_force"


class _Case(BaseModel):
    """`change` replaces facts of the base; null removes one. Without `amount_cny` no figure may come out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    change: dict[str, Any] = {}
    date: Day | None = None
    expect: Expected
    amount_cny: Money | None = None
    missing: list[str] = []


class SchemeCasesFile(BaseModel):
    """`base` names profile facts by their bare names; `date` is the day of every case that has none of its own.

    `shadowed` names limits that can never decide alone, as `boundaries` writes them, each with the reason.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    scheme: ItemId
    date: Day
    base: dict[str, Any]
    cases: Annotated[list[_Case], Field(min_length=1)]
    shadowed: dict[str, str] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeExample:
    """Typed facts by full name, the day, and what must come out; `line` is where it begins in `path`."""

    path: Path
    line: int
    name: str
    facts: dict[str, Value]
    on: Day
    expected: Expected
    amount_cny: Decimal | None
    missing: tuple[str, ...]


def load_scheme_examples(folder: Path) -> tuple[SchemeExample, ...]:
    """The worked examples in the folder of one scheme, in the order written.

    Raises:
        BadRuleFile: there is no such file, it breaks the format, is about another scheme, or names what is no fact.
    """
    path = folder / CASES_FILE
    content, lines = strict_yaml.load_with_lines(path, SchemeCasesFile)
    if content.scheme != folder.name:
        problem = f"the examples are about '{content.scheme}', and the folder is {folder.name}"
        raise BadRuleFile(path, lines.at("scheme"), problem, f"Write scheme: {folder.name}")
    names = [case.name for case in content.cases]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise BadRuleFile(path, lines.at("cases", place), f"two examples are called '{name}'", "Rename one of them")
    return tuple(_example(path, lines, content, place) for place in range(len(content.cases)))


def shadowed_limits(folder: Path) -> dict[str, str]:
    """The limits that the examples can't show, with the reasons.

    Raises:
        BadRuleFile: as `load_scheme_examples`.
    """
    return strict_yaml.load_model(folder / CASES_FILE, SchemeCasesFile).shadowed


def otherwise_than_written(scheme: Scheme, example: SchemeExample) -> str:
    """What comes out otherwise than the example says; empty when nothing does."""
    found = match(scheme, example.facts, example.on)
    status = Expected.NOT_IN_FORCE if found is None else Expected(found.status)
    if status is not example.expected:
        return f"gives {status}, not {example.expected}"
    if found is None:
        return ""
    if found.amount_cny != example.amount_cny:
        return f"gives {_yuan(found.amount_cny)}, not {_yuan(example.amount_cny)}"
    missing = tuple(one.fact for one in found.missing)
    if missing != example.missing:
        return f"misses {_listed(missing)}, not {_listed(example.missing)}"
    return ""


def _example(path: Path, lines: Lines, content: SchemeCasesFile, place: int) -> SchemeExample:
    case = content.cases[place]
    known = load_vocabulary()
    for name in case.missing:
        if name not in known:
            line = lines.at("cases", place, "missing")
            raise BadRuleFile(path, line, f"there is no fact '{name}'", closest(name, known))
    base, change = (
        _values(path, lines, raw, way)
        for raw, way in ((content.base, ("base",)), (case.change, ("cases", place, "change")))
    )
    return SchemeExample(
        path=path,
        line=lines.at("cases", place),
        name=case.name,
        facts={name: value for name, value in (base | change).items() if value is not None},
        on=case.date or content.date,
        expected=case.expect,
        amount_cny=case.amount_cny,
        missing=tuple(case.missing),
    )


def _values(path: Path, lines: Lines, raw: dict[str, Any], way: tuple[str | int, ...]) -> dict[str, Value | None]:
    specs = {name: spec for name, spec in load_vocabulary().items() if name.startswith(_PREFIX)}
    values: dict[str, Value | None] = {}
    for name, written in raw.items():
        full, line = f"{_PREFIX}{name}", lines.at(*way, name)
        if full not in specs:
            fix = closest(name, [one.removeprefix(_PREFIX) for one in specs])
            raise BadRuleFile(path, line, f"there is no profile fact '{name}'", fix)
        values[full] = None if written is None else _value(path, line, written, specs[full])
    return values


def _value(path: Path, line: int, written: object, spec: FactSpec) -> Value:
    try:
        return spec.parse(written)
    except BadValue as error:
        fix = error.fix or "Write a value of that kind, or null to leave the fact out"
        raise BadRuleFile(path, line, f"{spec.name}: {error}", fix) from error


def _yuan(amount: Decimal | None) -> str:
    return "no figure" if amount is None else f"{amount:f} yuan"


def _listed(facts: tuple[str, ...]) -> str:
    return ", ".join(facts) or "nothing"
