"""One byte form for one content: what is hashed, stored and compared on replay."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Final

from approval_rules.values import Permanent, to_json


def canonical_json(content: object) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces; dates, amounts and open terms as `values.to_json` writes them."""
    return _ENCODER.encode(content).encode()


def _plain(value: object) -> object:
    if isinstance(value, (date, Decimal, Permanent)):
        return to_json(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain
)
"""Made once: `json.dumps` would make one a call, which takes longer than to write a short text."""
