"""Chinese as people write it in a text: dates in words, money in 万元, lists of clauses as Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from approval_rules.language_words import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_MONEY = re.compile(r"(?<![\d.])(?P<figure>\d{5,}(?:\.\d+)?)(?=(?:美)?元)")
_DATE = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_CODE = re.compile(r"（\d{6}）")
_UNITS = ((Decimal(10**8), "亿"), (Decimal(10**4), "万"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One clause to be written: sentences that may each be quoted alone."""

    anchor: str
    title: str
    lines: tuple[str, ...]


def markdown(title: str, parts: Iterable[Part]) -> str:
    """The file of one source; parts without a line are left out."""
    written = [f"## {part.title} {{#{part.anchor}}}\n" + "\n".join(part.lines) for part in parts if part.lines]
    return "\n\n".join([f"# {title}", *written]) + "\n"


def written(text: str) -> str:
    """The text with its ISO dates, its large sums and its region names as an official text writes them."""
    text = _MONEY.sub(lambda found: _in_wan(found["figure"]), _CODE.sub("", text))
    return _DATE.sub(lambda found: f"{found[1]}年{int(found[2])}月{int(found[3])}日", text)


def _in_wan(figure: str) -> str:
    for size, unit in _UNITS:
        share = Decimal(figure) / size
        if share >= 1 and share == round(share, 4):
            return f"{plain(share)}{unit}"
    return figure


def day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def sentence(text: str) -> str:
    """With one stop at its end."""
    return text.strip().rstrip("。；") + "。"
