"""The vocabulary: every fact a rule may name, one file a namespace in `facts/`.

A namespace that belongs to a register (`register: company_registry`) lists exactly that register's columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from approval_rules import strict_yaml
from approval_rules.values import Value, ValueType, parse

FACTS_DIR = Path(__file__).parent / "facts"


class FactSpec(BaseModel):
    """One fact: its name without the namespace, its Chinese title and the kind of its value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    type: ValueType
    choices: dict[str, str] = {}
    unit: str = ""
    note: str = ""
    known_only_by: str = ""
    """The one source that can know it, which then suffices alone; empty: two sources must agree."""
    declared_in: str = ""
    """The form in which the applicant declares it. The fact is then that they said so, never that it is so."""
    agree_on_answer: bool = False
    """Sources need not match to the letter, only give the same answer to the rule that asks."""

    def parse(self, raw: object) -> Value:
        """The typed value, or BadValue with what was expected."""
        return parse(raw, self.type, self.choices)


class Namespace(BaseModel):
    """One file of `facts/`; `register` is the register whose columns these facts are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    register_id: Annotated[str, Field(alias="register")] = ""
    facts: list[FactSpec]


Vocabulary = Mapping[str, FactSpec]


@cache
def load_namespaces(folder: Path = FACTS_DIR) -> Mapping[str, Namespace]:
    return {path.stem: strict_yaml.load_model(path, Namespace) for path in sorted(folder.glob("*.yaml"))}


@cache
def load_vocabulary(folder: Path = FACTS_DIR) -> Vocabulary:
    """Every fact by its full name, such as `company.uscc`."""
    spaces = load_namespaces(folder)
    return {f"{space}.{fact.name}": fact for space, content in spaces.items() for fact in content.facts}
