"""The same schemes for zen-engine: an expression for who is eligible and one for how much, made from the same data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from zen import ZenEngine

from approval_rules.amounts import Take
from approval_rules.bases import Growth
from approval_rules.conditions.evaluating import region_stem
from approval_rules.conditions.language import AllOf, AnyOf, Condition, Not, Operator, OtherFact, Sentence
from approval_rules.values import DATES, ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from approval_rules.amounts import Row
    from approval_rules.values import Value
    from eval.matching.subset import Said

_BATCH: Final = 200
"""Requests in one of zen's batches: of 50 to 10,000 it is fastest with so few."""
_SIGNS: Final = {
    Operator.IS: "==",
    Operator.AT_LEAST: ">=",
    Operator.ON_OR_AFTER: ">=",
    Operator.AT_MOST: "<=",
    Operator.ON_OR_BEFORE: "<=",
    Operator.MORE_THAN: ">",
    Operator.AFTER: ">",
    Operator.LESS_THAN: "<",
    Operator.BEFORE: "<",
}


class Zen:
    """The schemes as zen holds them, and companies, all of whose facts are known, as it takes them."""

    def __init__(self, schemes: Sequence[Said], companies: Sequence[Mapping[str, Value]]) -> None:
        self._ids = [one.scheme.id for one in schemes]
        requests = [{"key": "schemes", "context": _context(facts)} for facts in companies]
        self._batches: Any = [requests[at : at + _BATCH] for at in range(0, len(requests), _BATCH)]
        self._engine: Any = ZenEngine({"loader": {"type": "static", "content": {"schemes": _graph(schemes)}}})

    def reckon(self) -> list[Any]:
        return [answer for batch in self._batches for answer in self._engine.evaluate_batch(batch)]

    def read(self, answers: Sequence[Any]) -> dict[str, list[tuple[bool, Decimal]]]:
        """Of each scheme who is eligible, and for how much; nothing is 0."""
        results = [answer["data"]["result"] for answer in answers]
        return {
            one: [(result[f"e{at}"], Decimal(str(result[f"a{at}"] or 0))) for result in results]
            for at, one in enumerate(self._ids)
        }


def _context(facts: Mapping[str, Value]) -> dict[str, dict[str, object]]:
    return {"profile": {name.partition(".")[2]: _plain(value) for name, value in facts.items()}}


def _plain(value: Value) -> object:
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case tuple():
            return list(value)
        case _:
            return value


def _graph(schemes: Sequence[Said]) -> dict[str, object]:
    expressions = [
        {"id": key, "key": key, "value": value}
        for at, one in enumerate(schemes)
        for key, value in ((f"e{at}", _truth(one.condition)), (f"a{at}", f"$.e{at} ? {_amount(one)} : 0"))
    ]
    content = {"expressions": expressions, "passThrough": False}
    place = {"position": {"x": 0, "y": 0}}
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", **place},
            {"id": "schemes", "type": "expressionNode", "name": "schemes", "content": content, **place},
            {"id": "out", "type": "outputNode", "name": "out", **place},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "schemes", "type": "edge"},
            {"id": "2", "sourceId": "schemes", "targetId": "out", "type": "edge"},
        ],
    }


def _truth(condition: Condition) -> str:
    match condition:
        case Sentence():
            return _sentence(condition)
        case AllOf(parts):
            return "(" + " and ".join(map(_truth, parts)) + ")"
        case AnyOf(parts):
            return "(" + " or ".join(map(_truth, parts)) + ")"
        case Not(part):
            return f"not ({_truth(part)})"
        case _:
            raise TypeError("a list of records is no part of the subset")


def _sentence(sentence: Sentence) -> str:
    fact, operand, operator = sentence.fact, sentence.operand, sentence.operator
    several = operand if isinstance(operand, tuple) else (operand,)
    match sentence.value_type:
        case ValueType.CHOICES:
            held = [f'contains({fact}, "{one}")' for one in several]
            return "(" + (" or " if operator is Operator.INCLUDES_ANY else " and ").join(held) + ")"
        case ValueType.REGION if operator in {Operator.STARTS_WITH, Operator.WITHIN}:
            stems = [region_stem(str(one)) if operator is Operator.WITHIN else one for one in several]
            return "(" + " or ".join(f'startsWith({fact}, "{stem}")' for stem in stems) + ")"
        case _ if operator is Operator.ONE_OF:
            return f"{fact} in [{', '.join(_literal(sentence, one) for one in several)}]"
        case kind:
            subject = f"d({fact})" if kind in DATES else "(" + " + ".join(sentence.subject) + ")"
            return f"{subject} {_SIGNS[operator]} {_required(sentence)}"


def _required(sentence: Sentence) -> str:
    operand = sentence.operand
    if not isinstance(operand, OtherFact):
        return _literal(sentence, operand)
    other = f"d({operand.fact})" if sentence.value_type in DATES else operand.fact
    return other if operand.times is None else f"{other} * {operand.times:f}"


def _literal(sentence: Sentence, value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case date():
            return f'd("{value.isoformat()}")'
        case Decimal() | int():
            return format(value, "f") if isinstance(value, Decimal) else str(value)
        case _:
            return str(value) if sentence.value_type is ValueType.INTEGER else f'"{value}"'


def _amount(said: Said) -> str:
    paid = [
        (None if row is None else _truth(row), _paid(of)) for row, of in zip(said.rows, said.amount.rows, strict=True)
    ]
    total = _first(paid) if said.amount.take is Take.FIRST else _all(paid)
    return _capped(total, said.amount.cap)


def _first(paid: Sequence[tuple[str | None, str]]) -> str:
    total = "0"
    for truth, sum_ in reversed(paid):
        total = sum_ if truth is None else f"({truth} ? {sum_} : {total})"
    return total


def _all(paid: Sequence[tuple[str | None, str]]) -> str:
    return "(" + " + ".join(sum_ if truth is None else f"({truth} ? {sum_} : 0)" for truth, sum_ in paid) + ")"


def _paid(row: Row) -> str:
    if row.fixed is not None:
        return _capped(f"{row.fixed:f}", row.cap)
    factor = row.per_head if row.per_head is not None else row.rate
    base = f"({row.of.fact} - {row.of.over})" if isinstance(row.of, Growth) else row.of
    return _capped(f"(max([{base}, 0]) * {factor:f})", row.cap)


def _capped(sum_: str, cap: Decimal | None) -> str:
    return sum_ if cap is None else f"min([{sum_}, {cap:f}])"
