"""What somebody answers when asked for one fact, read as that fact's kind; nothing is guessed."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeAlias

from app.assistant.places import places_in
from approval_rules.language_words import REGIONS
from approval_rules.values import PERMANENT, BadValue, Value, ValueType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from approval_rules.facts import FactSpec


class NotSaid(Enum):
    """Why an answer gives no value."""

    DOES_NOT_KNOW = "does_not_know"
    NOT_READ = "not_read"


Said: TypeAlias = "Value | NotSaid"

LONGEST: Final = 60
"""Characters of an answer; more is a question or a story."""


def read_answer(spec: FactSpec, text: str) -> Said:
    """The value that the whole text states of the fact; NOT_READ for what could be understood otherwise."""
    said = _levelled(text)
    if len(said) > LONGEST or not said:
        return NotSaid.NOT_READ
    if _DOES_NOT_KNOW.fullmatch(said):
        return NotSaid.DOES_NOT_KNOW
    raw = _raw(spec, said)
    try:
        return NotSaid.NOT_READ if raw is None else spec.parse(raw)
    except BadValue:
        return NotSaid.NOT_READ


def _raw(spec: FactSpec, said: str) -> object:
    """As the fact's own reader takes it; None when it can't be read."""
    reader = _READERS.get(spec.type)
    return reader(spec, said) if reader else said


def _levelled(text: str) -> str:
    """In half width, without blanks and the stops at the end, in small letters."""
    half = text.translate(_HALF_WIDTH)
    return re.sub(r"\s+", "", half).rstrip("。.!;,、~").lower()


def _boolean(said: str) -> bool | None:
    if _YES.fullmatch(said):
        return True
    return False if _NO.fullmatch(said) else None


def _number(spec: FactSpec, said: str) -> Decimal | None:
    """A number with nothing but its unit; nothing at all is zero."""
    if said in _NOTHING:
        return Decimal(0)
    found = _NUMBER.fullmatch(said)
    if found is None or not _is_unit_of(spec, found["unit"]):
        return None
    number = Decimal(found["number"].replace(",", ""))
    return number * _TIMES[found["times"] or ""] if abs(number) < _TOO_LARGE else None


def _whole(spec: FactSpec, said: str) -> int | None:
    number = _number(spec, said)
    return int(number) if number is not None and number == number.to_integral_value() else None


def _is_unit_of(spec: FactSpec, unit: str) -> bool:
    if spec.type is ValueType.MONEY_CNY:
        return unit in _YUAN
    counted = {spec.unit, *_PEOPLE} if spec.unit in _PEOPLE else {spec.unit}
    return unit in {"", *counted}


def _share(said: str) -> Decimal | None:
    """30%, 百分之30, or 30; below one without a sign it may mean either, and is not read."""
    found = _PERCENT.fullmatch(said)
    if found is None:
        return None
    number = Decimal(found["number"])
    is_plain = not (found["before"] or found["after"])
    return None if is_plain and 0 < number < 1 else number / 100


def _date(said: str) -> str | None:
    found = _DATE.fullmatch(said)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else None


def _date_or_permanent(said: str) -> object:
    return PERMANENT if said in _OPEN_TERM else _date(said)


def _region(said: str) -> str | None:
    if re.fullmatch(r"[0-9]{6}", said, re.ASCII):
        return said
    codes = set(places_in(said).values()) or {code for code, name in _DISTRICTS.items() if name in said}
    return codes.pop() if len(codes) == 1 and not _DENIES.search(said) else None


def _choice(choices: Mapping[str, str], said: str) -> str | None:
    """The one named by title or code; else the only one whose title is in what was said, or the other way round."""
    for code, title in choices.items():
        if said in {_levelled(title), code, code.replace("_", "")}:
            return code
    if _DENIES.search(said):
        return None
    near = [code for code, title in choices.items() if _levelled(title) in said or said in _levelled(title)]
    return near[0] if len(near) == 1 else None


def _choices(choices: Mapping[str, str], said: str) -> list[str] | None:
    """A title may hold the very word that joins two of them, so a part is taken as a whole before it is split by it."""
    if said in _NOTHING:
        return []
    found = list[str]()
    for part in filter(None, re.split(r"[、,;]|以及", said)):
        whole = _choice(choices, part)
        several = [whole] if whole else [_choice(choices, one) for one in part.split("和") if one]
        if not all(several):
            return None
        found += [code for code in several if code is not None]
    return found or None


_READERS: Final[Mapping[ValueType, Callable[[FactSpec, str], object]]] = {
    ValueType.BOOLEAN: lambda _spec, said: _boolean(said),
    ValueType.INTEGER: _whole,
    ValueType.NUMBER: _number,
    ValueType.MONEY_CNY: _number,
    ValueType.SHARE: lambda _spec, said: _share(said),
    ValueType.DATE: lambda _spec, said: _date(said),
    ValueType.DATE_OR_PERMANENT: lambda _spec, said: _date_or_permanent(said),
    ValueType.REGION: lambda _spec, said: _region(said),
    ValueType.CHOICE: lambda spec, said: _choice(spec.choices, said),
    ValueType.CHOICES: lambda spec, said: _choices(spec.choices, said),
    ValueType.RECORDS: lambda _spec, _said: None,
}

_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DISTRICTS: Final = {
    code: name.en.lower().replace(" ", "").removesuffix("district").removesuffix("newarea")
    for code, name in REGIONS.items()
    if code.startswith("3101")
}
_DOES_NOT_KNOW: Final = re.compile(
    r"(?:我|我们|这个|暂时|还)*+(?:不知道|不清楚|不太清楚|不确定|说不准|没查过|不了解|跳过|先跳过|下一个|下一题)(?:了|呢|啊)?"
    r"|(?:i)?(?:don'?tknow|notsure)|skip|unknown|next"
)
_YES: Final = re.compile(r"(?:嗯+|对)?(?:是|是的|对|对的|有|有的|符合|属于|没错|确实|yes|y|true)(?:啊|呀)?")
_NO: Final = re.compile(r"(?:不|嗯+)?(?:否|不|不是|不是的|没有|没有的|没|无|不符合|不属于|no|n|false)(?:啊|呀)?")
_NOTHING: Final = frozenset({"没有", "都没有", "无", "没", "零", "none", "都不是"})
_OPEN_TERM: Final = frozenset({"长期", "永久", "没有期限", "open-ended", "permanent"})
_DENIES: Final = re.compile(r"不|没|非|无|除了")
_NUMBER: Final = re.compile(
    r"(?P<number>-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(?P<times>[万亿]|千万|百万)?(?P<unit>[^0-9.,\-]{0,6})",
    re.ASCII,
)
_PERCENT: Final = re.compile(
    r"(?P<before>百分之)?(?P<number>[0-9]{1,3}(?:\.[0-9]{1,6})?)(?P<after>%|个百分点)?", re.ASCII
)
_DATE: Final = re.compile(r"([12][0-9]{3})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})(?:日|号)?", re.ASCII)
_TIMES: Final = {"": 1, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_YUAN: Final = frozenset({"", "元", "块", "块钱", "元人民币", "人民币", "rmb", "cny", "yuan"})
_PEOPLE: Final = frozenset({"人", "名", "个", "个人", "位"})
_TOO_LARGE: Final = 10**15
