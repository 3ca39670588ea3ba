"""The same schemes for OpenFisca: a variable a fact and two a scheme, their formulas made from the same conditions.

As its users write them: whole numbers, floats of 32 bits, dates and enums as numpy arrays, a region as a whole
number, and a boolean for each choice of several; each formula asks each fact once.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial, reduce
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import ENUM_ARRAY_DTYPE, Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from approval_rules.amounts import Take
from approval_rules.bases import Growth, facts_named
from approval_rules.conditions.evaluating import region_stem
from approval_rules.conditions.language import (
    AllOf,
    AnyOf,
    Condition,
    Not,
    Operator,
    OtherFact,
    Sentence,
    atoms,
    facts_read,
    names_read,
)
from approval_rules.facts import load_vocabulary
from approval_rules.values import ValueType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from openfisca_core.simulations import Simulation

    from approval_rules.amounts import Row
    from approval_rules.conditions.language import Operand
    from approval_rules.facts import FactSpec
    from approval_rules.values import Value
    from eval.matching.subset import Said

    Held = Mapping[str, Any]
    Formula = Callable[[Held], Any]

_COMPANY: Final = build_entity(key="company", plural="companies", label="company", is_person=True)
_COMPARED: Final = {
    Operator.IS: np.equal,
    Operator.ONE_OF: np.equal,
    Operator.AT_LEAST: np.greater_equal,
    Operator.ON_OR_AFTER: np.greater_equal,
    Operator.AT_MOST: np.less_equal,
    Operator.ON_OR_BEFORE: np.less_equal,
    Operator.MORE_THAN: np.greater,
    Operator.AFTER: np.greater,
    Operator.LESS_THAN: np.less,
    Operator.BEFORE: np.less,
}


class OpenFisca:
    """The schemes as OpenFisca holds them, and companies, all of whose facts are known, as it takes them."""

    def __init__(self, schemes: Sequence[Said], table: pl.DataFrame, on: date) -> None:
        self._ids, self._period, self._count = [one.scheme.id for one in schemes], f"{on:%Y-%m}", table.height
        vocabulary = load_vocabulary()
        facts = sorted({fact for one in schemes for fact in _facts(one)})
        self._inputs = {name: values for fact in facts for name, values in _inputs(vocabulary[fact], fact, table)}
        self._system = TaxBenefitSystem([_COMPANY])
        for name, values in self._inputs.items():
            self._system.add_variable(_input(name, values))
        for one in schemes:
            self._system.add_variable(_scheme(_eligible(one.scheme.id), bool, _Formula(self._inputs).eligible(one)))
            self._system.add_variable(_scheme(_amount(one.scheme.id), float, _Formula(self._inputs).amount(one)))

    def simulation(self) -> Simulation:
        """All companies with their facts, and nothing reckoned yet."""
        simulation = SimulationBuilder().build_default_simulation(self._system, self._count)
        for name, values in self._inputs.items():
            simulation.set_input(name, self._period, values)
        return simulation

    def reckon(self, simulation: Simulation) -> dict[str, tuple[NDArray[np.bool_], NDArray[np.float32]]]:
        """Of each scheme who is eligible, and for how much; nothing is 0."""
        return {
            one: (
                simulation.calculate(_eligible(one), self._period),
                simulation.calculate(_amount(one), self._period),
            )
            for one in self._ids
        }


class _Formula:
    """Makes conditions and tables of amounts into functions of arrays."""

    def __init__(self, inputs: Mapping[str, NDArray[Any]]) -> None:
        self._inputs = inputs

    def eligible(self, said: Said) -> Callable[[Any, Any], Any]:
        return self._asked(self._truth(said.condition), _names(said.condition))

    def amount(self, said: Said) -> Callable[[Any, Any], Any]:
        truths = [None if row is None else self._truth(row) for row in said.rows]
        paid = [_paid(row) for row in said.amount.rows]
        cap, is_first, who = said.amount.cap, said.amount.take is Take.FIRST, _eligible(said.scheme.id)

        def formula(held: Held) -> Any:  # noqa: ANN401  an array
            pairs = [
                (None if truth is None else truth(held), pay(held)) for truth, pay in zip(truths, paid, strict=True)
            ]
            total = _first(pairs) if is_first else _all(pairs)
            return held[who] * (total if cap is None else np.minimum(total, np.float32(cap)))

        names = {name for row in said.rows if row is not None for name in _names(row)}
        bases = {_name(fact) for row in said.amount.rows if row.of is not None for fact in facts_named(row.of)}
        return self._asked(formula, sorted({who, *names, *bases}))

    def _asked(self, formula: Formula, names: Sequence[str]) -> Callable[[Any, Any], Any]:
        def ask(company: Any, period: Any) -> Any:  # noqa: ANN401  as OpenFisca calls it
            return formula({name: company(name, period) for name in names})

        return ask

    def _truth(self, condition: Condition) -> Formula:
        match condition:
            case Sentence():
                return self._sentence(condition)
            case AllOf(parts):
                return _joined(np.logical_and, [self._truth(part) for part in parts])
            case AnyOf(parts):
                return _joined(np.logical_or, [self._truth(part) for part in parts])
            case Not(part):
                inner = self._truth(part)
                return lambda held: ~inner(held)
            case _:
                raise TypeError("a list of records is no part of the subset")

    def _sentence(self, sentence: Sentence) -> Formula:
        name, operand = _name(sentence.fact), sentence.operand
        match sentence.value_type:
            case ValueType.BOOLEAN:
                return (lambda held: held[name]) if operand is True else lambda held: ~held[name]
            case ValueType.CHOICE:
                members = [self._member(name, str(one)) for one in _several(operand)]
                return _joined(np.logical_or, [partial(_is_member, name, member) for member in members])
            case ValueType.CHOICES:
                how = np.logical_or if sentence.operator is Operator.INCLUDES_ANY else np.logical_and
                return _joined(how, [partial(_held, _name(sentence.fact, str(one))) for one in _several(operand)])
            case ValueType.REGION:
                spans = [_span(str(one), sentence.operator) for one in _several(operand)]
                return _joined(np.logical_or, [partial(_is_between, name, first, last) for first, last in spans])
            case _:
                return _comparison(sentence)

    def _member(self, name: str, choice: str) -> Enum:
        codes = self._inputs[name]
        if not isinstance(codes, EnumArray) or codes.possible_values is None:
            raise TypeError(f"{name} is no enum")
        member: Enum = codes.possible_values[choice]
        return member


def _is_member(name: str, member: Enum, held: Held) -> Any:  # noqa: ANN401  an array
    return held[name] == member


def _held(name: str, held: Held) -> Any:  # noqa: ANN401  an array
    return held[name]


def _is_between(name: str, first: int, last: int, held: Held) -> Any:  # noqa: ANN401  an array
    return held[name] == first if first == last else (held[name] >= first) & (held[name] <= last)


def _span(region: str, operator: Operator) -> tuple[int, int]:
    """The six-digit codes that are, begin with or lie within this one, as whole numbers."""
    stem = region_stem(region) if operator is Operator.WITHIN else region
    if operator in {Operator.IS, Operator.ONE_OF}:
        return int(region), int(region)
    return int(stem.ljust(_REGION_DIGITS, "0")), int(stem.ljust(_REGION_DIGITS, "9"))


def _comparison(sentence: Sentence) -> Formula:
    compared, names, operand = _COMPARED[sentence.operator], [_name(one) for one in sentence.subject], sentence.operand
    if isinstance(operand, OtherFact):
        other, times = _name(operand.fact), operand.times
        factor = None if times is None else np.float32(times)
        return lambda held: compared(_sum(names, held), held[other] if factor is None else held[other] * factor)
    limits = [_scalar(sentence.value_type, one) for one in _several(operand)]
    return _joined(np.logical_or, [partial(_is_so, compared, names, limit) for limit in limits])


def _is_so(compared: np.ufunc, names: Sequence[str], limit: Any, held: Held) -> Any:  # noqa: ANN401  an array
    return compared(_sum(names, held), limit)


def _sum(names: Sequence[str], held: Held) -> Any:  # noqa: ANN401  an array
    return reduce(np.add, [held[name] for name in names])


def _scalar(kind: ValueType, value: Value) -> Any:  # noqa: ANN401  of the type of the array
    if isinstance(value, date):
        return np.datetime64(value)
    return (
        int(str(value))
        if kind is ValueType.INTEGER and int(Decimal(str(value))) == Decimal(str(value))
        else np.float32(str(value))
    )


def _joined(how: np.ufunc, parts: Sequence[Formula]) -> Formula:
    if len(parts) == 1:
        return parts[0]
    return lambda held: reduce(how, [part(held) for part in parts])


def _paid(row: Row) -> Formula:
    cap = None if row.cap is None else np.float32(row.cap)
    if row.fixed is not None:
        fixed = np.float32(row.fixed if row.cap is None else min(row.fixed, row.cap))
        return lambda _held: fixed
    factor, base = np.float32(row.per_head if row.per_head is not None else row.rate), row.of
    if isinstance(base, Growth):
        fact, over = _name(base.fact), _name(base.over)
        return lambda held: _capped(np.maximum(held[fact] - held[over], 0) * factor, cap)
    name = _name(str(base))
    return lambda held: _capped(np.maximum(held[name], 0) * factor, cap)


def _capped(sums: Any, cap: np.float32 | None) -> Any:  # noqa: ANN401  an array
    return sums if cap is None else np.minimum(sums, cap)


def _first(pairs: Sequence[tuple[Any, Any]]) -> Any:  # noqa: ANN401  an array
    total: Any = np.float32(0)
    for truth, paid in reversed(pairs):
        total = paid if truth is None else np.where(truth, paid, total)
    return total


def _all(pairs: Sequence[tuple[Any, Any]]) -> Any:  # noqa: ANN401  an array
    return reduce(np.add, [paid if truth is None else truth * paid for truth, paid in pairs])


def _inputs(spec: FactSpec, fact: str, table: pl.DataFrame) -> Iterator[tuple[str, NDArray[Any]]]:
    column = table[fact]
    match spec.type:
        case ValueType.CHOICE:
            values = Enum(_name(fact), {choice: choice for choice in spec.choices})
            codes = column.cast(pl.Enum(list(spec.choices))).to_physical().to_numpy()
            yield _name(fact), EnumArray(codes.astype(ENUM_ARRAY_DTYPE), values)
        case ValueType.CHOICES:
            yield from ((_name(fact, one), column.list.contains(one).to_numpy()) for one in spec.choices)
        case ValueType.REGION | ValueType.INTEGER:
            yield _name(fact), column.cast(pl.Int32).to_numpy()
        case ValueType.DATE:
            yield _name(fact), column.to_numpy().astype("datetime64[D]")
        case ValueType.BOOLEAN:
            yield _name(fact), column.to_numpy()
        case _:
            yield _name(fact), column.cast(pl.Float64).to_numpy().astype(np.float32)


def _input(name: str, values: NDArray[Any]) -> type[Variable]:
    common = {"entity": _COMPANY, "definition_period": DateUnit.ETERNITY, "label": name}
    if isinstance(values, EnumArray):
        choices = values.possible_values
        common |= {"value_type": Enum, "possible_values": choices, "default_value": next(iter(choices))}
    else:
        common |= {"value_type": _VALUE_TYPES[values.dtype.kind]}
    return type(name, (Variable,), common)


_VALUE_TYPES: Final = {"b": bool, "i": int, "f": float, "M": date}
_REGION_DIGITS: Final = 6


def _scheme(name: str, kind: type, formula: Callable[[Any, Any], Any]) -> type[Variable]:
    common = {"entity": _COMPANY, "definition_period": DateUnit.MONTH, "label": name, "value_type": kind}
    return type(name, (Variable,), {**common, "formula": formula})


def _facts(said: Said) -> set[str]:
    conditions = [one for one in (said.condition, *said.rows) if one is not None]
    bases = {fact for row in said.amount.rows if row.of is not None for fact in facts_named(row.of)}
    return bases.union(*(facts_read(one) for one in conditions))


def _names(condition: Condition) -> list[str]:
    """The variables that a condition reads, each once."""
    return sorted({name for atom in atoms(condition) if isinstance(atom, Sentence) for name in _read(atom)})


def _read(sentence: Sentence) -> Iterator[str]:
    if sentence.value_type is ValueType.CHOICES:
        yield from (_name(sentence.fact, str(one)) for one in _several(sentence.operand))
        return
    yield from map(_name, names_read(sentence))


def _several(operand: Operand) -> tuple[Any, ...]:
    return operand if isinstance(operand, tuple) else (operand,)


def _name(fact: str, choice: str = "") -> str:
    return fact.replace(".", "_") + (f"__{choice}" if choice else "")


def _eligible(scheme_id: str) -> str:
    return f"{scheme_id.replace('-', '_')}__eligible"


def _amount(scheme_id: str) -> str:
    return f"{scheme_id.replace('-', '_')}__amount"
