"""How much is paid: fixed sums, sums a head, shares and shares of a growth, with caps. Exact; None when not known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from approval_rules.bases import (
    BaseField,
    base_value,
    check_base,
    counted_of,
    facts_named,
    facts_of_base,
    missing_of_base,
)
from approval_rules.clauses import Clause
from approval_rules.conditions.evaluating import evaluate
from approval_rules.conditions.language import Condition, Counted, Truth, facts_read
from approval_rules.conditions.parsing import ConditionField, Stated
from approval_rules.facts import load_vocabulary
from approval_rules.unmet import missing_facts
from approval_rules.values import Value, ValueType, parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.calendar import Calendar

FEN: Final = Decimal("0.01")
"""Amounts are rounded once, at the end, half up to the fen."""
_DIGITS: Final = 100
"""No product of two numbers that `values.parse` admits has as many, and no sum of such products."""

_NUMBER = WithJsonSchema(
    {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}]}
)
_AsText = PlainSerializer(lambda number: format(number, "f"), return_type=str)
Money = Annotated[Decimal, PlainValidator(lambda raw: parse(raw, ValueType.MONEY_CNY)), _AsText, _NUMBER]
Rate = Annotated[Decimal, PlainValidator(lambda raw: parse(raw, ValueType.SHARE)), _AsText, _NUMBER]


class Take(StrEnum):
    FIRST = "first"
    ALL = "all"


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Row(_Spec):
    """One line of the table: when it applies, and a fixed sum, or a sum a head or a share of what `of` names.

    `cap` is the most this row pays; `at_most` marks a row whose source only names an upper limit.
    """

    when: ConditionField | None = None
    otherwise: bool = False
    fixed: Money | None = None
    per_head: Money | None = None
    rate: Rate | None = None
    of: BaseField | None = None
    cap: Money | None = None
    at_most: bool = False
    note: str = ""

    @property
    def condition(self) -> Condition | None:
        return None if self.when is None else self.when.condition

    @property
    def names(self) -> tuple[str, ...]:
        """The facts that the sum is taken of; none of a fixed sum."""
        return () if self.of is None else facts_named(self.of)

    @property
    def counted(self) -> Counted | None:
        """The count that `of` is, where it is one."""
        return counted_of(self.of) if isinstance(self.of, Stated) else None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Row:
        if (self.when is None) == (not self.otherwise):
            raise ValueError("a row needs either `when` or `otherwise: true`")
        if sum(part is not None for part in (self.fixed, self.per_head, self.rate)) != 1:
            raise ValueError("a row needs exactly one of: fixed, per_head, rate")
        if (self.of is None) != (self.fixed is not None):
            raise ValueError("`of` names the fact that per_head or rate is taken of; fixed has none")
        return self

    @model_validator(mode="after")
    def _suits_its_fact(self, info: ValidationInfo) -> Row:
        if self.of is not None:
            vocabulary = info.context["vocabulary"] if info.context else load_vocabulary()
            check_base(self.of, vocabulary, is_a_head=self.per_head is not None)
        return self


class AmountSpec(_Spec):
    """A table of amounts: the first row that fits, or the sum of all that fit. No rows: no figure."""

    basis: Annotated[list[Clause], Field(min_length=1)]
    take: Take = Take.FIRST
    rows: list[Row] = []
    cap: Money | None = None
    note: str = ""
    uncertain: Annotated[str, Field(description="What about the figures is not known for certain.")] = ""

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


def amount_of(spec: AmountSpec, facts: Mapping[str, Value], calendar: Calendar | None = None) -> Amount:
    """What the table pays, in yuan.

    A row that might apply but whose condition can't be judged stops the reading: no later row is guessed.
    """
    fitting: list[Row] = []
    for row in spec.rows:
        truth = Truth.TRUE if row.condition is None else evaluate(row.condition, facts, calendar).truth
        if truth is Truth.UNKNOWN:
            return Amount(cny=None, note=spec.note, missing=missing_facts(row.condition, facts))
        if truth is Truth.TRUE:
            fitting.append(row)
            if spec.take is Take.FIRST:
                break
    return _total(spec, fitting, facts, calendar)


def facts_of(spec: AmountSpec) -> frozenset[str]:
    """Every fact whose value the table may ask for."""
    of_bases = [facts_of_base(row.of) for row in spec.rows if row.of is not None]
    of_conditions = [facts_read(row.condition) for row in spec.rows if row.condition is not None]
    return frozenset[str]().union(*of_bases, *of_conditions)


def _total(spec: AmountSpec, fitting: list[Row], facts: Mapping[str, Value], calendar: Calendar | None) -> Amount:
    bases = {id(row): base_value(row.of, facts, calendar) for row in fitting if row.of is not None}
    unknown = [row.of for row in fitting if row.of is not None and bases[id(row)] is None]
    missing = tuple(dict.fromkeys(name for base in unknown for name in missing_of_base(base, facts)))
    if missing or not fitting:
        notes = [spec.note] if missing or not spec.rows else [spec.note, "没有适用的档次"]
        return Amount(cny=None, note=_joined(notes), missing=missing)
    with localcontext(prec=_DIGITS):
        exact = _capped(sum((_of_row(row, bases.get(id(row))) for row in fitting), Decimal(0)), spec.cap)
        rounded = exact.quantize(FEN, rounding=ROUND_HALF_UP)
    return Amount(cny=rounded, note=_joined(_notes(spec, fitting, is_rounded=rounded != exact)))


def _of_row(row: Row, base: Decimal | None) -> Decimal:
    if row.fixed is not None:
        return _capped(row.fixed, row.cap)
    factor = row.per_head if row.per_head is not None else row.rate
    return _capped((base or Decimal(0)) * (factor or Decimal(0)), row.cap)


def _capped(amount: Decimal, cap: Decimal | None) -> Decimal:
    return amount if cap is None else min(amount, cap)


def _notes(spec: AmountSpec, fitting: list[Row], *, is_rounded: bool) -> list[str]:
    limit = "最高数，实际金额由主管部门核定" if any(row.at_most for row in fitting) else ""
    return [limit, *(row.note for row in fitting), spec.note, "四舍五入到分" if is_rounded else ""]


def _joined(notes: list[str]) -> str:
    return "；".join(dict.fromkeys(note for note in notes if note))
