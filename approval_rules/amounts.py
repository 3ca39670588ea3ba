"""How much a scheme pays: fixed sums, sums a head and percentages, with caps. Exact; None when not known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator

from approval_rules.conditions import ConditionField, Truth, evaluate, facts_read
from approval_rules.facts import load_vocabulary
from approval_rules.items import Clause
from approval_rules.unmet import missing_facts
from approval_rules.values import NUMBERS, Value, ValueType, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

FEN: Final = Decimal("0.01")
"""Amounts are rounded once, at the end, half up to the fen."""

Money = Annotated[Decimal, PlainValidator(lambda raw: parse(raw, ValueType.MONEY_CNY))]
Rate = Annotated[Decimal, PlainValidator(lambda raw: parse(raw, ValueType.SHARE))]


class Take(StrEnum):
    FIRST = "first"
    ALL = "all"


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Row(_Spec):
    """One line of the table: when it applies, and a fixed sum, a sum a head, or a share of a fact.

    `cap` is the most this row pays; `at_most` marks a row whose source only names an upper limit.
    """

    when: ConditionField | None = None
    otherwise: bool = False
    fixed: Money | None = None
    per_head: Money | None = None
    rate: Rate | None = None
    of: str | None = None
    cap: Money | None = None
    at_most: bool = False
    note: str = ""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Row:
        if (self.when is None) == (not self.otherwise):
            raise ValueError("a row needs either `when` or `otherwise: true`")
        if sum(part is not None for part in (self.fixed, self.per_head, self.rate)) != 1:
            raise ValueError("a row needs exactly one of: fixed, per_head, rate")
        if (self.of is None) != (self.fixed is not None):
            raise ValueError("`of` names the fact that per_head or rate is taken of; fixed has none")
        self._suits_its_fact()
        return self

    def _suits_its_fact(self) -> None:
        if self.of is None:
            return
        spec = load_vocabulary().get(self.of)
        if spec is None:
            raise ValueError(f"there is no fact '{self.of}' in approval_rules/facts")
        if self.per_head is not None and spec.type is not ValueType.INTEGER:
            raise ValueError(f"per_head counts a whole number, and {self.of} is a {spec.type}")
        if spec.type not in NUMBERS:
            raise ValueError(f"{self.of} is a {spec.type}, not a number")


class AmountSpec(_Spec):
    """The table of one scheme version: the first row that fits, or the sum of all that fit. No rows: no figure."""

    basis: Annotated[list[Clause], Field(min_length=1)]
    take: Take = Take.FIRST
    rows: list[Row] = []
    cap: Money | None = None
    note: str = ""

    @model_validator(mode="after")
    def _every_row_can_be_reached(self) -> AmountSpec:
        if self.take is Take.FIRST and any(row.otherwise for row in self.rows[:-1]):
            raise ValueError("`otherwise: true` ends the table: the rows after it are never read")
        if not self.rows and not self.note:
            raise ValueError("a table with no rows needs a note that says why there is no figure")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """`cny` is None when no figure can be given; `missing` then names the facts it waits for, if that is why."""

    cny: Decimal | None
    note: str = ""
    missing: tuple[str, ...] = ()


def amount_of(spec: AmountSpec, facts: Mapping[str, Value]) -> Amount:
    """What the table pays, in yuan.

    A row that might apply but whose condition can't be judged stops the reading: no later row is guessed.
    """
    fitting: list[Row] = []
    for row in spec.rows:
        truth = _applies(row, facts)
        if truth is Truth.UNKNOWN:
            return Amount(cny=None, note=spec.note, missing=missing_facts(row.when, facts))
        if truth is Truth.TRUE:
            fitting.append(row)
            if spec.take is Take.FIRST:
                break
    return _total(spec, fitting, facts)


def facts_of(spec: AmountSpec) -> frozenset[str]:
    """Every fact whose value the table may ask for."""
    bases = {row.of for row in spec.rows if row.of}
    return frozenset(bases).union(*(facts_read(row.when) for row in spec.rows if row.when is not None))


def _applies(row: Row, facts: Mapping[str, Value]) -> Truth:
    return Truth.TRUE if row.when is None else evaluate(row.when, facts).truth


def _total(spec: AmountSpec, fitting: list[Row], facts: Mapping[str, Value]) -> Amount:
    missing = tuple(dict.fromkeys(row.of for row in fitting if row.of and row.of not in facts))
    if missing or not fitting:
        notes = [spec.note] if missing or not spec.rows else [spec.note, "没有适用的档次"]
        return Amount(cny=None, note=_joined(notes), missing=missing)
    exact = _capped(sum((_of_row(row, facts) for row in fitting), Decimal(0)), spec.cap)
    rounded = exact.quantize(FEN, rounding=ROUND_HALF_UP)
    return Amount(cny=rounded, note=_joined(_notes(spec, fitting, is_rounded=rounded != exact)))


def _of_row(row: Row, facts: Mapping[str, Value]) -> Decimal:
    if row.fixed is not None:
        return _capped(row.fixed, row.cap)
    factor = row.per_head if row.per_head is not None else row.rate
    return _capped(_number(facts[row.of or ""]) * (factor or Decimal(0)), row.cap)


def _number(value: Value) -> Decimal:
    """The base of a sum, never below zero: a loss earns nothing back."""
    if not isinstance(value, int | Decimal):
        raise TypeError(f"{value!r} is no number, though Row has checked the kind of its fact")
    return max(Decimal(value), Decimal(0))


def _capped(amount: Decimal, cap: Decimal | None) -> Decimal:
    return amount if cap is None else min(amount, cap)


def _notes(spec: AmountSpec, fitting: list[Row], *, is_rounded: bool) -> list[str]:
    limit = "最高数，实际金额由主管部门核定" if any(row.at_most for row in fitting) else ""
    return [limit, *(row.note for row in fitting), spec.note, "四舍五入到分" if is_rounded else ""]


def _joined(notes: list[str]) -> str:
    return "；".join(dict.fromkeys(note for note in notes if note))
