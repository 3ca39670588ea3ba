"""The vocabulary: every fact a rule may name, one file a namespace in `facts/`.

A namespace that belongs to a register (`register: company_registry`) lists exactly that register's columns.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, model_validator

from approval_rules import strict_yaml
from approval_rules.values import BadValue, Row, Value, ValueType, parse

FACTS_DIR = Path(__file__).parent / "facts"
MAX_ROWS: Final = 5_000
"""Of one list of records; a longer one is refused, not cut."""


class Tolerance(StrEnum):
    """What a comparison of two sources tolerates beyond the width and the stops that printers vary."""

    NONE = "none"
    LOOK_ALIKES = "look_alikes"


class FactSpec(BaseModel):
    """One fact: its name without the namespace, its titles and the kind of its value."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: str
    title_en: str = ""
    type: ValueType
    choices: dict[str, str] = {}
    columns: list[FactSpec] = []
    """Of a list of records: what each row may hold."""
    unit: str = ""
    note: str = ""
    one_row_each: str = ""
    """Of a list of records: the column no two of them may share, so that nobody is counted twice."""
    known_only_by: str = ""
    """The one source that can know it, which then suffices alone; empty: two sources must agree."""
    declared_in: str = ""
    """The form in which the applicant declares it. The fact is then that they said so, never that it is so."""
    agree_on_answer: bool = False
    """Sources need not match to the letter, only give the same answer to the rule that asks."""
    tolerates: Tolerance = Tolerance.NONE
    """Look-alikes: a document may differ from the register in characters that its reader doubted and explains."""
    may_be_negative: bool = False
    """Of a number such as a growth; every other number is zero or more."""

    @model_validator(mode="after")
    def _makes_sense(self) -> FactSpec:
        if (self.type is ValueType.RECORDS) != bool(self.columns):
            raise ValueError("columns: a list of records needs them, and no other fact has any")
        if any(column.type is ValueType.RECORDS for column in self.columns):
            raise ValueError("columns: a record holds single values, not a list of records")
        if self.one_row_each and self.one_row_each not in {column.name for column in self.columns}:
            raise ValueError(f"one_row_each: there is no column '{self.one_row_each}'")
        if self.tolerates is not Tolerance.NONE and self.type not in _NAMES:
            raise ValueError("tolerates: only names and addresses may differ; codes, amounts and dates may not")
        if self.may_be_negative and self.type not in _SIGNED:
            raise ValueError("may_be_negative: only a number or an integer can be, not an amount, a share or a text")
        return self

    def parse(self, raw: object) -> Value:
        """The typed value, or BadValue with what was expected."""
        if self.type is not ValueType.RECORDS:
            return self._signed(parse(raw, self.type, self.choices))
        if not isinstance(raw, list) or len(raw) > MAX_ROWS:
            raise BadValue(f"expected a list of at most {MAX_ROWS:,} records")
        rows = tuple(self._row(one, number) for number, one in enumerate(raw, start=1))
        named = [cell for row in rows if self.one_row_each and (cell := row.get(self.one_row_each)) is not None]
        if len(set(named)) < len(named):
            raise BadValue(f"two records have the same {self.one_row_each}")
        return rows

    def _signed(self, value: Value) -> Value:
        if self.type in _SIGNED and not self.may_be_negative and isinstance(value, int | Decimal) and value < 0:
            raise BadValue("expected zero or more")
        return value

    def _row(self, raw: object, number: int) -> Row:
        specs = {column.name: column for column in self.columns}
        if not isinstance(raw, dict) or set(raw) - set(specs):
            raise BadValue(f"record {number}: expected the columns {', '.join(specs)}")
        try:
            cells = {name: specs[name].parse(raw[name]) for name in sorted(raw) if raw[name] is not None}
        except BadValue as error:
            raise BadValue(f"record {number}: {error}") from error
        return Row(tuple(cells.items()))


_SIGNED: Final = frozenset({ValueType.NUMBER, ValueType.INTEGER})
_NAMES: Final = frozenset({ValueType.PERSON_NAME, ValueType.COMPANY_NAME, ValueType.ADDRESS})


class Namespace(BaseModel):
    """One file of `facts/`; `register` is the register whose columns these facts are.

    Its records are kept by the column `key`, and asked for by the value that was filed for the fact `looked_up_by`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    title_en: str = ""
    register_id: Annotated[str, Field(alias="register")] = ""
    key: str = "uscc"
    looked_up_by: str = "company.uscc"
    facts: list[FactSpec]

    @model_validator(mode="after")
    def _has_its_key(self) -> Namespace:
        if self.register_id and self.key not in {fact.name for fact in self.facts}:
            raise ValueError(f"key: the register is kept by '{self.key}', which is none of its facts")
        return self


Vocabulary = Mapping[str, FactSpec]


@cache
def load_namespaces(folder: Path = FACTS_DIR) -> Mapping[str, Namespace]:
    return {path.stem: strict_yaml.load_model(path, Namespace) for path in sorted(folder.glob("*.yaml"))}


@cache
def load_vocabulary(folder: Path = FACTS_DIR) -> Vocabulary:
    """Every fact by its full name, such as `company.uscc`."""
    spaces = load_namespaces(folder)
    return {f"{space}.{fact.name}": fact for space, content in spaces.items() for fact in content.facts}
