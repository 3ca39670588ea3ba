"""The language of rules: typed sentences over facts, joined by `all_of`, `any_of` and `not`, never a string of code.

One condition has one meaning and several readers, side by side in this folder: `evaluating` (truth with a trace),
`vectorising` (a table of companies at once), `verifying` (a solver), `saying` (Chinese and English).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias, assert_never

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from approval_rules.facts import FactSpec
    from approval_rules.spans import Span
    from approval_rules.texts import Normalisation
    from approval_rules.values import Value, ValueType


class Truth(StrEnum):
    """Three-valued (Kleene): a missing fact makes a sentence unknown, never false."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


class Operator(StrEnum):
    IS = "is"
    ONE_OF = "one_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    ON_OR_AFTER = "on_or_after"
    ON_OR_BEFORE = "on_or_before"
    AFTER = "after"
    BEFORE = "before"
    MENTIONS = "mentions"
    LISTS = "lists"
    STARTS_WITH = "starts_with"
    WITHIN = "within"
    MATCHES = "matches"
    INCLUDES = "includes"
    INCLUDES_ANY = "includes_any"
    INCLUDES_ALL = "includes_all"


class Quantifier(StrEnum):
    SOME = "some"
    EVERY = "every"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFact:
    """The value of another fact: a date perhaps moved by a span, a number perhaps multiplied by `times`.

    `under` is what a `matches` leaves out of account; None with every other operator.
    """

    fact: str
    span: Span | None = None
    times: Decimal | None = None
    under: Normalisation | None = None


Operand: TypeAlias = "Value | OtherFact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """`subject` is one fact, or several numbers whose sum is meant; `value_type` is the kind of the subject."""

    subject: tuple[str, ...]
    operator: Operator
    operand: Operand
    value_type: ValueType

    @property
    def fact(self) -> str:
        return self.subject[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantified:
    """Whether `condition` holds for some, or for every, record of a list. Of no records, every is true and some false.

    The condition names the columns of a record by their bare names, and other facts by their full ones.
    """

    fact: str
    quantifier: Quantifier
    condition: Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many records of a list satisfy `where` (all of them, when None), held against a whole number."""

    fact: str
    where: Condition | None
    operator: Operator
    number: int


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


Atom: TypeAlias = Sentence | Quantified | Counted
Condition: TypeAlias = Sentence | Quantified | Counted | AllOf | AnyOf | Not

NEGATED: Final[Mapping[Truth, Truth]] = {
    Truth.TRUE: Truth.FALSE,
    Truth.FALSE: Truth.TRUE,
    Truth.UNKNOWN: Truth.UNKNOWN,
}


def facts_read(condition: Condition) -> frozenset[str]:
    """Every fact whose value the condition may ask for, by full name."""
    return frozenset(name for name in names_read(condition) if "." in name)


def names_read(condition: Condition) -> Iterator[str]:
    """The names as written, columns of records too, in the order they stand; a name may come twice."""
    match condition:
        case Sentence():
            yield from condition.subject
            if isinstance(condition.operand, OtherFact):
                yield condition.operand.fact
        case Quantified():
            yield condition.fact
            yield from names_read(condition.condition)
        case Counted():
            yield condition.fact
            if condition.where is not None:
                yield from names_read(condition.where)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from names_read(part)
        case Not(part):
            yield from names_read(part)
        case _:
            assert_never(condition)


def atoms(condition: Condition) -> Iterator[Atom]:
    """The sentences and counts that `all_of`, `any_of` and `not` join, as written; not those about single records."""
    match condition:
        case Sentence() | Quantified() | Counted():
            yield condition
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from atoms(part)
        case Not(part):
            yield from atoms(part)
        case _:
            assert_never(condition)


def row_vocabulary(fact: FactSpec, vocabulary: Mapping[str, FactSpec]) -> dict[str, FactSpec]:
    """What a condition on the records of a list may name: their columns, and every fact there is."""
    return {**vocabulary, **{column.name: column for column in fact.columns}}
