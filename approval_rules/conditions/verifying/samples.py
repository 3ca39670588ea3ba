"""Made-up values of every kind, one for each number: valid codes, days, names that nobody bears."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import count, islice
from typing import TYPE_CHECKING, Final

from approval_rules.values import PERMANENT, BadValue, Row, Value, ValueType, comparable, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from approval_rules.facts import FactSpec


def sample(spec: FactSpec, number: int = 0) -> Value:
    """A value of the fact's kind. Few kinds have a different one for every number: there are two booleans."""
    match spec.type:
        case ValueType.CHOICE:
            return tuple(spec.choices)[number % len(spec.choices)]
        case ValueType.CHOICES:
            return tuple(sorted(tuple(spec.choices)[: number % (len(spec.choices) + 1)]))
        case ValueType.RECORDS:
            return (Row(()),) * number
        case ValueType.BOOLEAN:
            return number % 2 == 1
        case kind:
            return _MADE[kind](number)


def another(value: Value, spec: FactSpec) -> Value | None:
    """A value that sources may not give where this one was given; None when there is no other."""
    told = comparable(value, spec.type)
    others = (sample(spec, number) for number in islice(count(), 100))
    return next((one for one in others if comparable(one, spec.type) != told), None)


_LETTERS: Final = "甲乙丙丁戊己庚辛壬癸"
_FIRST_DAY: Final = date(2020, 1, 1)


def _word(number: int) -> str:
    return "样例" + "".join(_LETTERS[int(digit)] for digit in str(number))


def _checked(start: str, kind: ValueType) -> Value:
    """The code that begins so and ends with the right check character."""
    for end in "0123456789ABCDEFGHJKLMNPQRTUWXY":
        try:
            return parse(start + end, kind)
        except BadValue:
            continue
    raise ValueError(f"no check character makes {start} a {kind}")


def _region(number: int) -> str:
    return f"31{number % 60:02d}{number // 60 % 90 + 1:02d}"


_MADE: Final[Mapping[ValueType, Callable[[int], Value]]] = {
    ValueType.TEXT: _word,
    ValueType.BUSINESS_SCOPE: _word,
    ValueType.PERSON_NAME: _word,
    ValueType.ETHNICITY: _word,
    ValueType.COMPANY_NAME: lambda number: f"上海{_word(number)}有限公司",
    ValueType.ADDRESS: lambda number: f"上海市浦东新区样例路{number + 1}号",
    ValueType.USCC: lambda number: _checked(f"91310115MA1K{number:05d}", ValueType.USCC),
    ValueType.COMPANY_CODE: lambda number: _checked(f"91310115MA1K{number:05d}", ValueType.USCC),
    ValueType.RESIDENT_ID: lambda number: _checked(f"31011519900101{number % 1000:03d}", ValueType.RESIDENT_ID),
    ValueType.PATENT_NO: lambda number: _checked(f"ZL20181{number:07d}.", ValueType.PATENT_NO),
    ValueType.REGION: _region,
    ValueType.DATE: lambda number: _FIRST_DAY + timedelta(days=number),
    ValueType.DATE_OR_PERMANENT: lambda number: PERMANENT if number == 1 else _FIRST_DAY + timedelta(days=number),
    ValueType.INTEGER: lambda number: number + 1,
    ValueType.MONEY_CNY: lambda number: Decimal(number + 1),
    ValueType.NUMBER: lambda number: Decimal(number + 1),
    ValueType.SHARE: lambda number: Decimal(number % 101) / 100,
}
