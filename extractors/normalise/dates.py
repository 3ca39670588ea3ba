"""Printed dates and periods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from approval_rules.values import PERMANENT, Permanent
from extractors.layout.pieces import fold
from extractors.normalise.numerals import DIGITS, small_number, spelled_year

_DIGIT: Final = "".join(DIGITS)
_YEAR: Final = f"[{_DIGIT}]{{4}}"
_SMALL: Final = f"[{_DIGIT}十廿卅+]{{1,3}}"
_DATE: Final = re.compile(rf"({_YEAR})年({_SMALL})月({_SMALL})[日曰目]")
_CUT: Final = re.compile(rf"({_YEAR})年([01][0-9])月([0-3][0-9])(?![0-9日曰目])")
"""The last 日 is often lost at a seal; with two figures for month and day the date is whole without it."""
_PLAIN: Final = re.compile(r"(?<![0-9])([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])")
_POINTED_TERM: Final = re.compile(
    r"(?<![0-9])([0-9]{4})[.,·]?([01][0-9])[.,·]?([0-3][0-9])[-—~]+([0-9]{4})[.,·]?([01][0-9])[.,·]?([0-3][0-9])(?![0-9])"
)
"""The term of an identity card: its points are small and often lost, its figures are always sixteen."""
_PERMANENT: Final = re.compile(r"长期|永久|无固定期限|不约定期限")
_EARLIEST_YEAR: Final = 1900
_LATEST_YEAR: Final = 2200


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """A printed term. `is_open`: the paper says 至****** or leaves the end blank, which is no date."""

    start: date | None
    end: date | Permanent | None
    is_open: bool = False


def dates_in(text: str) -> list[date | None]:
    """Every date written in the text, in order; None for one that does not exist (2月30日)."""
    folded = fold(text).replace(" ", "")
    matches = [match for form in (_DATE, _CUT, _PLAIN) for match in form.finditer(folded)]
    found = sorted(matches, key=lambda match: match.start())
    return [_date(*match.groups()) for match in found]


def first_date(text: str) -> date | None:
    return next(iter(dates_in(text)), None)


def period(text: str) -> Period:
    """The two ends of a printed term: 2014年5月14日至2034年5月13日, 自…至…, …至长期, 长期."""
    folded = fold(text)
    before, separator, after = folded.partition("至")
    if not separator:
        pointed = _POINTED_TERM.search(folded.replace(" ", ""))
        if pointed:
            return Period(start=_date(*pointed.groups()[:3]), end=_date(*pointed.groups()[3:]))
        start, second = (*dates_in(folded), None, None)[:2]
        return Period(start=start, end=PERMANENT if _PERMANENT.search(folded) else second)
    if _PERMANENT.search(after):
        return Period(start=first_date(before), end=PERMANENT)
    return Period(start=first_date(before), end=first_date(after), is_open=not re.search("[0-9一二三]", after))


def _date(year_text: str, month_text: str, day_text: str) -> date | None:
    year, month, day = spelled_year(year_text), small_number(month_text), small_number(day_text)
    if year is None or month is None or day is None or not _EARLIEST_YEAR <= year <= _LATEST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
