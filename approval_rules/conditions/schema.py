"""The language of rules as JSON Schema, so that an editor completes operators and marks mistakes while one writes.

It says which words a condition is made of and of what form each operand is. That a fact exists, and that an operator
suits its kind, is for `zhiban items lint` to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from approval_rules.conditions.language import Operator, Quantifier
from approval_rules.conditions.parsing import COUNTS, SUITS
from approval_rules.spans import MOST
from approval_rules.texts import Normalisation
from approval_rules.values import DATES, NUMBERS, TEXTS, ValueType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

Schema = dict[str, Any]

CONDITION: Final[Schema] = {"$ref": "#/$defs/Condition"}
BASE: Final[Schema] = {
    "anyOf": [
        {"$ref": "#/$defs/FactName"},
        {
            "type": "object",
            "properties": {"count": {"$ref": "#/$defs/FactName"}, "where": CONDITION},
            "required": ["count"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"growth": {"$ref": "#/$defs/FactName"}, "over": {"$ref": "#/$defs/FactName"}},
            "required": ["growth", "over"],
            "additionalProperties": False,
            "description": "By how much the first fact is more than the second; nothing where it is less.",
        },
    ]
}
"""What a sum a head or a share is taken of: a fact, how many records satisfy a condition, or how much a fact grew."""


def condition_definitions(facts: Collection[str] = ()) -> dict[str, Schema]:
    """The definitions that CONDITION and BASE lead to. With the names of facts, only those are full names."""
    return {
        "Condition": _condition(),
        "FactName": _fact_name(facts),
        "Span": _span(),
        "Number": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": NUMBER}]},
        "Date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    }


def _condition() -> Schema:
    parts = {"type": "array", "minItems": 1, "items": CONDITION}
    words: dict[str, Schema] = {
        "fact": {"$ref": "#/$defs/FactName"},
        "sum": {"type": "array", "minItems": 2, "uniqueItems": True, "items": {"$ref": "#/$defs/FactName"}},
        "all_of": {**parts, "description": "Every part has to hold."},
        "any_of": {**parts, "description": "One part has to hold."},
        "not": CONDITION,
        "some": {**CONDITION, "description": "For one record of the list at least; names columns."},
        "every": {**CONDITION, "description": "For every record of the list; names columns."},
        "count": _count(),
    }
    operators = {operator.value: {"description": _SAYS[operator], **_operand(operator)} for operator in Operator}
    of_sums = [operator for operator in Operator if SUITS[operator] & NUMBERS]
    return {
        "type": "object",
        "description": "{fact: NAME, OPERATOR: OPERAND}, or parts joined by all_of, any_of and not.",
        "properties": words | operators,
        "additionalProperties": False,
        "oneOf": [
            *(_exactly(word) for word in ("all_of", "any_of", "not")),
            *(_exactly("fact", word) for word in (*Operator, *Quantifier, "count")),
            *(_exactly("sum", operator) for operator in of_sums),
        ],
    }


def _exactly(*words: str) -> Schema:
    return {"required": [str(word) for word in words], "maxProperties": len(words)}


def _count() -> Schema:
    numbers = {operator.value: {"type": "integer", "minimum": 0} for operator in COUNTS}
    return {
        "type": "object",
        "description": "How many records of the list, or how many of those `where` holds for.",
        "properties": {"where": CONDITION, **numbers},
        "additionalProperties": False,
        "oneOf": [{"required": [name]} for name in numbers],
    }


def _fact_name(facts: Collection[str]) -> Schema:
    column: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "description": "A column of a record."}
    if facts:
        return {"anyOf": [{"enum": sorted(facts)}, column]}
    return {"type": "string", "pattern": r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$"}


def _span() -> Schema:
    units = {name: {"type": "integer", "minimum": 0, "maximum": most} for name, most in MOST.items()}
    return {
        "type": "object",
        "description": "Years, months and days, or working days alone.",
        "properties": units,
        "additionalProperties": False,
        "minProperties": 1,
        "if": {"required": ["workdays"]},
        "then": {"maxProperties": 1},
    }


def _operand(operator: Operator) -> Schema:
    kinds = SUITS[operator]
    if operator is Operator.MATCHES:
        return _other({"under": {"enum": [one.value for one in Normalisation]}}, required=("under",))
    if operator in _LISTS:
        whole = {"type": "integer"} if ValueType.INTEGER in kinds else None
        return {"type": "array", "minItems": 1, "items": _any_of([{"type": "string"}, whole])}
    return _any_of([*_literals(kinds), _other(_adjusting(kinds))])


_LISTS: Final = frozenset({Operator.ONE_OF, Operator.WITHIN, Operator.INCLUDES_ANY, Operator.INCLUDES_ALL})


def _literals(kinds: frozenset[ValueType]) -> Iterable[Schema | None]:
    """What may stand where a value of one of these kinds belongs."""
    is_text = bool(kinds & (TEXTS | {ValueType.CHOICE, ValueType.CHOICES}))
    yield {"type": "string", "minLength": 1} if is_text else None
    yield {"$ref": "#/$defs/Number"} if kinds & NUMBERS else None
    yield {"$ref": "#/$defs/Date"} if kinds & DATES and not is_text else None
    yield {"const": "permanent"} if ValueType.DATE_OR_PERMANENT in kinds and not is_text else None
    yield {"type": "boolean"} if ValueType.BOOLEAN in kinds else None


def _adjusting(kinds: frozenset[ValueType]) -> dict[str, Schema]:
    span: Schema = {"$ref": "#/$defs/Span"}
    dates = {"plus": span, "minus": span} if kinds & DATES else {}
    return dates | ({"times": {"$ref": "#/$defs/Number"}} if kinds & NUMBERS else {})


def _other(beside: dict[str, Schema], required: tuple[str, ...] = ()) -> Schema:
    """Another fact, with what may stand beside its name."""
    return {
        "type": "object",
        "description": "The value of another fact.",
        "properties": {"fact": {"$ref": "#/$defs/FactName"}, **beside},
        "required": ["fact", *required],
        "additionalProperties": False,
        **({"not": {"required": ["plus", "minus"]}} if "plus" in beside else {}),
    }


def _any_of(schemas: Iterable[Schema | None]) -> Schema:
    given = [one for one in schemas if one is not None]
    return given[0] if len(given) == 1 else {"anyOf": given}


NUMBER: Final = r"^-?[0-9]+(\.[0-9]+)?$"

_SAYS: Final = {
    Operator.IS: "The value is this one.",
    Operator.ONE_OF: "The value is one of these.",
    Operator.AT_LEAST: "The number is this one or more.",
    Operator.AT_MOST: "The number is this one or less.",
    Operator.MORE_THAN: "The number is more than this one.",
    Operator.LESS_THAN: "The number is less than this one.",
    Operator.ON_OR_AFTER: "The day is this one or later.",
    Operator.ON_OR_BEFORE: "The day is this one or earlier.",
    Operator.AFTER: "The day is later than this one.",
    Operator.BEFORE: "The day is earlier than this one.",
    Operator.MENTIONS: "The text has this text somewhere in it.",
    Operator.LISTS: "The text is a list, and this is a whole item of it.",
    Operator.STARTS_WITH: "The text begins with this text.",
    Operator.WITHIN: "The region is one of these, or lies in one of them.",
    Operator.MATCHES: "The text is that of another fact, but for what `under` leaves out of account.",
    Operator.INCLUDES: "The choices made include this one.",
    Operator.INCLUDES_ANY: "The choices made include one of these.",
    Operator.INCLUDES_ALL: "The choices made include all of these.",
}
