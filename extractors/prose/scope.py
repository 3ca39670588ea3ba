"""经营范围 split into its items."""

from __future__ import annotations

import re
from typing import Final

from extractors.layout.pieces import fold

_HEADING: Final = re.compile(r"(?:一般|许可)(?:经营)?(?:项目|事项)\s*[:：]|(?:主营|兼营|经营范围)\s*[:：]")
_RESTRICTS: Final = (
    r"依法须经(?:批准|审批)|除依法须经|涉及许可|企业经营涉及|经相关部门(?:批准|审批)|具体经营项目以|依法开展经营|"
    r"依法自主开展|凭[^)）]{0,12}许可"
)
_IN_BRACKETS: Final = re.compile(rf"[(（【\[][^()（）]{{0,6}}(?:{_RESTRICTS})[^()（）]*(?:[)）】\]]|$)")
_BARE: Final = re.compile(rf"(?:^|(?<=[。；;]))(?:{_RESTRICTS})[^。；;]*")
"""Clauses that restrict the whole scope and name no activity."""
_STOPS: Final = frozenset(";。、,")
_EDGES: Final = " \n\t*.…"


def split_scope(text: str) -> tuple[str, ...]:
    """The activities of a business scope in their order, each once.

    An item ends at a stop outside brackets. Headings (一般项目：) and the closing clause （依法须经批准的项目…） are no
    items; a bracket that says what an activity excludes stays with it.
    """
    plain = _BARE.sub("", _HEADING.sub("；", _IN_BRACKETS.sub("", text)))
    depth, items = 0, [""]
    for char in plain:
        folded = fold(char)
        depth = max(0, depth + (folded in "([【") - (folded in ")]】"))
        if depth == 0 and folded in _STOPS:
            items.append("")
        else:
            items[-1] += char
    named = [item.strip(_EDGES) for item in items]
    return tuple(dict.fromkeys(item for item in named if item))
