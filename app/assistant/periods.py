"""The day or the years a question asks about, named (2024年) or told from today (去年)."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from retrieval.filters import holds_in_years

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Period", "holds_in_years", "period_in", "without_period", "years_in"]

_HAN = "\u3007零○一二三四五六七八九"
_DIGITS = str.maketrans(_HAN, "000123456789")
_YEAR = re.compile(
    rf"(?<![\d{_HAN}])(?P<year>(?:19|20)\d{{2}}|(?:一九|二[\u3007零○])[{_HAN}]{{2}})\s*年(?=(?P<then>.{{0,12}}))"
)
_ENGLISH_YEAR = re.compile(r"\b(?:in|of|for|year|during)\s+(?P<year>20\d{2})\b", re.IGNORECASE)
_RELATIVE = {"大前年": -3, "前年": -2, "去年": -1, "上一年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
_RELATIVE_YEAR = re.compile("|".join(_RELATIVE) + r"|last year|next year|this year", re.IGNORECASE)
_RELATIVE_ENGLISH = {"last year": -1, "next year": 1, "this year": 0}
_DAY = re.compile(r"\s*(?P<month>1[0-2]|0?[1-9])\s*月(?:份|\s*(?P<day>[12]\d|3[01]|0?[1-9])\s*[日号])?")
_ISO = re.compile(r"(?<!\d)(?P<year>20\d{2})[-/.](?P<month>1[0-2]|0?[1-9])[-/.](?P<day>3[01]|[12]\d|0?[1-9])(?!\d)")
_HAPPENED = "毕业|成立|注册|登记|认定|取得|出生|开业|开的|办的|失业|入职|来沪|创办|设立|签的|买的|参保|入选|获评"
_NOT_THE_PERIOD = re.compile(
    r"第[\d一二三四五六七八九十]+号|修[正订]|"
    rf"(?:\d+月)?(?:\d+日)?(?:以?[前后])?(?:就|才|刚|新)?(?:{_HAPPENED})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """`day` where a day or a month is named (its first day), else the years; neither where nothing is said."""

    day: date | None = None
    years: frozenset[int] = frozenset()


def period_in(text: str, on: date | None) -> Period:
    """What `text` asks about; not the year of a document number, nor of what happened to the person asking."""
    day = next(_days(text), None)
    return Period(day=day) if day else Period(years=years_in(text, on))


def years_in(text: str, on: date | None = None) -> frozenset[int]:
    """Years named, and those told from `on` when it is given."""
    named = {int(found["year"].translate(_DIGITS)) for found in _YEAR.finditer(text) if _is_period(found)}
    named |= {int(found["year"]) for found in _ENGLISH_YEAR.finditer(text)}
    if on is not None:
        named |= {on.year + _steps(found[0]) for found in _RELATIVE_YEAR.finditer(text) if _asks(text, found)}
    return frozenset(named)


def without_period(text: str) -> str:
    """`text` without the years it asks about, so that another can take their place."""
    spans = [found.span() for found in _YEAR.finditer(text) if _is_period(found)]
    spans += [found.span() for found in _RELATIVE_YEAR.finditer(text)]
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + text[end:]
    return text


def _days(text: str) -> Iterator[date]:
    for found in _ISO.finditer(text):
        yield _date(int(found["year"]), int(found["month"]), int(found["day"]))
    for found in _YEAR.finditer(text):
        rest = _DAY.match(text, found.end())
        if rest and _is_period(found):
            yield _date(int(found["year"].translate(_DIGITS)), int(rest["month"]), int(rest["day"] or 1))


def _date(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _is_period(found: re.Match[str]) -> bool:
    return not _NOT_THE_PERIOD.match(found["then"])


def _asks(text: str, found: re.Match[str]) -> bool:
    after = text[found.end() :]
    counted = text[: found.start()].endswith(("每", "几", "以"))
    return not counted and not _NOT_THE_PERIOD.match(after) and not re.match(r"(?:\d{1,2}月)?(?:刚|才|新)", after)


def _steps(word: str) -> int:
    return _RELATIVE.get(word, _RELATIVE_ENGLISH.get(word.lower(), 0))
