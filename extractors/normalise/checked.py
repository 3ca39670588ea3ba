"""Values that prove themselves by a check character, each kind with its own way of being found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from approval_rules.values import ValueType
from extractors.normalise.codes import looks_like_code, valid_code
from extractors.normalise.identity_numbers import looks_like_identity_number, valid_identity_number
from extractors.normalise.patent_numbers import looks_like_patent_number, valid_patent_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from extractors.normalise.codes import Code

COMPANY_CODES: Final = frozenset({ValueType.USCC, ValueType.COMPANY_CODE})
SELF_PROVING: Final = COMPANY_CODES | {ValueType.RESIDENT_ID, ValueType.PATENT_NO}

_VALID: Final[dict[ValueType, Callable[[str], Code | None]]] = {
    ValueType.RESIDENT_ID: valid_identity_number,
    ValueType.PATENT_NO: valid_patent_number,
}
_CLOSE: Final[dict[ValueType, Callable[[str], str | None]]] = {
    ValueType.RESIDENT_ID: looks_like_identity_number,
    ValueType.PATENT_NO: looks_like_patent_number,
}


def proven(text: str, value_type: ValueType) -> Code | None:
    """The value in the text whose check character holds; None when none does."""
    return _VALID[value_type](text) if value_type in _VALID else valid_code(text, value_type)


def unproven(text: str, value_type: ValueType) -> str | None:
    """What stands where such a value should, however wrong; None when nothing like it is there."""
    return _CLOSE.get(value_type, looks_like_code)(text)
