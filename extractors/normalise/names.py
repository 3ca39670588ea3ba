"""Names of people and companies, addresses and other running text."""

from __future__ import annotations

import re
from typing import Final

from extractors.normalise.areas import with_units

_PERSON: Final = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff·•]{1,19}|[A-Za-z][A-Za-z .·-]{2,59}")
_NOT_PERSON: Final = re.compile(r"月.*日|公司|有限|姓名|\d")
_EDGES: Final = " :：;；,，.。、*_|\\/'\"“”‘’-—~"
_BRACKETS: Final = str.maketrans({"(": "（", ")": "）"})
_LONG_DASH: Final = re.compile(r"(?<=[0-9A-Za-z])[—–](?=[0-9A-Za-z])")
"""Printed wide, as in 1－4－007A, a hyphen is read as a dash."""
_FILLED_UP: Final = re.compile(r"^[*★※]+|[*★※]+$")
_MIN_COMPANY_CHARS: Final = 4


def person(text: str) -> str | None:
    """A name of two or more characters and nothing else; None when more or less than a name stands there."""
    name = text.strip(_EDGES + "()（）").replace("•", "·")
    if not _PERSON.fullmatch(name) or _NOT_PERSON.search(name):
        return None
    return name


def company(text: str) -> str | None:
    """A company name with full-width brackets, as registers write it."""
    name = text.strip(_EDGES).translate(_BRACKETS)
    return name if len(name) >= _MIN_COMPANY_CHARS and re.search(r"[\u3400-\u9fff]", name) else None


def running_text(text: str) -> str | None:
    """An address, a scope, a type: the printed text without filler at its ends."""
    whole = _LONG_DASH.sub("-", with_units(text))
    return _FILLED_UP.sub("", whole).strip(_EDGES.replace(".", "").replace("。", "")) or None
