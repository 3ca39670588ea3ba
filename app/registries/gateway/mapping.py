"""Reads an answer into typed facts; whatever it can't read for certain is no answer, never a guess."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, NoReturn

from app.clock import SHANGHAI
from app.registries.gateway.config import WrittenAs
from app.registries.gateway.reasons import DownReason, NoAnswer
from app.registries.service import key_column, register_columns, register_key, register_namespace
from approval_rules.facts import FactSpec
from approval_rules.values import BadValue, ValueType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.registries.gateway.config import Cell, RegisterSource
    from approval_rules.values import Value

_COMPACT_CHARS: Final = 8
_AS_OF: Final = FactSpec(name="as_of", title="数据日期", type=ValueType.DATE)
_NOT_THERE: Final = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an answer says: `facts` by full name, as they stood on the day `as_of`."""

    as_of: date
    facts: Mapping[str, Value]


def read_answer(body: bytes, register: str, source: RegisterSource, asked: str, today: date) -> Told | None:
    """What the answer says of whom was asked for; None when it says, in the way that was agreed, that it has nothing.

    Args:
        asked: in the form that `register_key` gives.

    Raises:
        NoAnswer: it is no JSON, not dated, about another, or holds a value that can't be read.
    """
    answer = strict_json(body)
    if source.absent is not None and _same(_at(answer, source.absent.at), source.absent.is_):
        return None
    record = _at(answer, source.record) if source.record else answer
    if not isinstance(record, dict):
        raise NoAnswer(DownReason.MALFORMED, "no record in the answer")
    facts = _facts(record, register, source)
    _check_whom(facts.get(key_column(register).name), register, asked)
    space = register_namespace(register)[0]
    return Told(
        as_of=_day(answer, source.as_of, today), facts={f"{space}.{name}": value for name, value in facts.items()}
    )


def strict_json(body: bytes) -> Any:  # noqa: ANN401  plain JSON data
    """JSON in UTF-8 without repeated keys, NaN or infinities; fractions stay exact.

    Raises:
        NoAnswer: anything else.
    """
    try:
        return json.loads(
            body.decode("utf-8"), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once
        )
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise NoAnswer(DownReason.MALFORMED, "no strict JSON in UTF-8") from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _at(data: Any, place: str) -> Any:  # noqa: ANN401  plain JSON data
    """What stands at a place such as `data.record.name`."""
    for name in place.split("."):
        if not isinstance(data, dict) or name not in data:
            return _NOT_THERE
        data = data[name]
    return data


def _same(found: object, wanted: object) -> bool:
    return type(found) is type(wanted) and found == wanted


def _facts(record: Mapping[str, Any], register: str, source: RegisterSource) -> dict[str, Value]:
    columns = register_columns(register)
    read = {name: _read(record, cell, columns[name]) for name, cell in source.facts.items()}
    return {name: value for name, value in read.items() if value is not None}


def _read(record: Mapping[str, Any], cell: Cell, fact: FactSpec) -> Value | None:
    """The typed value; None when the source says that it does not know."""
    try:
        plain = _plain(record, cell, fact)
        return None if plain is None else fact.parse(plain)
    except (BadValue, InvalidOperation) as error:
        raise NoAnswer(DownReason.UNEXPECTED_VALUE, fact.name) from error


def _plain(record: Mapping[str, Any], cell: Cell, fact: FactSpec) -> Any:  # noqa: ANN401  what `FactSpec.parse` reads
    found = _at(record, cell.at)
    if found is _NOT_THERE and cell.optional:
        return None
    if found is _NOT_THERE:
        raise BadValue(f"nothing at {cell.at}")
    if found is None:
        return None
    if cell.columns:
        return _rows(found, cell, fact)
    if isinstance(found, list):
        return [_as_written(_meant(one, cell), cell, fact) for one in found]
    meant = _meant(found, cell)
    return None if meant is None else _as_written(meant, cell, fact)


def _rows(found: Any, cell: Cell, fact: FactSpec) -> list[dict[str, Any]]:  # noqa: ANN401  plain JSON data
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadValue("expected a list of records")
    columns = {column.name: column for column in fact.columns}
    return [{name: _plain(row, place, columns[name]) for name, place in cell.columns.items()} for row in found]


def _meant(found: Any, cell: Cell) -> Any:  # noqa: ANN401  plain JSON data
    return cell.values.get(found, found) if isinstance(found, str) else found


def _as_written(found: Any, cell: Cell, fact: FactSpec) -> Any:  # noqa: ANN401  plain JSON data
    if cell.written is WrittenAs.DIGITS and isinstance(found, str):
        if not (found.isascii() and found.removeprefix("-").isdigit()) or len(found) > 18:  # noqa: PLR2004  as values.py
            raise BadValue("expected digits")
        found = int(found)
    if cell.written is WrittenAs.COMPACT and found != "permanent":
        found = _compact(found)
    if cell.written is WrittenAs.INSTANT and found != "permanent":
        found = _shanghai_day(found)
    if cell.times != 1 and isinstance(number := fact.parse(found), Decimal):
        found = number * cell.times
    return found


def _compact(found: Any) -> str:  # noqa: ANN401  plain JSON data
    """20260302 as 2026-03-02."""
    if not isinstance(found, str) or len(found) != _COMPACT_CHARS or not (found.isascii() and found.isdigit()):
        raise BadValue("expected a date of eight digits")
    return f"{found[:4]}-{found[4:6]}-{found[6:]}"


def _shanghai_day(found: Any) -> date:  # noqa: ANN401  plain JSON data
    """The day in Shanghai of an instant that says its zone."""
    try:
        instant = datetime.fromisoformat(found)
    except (ValueError, TypeError) as error:
        raise BadValue("expected an instant") from error
    if instant.tzinfo is None:
        raise BadValue("expected an instant with its zone")
    return instant.astimezone(SHANGHAI).date()


def _check_whom(key: Value | None, register: str, asked: str) -> None:
    if key is None or register_key(register, key) != asked:
        raise NoAnswer(DownReason.WRONG_RECORD, "another key in the answer")


def _day(answer: Any, cell: Cell, today: date) -> date:  # noqa: ANN401  plain JSON data
    try:
        day = _AS_OF.parse(_plain(answer, cell, _AS_OF)) if isinstance(answer, dict) else None
    except BadValue as error:
        raise NoAnswer(DownReason.UNDATED, "no date in the answer") from error
    if not isinstance(day, date) or day > today:
        raise NoAnswer(DownReason.UNDATED, "a date to come")
    return day
