"""The kinds of value a fact may have: how each is written in JSON and YAML, and how two are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeAlias

from stdnum.cn import ric as gb_11643
from stdnum.cn import uscc as gb_32100
from stdnum.iso7064 import mod_11_10

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


class ValueType(StrEnum):
    TEXT = "text"
    USCC = "uscc"
    COMPANY_CODE = "company_code"
    RESIDENT_ID = "resident_id"
    PATENT_NO = "patent_no"
    PERSON_NAME = "person_name"
    ETHNICITY = "ethnicity"
    COMPANY_NAME = "company_name"
    ADDRESS = "address"
    BUSINESS_SCOPE = "business_scope"
    DATE = "date"
    DATE_OR_PERMANENT = "date_or_permanent"
    MONEY_CNY = "money_cny"
    NUMBER = "number"
    INTEGER = "integer"
    SHARE = "share"
    BOOLEAN = "boolean"
    REGION = "region"
    CHOICE = "choice"
    CHOICES = "choices"
    RECORDS = "records"


class Permanent:
    """An open term: 长期, 永久. Later than every date."""

    def __repr__(self) -> str:
        return "PERMANENT"

    def __reduce__(self) -> str:
        return "PERMANENT"


PERMANENT: Final = Permanent()


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a list, such as one person a company hired: its cells by column, sorted by name."""

    cells: tuple[tuple[str, Value], ...]

    def get(self, column: str) -> Value | None:
        """The cell; None when the source gave none."""
        return next((value for name, value in self.cells if name == column), None)


Value: TypeAlias = str | int | bool | Decimal | date | Permanent | tuple[str, ...] | tuple[Row, ...]

TEXTS: Final = frozenset(
    {
        ValueType.TEXT,
        ValueType.USCC,
        ValueType.COMPANY_CODE,
        ValueType.RESIDENT_ID,
        ValueType.PATENT_NO,
        ValueType.PERSON_NAME,
        ValueType.ETHNICITY,
        ValueType.COMPANY_NAME,
        ValueType.ADDRESS,
        ValueType.BUSINESS_SCOPE,
        ValueType.REGION,
    }
)
NUMBERS: Final = frozenset({ValueType.MONEY_CNY, ValueType.NUMBER, ValueType.INTEGER, ValueType.SHARE})
DATES: Final = frozenset({ValueType.DATE, ValueType.DATE_OR_PERMANENT})

MAX_TEXT_CHARS: Final = 5000
_MAX_DIGITS: Final = 18
_MAX_CHARS: Final = _MAX_DIGITS + 2
"""A sign and a point beside the digits."""


class BadValue(ValueError):
    """The raw value is not of the stated kind; the message says what was expected.

    Attributes:
        at: the keys and places that lead from the value that was read to the part of it that is wrong.
        fix: what to write instead, where that can be said; else empty.
    """

    def __init__(self, message: str, *, at: tuple[str | int, ...] = (), fix: str = "") -> None:
        super().__init__(message)
        self.at, self.fix = at, fix


def parse(raw: object, value_type: ValueType, choices: Collection[str] = ()) -> Value:
    """The typed value of canonical JSON or YAML input: ISO dates, decimal strings, checked codes.

    Raises:
        BadValue: anything else, said in one sentence.
    """
    return _PARSERS[value_type](raw, choices)


Plain: TypeAlias = str | int | bool | list[str] | list[dict[str, "Plain"]]


def to_json(value: Value) -> Plain:
    """The value as JSON writes it: ISO dates, decimal text, lists; a row by its columns."""
    if isinstance(value, Permanent):
        return "permanent"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return [_element(one) for one in value] if isinstance(value, tuple) else value  # type: ignore[return-value]


def _element(one: str | Row) -> str | dict[str, Plain]:
    return one if isinstance(one, str) else {name: to_json(cell) for name, cell in one.cells}


def comparable(value: Value, value_type: ValueType) -> Value:
    """The form in which two sources are compared.

    Texts: full width and half width made one, no spaces, and the brackets, hyphens and stops that printers vary made
    one. No other character stands for another: A² is not A2.
    Everything else tolerates nothing.
    """
    if value_type in TEXTS and isinstance(value, str):
        folded = value.translate(_HALF_WIDTH).translate(_ALIKE)
        return "".join(folded.split())
    return value


def listed(text: str) -> tuple[str, ...]:
    """The items of a list written as text, in the form that `comparable` gives.

    An item ends at a stop outside brackets; what introduces it (一般项目:) is left off. So a scope that excludes an
    activity, or names it inside another item, does not list it.
    """
    depth, start, items = 0, 0, []
    for found in _BREAKS.finditer(text):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth = max(0, depth - 1)
        elif depth == 0:
            items.append(text[start : found.start()])
            start = found.end()
    return tuple(item for item in (*items, text[start:]) if item)


_BREAKS: Final = re.compile(r"[();,.:]")

_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}

_ALIKE = str.maketrans(
    {
        "〔": "(",
        "〕": ")",
        "【": "(",
        "】": ")",
        "[": "(",
        "]": ")",
        "—": "-",
        "–": "-",
        "－": "-",
        "，": ",",
        "。": ".",
        "、": ",",
        "“": '"',
        "”": '"',
    }
)


_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters but line ends and tabs (category Cc), and halves of surrogate pairs (Cs)."""


def _text(raw: object, _choices: Collection[str]) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise BadValue("expected a text that is not empty")
    if len(raw) > MAX_TEXT_CHARS:
        raise BadValue(f"the text is longer than {MAX_TEXT_CHARS} characters")
    if _UNPRINTABLE.search(raw):
        raise BadValue("the text holds control characters or halves of characters")
    return raw.strip()


def _uscc(raw: object, choices: Collection[str]) -> str:
    code = _text(raw, choices).upper()
    if not gb_32100.is_valid(code) or len(code) != 18:  # noqa: PLR2004  GB 32100-2015
        raise BadValue("expected an 18-character 统一社会信用代码 whose check character is right")
    return code if code.isascii() else gb_32100.compact(code)  # full-width digits become what a register is asked for


def _company_code(raw: object, choices: Collection[str]) -> str:
    code = _text(raw, choices)
    if re.fullmatch(r"[0-9]{15}", code, re.ASCII) and mod_11_10.is_valid(code):
        return code
    return _uscc(raw, choices)


def _resident_id(raw: object, choices: Collection[str]) -> str:
    """GB 11643-1999: region, day of birth, order, check character. A region is plausible by its province."""
    number = _text(raw, choices).upper()
    shaped = re.fullmatch(r"[0-9]{17}[0-9X]", number, re.ASCII)
    if not shaped or not _PROVINCES.fullmatch(number[:2]) or not _is_birthday(number[6:14]):
        raise BadValue("expected an 18-character 公民身份号码 with a region and a day of birth that exist")
    if gb_11643.calc_check_digit(number) != number[-1]:
        raise BadValue("expected a 公民身份号码 whose check character is right")
    return number


def _is_birthday(digits: str) -> bool:
    try:
        return date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}").year >= _EARLIEST_BIRTH
    except ValueError:
        return False


def _patent_no(raw: object, choices: Collection[str]) -> str:
    """ZC 0006-2003: year, kind (1 发明, 2 实用新型, 3 外观设计, 8 and 9 by way of PCT), number, point, check."""
    number = _text(raw, choices).upper()
    if not re.fullmatch(r"ZL(19|20)[0-9]{2}[12389][0-9]{7}\.[0-9X]", number, re.ASCII):
        raise BadValue('expected a patent number such as "ZL201810123456.7"')
    total = sum(weight * int(digit) for weight, digit in zip(_PATENT_WEIGHTS, number[2:14], strict=True))
    if "0123456789X"[total % 11] != number[-1]:
        raise BadValue("expected a patent number whose check character is right")
    return number


_PROVINCES: Final = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
"""GB/T 2260, first two figures. 83: residence permits for people of 台湾 (since 2018), 81 and 82 of 香港 and 澳门."""
_EARLIEST_BIRTH: Final = 1890
_PATENT_WEIGHTS: Final = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)


def _date(raw: object, _choices: Collection[str]) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        if isinstance(raw, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw, re.ASCII):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise BadValue('expected a date that exists, as "2026-03-02"')


def _date_or_permanent(raw: object, choices: Collection[str]) -> Value:
    return PERMANENT if raw == "permanent" or isinstance(raw, Permanent) else _date(raw, choices)


def _number(raw: object, _choices: Collection[str]) -> Decimal:
    if isinstance(raw, Decimal) and _is_short(raw):
        return raw
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**_MAX_DIGITS:
        return Decimal(raw)
    try:
        if isinstance(raw, str) and len(raw) <= _MAX_CHARS and re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", raw, re.ASCII):
            return Decimal(raw)
    except InvalidOperation:
        pass
    raise BadValue('expected a whole number, or a decimal number in quotes such as "1234.50"')


def _is_short(number: Decimal) -> bool:
    """Whether the number, written out, can be read back: 1E+4000 is a valid decimal and no amount."""
    if not number.is_finite() or number.adjusted() >= _MAX_DIGITS:
        return False
    return -number.adjusted() <= _MAX_DIGITS and len(format(number, "f")) <= _MAX_CHARS


def _money(raw: object, choices: Collection[str]) -> Decimal:
    amount = _number(raw, choices)
    if amount < 0 or amount != amount.quantize(Decimal("0.0001")):
        raise BadValue("expected an amount in yuan, zero or more, with at most four decimals")
    return amount


def _share(raw: object, choices: Collection[str]) -> Decimal:
    share = _number(raw, choices)
    if not 0 <= share <= 1:
        raise BadValue('expected a share between "0" and "1"')
    return share


def _integer(raw: object, _choices: Collection[str]) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**_MAX_DIGITS:
        return raw
    raise BadValue("expected a whole number")


def _boolean(raw: object, _choices: Collection[str]) -> bool:
    if isinstance(raw, bool):
        return raw
    raise BadValue("expected true or false")


def _region(raw: object, choices: Collection[str]) -> str:
    code = _text(raw, choices)
    if not re.fullmatch(r"[0-9]{2,6}|[0-9]{9}|[0-9]{12}", code, re.ASCII):
        raise BadValue('expected a 行政区划代码 in quotes, such as "310115"')
    return code


def _choice(raw: object, choices: Collection[str]) -> str:
    if isinstance(raw, str) and raw in choices:
        return raw
    raise BadValue(f"expected one of: {', '.join(choices)}")


def _choices(raw: object, choices: Collection[str]) -> tuple[str, ...]:
    if not isinstance(raw, (list, tuple)):
        raise BadValue(f"expected a list of: {', '.join(choices)}")
    return tuple(sorted({_choice(one, choices) for one in raw}))


def _records(_raw: object, _choices: Collection[str]) -> Value:
    raise BadValue("a list of records is read by the fact that names its columns")


_PARSERS: Final[dict[ValueType, Callable[[object, Collection[str]], Value]]] = {
    ValueType.TEXT: _text,
    ValueType.PERSON_NAME: _text,
    ValueType.ETHNICITY: _text,
    ValueType.COMPANY_NAME: _text,
    ValueType.ADDRESS: _text,
    ValueType.BUSINESS_SCOPE: _text,
    ValueType.USCC: _uscc,
    ValueType.COMPANY_CODE: _company_code,
    ValueType.RESIDENT_ID: _resident_id,
    ValueType.PATENT_NO: _patent_no,
    ValueType.DATE: _date,
    ValueType.DATE_OR_PERMANENT: _date_or_permanent,
    ValueType.MONEY_CNY: _money,
    ValueType.NUMBER: _number,
    ValueType.INTEGER: _integer,
    ValueType.SHARE: _share,
    ValueType.BOOLEAN: _boolean,
    ValueType.REGION: _region,
    ValueType.CHOICE: _choice,
    ValueType.CHOICES: _choices,
    ValueType.RECORDS: _records,
}
