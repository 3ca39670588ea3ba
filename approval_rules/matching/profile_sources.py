"""Which facts of registers make a fact of a company's profile: the same value, a case, a count, a term or a share."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator, model_validator

from approval_rules import strict_yaml
from approval_rules.advice import closest
from approval_rules.bases import BaseField
from approval_rules.clauses import Clause
from approval_rules.conditions.evaluating import count_records, evaluate
from approval_rules.conditions.language import Counted, Truth, facts_read
from approval_rules.conditions.parsing import ConditionField, Stated
from approval_rules.facts import load_namespaces, load_vocabulary
from approval_rules.items import RegisterUse
from approval_rules.spans import Span, shift
from approval_rules.values import BadValue, ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from approval_rules.facts import FactSpec
    from approval_rules.values import Value

    Facts = Mapping[str, Value]

FILE: Final = Path(__file__).parent.parent / "profile_sources.yaml"
ASKED_BY: Final = "company.uscc"
"""What a register must be looked up by to tell of a company."""
_SHARE: Final = Decimal("0.000000000001")
"""Twelve decimals: a share of any number of people stays on its own side of every limit that is written."""
_EXACT: Final = Context(prec=40)


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Case(_Spec):
    """The value the fact has when the condition holds."""

    when: ConditionField
    value: JsonValue


class Lasting(_Spec):
    """Of a term that begins on the day `from`: its last day."""

    from_: Annotated[str, Field(alias="from")]
    years: Annotated[int, Field(ge=1, le=100)]

    def last_day(self, facts: Facts) -> date | None:
        first = facts.get(self.from_)
        return shift(first, Span(months=12 * self.years, days=-1)) if isinstance(first, date) else None


class Lost(_Spec):
    """The share of `of` that is not among `kept`; nothing less than 0, and not known when `of` is 0."""

    of: str
    kept: Annotated[list[str], Field(min_length=1)]


class Without(_Spec):
    """The value when that register has no record of the company. It never proves anything."""

    register_id: Annotated[str, Field(alias="register")]
    value: JsonValue


class ProfileSource(_Spec):
    """How one profile fact is made, in exactly one way.

    Attributes:
        of: the register's fact that it equals, or how many records of a list satisfy a condition.
        cases: the first that holds gives the value; none gives nothing.
        this_year: the fact speaks of “last year”, so a record of another year says something else.
    """

    fact: str
    of: BaseField | None = None
    cases: list[Case] = []
    lasting: Lasting | None = None
    lost: Lost | None = None
    without_record: Without | None = None
    this_year: bool = False
    note: str = ""
    basis: list[Clause] = []

    @field_validator("fact")
    @classmethod
    def _is_of_profiles(cls, fact: str) -> str:
        _spec(fact)
        if not fact.startswith("profile."):
            raise BadValue(f"{fact} is no fact of a profile", fix="Name a fact of approval_rules/facts/profile.yaml")
        return fact

    @model_validator(mode="after")
    def _is_made_in_one_way(self) -> ProfileSource:
        if sum(map(bool, (self.of, self.cases, self.lasting, self.lost))) != 1:
            raise ValueError("a fact is made in exactly one way: of, cases, lasting or lost")
        for name in self.reads:
            _require_register(name)
        if self.without_record:
            if self.without_record.register_id not in self.registers:
                raise BadValue("the fact does not read that register", at=("without_record", "register"))
            self.spec.parse(self.without_record.value)
        self._check_type()
        return self

    @cached_property
    def spec(self) -> FactSpec:
        return _spec(self.fact)

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The register facts, the one that matters most first."""
        if isinstance(self.of, str):
            return (self.of,)
        if isinstance(self.of, Stated):
            counted = self._counted
            return (counted.fact, *sorted(facts_read(counted) - {counted.fact}))
        if self.lasting:
            return (self.lasting.from_,)
        if self.lost:
            return (self.lost.of, *self.lost.kept)
        return tuple(dict.fromkeys(name for case in self.cases for name in sorted(facts_read(case.when.condition))))

    @cached_property
    def registers(self) -> tuple[str, ...]:
        """In the order of `reads`."""
        return tuple(dict.fromkeys(_register_of(name) for name in self.reads))

    def value(self, facts: Facts) -> Value | None:
        """What the facts of its registers make it; None when they don't tell."""
        if isinstance(self.of, str):
            return facts.get(self.of)
        if isinstance(self.of, Stated):
            rows = facts.get(self._counted.fact)
            return None if rows is None else count_records(self._counted.where, rows, facts, None)
        if self.lasting:
            return self.lasting.last_day(facts)
        if self.lost:
            return _lost(facts.get(self.lost.of), [facts.get(name) for name in self.lost.kept])
        return self._by_case(facts)

    @property
    def _counted(self) -> Counted:
        condition = self.of.condition if isinstance(self.of, Stated) else None
        if not isinstance(condition, Counted):
            raise TypeError(f"{self.fact} is no count")
        return condition

    def _by_case(self, facts: Facts) -> Value | None:
        for case in self.cases:
            truth = evaluate(case.when.condition, facts).truth
            if truth is Truth.TRUE:
                return self.spec.parse(case.value)
            if truth is Truth.UNKNOWN:
                return None
        return None

    def _check_type(self) -> None:
        spec = self.spec
        if self.of and not isinstance(self.of, str | Stated):
            fix = "Write of: NAME, or of: {count: NAME, where: CONDITION}"
            raise BadValue("a fact equals another, or is a count", at=("of",), fix=fix)
        if isinstance(self.of, str):
            other = _spec(self.of)
            if other.type is not spec.type or set(other.choices) - set(spec.choices):
                problem = f"{self.of} is a {other.type} and its values are not those of {self.fact}, a {spec.type}"
                raise BadValue(problem, at=("of",), fix="Write cases, each with the value it gives")
        elif self.of and spec.type is not ValueType.INTEGER:
            raise BadValue(f"a count gives a whole number, and {self.fact} is a {spec.type}", at=("of",), fix="")
        for case in self.cases:
            spec.parse(case.value)
        if self.lasting and (spec.type, _spec(self.lasting.from_).type) != (ValueType.DATE, ValueType.DATE):
            raise BadValue("a term begins on a date and ends on one", at=("lasting",), fix="Name two dates")
        if self.lost:
            kinds = {_spec(name).type for name in self.reads}
            if spec.type is not ValueType.SHARE or kinds != {ValueType.INTEGER}:
                raise BadValue("a share is made of whole numbers", at=("lost",), fix="Name facts that count")


class ProfileSources(_Spec):
    """The file: which registers make a profile, how old their records may be, and each fact."""

    registers: Annotated[list[RegisterUse], Field(min_length=1)]
    facts: Annotated[list[ProfileSource], Field(min_length=1)]

    @model_validator(mode="after")
    def _fits_together(self) -> ProfileSources:
        names = [one.fact for one in self.facts]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{twice[0]} stands twice")
        used = {register for one in self.facts for register in one.registers}
        listed = [use.id for use in self.registers]
        if sorted(used) != sorted(listed):
            raise ValueError(f"registers: list exactly those that the facts read: {', '.join(sorted(used))}")
        return self

    @property
    def max_age_days(self) -> Mapping[str, int]:
        return {use.id: use.max_age_days for use in self.registers}


@cache
def load_profile_sources(path: Path = FILE) -> ProfileSources:
    """How profiles are made.

    Raises:
        BadRuleFile: the file breaks the format, names a fact there is not, or makes a fact of another kind.
    """
    return strict_yaml.load_model(path, ProfileSources)


def _spec(name: str) -> FactSpec:
    vocabulary = load_vocabulary()
    if name not in vocabulary:
        raise BadValue(f"there is no fact '{name}' in approval_rules/facts", fix=closest(name, vocabulary))
    return vocabulary[name]


def _register_of(name: str) -> str:
    return load_namespaces()[name.partition(".")[0]].register_id


def _require_register(name: str) -> None:
    _spec(name)
    space = load_namespaces()[name.partition(".")[0]]
    if not space.register_id or space.looked_up_by != ASKED_BY:
        raise BadValue(f"{name} is no fact of a register of companies", fix="Name a fact that such a register holds")


def _lost(of: Value | None, kept: list[Value | None]) -> Value | None:
    numbers = [one for one in (of, *kept) if isinstance(one, int) and one >= 0]
    if len(numbers) <= len(kept) or not numbers[0]:
        return None
    left = _EXACT.divide(Decimal(sum(numbers[1:])), Decimal(numbers[0]))
    return max(Decimal(0), (1 - left).quantize(_SHARE, rounding=ROUND_HALF_UP, context=_EXACT))
